"""A load changes what the file says, all of it or nothing, and keeps what was learnt in Slack (features 5 and 84)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from rituals.dependencies import Dependency, DependencyStatus
from rituals.ids import ChannelId, DependencyId, InitiativeId, PersonId, SlackUserId, TeamId
from rituals.people import Person
from rituals.program import Program
from storage.database import Database
from storage.files import LoadRefusedError, export_program, read
from storage.shelves import DEPENDENCIES, INITIATIVES, PEOPLE, TEAMS
from tests.places import EXAMPLES
from tests.storage.files.conftest import NOW, Office, open_office
from tests.storage.files.random_programs import programs
from tests.storage.files.small import YAML, changed, read_yaml

API, HELP = DependencyId("api"), DependencyId("help")
BASE = InitiativeId("base")
LATER = NOW + timedelta(days=30)

Reader = Callable[..., Program]


@pytest.fixture
def small(tmp_path: Path) -> Reader:
    """Read the small program, with places of its file changed: `small(("old", "new"), …)`."""

    def read_small(*changes: tuple[str, str]) -> Program:
        text = YAML
        for old, new in changes:
            text = changed(text, old, new)
        result = read_yaml(tmp_path, text)
        assert result.program is not None, [str(fault) for fault in result.faults]
        return result.program

    return read_small


def _without_proposals(program: Program) -> Program:
    dependencies = {key: replace(each, proposed_at=None) for key, each in program.dependencies.items()}
    return replace(program, dependencies=dependencies)


def test_what_is_stored_is_what_the_file_says(office: Office, small: Reader):
    program = small()

    change = office.load(program)

    assert change.counts()["added"] == 14
    assert _without_proposals(office.stored()) == program


def test_a_new_dependency_is_committed_if_promised_and_proposed_now_if_not(office: Office, small: Reader):
    office.load(small())

    api, help_ = office.stored().dependencies.values()
    assert (api.status, api.promised_on, api.proposed_at) == (DependencyStatus.COMMITTED, date(2026, 4, 10), NOW)
    assert (help_.status, help_.promised_on, help_.proposed_at) == (DependencyStatus.PROPOSED, None, NOW)


def test_the_same_load_again_changes_nothing_and_leaves_no_trace(office: Office, small: Reader):
    office.load(small())
    before, entries = office.stored(), office.audit()

    change = office.load(small(), now=LATER)

    assert change.is_empty
    assert change.lines() == ("14 unchanged",)
    assert office.stored() == before
    assert office.audit() == entries


def test_the_example_loads_twice(office: Office):
    program = read(EXAMPLES / "fintech.yaml").program
    assert program is not None

    office.load(program)
    again = office.load(program, now=LATER)

    assert again.is_empty
    assert _without_proposals(office.stored()) == program


def test_a_difference_shows_each_field_as_it_was_and_as_it_will_be(office: Office, small: Reader):
    office.load(small())
    program = small(
        ("lead_days: 8", "lead_days: 12"),
        ("owner: sam", "owner: maya\n    value_at_stake: 300k"),
        ("deputy: ann", "deputy: sam, roles: [controller, reader]"),
        ("  help:\n", "  aid:\n"),
        ("value: 110", "value: 115"),
    )

    change = office.difference(program)

    assert change.lines() == (
        "~ program “Small”: lead_days: 8 → 12",
        "~ person maya “Maya”: deputy: ann → sam; roles: nothing → controller, reader",
        "~ initiative base “Base”: owner: sam → maya; value_at_stake: 0 → 300000",
        "+ dependency aid “Help with the launch”",
        "- dependency help “Help with the launch”",
        "~ reading users “2026-01-05 from report”: value: 110 → 115",
        "1 added, 4 changed, 1 retired, 9 unchanged",
    )


def test_a_difference_changes_nothing(office: Office, small: Reader):
    office.load(small())
    before = office.stored()

    office.difference(small(("owner: sam", "owner: maya")))

    assert office.stored() == before


def test_every_change_is_in_the_audit_log_without_names_and_addresses(office: Office, small: Reader):
    office.load(small())
    entries = len(office.audit())

    office.load(small(("owner: sam", "owner: maya"), ("maya@small", "other@small")), now=LATER)

    loaded, person, initiative = office.audit()[entries:]
    assert (loaded.action, loaded.actor, loaded.at) == ("program.loaded", "nadia", LATER)
    assert loaded.details == {"added": 0, "changed": 2, "retired": 0, "returned": 0, "unchanged": 12}
    assert (person.action, person.subject, person.details) == ("person.changed", "maya", {"email": "changed"})
    assert (initiative.action, initiative.subject) == ("initiative.changed", "base")
    assert initiative.details == {"owner": [["sam"], ["maya"]]}


def test_what_leaves_the_file_is_retired_and_comes_back_as_it_was(office: Office, small: Reader):
    office.load(small())
    before = office.stored()
    _change_dependency(office, API, status=DependencyStatus.DELIVERED)
    without = replace(small(), dependencies={HELP: small().dependencies[HELP]})

    retired = office.load(without)
    assert list(office.stored().dependencies) == [HELP]
    returned = office.load(small())

    assert [str(item) for item in retired.items] == ["- dependency api “The API”"]
    assert [str(item) for item in returned.items] == ["↺ dependency api “The API”"]
    assert office.stored().dependencies[API].status is DependencyStatus.DELIVERED
    assert list(office.stored().dependencies) == list(before.dependencies)


def test_the_baseline_date_of_an_initiative_never_changes(office: Office, small: Reader):
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


def test_the_baseline_target_never_changes_but_may_be_left_out_or_set_late(office: Office, small: Reader):
    office.load(small(("    target: 200\n    due", "    target: 150\n    due")))

    refused = office.difference(small())
    left_out = office.difference(small(("    target: 200\n    due", "    due"), ("    stage: decided\n", "")))
    set_late = office.difference(
        small(("    owner: sam\n", "    owner: sam\n    target: 9\n"), ("target: 200\n    due", "target: 150\n    due"))
    )

    assert "first committed with target 150" in refused.refusals[0]
    assert left_out.refusals == set_late.refusals == ()
    assert "~ initiative base “Base”: target: nothing → 9" in set_late.lines()


def test_an_approved_move_outlasts_the_next_load(office: Office, small: Reader):
    office.load(small())
    with office.transaction() as session:
        INITIATIVES.save(session, replace(INITIATIVES.get(session, BASE), committed_on=date(2026, 4, 30)))

    change = office.load(small())

    assert change.is_empty
    assert office.stored().initiatives[BASE].committed_on == date(2026, 4, 30)


def test_what_was_negotiated_in_slack_outlasts_the_next_load(office: Office, small: Reader):
    office.load(small())
    negotiated = {"status": DependencyStatus.COUNTERED, "promised_on": date(2026, 4, 20), "confidence": 40}
    _change_dependency(office, API, **negotiated)

    change = office.load(small(("promised: 2026-04-10", "promised: 2026-04-12"), ("The API", "The whole API")))

    assert [str(item) for item in change.items] == [
        "~ dependency api “The whole API”: deliverable: The API → The whole API"
    ]
    stored = office.stored().dependencies[API]
    assert {name: getattr(stored, name) for name in negotiated} == negotiated


def test_what_slack_told_of_people_and_channels_outlasts_the_next_load(office: Office, small: Reader):
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


def test_an_export_of_what_is_stored_loads_as_no_change(office: Office, small: Reader, tmp_path: Path):
    office.load(small())
    _change_dependency(office, API, status=DependencyStatus.DELIVERED, heard_on=date(2026, 2, 2), confidence=90)
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
    office: Office, small: Reader, tmp_path: Path
):
    office.load(small())
    _change_dependency(office, API, status=DependencyStatus.ACCEPTED, counter_reason="two weeks of holidays")
    export_program(office.stored(), tmp_path / "out")
    exported = read(tmp_path / "out").program
    assert exported is not None
    other = open_office(office.database, "T0OTHER")

    other.load(exported, now=LATER)

    assert other.stored() == office.stored()


def test_a_change_of_order_is_told_and_kept(office: Office, small: Reader):
    office.load(small())
    program = small()
    turned = replace(program, dependencies={key: program.dependencies[key] for key in (HELP, API)})

    change = office.load(turned)

    assert change.lines() == ("~ the order of the dependencies", "14 unchanged")
    assert list(office.stored().dependencies) == [HELP, API]
    assert office.load(turned).is_empty


def test_slack_accounts_may_change_hands(office: Office, small: Reader):
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


def test_a_person_may_get_another_key(office: Office, small: Reader):
    office.load(small())
    program = small()
    samuel = Person(id=PersonId("samuel"), name="Sam", slack_id=SlackUserId("U0SAM"), manager=PersonId("maya"))
    people = {key: each for key, each in program.people.items() if key != "sam"} | {samuel.id: samuel}
    teams = {key: replace(each, lead=samuel.id) if each.lead == "sam" else each for key, each in program.teams.items()}
    initiatives = dict(program.initiatives) | {BASE: replace(program.initiatives[BASE], owner=samuel.id)}

    office.load(replace(program, people=people, teams=teams, initiatives=initiatives))

    assert office.stored().people[samuel.id].slack_id == "U0SAM"


def test_an_account_that_slack_told_of_is_not_given_to_a_second_person(office: Office, small: Reader):
    office.load(small())
    with office.transaction() as session:
        PEOPLE.save(session, replace(PEOPLE.get(session, PersonId("maya")), slack_id=SlackUserId("U0MAYA")))

    change = office.difference(small(("U0SAM", "U0MAYA")))

    assert change.refusals == ("Maya (maya) and Sam (sam) would have the same Slack account. Keep one of the two.",)


def test_readings_that_the_file_lacks_stay(office: Office, small: Reader):
    office.load(small())

    change = office.load(small(("date: 2026-01-05", "date: 2026-01-12")))

    assert change.counts()["added"] == 1
    assert [reading.read_on for reading in office.stored().readings] == [date(2026, 1, 5), date(2026, 1, 12)]


def test_a_load_is_all_or_nothing(office: Office, small: Reader):
    office.load(small())
    before, entries = office.stored(), office.audit()
    program = small(("lead_days: 8", "lead_days: 12"), ("owner: sam", "owner: maya"))
    # What validation would never let through: the database finds it when everything else is written.
    lost = replace(program.dependencies[API], consumer=InitiativeId("gone"))
    broken = replace(
        program,
        dependencies=dict(program.dependencies) | {API: lost},
    )

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        office.load(broken)

    assert office.stored() == before
    assert office.audit() == entries


_numbers = count()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=programs(), second=programs())
def test_any_program_can_follow_any_other(database: Database, first: Program, second: Program):
    office = open_office(database, f"T{next(_numbers)}")
    office.load(first)
    before = office.stored()
    change = office.difference(second)

    if change.refusals:
        with pytest.raises(LoadRefusedError):
            office.load(second)
        assert office.stored() == before
    else:
        office.load(second)
        assert office.load(second, now=datetime(2099, 1, 1, tzinfo=UTC)).is_empty
        for part in ("people", "teams", "goals", "metrics", "initiatives", "dependencies"):
            assert getattr(office.stored(), part).keys() == getattr(second, part).keys()


def _change_dependency(office: Office, key: DependencyId, **changes: object) -> None:
    with office.transaction() as session:
        dependency: Dependency = DEPENDENCIES.get(session, key)
        DEPENDENCIES.save(session, replace(dependency, **changes))  # type: ignore[arg-type]  # fields by name
