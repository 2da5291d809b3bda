"""Flags: who owes the answer and by when, how much notice they give, and what becomes of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rituals.absences import Absence, AbsenceSource
from rituals.calendar import Weekday
from rituals.flag_owners import NobodyCanAnswerError, answer_due, find_answer_owner
from rituals.flags import (
    AlreadyAnsweredError,
    AlreadyRaisedError,
    Chance,
    FlagAnswerKind,
    FlagStatus,
    NothingHitError,
    NotOpenError,
    answer_flag,
    is_critical,
    is_flood,
    notice_days,
    open_flag,
    overdue_answers,
)
from rituals.ids import PersonId
from rituals.people import Role
from tests.rituals.flag_kit import THURSDAY, draft, initiative, open_one, person, program, risk

GONE = {"active": False}


@pytest.mark.parametrize(
    ("sponsor", "raiser", "owner"),
    [
        pytest.param("paula", "jonas", "paula", id="the sponsor"),
        pytest.param(None, "jonas", "maya", id="no sponsor: the owner of the nearest goal"),
        pytest.param("paula", "paula", "maya", id="the sponsor raised it: her deputy"),
        pytest.param(None, "maya", "elena", id="the goal's owner raised it: further up the path"),
        pytest.param("omar", "omar", "maya", id="never the raiser, even of the steering group"),
    ],
)
def test_the_answer_is_owed_by_a_leader_and_never_by_the_raiser(sponsor, raiser, owner):
    hit = initiative("payouts", sponsor=sponsor)

    found = find_answer_owner(program(hit), hit, raised_by=PersonId(raiser))

    assert found == owner


@pytest.mark.parametrize(
    ("people", "owner"),
    [
        pytest.param([person("paula", deputy=PersonId("maya"), **GONE)], "maya", id="the sponsor left: her deputy"),
        pytest.param([person("paula", **GONE)], "maya", id="the sponsor left without a deputy: the goal's owner"),
        pytest.param(
            [replace(person("paula"), slack_id=None)], "maya", id="Slack does not know the sponsor: the goal's owner"
        ),
        pytest.param(
            [person("paula", **GONE), person("maya", **GONE), person("elena", **GONE)],
            "omar",
            id="nobody on the path: the steering group",
        ),
    ],
)
def test_somebody_who_cannot_be_reached_owes_nothing(people, owner):
    hit = initiative("payouts", sponsor=PersonId("paula"))

    found = find_answer_owner(program(hit, people=tuple(people)), hit, raised_by=PersonId("jonas"))

    assert found == owner


def test_a_flag_that_nobody_can_answer_is_refused_with_the_way_out():
    hit = initiative("payouts")
    alone = program(hit, people=(person("maya", **GONE), person("elena", **GONE), person("omar", **GONE)))

    with pytest.raises(NobodyCanAnswerError, match="name a sponsor"):
        find_answer_owner(alone, hit, raised_by=PersonId("jonas"))


@pytest.mark.parametrize(
    ("raised_at", "zone", "due"),
    [
        pytest.param("2026-01-08T10:00", "Europe/London", "2026-01-12T17:00", id="Thursday: Monday evening"),
        pytest.param("2026-01-05T10:00", "Europe/London", "2026-01-07T17:00", id="Monday: Wednesday evening"),
        pytest.param(
            "2026-01-10T10:00", "Europe/London", "2026-01-13T17:00", id="Saturday: the weekend does not count"
        ),
        pytest.param("2026-01-08T10:00", "America/New_York", "2026-01-12T22:00", id="the evening is the leader's"),
        pytest.param("2026-01-08T22:00", "Asia/Singapore", "2026-01-13T09:00", id="and so is the day it begins on"),
        pytest.param("2026-01-08T10:00", None, "2026-01-12T17:00", id="zone not known: the program's"),
    ],
)
def test_the_answer_is_due_after_two_working_days(raised_at, zone, due):
    now = datetime.fromisoformat(raised_at).replace(tzinfo=UTC)

    assert answer_due(program(), person("paula", zone=zone), now=now) == datetime.fromisoformat(due).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("impact_on", "days"),
    [
        pytest.param("2026-01-08", 0, id="today"),
        pytest.param("2026-01-09", 1, id="tomorrow"),
        pytest.param("2026-01-12", 2, id="a weekend adds nothing"),
        pytest.param("2026-02-13", 26, id="weeks ahead"),
        pytest.param("2026-01-05", 0, id="a day gone by gives none"),
    ],
)
def test_notice_is_counted_in_working_days(impact_on, days):
    calendar = program().cadence.calendar()

    assert notice_days(date.fromisoformat(impact_on), today=date(2026, 1, 8), calendar=calendar) == days


@pytest.mark.parametrize(
    ("chance", "impact_on", "critical"),
    [
        pytest.param(Chance.LIKELY, date(2026, 1, 22), True, id="likely, within ten working days"),
        pytest.param(Chance.NEARLY_CERTAIN, date(2026, 1, 9), True, id="nearly certain, tomorrow"),
        pytest.param(Chance.LIKELY, date(2026, 1, 23), False, id="likely, eleven days ahead"),
        pytest.param(Chance.POSSIBLE, date(2026, 1, 9), False, id="only possible"),
        pytest.param(Chance.LIKELY, None, False, id="a draft without a date"),
    ],
)
def test_a_likely_flag_that_hits_soon_is_critical(chance, impact_on, critical):
    flag = open_one(chance=chance, impact_on=impact_on)

    assert is_critical(flag, program(), today=date(2026, 1, 8)) is critical


def test_opening_a_draft_starts_the_clock_of_the_answer():
    yesterday = THURSDAY - timedelta(days=1)

    flag = open_flag(draft(raised_at=yesterday), risk(what="It slips by weeks"), program(), now=THURSDAY)

    assert (flag.status, flag.what, flag.raised_at) == (FlagStatus.OPEN, "It slips by weeks", THURSDAY)
    assert (flag.answer_owner, flag.answer_by) == ("paula", datetime(2026, 1, 12, 22, tzinfo=UTC))


def test_a_draft_is_opened_once():
    with pytest.raises(AlreadyRaisedError, match="F-1 was already sent"):
        open_flag(open_one(), risk(), program(), now=THURSDAY)


def test_an_answer_carries_the_name_of_who_gave_it():
    flag = answer_flag(
        open_one(), FlagAnswerKind.ACCEPT, "We can bear it.", program(), answered_by=PersonId("elena"), now=THURSDAY
    )

    assert (flag.status, flag.answer_kind) == (FlagStatus.ANSWERED, FlagAnswerKind.ACCEPT)
    assert (flag.answer, flag.answered_by, flag.answered_at) == ("We can bear it.", "elena", THURSDAY)


def test_the_second_answer_is_told_of_the_first():
    first = answer_flag(open_one(), FlagAnswerKind.HELP, "Yes", program(), answered_by=PersonId("elena"), now=THURSDAY)

    with pytest.raises(AlreadyAnsweredError, match="already answered by Elena on 8 Jan 2026"):
        answer_flag(first, FlagAnswerKind.DECIDE, "No", program(), answered_by=PersonId("omar"), now=THURSDAY)


@pytest.mark.parametrize("status", [FlagStatus.DRAFT, FlagStatus.WITHDRAWN])
def test_what_is_not_open_takes_no_answer(status):
    with pytest.raises(NotOpenError, match=status.value):
        answer_flag(
            open_one(status=status), FlagAnswerKind.HELP, "Yes", program(), answered_by=PersonId("omar"), now=THURSDAY
        )


def test_overdue_answers_stand_with_the_oldest_first():
    now = datetime(2026, 1, 12, 17, tzinfo=UTC)
    flags = [
        open_one("F-1", answer_by=now - timedelta(hours=1)),
        open_one("F-2", answer_by=now - timedelta(days=3)),
        open_one("F-3", answer_by=now),
        open_one("F-4", answer_by=now - timedelta(days=9), status=FlagStatus.ANSWERED),
        draft(),
    ]

    assert [flag.id for flag in overdue_answers(flags, now=now)] == ["F-2", "F-1"]


@pytest.mark.parametrize(
    ("minutes_ago", "flood"),
    [
        pytest.param([0.1] * 9, False, id="nine within a minute"),
        pytest.param([0.1] * 10, True, id="ten within a minute: the eleventh waits"),
        pytest.param([2.0] * 10, False, id="ten, two minutes ago"),
        pytest.param([30.0] * 60, True, id="sixty within an hour"),
        pytest.param([61.0] * 60, False, id="sixty, more than an hour ago"),
    ],
)
def test_a_flood_of_flags_by_one_person_has_to_wait(minutes_ago, flood):
    begun_at = [THURSDAY - timedelta(minutes=minutes) for minutes in minutes_ago]

    assert is_flood(begun_at, now=THURSDAY) is flood


def test_steering_is_a_role_and_not_a_rank():
    hit = initiative("payouts")
    promoted = person("jonas", roles=frozenset({Role.STEERING}))
    nobody_else = (promoted, *(person(key, **GONE) for key in ("maya", "elena", "omar")))

    with pytest.raises(NobodyCanAnswerError):
        find_answer_owner(program(hit, people=nobody_else), hit, raised_by=PersonId("jonas"))


def test_b8_a_flag_on_what_left_the_program_takes_no_answer():
    gone = replace(program(), initiatives={})

    with pytest.raises(NothingHitError, match="no longer in the program"):
        answer_flag(open_one(), FlagAnswerKind.HELP, "Yes", gone, answered_by=PersonId("elena"), now=THURSDAY)


AWAY = Absence(
    person=PersonId("paula"),
    first_on=date(2026, 1, 5),
    last_on=date(2026, 1, 16),
    source=AbsenceSource.TOLD,
    told_at=datetime(2026, 1, 2, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("people", "absent", "owner"),
    [
        pytest.param(
            [person("paula", deputy=PersonId("omar"))], ["paula"], "omar", id="the sponsor is away: her deputy"
        ),
        pytest.param([], ["paula"], "maya", id="without a deputy: the goal's owner"),
        pytest.param([], ["paula", "maya", "elena", "omar"], "paula", id="nobody is here: the sponsor all the same"),
    ],
)
def test_the_answer_is_owed_by_somebody_who_is_here(people, absent, owner):
    hit = initiative("payouts", sponsor=PersonId("paula"))
    away = replace(program(hit, people=tuple(people)), absences=tuple(replace(AWAY, person=each) for each in absent))

    found = find_answer_owner(away, hit, raised_by=PersonId("jonas"), now=datetime(2026, 1, 8, 10, tzinfo=UTC))

    assert found == owner


def test_an_absence_does_not_stop_the_clock_of_an_answer_but_part_time_does():
    now = datetime(2026, 1, 8, 10, tzinfo=UTC)
    paula = person("paula", zone="Europe/London")
    part_time = replace(paula, works_on=frozenset({Weekday.TUESDAY, Weekday.WEDNESDAY}))

    assert answer_due(replace(program(), absences=(AWAY,)), paula, now=now) == datetime(2026, 1, 12, 17, tzinfo=UTC)
    assert answer_due(program(), part_time, now=now) == datetime(2026, 1, 14, 17, tzinfo=UTC)
