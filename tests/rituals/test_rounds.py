"""Who is asked in a cycle while somebody is away, paused or gone (features 7, 19, 87)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from rituals.calendar import Cycle, Weekday
from rituals.check_ins import CheckInStatus
from rituals.ids import PauseId, PersonId, TeamId
from rituals.pauses import Pause, PauseScope
from rituals.pausing import find_program_pause, is_paused
from rituals.people import Team
from rituals.policy import Cadence
from rituals.prompting import excuse_of, find_prompts, initiatives_asked
from rituals.resolutions import present
from rituals.rounds import asked_about, build_round
from tests.rituals.check_in_kit import MARIA, check_in, initiative, person, program
from tests.rituals.test_whereabouts import away, utc

W02 = Cycle.parse("2026-W02")
THURSDAY, FRIDAY = date(2026, 1, 8), date(2026, 1, 9)
SAM, LENA = PersonId("sam"), PersonId("lena")
OUT = away(THURSDAY, date(2026, 1, 16))
EVERYBODY = (person(deputy=SAM), person("sam"), person("lena"))
SPONSORED = initiative(sponsor=LENA)


def pause(scope=PauseScope.PROGRAM, subject="", *, begins="2026-01-08T00:00", ends="2026-01-20T00:00", **more):
    return Pause(
        id=PauseId("P-1"), scope=scope, subject=subject, begins_at=utc(begins), ends_at=utc(ends), asked_by=LENA, **more
    )


def asked(loaded):
    return {who: [each.id for each in what] for who, what in build_round(loaded, W02).asked.items()}


@pytest.mark.parametrize(
    ("people", "absences", "who"),
    [
        pytest.param(EVERYBODY, (), "maria", id="here: herself"),
        pytest.param(EVERYBODY, (OUT,), "sam", id="away: her deputy"),
        pytest.param(EVERYBODY, (OUT, replace(OUT, person=SAM)), "lena", id="both away: the sponsor"),
        pytest.param((person(), *EVERYBODY[1:]), (OUT,), "lena", id="no deputy: the sponsor"),
        pytest.param((EVERYBODY[0], person("sam", slack_id=None), EVERYBODY[2]), (OUT,), "lena", id="not on Slack"),
        pytest.param(EVERYBODY, (OUT, replace(OUT, person=SAM), replace(OUT, person=LENA)), None, id="nobody is here"),
        pytest.param(
            (EVERYBODY[0], person("sam", works_on=frozenset({Weekday.SATURDAY})), EVERYBODY[2]),
            (OUT,),
            "sam",
            id="the deputy works on another day of that week",
        ),
    ],
)
def test_somebody_else_is_asked_for_an_owner_who_is_away(people, absences, who):
    found = build_round(program(SPONSORED, people=people, absences=absences), W02)

    assert list(found.asked) == ([who] if who else [])
    assert found.excused == ({} if who == "maria" else {MARIA: "owner away until Fri 16 Jan"})


def test_nobody_stands_in_whose_own_week_is_off():
    off = frozenset(W02.day(day) for day in Weekday)
    people = (person(deputy=SAM), person("sam", country="DE"))
    loaded = program(people=people, absences=(OUT,), public_holidays={"DE": off})

    assert asked(loaded) == {}


def test_a_stand_in_has_one_card_for_their_own_and_for_those_of_who_is_away():
    loaded = program(initiative("a"), initiative("b", owner=SAM), people=EVERYBODY, absences=(OUT,))

    assert asked(loaded) == {"sam": ["a", "b"]}
    assert [each.id for each in asked_about(loaded, SAM, W02)] == ["a", "b"]
    assert asked_about(loaded, MARIA, W02) == ()


def test_who_is_away_is_recorded_with_the_reason_and_not_asked():
    loaded = program(people=EVERYBODY, absences=(OUT,))

    prompts = {
        each.check_in.person: each.check_in
        for each in find_prompts(loaded, set(), now=utc("2026-01-08T09:30"), last_run=None)
    }

    assert (prompts[MARIA].status, prompts[MARIA].silence) == (CheckInStatus.CANCELLED, "owner away until Fri 16 Jan")
    assert prompts[SAM].status is CheckInStatus.OPEN
    assert [each.id for each in initiatives_asked(loaded, prompts[SAM])] == ["payouts"]


def test_who_comes_back_within_the_window_is_not_asked_twice():
    loaded = program(people=EVERYBODY, absences=(away(THURSDAY, FRIDAY),))
    known = {each.check_in.id for each in find_prompts(loaded, set(), now=utc("2026-01-08T09:30"), last_run=None)}

    back = replace(loaded, absences=())

    assert find_prompts(back, known, now=utc("2026-01-09T12:00"), last_run=utc("2026-01-09T11:59")) == ()


@pytest.mark.parametrize(
    ("pauses", "people_asked", "why"),
    [
        pytest.param((pause(),), [], "paused until Tue 20 Jan", id="the whole program"),
        pytest.param((pause(PauseScope.PERSON, "maria"),), [], "paused until Tue 20 Jan", id="the person: no deputy"),
        pytest.param((pause(PauseScope.TEAM, "payments"),), [], "paused until Tue 20 Jan", id="the team"),
        pytest.param((pause(PauseScope.TEAM, "other"),), ["maria"], None, id="another team"),
        pytest.param((pause(PauseScope.PERSON, "sam"),), ["maria"], None, id="another person"),
        pytest.param((pause(begins="2026-01-09T00:00"),), ["maria"], None, id="it begins after the hour"),
        pytest.param((pause(ends="2026-01-08T09:30"),), ["maria"], None, id="it ends at the hour"),
        pytest.param((pause(lifted_at=utc("2026-01-08T01:00")),), ["maria"], None, id="lifted before the hour"),
    ],
)
def test_a_cycle_whose_hour_falls_into_a_pause_asks_nobody_and_says_so(pauses, people_asked, why):
    found = build_round(program(people=EVERYBODY, pauses=pauses), W02)

    assert list(found.asked) == people_asked
    assert found.excused.get(MARIA) == why


def test_a_pause_of_one_team_leaves_the_other_on_the_card():
    teams = {TeamId(key): Team(id=TeamId(key), name=key, lead=SAM, channel=f"#{key}") for key in ("payments", "core")}
    both = (initiative("a"), initiative("b", team=TeamId("core")))
    loaded = program(*both, people=EVERYBODY, teams=teams, pauses=(pause(PauseScope.TEAM, "payments"),))

    assert asked(loaded) == {"maria": ["b"]}
    assert build_round(loaded, W02).excused == {}
    assert not is_paused(MARIA, loaded, now=utc("2026-01-09T12:00"))
    assert is_paused(MARIA, replace(loaded, initiatives={both[0].id: both[0]}), now=utc("2026-01-09T12:00"))
    assert not is_paused(LENA, loaded, now=utc("2026-01-09T12:00"))


def test_nobody_is_asked_for_who_is_away_while_the_stand_in_is_paused():
    loaded = program(people=EVERYBODY, absences=(OUT,), pauses=(pause(PauseScope.PERSON, "sam"),))

    assert asked(loaded) == {}


def test_after_a_pause_there_is_no_backlog():
    loaded = program(people=(person(),), pauses=(pause(ends="2026-01-08T12:00"),))

    [prompt] = find_prompts(loaded, set(), now=utc("2026-01-08T12:30"), last_run=utc("2026-01-08T12:29"))

    assert (prompt.check_in.status, prompt.check_in.silence) == (CheckInStatus.CANCELLED, "paused until Thu 8 Jan")


def test_a_week_off_is_off_in_a_pause_too():
    off = Cadence(holidays=frozenset(W02.day(day) for day in Weekday))
    loaded = program(cadence=off, pauses=(pause(),))

    assert find_prompts(loaded, set(), now=utc("2026-01-09T12:00"), last_run=None) == ()
    assert build_round(loaded, W02).excused == {}


@pytest.mark.parametrize(
    ("changes", "excuse"),
    [
        pytest.param({}, None, id="neither"),
        pytest.param({"pauses": (pause(),)}, "paused until Tue 20 Jan", id="paused when it closes"),
        pytest.param({"pauses": (pause(ends="2026-01-12T09:30"),)}, None, id="the pause is over when it closes"),
        pytest.param({"absences": (away(date(2026, 1, 12)),)}, "owner away until Mon 12 Jan", id="away when it closes"),
    ],
)
def test_nobody_is_called_silent_whose_window_ends_while_they_are_away_or_paused(changes, excuse):
    assert excuse_of(check_in(), program(**changes)) == excuse


def test_of_two_pauses_the_longer_counts_and_the_program_s_is_found():
    longer = pause(PauseScope.PERSON, "maria", ends="2026-02-03T00:00")
    loaded = program(pauses=(pause(), longer))

    assert build_round(loaded, W02).excused == {MARIA: "paused until Tue 3 Feb"}
    assert find_program_pause(loaded, now=utc("2026-01-09T00:00")) == pause()
    assert find_program_pause(program(pauses=(longer,)), now=utc("2026-01-09T00:00")) is None


@pytest.mark.parametrize(
    ("people", "who"),
    [
        pytest.param((person(active=False, deputy=SAM), *EVERYBODY[1:]), "sam", id="the deputy"),
        pytest.param((person(active=False), *EVERYBODY[1:]), "lena", id="no deputy: the sponsor"),
        pytest.param((person(active=False), person("lena", active=False)), None, id="nobody"),
    ],
)
def test_what_somebody_left_behind_is_asked_of_the_deputy_or_the_sponsor(people, who):
    found = build_round(program(SPONSORED, people=people), W02)

    assert (list(found.asked), found.excused) == ([who] if who else [], {})


@pytest.mark.parametrize(
    ("absences", "who"),
    [
        pytest.param((), "maria", id="here"),
        pytest.param((OUT,), "sam", id="away"),
        pytest.param((OUT, replace(OUT, person=SAM)), "maria", id="the deputy, too"),
    ],
)
def test_messages_go_to_the_deputy_of_who_is_away_and_what_is_kept_does_not(absences, who):
    loaded = program(people=EVERYBODY, absences=absences)

    assert present(MARIA, loaded, now=utc("2026-01-09T12:00")) == who
    assert present(MARIA, loaded) == "maria"


def test_the_window_ends_before_the_next_week_s_question():
    long = Cadence(check_in_window_hours=80)

    [prompt] = find_prompts(program(cadence=long), set(), now=utc("2026-01-08T09:30"), last_run=None)

    assert prompt.check_in.closes_at - prompt.check_in.due_at == timedelta(weeks=1)
    assert isinstance(prompt.check_in.closes_at, datetime)
