"""Who is asked when, reminded when, and silent when."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rituals.calendar import Cycle, Weekday
from rituals.check_ins import CheckInStatus
from rituals.errors import UserFacingError
from rituals.ids import CheckInId, PersonId
from rituals.policy import Cadence
from rituals.program import Stage
from rituals.prompting import (
    check_in_key,
    check_takes_answers,
    closed_without_answer,
    cycles_at,
    find_prompts,
    is_late,
    is_window_over,
    next_prompt_at,
    reminder_at,
    reminder_key,
)
from rituals.rounds import initiatives_of
from rituals.silence import SilenceRung, due_step
from tests.rituals.check_in_kit import MARIA, NOW, TWO_DAYS, check_in, initiative, person, program

W02 = CheckInId("maria:2026-W02")


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def prompts(at, loaded=None, *, asked=frozenset(), last_run=None):
    return find_prompts(loaded or program(), asked, now=utc(at), last_run=utc(last_run) if last_run else None)


def test_nobody_is_asked_before_their_hour():
    assert prompts("2026-01-08T09:29:59") == ()


def test_everybody_is_asked_once_at_their_hour():
    [prompt] = prompts("2026-01-08T09:30")

    assert prompt.check_in == check_in()
    assert prompt.send_at == utc("2026-01-08T09:30")
    assert prompts("2026-01-08T09:30", asked={W02}) == ()


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        pytest.param("Asia/Singapore", "2026-01-08T01:30", id="Singapore"),
        pytest.param("Europe/Berlin", "2026-01-08T08:30", id="Berlin"),
        pytest.param("America/New_York", "2026-01-08T14:30", id="New York"),
        pytest.param(None, "2026-01-08T09:30", id="unknown: the program's zone"),
        pytest.param("Mars/Olympus", "2026-01-08T09:30", id="nonsense: the program's zone"),
    ],
)
def test_the_hour_is_the_persons_own(zone, at):
    loaded = program(people=(person(zone=zone),))

    [prompt] = prompts(at, loaded)

    assert prompt.check_in.due_at == utc(at)
    assert prompts((utc(at) - timedelta(seconds=1)).isoformat()[:-6], loaded) == ()


def test_a_holiday_moves_the_hour_to_the_next_working_day():
    loaded = program(cadence=Cadence(holidays=frozenset({date(2026, 1, 8)})))

    assert prompts("2026-01-08T12:00", loaded) == ()
    assert [each.check_in.due_at for each in prompts("2026-01-09T09:30", loaded)] == [utc("2026-01-09T09:30")]


def test_nobody_is_asked_in_a_week_off():
    off = frozenset(date(2026, 1, 5) + timedelta(days=offset) for offset in range(5))
    loaded = program(cadence=Cadence(holidays=off))

    assert prompts("2026-01-09T12:00", loaded) == ()


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"delivered_on": date(2026, 1, 2)}, id="delivered"),
        pytest.param({"stage": Stage.CLOSED}, id="closed"),
    ],
)
def test_nobody_is_asked_about_what_is_over(changes):
    assert prompts("2026-01-08T09:30", program(initiative(**changes))) == ()


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.CLOSED])
def test_every_stage_but_the_last_is_asked_about(stage):
    assert len(prompts("2026-01-08T09:30", program(initiative(stage=stage)))) == 1


def test_nobody_who_left_is_asked():
    assert prompts("2026-01-08T09:30", program(people=(person(active=False),))) == ()


def test_one_card_covers_all_initiatives_of_a_person():
    loaded = program(
        initiative("a"), initiative("b"), initiative("c", owner=PersonId("sam")), people=(person(), person("sam"))
    )

    assert [each.check_in.person for each in prompts("2026-01-08T09:30", loaded)] == ["maria", "sam"]
    assert [each.id for each in initiatives_of(loaded, MARIA)] == ["a", "b"]


def test_who_is_not_on_slack_yet_is_recorded_with_the_reason():
    [prompt] = prompts("2026-01-08T09:30", program(people=(person(slack_id=None),)))

    assert (prompt.check_in.status, prompt.check_in.silence) == (CheckInStatus.CANCELLED, "not on Slack yet")


@pytest.mark.parametrize(
    ("at", "send_at", "closes_at"),
    [
        pytest.param("2026-01-08T09:34", "2026-01-08T09:34", "2026-01-12T09:30", id="minutes late: the hour counts"),
        pytest.param("2026-01-08T12:00", "2026-01-08T12:00", "2026-01-12T12:00", id="hours late: sent at once"),
        pytest.param("2026-01-08T22:00", "2026-01-09T07:00", "2026-01-12T17:00", id="by night: in the morning"),
        pytest.param("2026-01-09T09:30", "2026-01-09T09:30", "2026-01-13T09:30", id="the last moment"),
    ],
)
def test_what_was_missed_is_caught_up_inside_eight_working_hours(at, send_at, closes_at):
    [prompt] = prompts(at)

    assert prompt.check_in.status is CheckInStatus.OPEN
    assert (prompt.send_at, prompt.check_in.closes_at) == (utc(send_at), utc(closes_at))


def test_what_is_caught_up_on_a_weekend_waits_for_monday():
    friday = program(cadence=Cadence(check_in_on=Weekday.FRIDAY))

    [prompt] = prompts("2026-01-10T11:00", friday)

    assert prompt.send_at == utc("2026-01-12T09:00")


def test_what_is_too_late_is_recorded_as_skipped_and_not_sent():
    [prompt] = prompts("2026-01-09T09:31")

    assert prompt.check_in.status is CheckInStatus.SKIPPED_LATE
    assert prompt.check_in.silence == "not asked: the hour had passed by more than 8 working hours"


@pytest.mark.parametrize(
    ("last_run", "cycles"),
    [
        pytest.param(None, [], id="first start: no backfill"),
        pytest.param("2026-01-08T09:00", ["2026-W02"], id="down since before the hour"),
        pytest.param("2026-01-08T10:00", [], id="up at the hour: not an owner then"),
    ],
)
def test_a_week_missed_altogether_is_recorded_once_the_bot_is_back(last_run, cycles):
    found = prompts("2026-01-13T12:00", last_run=last_run)

    assert [(each.check_in.cycle, each.check_in.status) for each in found] == [
        (cycle, CheckInStatus.SKIPPED_LATE) for cycle in cycles
    ]


def test_after_a_month_off_only_two_weeks_are_looked_at():
    found = prompts("2026-02-05T10:00", last_run="2026-01-01T00:00")

    assert [(each.check_in.cycle, each.check_in.status) for each in found] == [
        ("2026-W05", CheckInStatus.SKIPPED_LATE),
        ("2026-W06", CheckInStatus.OPEN),
    ]


def test_a_zone_that_changes_at_the_turn_of_the_week_skips_nobody():
    sunday_night = Cadence(
        check_in_on=Weekday.SUNDAY,
        check_in_at=time(23),
        working_days=frozenset(Weekday),
        quiet_from=time(0),
        quiet_until=time(0),
    )
    here = program(cadence=sunday_night, people=(person(zone="America/Los_Angeles"),))
    there = program(cadence=sunday_night, people=(person(zone="Asia/Tokyo"),))
    # Sunday evening in Los Angeles, where her hour is still to come, is Monday noon in Tokyo, where it has passed.
    moved_at = "2026-01-12T04:00"

    assert prompts(moved_at, here, last_run="2026-01-12T03:59") == ()
    assert [each.check_in.cycle for each in prompts(moved_at, there, last_run="2026-01-12T03:59")] == ["2026-W02"]


def year_of_prompts(zone_at, *, start="2026-01-01T00:30", days=365):
    """Live through a year by the hour and return the cycles that were asked about, with how each began."""
    asked: set[CheckInId] = set()
    began = []
    now = last_run = utc(start)
    while now < utc(start) + timedelta(days=days):
        loaded = program(people=(person(zone=zone_at(now)),))
        for prompt in find_prompts(loaded, asked, now=now, last_run=last_run):
            asked.add(prompt.check_in.id)
            began.append((prompt.check_in.cycle, prompt.check_in.status))
        last_run, now = now, now + timedelta(hours=1)
    return began


EVERY_WEEK = [Cycle.of(date(2026, 1, 1) + timedelta(weeks=week)).key for week in range(53)]


@pytest.mark.parametrize(
    "zone_at",
    [
        pytest.param(lambda now: "Europe/London", id="both switches in London"),
        pytest.param(lambda now: "Australia/Lord_Howe", id="half an hour on Lord Howe"),
        pytest.param(
            lambda now: "America/New_York" if now < utc("2026-06-11T11:00") else "Asia/Tokyo", id="moved east that day"
        ),
        pytest.param(
            lambda now: "Asia/Tokyo" if now < utc("2026-06-11T11:00") else "America/New_York", id="moved west that day"
        ),
        pytest.param(lambda now: None if now.month == 7 else "Europe/Paris", id="unknown for a month"),
    ],
)
def test_a_year_gives_exactly_one_prompt_per_cycle(zone_at):
    began = year_of_prompts(zone_at)

    assert [cycle for cycle, _ in began] == EVERY_WEEK
    assert {status for _, status in began} == {CheckInStatus.OPEN}


ZONES = st.sampled_from(
    ["Pacific/Kiritimati", "Asia/Tokyo", "Asia/Kolkata", "Europe/Berlin", "America/New_York", "Pacific/Pago_Pago"]
)


@settings(max_examples=25, deadline=None)
@given(first=ZONES, second=ZONES, moved_after=st.timedeltas(timedelta(0), timedelta(days=14)))
def test_no_zone_move_asks_twice_or_not_at_all(first, second, moved_after):
    moved_at = utc("2026-03-02T00:00") + moved_after

    began = year_of_prompts(lambda now: first if now < moved_at else second, start="2026-02-24T00:00", days=24)

    counted = Counter(cycle for cycle, _ in began)
    assert set(counted.values()) == {1}
    assert {"2026-W09", "2026-W10", "2026-W11"} <= set(counted)
    assert {status for _, status in began} == {CheckInStatus.OPEN}


@pytest.mark.parametrize(
    ("changes", "zone", "expected"),
    [
        pytest.param({}, "UTC", "2026-01-09T14:18", id="over a night"),
        pytest.param(
            {"due_at": utc("2026-01-09T09:30"), "closes_at": utc("2026-01-13T09:30")},
            "UTC",
            "2026-01-12T14:18",
            id="a weekend adds nothing",
        ),
        pytest.param({"closes_at": utc("2026-01-12T12:00")}, "UTC", "2026-01-09T16:48", id="caught up hours late"),
        pytest.param(
            {"due_at": utc("2026-03-26T09:30"), "closes_at": utc("2026-03-30T08:30")},
            "Europe/London",
            "2026-03-27T14:18",
            id="before the clocks change",
        ),
        pytest.param(
            {"due_at": utc("2026-03-27T09:30"), "closes_at": utc("2026-03-31T08:30")},
            "Europe/London",
            "2026-03-30T13:18",
            id="after the clocks have changed",
        ),
        pytest.param({"closes_at": utc("2026-01-08T10:00")}, "UTC", "2026-01-08T09:30", id="a window cut short"),
    ],
)
def test_the_reminder_comes_at_four_fifths_of_the_window(changes, zone, expected):
    calendar = TWO_DAYS.calendar(zone)

    assert reminder_at(check_in(**changes), calendar=calendar, cadence=TWO_DAYS) == utc(expected)


@pytest.mark.parametrize(
    ("at", "changes", "expected"),
    [
        pytest.param("2026-01-09T14:17", {}, False, id="not yet"),
        pytest.param("2026-01-09T14:18", {}, True, id="its hour"),
        pytest.param("2026-01-09T18:59", {}, True, id="in the evening"),
        pytest.param("2026-01-09T19:00", {}, False, id="at night"),
        pytest.param("2026-01-10T12:00", {}, False, id="on Saturday"),
        pytest.param("2026-01-12T07:00", {}, True, id="the next morning"),
        pytest.param("2026-01-12T09:30", {}, False, id="the window is over"),
        pytest.param("2026-01-09T14:18", {"reminded_at": NOW, "rung": 1}, False, id="reminded already"),
        pytest.param("2026-01-09T14:18", {"status": CheckInStatus.ANSWERED}, False, id="answered"),
    ],
)
def test_one_reminder_by_day_inside_the_window(at, changes, expected):
    step = due_step(check_in(**changes), person(), program(), now=utc(at))

    assert (step is not None and step.rung is SilenceRung.REMINDER) is expected


@pytest.mark.parametrize(
    ("at", "status", "expected"),
    [
        pytest.param("2026-01-12T09:29:59", CheckInStatus.OPEN, False, id="a second before"),
        pytest.param("2026-01-12T09:30", CheckInStatus.OPEN, True, id="at its end"),
        pytest.param("2026-02-12T09:30", CheckInStatus.ANSWERED, False, id="answered"),
    ],
)
def test_the_window_ends_to_the_second(at, status, expected):
    assert is_window_over(check_in(status=status), now=utc(at)) is expected


def test_silence_has_its_reason():
    silent = closed_without_answer(check_in(), TWO_DAYS, was_delivered=True)

    assert (silent.status, silent.silence) == (CheckInStatus.SILENT, "no answer within 16 working hours")


def test_whom_no_prompt_reached_is_not_called_silent():
    skipped = closed_without_answer(check_in(), TWO_DAYS, was_delivered=False)

    assert (skipped.status, skipped.silence) == (CheckInStatus.SKIPPED_LATE, "the prompt could not be delivered")


NEWER = check_in(id=CheckInId("maria:2026-W03"), cycle="2026-W03")


@pytest.mark.parametrize(
    ("at", "status", "newest", "refused"),
    [
        pytest.param("2026-01-09T12:00", CheckInStatus.OPEN, check_in(), None, id="open"),
        pytest.param("2026-01-12T09:29", CheckInStatus.ANSWERED, check_in(), None, id="a change inside the window"),
        pytest.param("2026-01-12T09:30", CheckInStatus.ANSWERED, check_in(), "stood when it closed", id="after it"),
        pytest.param("2026-01-14T12:00", CheckInStatus.SILENT, check_in(), None, id="late, and better than never"),
        pytest.param("2026-01-15T09:30", CheckInStatus.SILENT, NEWER, "a newer one is open", id="the next one is out"),
    ],
)
def test_an_answer_is_taken_until_the_next_prompt_and_changed_until_the_window_ends(at, status, newest, refused):
    asked = check_in(status=status)

    if refused is None:
        check_takes_answers(asked, newest, now=utc(at))
    else:
        with pytest.raises(UserFacingError, match=refused):
            check_takes_answers(asked, newest, now=utc(at))


def test_an_answer_after_the_window_is_noted_as_late():
    assert is_late(check_in(answered_at=utc("2026-01-12T09:30:01")))
    assert not is_late(check_in(answered_at=utc("2026-01-12T09:30")))
    assert not is_late(check_in())


def test_the_next_prompt_is_next_week_at_the_same_wall_time():
    before = replace(check_in(), cycle="2026-W13")

    assert next_prompt_at(person(zone="Europe/London"), program(), after=before) == utc("2026-04-02T08:30")


def test_the_next_prompt_comes_after_a_week_off():
    off = Cadence(holidays=frozenset(date(2026, 1, 12) + timedelta(days=offset) for offset in range(5)))

    assert next_prompt_at(person(), program(cadence=off), after=check_in()) == utc("2026-01-22T09:30")


def test_there_is_no_next_prompt_for_who_owns_nothing_any_more():
    assert next_prompt_at(person(), program(initiative(stage=Stage.CLOSED)), after=check_in()) is None


@pytest.mark.parametrize(
    ("at", "cycles"),
    [
        pytest.param("2026-01-08T12:00", ("2026-W01", "2026-W02"), id="midweek"),
        pytest.param("2026-01-11T23:00", ("2026-W01", "2026-W02", "2026-W03"), id="Monday has begun in the east"),
        pytest.param("2026-01-12T01:00", ("2026-W01", "2026-W02", "2026-W03"), id="still Sunday in the west"),
    ],
)
def test_all_cycles_that_run_somewhere_on_earth_are_looked_up(at, cycles):
    assert cycles_at(utc(at)) == cycles


def test_the_card_and_its_reminder_are_said_once_a_cycle():
    assert check_in_key(W02) == "check_in:maria:2026-W02"
    assert reminder_key(W02) == "check_in:maria:2026-W02:reminder"


def test_a_week_before_the_program_was_loaded_is_not_made_up_for():
    since = utc("2026-01-12T06:00")
    before = utc("2026-01-07T12:00")

    found = [
        find_prompts(replace(program(), loaded_at=loaded_at), frozenset(), now=utc("2026-01-12T10:00"), last_run=before)
        for loaded_at in (since, before)
    ]

    assert [len(each) for each in found] == [0, 1]


@pytest.mark.parametrize(
    ("last_run", "loaded_at", "at", "found"),
    [
        pytest.param("2026-01-09T14:30", "2026-01-05T09:00", "2026-01-09T15:00", "open", id="the bot ran: asked now"),
        pytest.param("2026-01-07T12:00", "2026-01-05T09:00", "2026-01-09T15:00", "skipped_late", id="the bot was down"),
        pytest.param(None, "2026-01-05T09:00", "2026-01-09T15:00", "skipped_late", id="the bot never ran before"),
        pytest.param("2026-01-09T14:30", "2026-01-09T12:00", "2026-01-09T15:00", "skipped_late", id="loaded after it"),
        pytest.param("2026-01-09T14:30", None, "2026-01-09T15:00", "skipped_late", id="loaded nobody knows when"),
        pytest.param("2026-01-09T20:00", "2026-01-05T09:00", "2026-01-09T21:00", "skipped_late", id="no day is left"),
    ],
)
def test_c6_an_hour_that_somebody_came_to_later_is_asked_about_in_the_same_week(last_run, loaded_at, at, found):
    loaded = replace(program(), loaded_at=utc(loaded_at) if loaded_at else None)

    [prompt] = prompts(at, loaded, last_run=last_run)

    assert prompt.check_in.status.value == found
