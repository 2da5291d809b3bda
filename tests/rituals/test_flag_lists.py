"""Which flags somebody is shown, in which order."""

from dataclasses import replace
from datetime import date

import pytest

from rituals.flag_lists import MOST_LISTED, is_waiting, list_flags
from rituals.flags import Chance, Disposition, FlagStatus
from rituals.ids import InitiativeId, PersonId
from tests.rituals.flag_kit import THURSDAY, draft, initiative, open_one, program

PROGRAM = program(
    initiative("payouts", sponsor=PersonId("paula")), initiative("ledger-api", team="ledger", owner="omar")
)
TODAY = THURSDAY.date()
LEDGER = InitiativeId("ledger-api")
ANSWERED = open_one(status=FlagStatus.ANSWERED, disposition_by=THURSDAY)


def listed(who: str, *flags):
    found = list_flags(flags, PROGRAM, PROGRAM.people[PersonId(who)], today=TODAY)
    return [[each.id for each in group] for group in (found.own, found.teams, found.others)]


@pytest.mark.parametrize(
    ("who", "groups"),
    [
        pytest.param("jonas", [["F-1", "F-2"], ["F-3"], ["F-4"]], id="raised by me, my team's, others"),
        pytest.param("paula", [["F-1"], [], ["F-3", "F-4"]], id="I owe the answer"),
        pytest.param("omar", [["F-3"], ["F-4"], ["F-1"]], id="the lead's team"),
    ],
)
def test_mine_come_first_then_my_teams_and_drafts_are_their_writers(who, groups):
    flags = (
        open_one("F-1"),
        draft(id="F-2"),
        open_one("F-3", raised_by=PersonId("maya"), answer_owner=PersonId("omar")),
        open_one("F-4", raised_by=PersonId("maya"), answer_owner=PersonId("elena"), hits=LEDGER),
    )

    assert listed(who, *flags) == groups


def test_the_critical_come_first_then_the_earliest_impact():
    later = open_one("F-1", impact_on=date(2026, 3, 1), chance=Chance.UNLIKELY)
    sooner = open_one("F-2", impact_on=date(2026, 1, 9), chance=Chance.UNLIKELY)
    critical = open_one("F-3", impact_on=date(2026, 1, 12))

    assert listed("jonas", later, sooner, critical)[0] == ["F-3", "F-2", "F-1"]


@pytest.mark.parametrize(
    ("flag", "waits"),
    [
        pytest.param(draft(), True, id="draft"),
        pytest.param(open_one(), True, id="open"),
        pytest.param(ANSWERED, True, id="answered: what became of it?"),
        pytest.param(replace(ANSWERED, disposition=Disposition.OWNED), False, id="settled"),
        pytest.param(open_one(status=FlagStatus.ANSWERED), False, id="answered by an older release"),
        pytest.param(open_one(status=FlagStatus.WITHDRAWN), False, id="taken back"),
    ],
)
def test_what_is_over_is_not_listed(flag, waits):
    assert is_waiting(flag) is waits


def test_no_more_than_fit_are_listed_and_the_others_counted():
    flags = [open_one(f"F-{number}") for number in range(MOST_LISTED + 3)]

    found = list_flags(flags, PROGRAM, PROGRAM.people[PersonId("jonas")], today=TODAY)

    assert (len(found.all), found.hidden) == (MOST_LISTED, 3)
