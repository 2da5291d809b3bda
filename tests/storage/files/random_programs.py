"""Random programs that a file can hold: every field, every kind of value, every reference."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

from hypothesis import strategies as st

from rituals.calendar import Weekday
from rituals.dependencies import Dependency, DependencyStatus
from rituals.ids import ChannelId, DependencyId, GoalId, InitiativeId, MetricId, PersonId, SlackUserId, TeamId
from rituals.people import Person, Role, Team
from rituals.policy import Cadence, Policy, Rhythm
from rituals.program import Direction, Goal, Initiative, Metric, MetricKind, Program, Reading, Stage
from storage.files.dependency_checks import NEEDS_PROMISE
from storage.files.forms import DIRECTION_OVERRIDES, normalised

WORKING_DAYS = st.frozensets(st.sampled_from(Weekday), min_size=1)
RHYTHMS = st.sampled_from(Rhythm)
COUNTRIES = st.sampled_from(["DE", "DE-BY", "US", "GB-SCT", "JP", "FR"])
T = TypeVar("T")

SEEN = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=DIRECTION_OVERRIDES)
TEXTS = st.text(SEEN, max_size=40).map(lambda text: normalised(text) or "x") | st.sampled_from(
    ["NO", "1.10", "12:30:45", "0123", "null", "~", "- x", "# x", "a: b", "=1+1", "'=x", 'a"b', "x;=y", "a|b"]
)
IDS = st.from_regex(r"[A-Za-z0-9äöü][A-Za-z0-9._-]{0,8}", fullmatch=True).map(normalised)
DATES = st.dates(date(2000, 1, 1), date(2099, 12, 31))
MOMENTS = st.datetimes(
    datetime.fromisoformat("2000-01-02"), datetime.fromisoformat("2099-12-30"), timezones=st.just(UTC)
)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-1_000, 1_000).map(float)
AMOUNTS = st.integers(0, 2_147_483_647)
HOURS = st.times(time(0), time(23, 59)).map(lambda moment: moment.replace(second=0, microsecond=0))
ZONES = st.sampled_from(["Europe/London", "America/New_York", "Asia/Singapore", "UTC"])
CHANNELS = st.from_regex(r"#[a-z0-9_-]{1,20}|C[A-Z0-9]{4,10}", fullmatch=True)
CHANNEL_IDS = st.from_regex(r"C[A-Z0-9]{4,10}", fullmatch=True).map(ChannelId)
SLACK_IDS = st.from_regex(r"U[A-Z0-9]{4,10}", fullmatch=True).map(SlackUserId)
EMAILS = st.from_regex(r"[a-z0-9][a-z0-9.+-]{0,10}@[a-z0-9-]{1,8}\.example", fullmatch=True)


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Draw a program that has no errors."""
    people = _people(draw)
    teams = _teams(draw, list(people))
    goals = _goals(draw, list(people))
    metrics = _metrics(draw, list(goals))
    initiatives = _initiatives(draw, list(people), list(teams), list(goals), list(metrics))
    return Program(
        name=draw(TEXTS),
        currency=draw(st.from_regex("[A-Z]{3}", fullmatch=True)),
        cadence=draw(_cadences()),
        policy=_policy(draw),
        people=people,
        teams=teams,
        goals=goals,
        metrics=metrics,
        readings=_readings(draw, list(metrics)),
        initiatives=initiatives,
        dependencies=_dependencies(draw, list(initiatives.values()), list(teams)),
    )


def _maybe(draw: st.DrawFn, strategy: st.SearchStrategy[T]) -> T | None:
    return draw(st.none() | strategy)


def _any_of(draw: st.DrawFn, choices: Sequence[T]) -> T | None:
    return draw(st.none() | st.sampled_from(choices)) if choices else None


def _ids(draw: st.DrawFn, *, at_least: int = 0) -> list[str]:
    return draw(st.lists(IDS, min_size=at_least, max_size=4, unique=True))


def _people(draw: st.DrawFn) -> dict[PersonId, Person]:
    keys = [PersonId(key) for key in _ids(draw, at_least=1)]
    count = len(keys)
    accounts = draw(st.lists(SLACK_IDS, min_size=count, max_size=count, unique=True))
    emails = draw(st.lists(EMAILS, min_size=count, max_size=count, unique=True))
    people = {}
    for number, key in enumerate(keys):
        has_account = draw(st.booleans())
        people[key] = Person(
            id=key,
            name=draw(TEXTS),
            slack_id=accounts[number] if has_account else None,
            email=emails[number] if not has_account or draw(st.booleans()) else None,
            manager=_any_of(draw, keys[:number]),
            deputy=_any_of(draw, [other for other in keys if other != key]),
            roles=frozenset(Role) if number == 0 else draw(st.frozensets(st.sampled_from(Role))),
            works_on=_maybe(draw, WORKING_DAYS),
            country=_maybe(draw, COUNTRIES),
            acceptance_limit=draw(AMOUNTS),
            zone=_maybe(draw, ZONES),
            active=number == 0 or draw(st.booleans()),
        )
    return people


def _teams(draw: st.DrawFn, people: Sequence[PersonId]) -> dict[TeamId, Team]:
    keys = [TeamId(key) for key in _ids(draw)]
    return {
        key: Team(
            id=key,
            name=draw(TEXTS),
            lead=draw(st.sampled_from(people)),
            channel=draw(CHANNELS),
            channel_id=_maybe(draw, CHANNEL_IDS),
            check_in_every=_maybe(draw, RHYTHMS),
        )
        for key in keys
    }


def _goals(draw: st.DrawFn, people: Sequence[PersonId]) -> dict[GoalId, Goal]:
    keys = [GoalId(key) for key in _ids(draw)]
    return {
        key: Goal(
            id=key,
            name=draw(TEXTS),
            level=draw(TEXTS),
            parent=_any_of(draw, keys[:number]),
            owner=_any_of(draw, people),
            value_at_stake=draw(AMOUNTS),
        )
        for number, key in enumerate(keys)
    }


def _metrics(draw: st.DrawFn, goals: Sequence[GoalId]) -> dict[MetricId, Metric]:
    metrics = {}
    for key in map(MetricId, _ids(draw)):
        worst, middle, best = sorted(draw(st.tuples(NUMBERS, NUMBERS, NUMBERS)))
        direction = draw(st.sampled_from(Direction))
        baseline, target = (worst, best) if direction is Direction.UP else (best, worst)
        metrics[key] = Metric(
            id=key,
            name=draw(TEXTS),
            kind=draw(st.sampled_from(MetricKind)),
            unit=draw(TEXTS),
            direction=direction,
            baseline=baseline,
            target=target,
            limit=draw(st.sampled_from([None, middle, baseline])),
            goal=_any_of(draw, goals),
            cadence_days=draw(st.integers(1, 400)),
        )
    return metrics


def _readings(draw: st.DrawFn, metrics: Sequence[MetricId]) -> tuple[Reading, ...]:
    if not metrics:
        return ()
    keys = draw(st.lists(st.tuples(st.sampled_from(metrics), DATES, TEXTS), max_size=4, unique=True))
    return tuple(
        Reading(metric=metric, read_on=read_on, value=draw(NUMBERS), source=source)
        for metric, read_on, source in sorted(keys)
    )


def _initiatives(
    draw: st.DrawFn,
    people: Sequence[PersonId],
    teams: Sequence[TeamId],
    goals: Sequence[GoalId],
    metrics: Sequence[MetricId],
) -> dict[InitiativeId, Initiative]:
    if not teams or not goals:
        return {}
    initiatives = {}
    for key in map(InitiativeId, _ids(draw)):
        card: dict[str, Any] = {
            "outcome_owner": _any_of(draw, people),
            "sponsor": _any_of(draw, people),
            "controller": _any_of(draw, people),
            "metric": _any_of(draw, metrics),
            "baseline_target": _maybe(draw, NUMBERS),
        }
        initiatives[key] = Initiative(
            id=key,
            name=draw(TEXTS),
            goal=draw(st.sampled_from(goals)),
            team=draw(st.sampled_from(teams)),
            owner=draw(st.sampled_from(people)),
            baseline_on=draw(DATES),
            committed_on=draw(DATES),
            value_at_stake=draw(AMOUNTS),
            stage=Stage.DEFINED if None in card.values() else draw(st.sampled_from(Stage)),
            delivered_on=_maybe(draw, DATES),
            check_in_every=_maybe(draw, RHYTHMS),
            **card,
        )
    return initiatives


def _dependencies(
    draw: st.DrawFn, initiatives: Sequence[Initiative], teams: Sequence[TeamId]
) -> dict[DependencyId, Dependency]:
    dependencies = {}
    for key in map(DependencyId, _ids(draw) if initiatives else ()):
        at = draw(st.integers(0, len(initiatives) - 1))
        consumer = initiatives[at]
        earlier = _any_of(draw, initiatives[:at])
        others = [team for team in teams if team != consumer.team]
        if earlier is None and not others:
            continue
        status = draw(st.sampled_from(DependencyStatus))
        dependencies[key] = Dependency(
            id=key,
            deliverable=draw(TEXTS),
            consumer=consumer.id,
            provider=earlier.team if earlier else draw(st.sampled_from(others)),
            needed_by=draw(st.dates(date(2000, 1, 1), max(consumer.baseline_on, consumer.committed_on))),
            provider_initiative=earlier.id if earlier else None,
            acceptance=_maybe(draw, TEXTS),
            promised_on=draw(DATES) if status in NEEDS_PROMISE else _maybe(draw, DATES),
            lag_days=draw(st.integers(0, 60)),
            status=status,
            confidence=_maybe(draw, st.integers(0, 100)),
            proposed_at=_maybe(draw, MOMENTS),
            heard_on=_maybe(draw, DATES),
            counter_reason=_maybe(draw, TEXTS),
        )
    return dependencies


@st.composite
def _cadences(draw: st.DrawFn) -> Cadence:
    opens, closes = sorted(draw(st.lists(HOURS, min_size=2, max_size=2, unique=True)))
    return Cadence(
        check_in_on=draw(st.sampled_from(Weekday)),
        check_in_at=draw(HOURS),
        check_in_every=draw(RHYTHMS),
        check_in_window_hours=draw(st.integers(1, 100)),
        digest_on=draw(st.sampled_from(Weekday)),
        digest_at=draw(HOURS),
        digest_zone=draw(ZONES),
        digest_channel=_maybe(draw, CHANNELS),
        digest_channel_id=_maybe(draw, CHANNEL_IDS),
        working_days=draw(WORKING_DAYS),
        opens_at=opens,
        closes_at=closes,
        quiet_from=draw(HOURS),
        quiet_until=draw(HOURS),
        holidays=draw(st.frozensets(DATES, max_size=3)),
        country=_maybe(draw, COUNTRIES),
        zone=draw(ZONES),
    )


def _ascending(count: int) -> st.SearchStrategy[tuple[int, ...]]:
    return st.tuples(*[st.integers(0, 50)] * count).map(lambda hours: tuple(sorted(hours)))


def _policy(draw: st.DrawFn) -> Policy:
    by_type: dict[Any, st.SearchStrategy[Any]] = {
        int: st.integers(0, 100),
        float: st.floats(0, 100),
        tuple[int, int]: _ascending(2),
        tuple[int, int, int, int]: _ascending(4),
    }
    return Policy(**{field.name: draw(by_type[field.type]) for field in fields(Policy)})
