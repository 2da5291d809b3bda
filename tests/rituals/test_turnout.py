"""On the day on which a cycle ends the programme office reads who answered, and why the others did not."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rituals.calendar import Cycle, Weekday
from rituals.check_ins import CheckInStatus
from rituals.ids import CheckInId, PersonId
from rituals.policy import Cadence
from rituals.turnout import build_turnout, due_turnouts
from tests.rituals.check_in_kit import check_in, initiative, person, program
from tests.rituals.test_rounds import OUT

W01, W02, W03 = (Cycle.parse(f"2026-W0{week}") for week in (1, 2, 3))
S = CheckInStatus
SAM = PersonId("sam")
BEFORE = datetime(2025, 12, 1, tzinfo=UTC)
FIFTEEN = Cadence(check_in_window_hours=15)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "changes", "expected"),
    [
        pytest.param("2026-01-09T16:29", {}, [(W01, True)], id="before the window ends: only last week's"),
        pytest.param("2026-01-09T16:30", {}, [(W01, True), (W02, False)], id="on Friday afternoon"),
        pytest.param("2026-01-12T16:00", {}, [(W02, False)], id="on Monday: late, and still worth telling"),
        pytest.param("2026-01-13T16:00", {}, [(W02, True)], id="on Tuesday: too late"),
        pytest.param("2026-01-09T16:30", {"loaded_at": utc("2026-01-08T10:00")}, [], id="loaded after it was asked"),
        pytest.param("2026-01-09T16:30", {"loaded_at": None}, [], id="no program"),
        pytest.param(
            "2026-01-09T16:30",
            {"cadence": replace(FIFTEEN, holidays=frozenset(W02.day(day) for day in Weekday))},
            [(W01, False)],
            id="a week off: nothing of its own",
        ),
    ],
)
def test_the_list_is_due_when_the_window_ends_where_the_program_is(at, changes, expected):
    loaded = program(**{"cadence": FIFTEEN, "loaded_at": BEFORE, **changes})

    assert [each for each in due_turnouts(loaded, now=utc(at)) if each[0] >= W01] == expected


def line(check_ins=(), *, people=None, refusals=None, **changes):
    loaded = program(people=people or (person(),), **changes)
    turnout = build_turnout(loaded, W02, check_ins, refusals or {})
    return [(each.name, each.why) for each in turnout.missing]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param(
            {"status": S.SILENT, "silence": "no answer within 15 working hours"},
            "no answer within 15 working hours",
            id="silent",
        ),
        pytest.param({}, "has time until Mon 12 Jan, 09:30, their time", id="still open"),
        pytest.param({"revision": 1, "status": S.SILENT}, "answered in part", id="answered in part"),
        pytest.param({"status": S.CANCELLED, "silence": "not on Slack yet"}, "not on Slack yet", id="not on Slack"),
        pytest.param(
            {"status": S.CANCELLED, "silence": "paused until Tue 3 Feb"}, "paused until Tue 3 Feb", id="paused"
        ),
        pytest.param({"status": S.SILENT}, "no answer", id="no reason known"),
        pytest.param(
            {"status": S.SKIPPED_LATE, "silence": "the prompt could not be delivered"},
            "the prompt could not be delivered: the account is closed",
            id="not delivered",
        ),
    ],
)
def test_each_reason_is_said_in_plain_words(changes, why):
    refusals = {CheckInId("maria:2026-W02"): "the account is closed"}

    assert line([check_in(**changes)], refusals=refusals) == [("Maria", why)]


def test_who_was_not_asked_yet_has_their_hour():
    there = person(zone="America/New_York")
    off = program(people=(there,), cadence=Cadence(holidays=frozenset(W02.day(day) for day in Weekday)))

    assert line(people=(there,)) == [("Maria", "is asked on Thu 8 Jan, 09:30, their time")]
    assert [each.why for each in build_turnout(off, W02, (), {}).missing] == ["has the week off"]


def test_who_answered_is_counted_and_not_listed():
    turnout = build_turnout(program(), W02, [check_in(status=S.ANSWERED, revision=1)], {})

    assert (turnout.answered, turnout.total, turnout.missing) == (1, 1, ())


def test_who_is_away_is_listed_with_whom_was_asked_instead():
    people = (person(deputy=SAM), person("sam"))
    rows = [
        check_in(status=S.CANCELLED, silence="owner away until Fri 16 Jan"),
        check_in(id=CheckInId("sam:2026-W02"), person=SAM, status=S.ANSWERED, revision=1),
    ]

    assert line(rows, people=people, absences=(OUT,)) == [("Maria", "away until Fri 16 Jan, Sam asked instead")]


def test_who_left_is_listed_with_whom_is_asked_instead():
    gone = person(active=False)
    heir = replace(gone, deputy=SAM)

    assert line(people=(gone,)) == [("Maria", "no longer here, nobody is asked instead")]
    assert ("Maria", "no longer here, Sam is asked instead") in line(people=(heir, person("sam")))


def test_who_has_nothing_left_to_answer_is_not_missing():
    given_away = check_in(status=S.CANCELLED, silence="nothing left to answer")
    people = (person(), person("sam"))
    answered = check_in(id=CheckInId("sam:2026-W02"), person=SAM, status=S.ANSWERED)

    assert line([given_away, answered], people=people, initiatives={"a": initiative("a", owner=SAM)}) == []


def test_the_order_is_by_reason_and_name_and_no_ranking():
    people = tuple(person(key, slack_id=None) for key in ("zoe", "adam", "maria"))
    initiatives = {each.id: initiative(each.id, owner=each.id) for each in people}
    rows = [
        check_in(id=CheckInId(f"{each.id}:2026-W02"), person=each.id, status=S.SILENT, silence=why)
        for each, why in zip(people, ("no answer", "no answer", "away"), strict=True)
    ]

    assert line(rows, people=people, initiatives=initiatives) == [
        ("Maria", "away"),
        ("Adam", "no answer"),
        ("Zoe", "no answer"),
    ]
