"""What was committed, negotiated or learnt since the last load outlasts the next one (feature 5)."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from rituals.dependencies import DependencyStatus
from rituals.ids import ChannelId, DependencyId, InitiativeId, PersonId, SlackUserId, TeamId
from rituals.people import Person
from storage.files import LoadRefusedError, export_program, read
from storage.shelves import INITIATIVES, PEOPLE, TEAMS
from tests.storage.files.office import NOW, Office, change_dependency, open_office
from tests.storage.files.small import Small

API, HELP = DependencyId("api"), DependencyId("help")
BASE = InitiativeId("base")
LATER = NOW + timedelta(days=30)


def test_the_baseline_date_of_an_initiative_never_changes(office: Office, small: Small):
    office.load(small())
    before = office.stored()
    moved = small(("due: 2026-03-31", "due: 2026-04-30"), ("lead_days: 8", "lead_days: 12"))

    with pytest.raises(LoadRefusedError) as refusal:
        office.load(moved)

    assert str(refusal.value) == (
        "Initiative base “Base” was first committed with due 2026-03-31, and the file says 2026-04-30. A baseline "
        "never changes: a move needs a reason and an approver. Put 2026-03-31 back into the file, and have the move "
        "decided in Slack."
    )
    assert office.difference(moved).lines()[0].startswith("! Initiative base")
    assert office.stored() == before


def test_the_baseline_target_never_changes_but_may_be_left_out_or_set_late(office: Office, small: Small):
    office.load(small(("    target: 200\n    due", "    target: 150\n    due")))

    refused = office.difference(small())
    left_out = office.difference(small(("    target: 200\n    due", "    due"), ("    stage: decided\n", "")))
    set_late = office.difference(
        small(("    owner: sam\n", "    owner: sam\n    target: 9\n"), ("target: 200\n    due", "target: 150\n    due"))
    )

    assert "first committed with target 150" in refused.refusals[0]
    assert left_out.refusals == set_late.refusals == ()
    assert "~ initiative base “Base”: target: nothing → 9" in set_late.lines()


def test_an_approved_move_outlasts_the_next_load(office: Office, small: Small):
    office.load(small())
    with office.transaction() as session:
        INITIATIVES.save(session, replace(INITIATIVES.get(session, BASE), committed_on=date(2026, 4, 30)))

    change = office.load(small())

    assert change.is_empty
    assert office.stored().initiatives[BASE].committed_on == date(2026, 4, 30)


def test_what_was_negotiated_in_slack_outlasts_the_next_load(office: Office, small: Small):
    office.load(small())
    negotiated = {"status": DependencyStatus.COUNTERED, "promised_on": date(2026, 4, 20), "confidence": 40}
    change_dependency(office, API, **negotiated)

    change = office.load(small(("promised: 2026-04-10", "promised: 2026-04-12"), ("The API", "The whole API")))

    assert [str(item) for item in change.items] == [
        "~ dependency api “The whole API”: deliverable: The API → The whole API"
    ]
    assert change.kept == (
        "Dependency api “The whole API” keeps promised 2026-04-20, as settled in Slack; the file says 2026-04-12.",
    )
    stored = office.stored().dependencies[API]
    assert {name: getattr(stored, name) for name in negotiated} == negotiated


def test_what_slack_told_of_people_and_channels_outlasts_the_next_load(office: Office, small: Small):
    office.load(small())
    with office.transaction() as session:
        maya = PEOPLE.get(session, PersonId("maya"))
        PEOPLE.save(session, replace(maya, slack_id=SlackUserId("U0MAYA"), zone="Asia/Singapore", active=False))
        TEAMS.save(session, replace(TEAMS.get(session, TeamId("core")), channel_id=ChannelId("C0CORE")))
        TEAMS.save(session, replace(TEAMS.get(session, TeamId("apps")), channel_id=ChannelId("C0APPS")))

    change = office.load(small(('"#apps"', '"#new-apps"')))

    assert [item.id for item in change.items] == ["apps"]
    stored = office.stored()
    maya = stored.people[PersonId("maya")]
    assert (maya.slack_id, maya.zone, maya.active) == ("U0MAYA", "Asia/Singapore", False)
    assert [team.channel_id for team in stored.teams.values()] == [None, "C0CORE"]


def test_an_export_of_what_is_stored_loads_as_no_change(office: Office, small: Small, tmp_path: Path):
    office.load(small())
    change_dependency(office, API, status=DependencyStatus.DELIVERED, heard_on=date(2026, 2, 2), confidence=90)
    with office.transaction() as session:
        INITIATIVES.save(session, replace(INITIATIVES.get(session, BASE), committed_on=date(2026, 4, 30)))
        PEOPLE.save(session, replace(PEOPLE.get(session, PersonId("sam")), zone="Asia/Singapore", active=False))

    export_program(office.stored(), tmp_path / "out")

    for path in (tmp_path / "out", tmp_path / "out" / "program.yaml"):
        exported = read(path).program
        assert exported == office.stored()
        assert exported is not None
        assert office.difference(exported).is_empty


def test_an_export_moves_a_program_to_an_empty_database_with_all_that_was_agreed(
    office: Office, small: Small, tmp_path: Path
):
    office.load(small())
    change_dependency(office, API, status=DependencyStatus.ACCEPTED, counter_reason="two weeks of holidays")
    export_program(office.stored(), tmp_path / "out")
    exported = read(tmp_path / "out").program
    assert exported is not None
    other = open_office(office.database, "T0OTHER")

    other.load(exported, now=LATER)

    assert other.stored() == office.stored()


def test_slack_accounts_may_change_hands(office: Office, small: Small):
    office.load(small())
    swapped = small(("slack_id: U0ANN", "slack_id: U0XXX"), ("slack_id: U0SAM", "slack_id: U0ANN"))
    back = replace(
        swapped,
        people={
            key: replace(each, slack_id=SlackUserId("U0XXX") if each.slack_id == "U0ANN" else each.slack_id)
            if each.id == "sam"
            else replace(each, slack_id=SlackUserId("U0ANN") if each.slack_id == "U0XXX" else each.slack_id)
            for key, each in swapped.people.items()
        },
    )

    office.load(swapped)
    office.load(back)

    assert {key: each.slack_id for key, each in office.stored().people.items()} == {
        "ann": "U0ANN",
        "maya": None,
        "sam": "U0XXX",
    }


def test_a_person_may_get_another_key(office: Office, small: Small):
    office.load(small())
    program = small()
    samuel = Person(id=PersonId("samuel"), name="Sam", slack_id=SlackUserId("U0SAM"), manager=PersonId("maya"))
    people = {key: each for key, each in program.people.items() if key != "sam"} | {samuel.id: samuel}
    teams = {key: replace(each, lead=samuel.id) if each.lead == "sam" else each for key, each in program.teams.items()}
    initiatives = dict(program.initiatives) | {BASE: replace(program.initiatives[BASE], owner=samuel.id)}

    office.load(replace(program, people=people, teams=teams, initiatives=initiatives))

    assert office.stored().people[samuel.id].slack_id == "U0SAM"


def test_an_account_that_slack_told_of_is_not_given_to_a_second_person(office: Office, small: Small):
    office.load(small())
    with office.transaction() as session:
        PEOPLE.save(session, replace(PEOPLE.get(session, PersonId("maya")), slack_id=SlackUserId("U0MAYA")))

    change = office.difference(small(("U0SAM", "U0MAYA")))

    assert change.refusals == ("Maya (maya) and Sam (sam) would have the same Slack account. Keep one of the two.",)
