"""Why no message: each reason, which of several is told, and when the next question comes.

It is Thursday, 8 January 2026, 08:00 in London; Maya is asked on Thursdays at 09:30.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rituals.absences import Absence, AbsenceSource
from rituals.check_ins import CheckIn, CheckInStatus
from rituals.ids import CheckInId, GoalId, InitiativeId, PauseId, PersonId, SlackUserId, TeamId
from rituals.next_question import find_next, find_owner
from rituals.pauses import Pause, PauseScope
from rituals.people import Person, Team
from rituals.policy import Cadence, Rhythm
from rituals.program import Initiative, Program, Stage
from rituals.why import Question, Reason, Why, explain

NOW = datetime(2026, 1, 8, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
TODAY_AT = datetime(2026, 1, 8, 9, 30, tzinfo=UTC)
NEXT_AT = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
MAYA, JONAS = PersonId("maya"), PersonId("jonas")
S = CheckInStatus


def person(key: PersonId, **more: object) -> Person:
    values = {"id": key, "name": key.title(), "slack_id": SlackUserId(f"U0{key.upper()}"), "zone": "Europe/London"}
    return Person(**(values | more))  # type: ignore[arg-type]  # fields by name


def initiative(key: str = "payouts", **more: object) -> Initiative:
    values = {
        "id": InitiativeId(key),
        "name": key,
        "goal": GoalId("goal"),
        "team": TeamId("pay"),
        "owner": MAYA,
        "baseline_on": date(2026, 3, 31),
        "committed_on": date(2026, 3, 31),
    }
    return Initiative(**(values | more))  # type: ignore[arg-type]  # fields by name


PAYOUTS = initiative()


def program(*initiatives: Initiative, **more: object) -> Program:
    values = {
        "name": "P",
        "people": {each.id: each for each in (person(MAYA, deputy=JONAS), person(JONAS))},
        "teams": {TeamId("pay"): Team(id=TeamId("pay"), name="Pay", lead=MAYA, channel="#pay")},
        "initiatives": {each.id: each for each in initiatives or (PAYOUTS,)},
    }
    return Program(**(values | more))  # type: ignore[arg-type]  # fields by name


def question(loaded: Program | None = None, **more: object) -> Question:
    found = loaded or program()
    values = {"program": found, "person": found.people[MAYA], "now": NOW}
    return Question(**(values | more))  # type: ignore[arg-type]  # fields by name


def changed(**more: object) -> Question:
    """Ask about somebody who differs from Maya in this."""
    other = replace(program().people[MAYA], **more)  # type: ignore[arg-type]  # fields by name
    return question(program(people={MAYA: other, JONAS: person(JONAS)}))


def check_in(status: CheckInStatus = S.OPEN, *, cycle: str = "2026-W02", **more: object) -> CheckIn:
    values = {
        "id": CheckInId(f"maya:{cycle}"),
        "person": MAYA,
        "cycle": cycle,
        "due_at": NOW - HOUR,
        "closes_at": NOW + 9 * HOUR,
        "status": status,
    }
    return CheckIn(**(values | more))  # type: ignore[arg-type]  # fields by name


def absence(first: date, last: date) -> Absence:
    return Absence(person=MAYA, first_on=first, last_on=last, source=AbsenceSource.TOLD, told_at=NOW)


def pause(scope: PauseScope, subject: str = "", until: datetime = NOW + 24 * HOUR) -> Pause:
    return Pause(id=PauseId("P-1"), scope=scope, subject=subject, begins_at=NOW - HOUR, ends_at=until, asked_by=JONAS)


AWAY = absence(date(2026, 1, 5), date(2026, 1, 20))
PAUSED_UNTIL = NOW + 24 * HOUR


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        pytest.param(question(), Reason(why=Why.NOT_YET), id="the hour has not come"),
        pytest.param(
            question(initiative=initiative(delivered_on=date(2026, 1, 2))),
            Reason(why=Why.DELIVERED, day=date(2026, 1, 2)),
            id="delivered",
        ),
        pytest.param(question(initiative=initiative(stage=Stage.CLOSED)), Reason(why=Why.CLOSED), id="closed"),
        pytest.param(changed(active=False), Reason(why=Why.LEFT), id="left"),
        pytest.param(changed(slack_id=None), Reason(why=Why.NOT_ON_SLACK), id="not on Slack"),
        pytest.param(
            question(program(initiative(stage=Stage.CLOSED))), Reason(why=Why.NOTHING_TO_ASK), id="owns nothing open"
        ),
        pytest.param(question(program(absences=(AWAY,))), Reason(why=Why.AWAY, day=date(2026, 1, 20)), id="away"),
        pytest.param(
            question(program(pauses=(pause(PauseScope.PROGRAM),))),
            Reason(why=Why.PAUSED, at=PAUSED_UNTIL, words="program"),
            id="everything is paused",
        ),
        pytest.param(
            question(program(pauses=(pause(PauseScope.PERSON, "maya"),))),
            Reason(why=Why.PAUSED, at=PAUSED_UNTIL, words="person"),
            id="the person is paused",
        ),
        pytest.param(
            question(program(pauses=(pause(PauseScope.TEAM, "pay"),)), initiative=PAYOUTS),
            Reason(why=Why.PAUSED, at=PAUSED_UNTIL, words="team"),
            id="the initiative's team is paused",
        ),
        pytest.param(
            question(check_in=check_in(), trouble="restricted_action"),
            Reason(why=Why.NOT_DELIVERED, words="restricted_action"),
            id="not delivered",
        ),
        pytest.param(question(check_in=check_in(), is_sent=False), Reason(why=Why.ON_ITS_WAY), id="on its way"),
        pytest.param(
            question(check_in=check_in(snoozed_until=NOW + HOUR)), Reason(why=Why.SNOOZED, at=NOW + HOUR), id="put off"
        ),
        pytest.param(
            question(check_in=check_in(snoozed_until=NOW - HOUR)),
            Reason(why=Why.WAITING, at=NOW + 9 * HOUR),
            id="put off until before",
        ),
        pytest.param(
            question(check_in=check_in()), Reason(why=Why.WAITING, at=NOW + 9 * HOUR), id="waits for an answer"
        ),
        pytest.param(
            question(check_in=check_in(S.ANSWERED, answered_at=NOW)), Reason(why=Why.ANSWERED, at=NOW), id="answered"
        ),
        pytest.param(
            question(check_in=check_in(S.CANCELLED, silence="paused until Tue 3 Feb")),
            Reason(why=Why.NO_ANSWER, words="paused until Tue 3 Feb"),
            id="over without an answer",
        ),
        pytest.param(
            question(check_in=check_in(S.ANSWERED, cycle="2026-W01", answered_at=NOW)),
            Reason(why=Why.NOT_YET),
            id="answered in the cycle before",
        ),
        pytest.param(
            question(program(absences=(AWAY,), pauses=(pause(PauseScope.PROGRAM),)), check_in=check_in()),
            Reason(why=Why.AWAY, day=date(2026, 1, 20)),
            id="of several the first",
        ),
    ],
)
def test_the_first_reason_that_is_true_is_told(asked: Question, reason: Reason):
    assert explain(asked).reason == reason


@pytest.mark.parametrize(
    ("asked", "next_at"),
    [
        pytest.param(question(), TODAY_AT, id="today"),
        pytest.param(question(now=TODAY_AT), NEXT_AT, id="the week after"),
        pytest.param(
            question(program(absences=(AWAY,))), datetime(2026, 1, 22, 9, 30, tzinfo=UTC), id="behind an absence"
        ),
        pytest.param(
            question(program(absences=(absence(date(2026, 1, 15), date(2026, 1, 16)),)), now=TODAY_AT),
            datetime(2026, 1, 22, 9, 30, tzinfo=UTC),
            id="behind an absence to come",
        ),
        pytest.param(
            question(program(pauses=(pause(PauseScope.PROGRAM, until=NEXT_AT),))), NEXT_AT, id="when a pause has ended"
        ),
        pytest.param(
            question(program(pauses=(pause(PauseScope.TEAM, "pay"),)), initiative=PAYOUTS),
            NEXT_AT,
            id="behind the pause of a team",
        ),
        pytest.param(
            question(program(initiative(check_in_every=Rhythm.MONTHLY))),
            datetime(2026, 2, 5, 9, 30, tzinfo=UTC),
            id="in the month's week",
        ),
        pytest.param(
            question(program(absences=(absence(date(2026, 1, 5), date(2026, 12, 20)),))),
            datetime(2026, 12, 24, 9, 30, tzinfo=UTC),
            id="behind a year away",
        ),
        pytest.param(changed(active=False), None, id="never: left"),
    ],
)
def test_the_next_question_is_the_first_that_nothing_holds_back(asked: Question, next_at: datetime | None):
    answer = explain(asked)

    assert answer.next_at == next_at
    assert answer.is_over is (next_at is None)


def test_where_everything_is_a_day_off_nothing_is_in_sight():
    every_day = frozenset(date(2026, 1, 1) + timedelta(days=number) for number in range(500))
    off = program(cadence=Cadence(holidays=every_day))

    assert find_next(off.people[MAYA], off, now=NOW) is None


def test_behind_absences_without_end_nothing_is_in_sight():
    ages = [
        absence(date(2026, 1, 5) + timedelta(days=7 * week), date(2026, 1, 9) + timedelta(days=7 * week))
        for week in range(70)
    ]
    away = program(absences=tuple(ages))

    assert find_next(away.people[MAYA], away, now=NOW) is None


MONTHLY = initiative(check_in_every=Rhythm.MONTHLY)
NEW_YEAR = Cadence(holidays=frozenset({date(2026, 1, 8)}))


@pytest.mark.parametrize(
    ("asked", "besides"),
    [
        pytest.param(question(), (), id="nothing else"),
        pytest.param(
            question(program(MONTHLY), initiative=MONTHLY),
            (Reason(why=Why.RHYTHM, rhythm=Rhythm.MONTHLY, day=date(2026, 2, 2)),),
            id="once a month",
        ),
        pytest.param(question(initiative=PAYOUTS), (), id="every week"),
        pytest.param(
            question(program(cadence=NEW_YEAR)), (Reason(why=Why.MOVED, day=date(2026, 1, 8)),), id="moved by a holiday"
        ),
        pytest.param(
            question(check_in=check_in(), messages=3), (Reason(why=Why.ENOUGH_TODAY),), id="all messages of the day"
        ),
        pytest.param(question(messages=3), (), id="all messages of the day, and nothing open"),
        pytest.param(question(check_in=check_in(), now=NOW - 2 * HOUR), (Reason(why=Why.NIGHT),), id="at night"),
        pytest.param(question(now=NOW - 2 * HOUR), (), id="at night, and nothing open"),
        pytest.param(changed(active=False), (), id="nothing of who left"),
    ],
)
def test_what_else_counts_is_told_besides(asked: Question, besides: tuple[Reason, ...]):
    assert explain(asked).besides == besides


def test_nothing_is_told_of_a_rhythm_or_a_day_whose_next_turn_is_not_in_sight():
    every_day = frozenset(date(2026, 1, 1) + timedelta(days=number) for number in range(500))

    assert explain(question(program(MONTHLY, cadence=Cadence(holidays=every_day)), initiative=MONTHLY)).besides == ()


def test_while_somebody_is_away_it_is_told_who_stands_in():
    assert explain(question(program(absences=(AWAY,)))).stand_in == JONAS
    assert explain(question()).stand_in is None


def test_who_is_asked_about_an_initiative_is_its_owner_or_whoever_stands_in():
    gone = program(people={MAYA: person(MAYA, deputy=JONAS, active=False), JONAS: person(JONAS)})

    assert find_owner(PAYOUTS, program()) == program().people[MAYA]
    assert find_owner(PAYOUTS, gone) == person(JONAS)
    assert find_owner(initiative(owner=PersonId("nobody")), program()) is None
