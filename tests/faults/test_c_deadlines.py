"""FAULTS C11: when waiting climbs, expires and is due, to the second, and who decides at the last one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rituals.check_ins import CheckInStatus
from rituals.escalations import Escalation, EscalationStatus, Rung, SubjectKind
from rituals.flag_owners import answer_due
from rituals.ids import EscalationId, PersonId
from rituals.ladder import acknowledge, climb
from rituals.policy import Cadence, Policy
from rituals.program import Program
from sandbox.records import Json, View
from tests.faults.late_kit import send
from tests.journeys.check_in_kit import SOFIAS, answer, ask, card, check_in, green, settled
from tests.journeys.escalation_kit import climbed_to, escalation, opened
from tests.rituals.flag_kit import person
from tests.world import World

EASTER = frozenset({date(2026, 4, 3), date(2026, 4, 6)})
LONDON = Cadence(zone="Europe/London", holidays=EASTER)
SECOND = timedelta(seconds=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def waiting(since: str) -> Escalation:
    """Build an escalation that opened then (UTC)."""
    return Escalation(
        id=EscalationId("R-1"),
        subject_kind=SubjectKind.DEPENDENCY,
        subject="ledger-api",
        why="The date is in doubt.",
        opened_at=utc(since),
        climbing_since=utc(since),
        resolution_owner=PersonId("viktor"),
        decider=PersonId("elena"),
        decide_by=date(2026, 12, 31),
    )


def rung_at(before: Escalation, now: datetime) -> Escalation:
    return climb(before, calendar=LONDON.calendar(), policy=Policy(), now=now)


@pytest.mark.parametrize(
    ("since", "instants"),
    [
        pytest.param(
            "2026-01-13T09:00", ("2026-01-13T13:00", "2026-01-13T17:00", "2026-01-14T17:00"), id="an ordinary Tuesday"
        ),
        pytest.param(
            "2026-01-16T15:00", ("2026-01-19T11:00", "2026-01-19T15:00", "2026-01-20T15:00"), id="over a weekend"
        ),
        pytest.param(
            "2026-04-02T14:00",
            ("2026-04-07T10:00", "2026-04-07T14:00", "2026-04-08T14:00"),
            id="over Easter's holidays",
        ),
        pytest.param(
            "2026-03-27T16:00",
            ("2026-03-30T11:00", "2026-03-30T15:00", "2026-03-31T15:00"),
            id="over spring's lost hour",
        ),
        pytest.param(
            "2026-10-23T15:00", ("2026-10-26T12:00", "2026-10-26T16:00", "2026-10-27T16:00"), id="over autumn's hour"
        ),
        pytest.param(
            "2026-01-13T22:00", ("2026-01-14T13:00", "2026-01-14T17:00", "2026-01-15T17:00"), id="from the night"
        ),
    ],
)
def test_c11_each_rung_is_reached_at_its_second_and_not_one_before(since: str, instants: tuple[str, str, str]) -> None:
    lower = (Rung.OWNERS, Rung.CHANNELS, Rung.MANAGER)
    reached = (Rung.CHANNELS, Rung.MANAGER, Rung.STEERING)

    assert [rung_at(waiting(since), utc(each) - SECOND).rung for each in instants] == list(lower)
    assert [rung_at(waiting(since), utc(each)).rung for each in instants] == list(reached)


def test_c11_four_working_hours_are_not_what_a_day_of_the_clock_is() -> None:
    friday = waiting("2026-01-16T15:00")

    assert rung_at(friday, friday.opened_at + timedelta(hours=24)).rung is Rung.OWNERS
    assert rung_at(friday, utc("2026-01-19T11:00")).rung is Rung.CHANNELS


@pytest.mark.parametrize(
    ("step_on", "expires"),
    [
        pytest.param("2026-01-13", "2026-01-14T09:00", id="the next morning"),
        pytest.param("2026-01-16", "2026-01-19T09:00", id="over a weekend"),
        pytest.param("2026-04-02", "2026-04-07T08:00", id="over Easter's holidays"),
        pytest.param("2026-03-27", "2026-03-30T08:00", id="over spring's lost hour"),
        pytest.param("2026-10-23", "2026-10-26T09:00", id="over autumn's hour"),
    ],
)
def test_c11_an_acknowledgement_expires_when_work_begins_after_its_day(step_on: str, expires: str) -> None:
    day = date.fromisoformat(step_on)
    taken_up = acknowledge(waiting(f"{step_on}T09:00"), "Ask", day, by=PersonId("maya"), today=day)

    before, after = rung_at(taken_up, utc(expires) - SECOND), rung_at(taken_up, utc(expires))

    assert before == taken_up
    assert (after.status, after.climbing_since, after.rung) == (EscalationStatus.OPEN, utc(expires), Rung.OWNERS)


@pytest.mark.parametrize(
    ("raised_at", "due"),
    [
        pytest.param("2026-01-13T10:00", "2026-01-15T17:00", id="two ordinary days"),
        pytest.param("2026-01-16T10:00", "2026-01-20T17:00", id="over a weekend"),
        pytest.param("2026-04-02T10:00", "2026-04-08T16:00", id="over Easter's holidays"),
        pytest.param("2026-03-27T10:00", "2026-03-31T16:00", id="over spring's lost hour"),
        pytest.param("2026-10-23T10:00", "2026-10-27T17:00", id="over autumn's hour"),
    ],
)
def test_c11_a_flag_is_owed_its_answer_at_the_end_of_the_second_working_day(raised_at: str, due: str) -> None:
    loaded = Program(name="Northwind", cadence=LONDON)

    assert answer_due(loaded, replace(person("paula"), zone="Europe/London"), now=utc(raised_at)) == utc(due)


# The last second, through the real door


RUNG_DUE = datetime(2026, 2, 2, 13, tzinfo=UTC)
"""Four working hours after R-1 opened."""


def backdated(payload: Json) -> Json:
    """Return what a device would send whose clock is a day slow."""
    return {**payload, "action_ts": "1769900000.000000"}


def form_of(world: World) -> View:
    """Return Maya's form that takes R-1 up, filled in."""
    maya = world.person("maya")
    maya.press("Acknowledge")
    maya.fill({"The next step": "Ask the supplier"})
    return maya.modal


@pytest.mark.parametrize(
    ("sent", "rung", "told"),
    [
        pytest.param(RUNG_DUE - SECOND, Rung.OWNERS, 0, id="a second before"),
        pytest.param(RUNG_DUE + SECOND, Rung.CHANNELS, 1, id="a second after"),
    ],
)
def test_c11_an_acknowledgement_counts_from_the_bots_own_instant(
    world: World, sent: datetime, rung: Rung, told: int
) -> None:
    opened(world)
    form = form_of(world)
    for moment in sorted({sent, RUNG_DUE, RUNG_DUE + 2 * SECOND}):
        world.sandbox.clock.set(max(moment, world.sandbox.clock.now()))
        if moment == sent:
            send(world, "maya", form, then=backdated)
        else:
            world.tick()

    kept = escalation(world)
    assert (kept.status, kept.rung, kept.acknowledged_by) == (EscalationStatus.ACKNOWLEDGED, rung, "maya")
    assert climbed_to(world)["channels"] == told


@pytest.mark.parametrize(
    ("after_the_end", "revision"),
    [pytest.param(-SECOND, 2, id="a second before"), pytest.param(SECOND, 1, id="a second after")],
)
def test_c11_an_answer_can_be_changed_until_the_second_at_which_its_window_closes(
    world: World, after_the_end: timedelta, revision: int
) -> None:
    ask(world)
    sofia = world.person("sofia")
    settled(world, answer(sofia, green(0, 1)))
    sofia.press("Change my answer", card(sofia))
    sofia.fill({"confidence-0": 75})
    world.sandbox.clock.set(check_in(world, SOFIAS).closes_at + after_the_end)

    send(world, "sofia", sofia.modal, then=backdated)

    assert check_in(world, SOFIAS).revision == revision
    assert check_in(world, SOFIAS).status is CheckInStatus.ANSWERED
