"""Weekly, fortnightly, monthly: each initiative comes up in its own cycles, and is stale by its own (feature 8)."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from rituals.calendar import Cycle
from rituals.check_ins import CheckInStatus
from rituals.health import Health
from rituals.ids import CheckInId, InitiativeId, TeamId
from rituals.people import Team
from rituals.policy import Cadence, Rhythm
from rituals.program import Program
from rituals.prompting import find_prompts, initiatives_asked
from rituals.rhythms import CYCLE_OF, is_due_in, newest_about, rhythm_of, rhythms_of
from rituals.roll_up import current_health
from rituals.rounds import next_asked_at
from rituals.snapshot import Snapshot
from tests.rituals.check_in_kit import MARIA, check_in, initiative, person, program, update

NEW_YEAR = datetime(2024, 1, 1, 12, tzinfo=UTC)
WEEKLY, FORTNIGHTLY, MONTHLY = Rhythm.WEEKLY, Rhythm.FORTNIGHTLY, Rhythm.MONTHLY


def of_team(rhythm: Rhythm | None) -> dict[TeamId, Team]:
    key = TeamId("payments")
    return {key: Team(id=key, name="Payments", lead=MARIA, channel="#payments", check_in_every=rhythm)}


@pytest.mark.parametrize(
    ("own", "team", "company", "expected"),
    [
        pytest.param(None, None, WEEKLY, WEEKLY, id="the program's"),
        pytest.param(None, MONTHLY, WEEKLY, MONTHLY, id="the team's"),
        pytest.param(FORTNIGHTLY, MONTHLY, WEEKLY, FORTNIGHTLY, id="its own"),
        pytest.param(WEEKLY, None, MONTHLY, WEEKLY, id="its own is oftener than the program's"),
    ],
)
def test_the_nearest_rhythm_counts(own, team, company, expected):
    loaded = program(teams=of_team(team), cadence=Cadence(check_in_every=company))

    assert rhythm_of(initiative(check_in_every=own), loaded) is expected


def test_the_program_s_rhythm_counts_for_a_team_that_is_not_known():
    assert rhythm_of(initiative(team=TeamId("gone")), program()) is WEEKLY


@pytest.mark.parametrize(
    ("week", "rhythms"),
    [
        pytest.param("2026-W02", {WEEKLY, FORTNIGHTLY}, id="counted from its Monday"),
        pytest.param(
            "2026-W06", {WEEKLY, FORTNIGHTLY, MONTHLY}, id="the month's first Thursday, and every second week"
        ),
        pytest.param("2026-W01", {WEEKLY, MONTHLY}, id="new year's Thursday is the first"),
        pytest.param("2026-W53", {WEEKLY}, id="the last week of a long year"),
        pytest.param("2027-W01", {WEEKLY, FORTNIGHTLY, MONTHLY}, id="two weeks after the fifty-second, not one"),
        pytest.param("2025-W51", {WEEKLY}, id="before the first Monday it counts backwards"),
        pytest.param("2025-W52", {WEEKLY, FORTNIGHTLY}, id="two weeks before the first Monday"),
    ],
)
def test_each_cycle_has_its_rhythms(week, rhythms):
    assert rhythms_of(Cycle.parse(week), Cadence()) == rhythms


def test_an_initiative_is_due_in_its_own_cycles_only():
    monthly = initiative(check_in_every=MONTHLY)

    assert [is_due_in(monthly, Cycle.parse(f"2026-W{week:02}"), program()) for week in (5, 6, 7)] == [
        False,
        True,
        False,
    ]


def four_years(loaded: Program) -> list[CheckInId]:
    """Live through four years with a look every six hours, and return who was asked when."""
    asked: list[CheckInId] = []
    now = last_run = NEW_YEAR
    while now < datetime(2028, 1, 1, tzinfo=UTC):
        for prompt in find_prompts(loaded, set(asked[-5:]), now=now, last_run=last_run):
            assert prompt.check_in.status is CheckInStatus.OPEN
            asked.append(prompt.check_in.id)
        last_run, now = now, now + timedelta(hours=6)
    return asked


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Europe/Berlin", "America/Los_Angeles", "Australia/Lord_Howe"])
@pytest.mark.parametrize(("rhythm", "expected"), [(WEEKLY, 209), (FORTNIGHTLY, 104), (MONTHLY, 48)])
def test_four_years_bring_exactly_as_many_prompts_as_the_rhythm_has_cycles(zone, rhythm, expected):
    loaded = program(initiative(check_in_every=rhythm), people=(person(zone=zone),), loaded_at=NEW_YEAR)

    asked = four_years(loaded)

    assert len(asked) == len(set(asked)) == expected
    if rhythm is FORTNIGHTLY:
        mondays = [Cycle.parse(each.split(":")[1]).monday for each in asked]
        assert {later - earlier for earlier, later in pairwise(mondays)} == {timedelta(weeks=2)}


def test_one_card_holds_exactly_what_is_due_in_the_cycle():
    loaded = program(
        initiative("a"), initiative("b", check_in_every=FORTNIGHTLY), initiative("c", check_in_every=MONTHLY)
    )
    by_week = {week: check_in(cycle=week) for week in ("2026-W03", "2026-W04", "2026-W06")}

    cards = {week: [each.id for each in initiatives_asked(loaded, card)] for week, card in by_week.items()}

    assert cards == {"2026-W03": ["a"], "2026-W04": ["a", "b"], "2026-W06": ["a", "b", "c"]}


def test_nobody_is_asked_in_a_cycle_in_which_nothing_is_due():
    loaded = program(initiative(check_in_every=MONTHLY))
    thursday = datetime(2026, 1, 15, 10, tzinfo=UTC)

    assert find_prompts(loaded, set(), now=thursday, last_run=None) == ()
    assert next_asked_at(person(), loaded, first=Cycle.of(thursday.date()), after=thursday) == datetime(
        2026, 2, 5, 9, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("rhythm", "days", "health"),
    [
        pytest.param(WEEKLY, 11, Health.GREY, id="weekly: stale after a cycle and a half"),
        pytest.param(FORTNIGHTLY, 20, Health.GREEN, id="fortnightly: not after three weeks"),
        pytest.param(FORTNIGHTLY, 22, Health.GREY, id="fortnightly: stale after three weeks"),
        pytest.param(MONTHLY, 40, Health.GREEN, id="monthly: not before the next answer is due"),
        pytest.param(MONTHLY, 47, Health.GREY, id="monthly: stale after a month and a half"),
    ],
)
def test_an_answer_is_stale_by_the_cycles_of_its_initiative(rhythm, days, health):
    now = datetime(2026, 3, 2, 10, tzinfo=UTC)
    loaded = program(initiative(check_in_every=rhythm))
    said = update(answered_at=now - timedelta(days=days))
    stands = Snapshot(as_of=now, program=loaded, updates={InitiativeId("payouts"): (said,)})

    assert current_health(stands, InitiativeId("payouts")) is health


def test_silence_about_others_does_not_turn_a_monthly_initiative_grey():
    loaded = program(initiative(check_in_every=MONTHLY), initiative("weekly"))
    silent = check_in(
        id=CheckInId("maria:2026-W07"),
        cycle="2026-W07",
        due_at=datetime(2026, 2, 12, 9, 30, tzinfo=UTC),
        status=CheckInStatus.SILENT,
    )
    said = {key: (update(answered_at=datetime(2026, 2, 5, 10, tzinfo=UTC)),) for key in loaded.initiatives}
    stands = Snapshot(as_of=datetime(2026, 2, 14, tzinfo=UTC), program=loaded, check_ins=(silent,), updates=said)

    assert current_health(stands, InitiativeId("payouts")) is Health.GREEN
    assert current_health(stands, InitiativeId("weekly")) is Health.GREY


def test_a_monthly_initiative_looks_past_the_weeks_in_which_it_was_not_asked_about():
    loaded = program(initiative(check_in_every=MONTHLY))
    weeks = [check_in(cycle=week) for week in ("2026-W08", "2026-W07", "2026-W06")]

    assert newest_about(loaded.initiatives[InitiativeId("payouts")], weeks, loaded) == weeks[2]
    assert newest_about(loaded.initiatives[InitiativeId("payouts")], weeks[:2], loaded) is None


def test_a_month_is_longer_than_its_weeks_and_every_rhythm_has_its_length():
    assert set(CYCLE_OF) == set(Rhythm)
    assert date(2026, 1, 1) + CYCLE_OF[MONTHLY] == date(2026, 2, 1)
