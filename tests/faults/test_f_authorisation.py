"""F1, F2, F4, F5 and F7 at the door: a colleague who has nothing to do with it presses every button there is."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import text

from handlers.blocks import ids
from rituals.absences import Absence, AbsenceSource
from rituals.check_ins import Recovery, Update
from rituals.confidential_flags import ConfidentialFlag
from rituals.date_moves import DateMove
from rituals.health import Health
from rituals.ids import (
    ConfidentialFlagId,
    DateMoveId,
    InitiativeId,
    PauseId,
    PersonId,
    RecoveryId,
    SlackUserId,
)
from rituals.pauses import Pause, PauseScope
from rituals.people import Person
from rituals.second_opinions import SecondOpinion
from sandbox.door import COMMAND, INTERACTION
from sandbox.person import Person as Actor
from sandbox.records import Json
from storage import files
from storage.programs import load_program
from storage.shelves import (
    ABSENCES,
    BASELINE_MOVES,
    CHANNELS,
    CHECK_INS,
    CONFIDENTIAL_FLAGS,
    DATE_MOVES,
    DECISIONS,
    DEPENDENCIES,
    ESCALATIONS,
    FLAG_VOICES,
    FLAGS,
    FORMS,
    INITIATIVES,
    PAUSES,
    PEOPLE,
    RECOVERIES,
    SECOND_OPINIONS,
    TRADE_OFFS,
    UPDATES,
)
from tests.faults.slack_side import PAYMENTS, announce, audited
from tests.faults.test_e_outsiders import named
from tests.journeys.flag_kit import fill, raise_flag
from tests.places import EXAMPLES
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

SHELVES = (
    ABSENCES, BASELINE_MOVES, CHANNELS, CHECK_INS, CONFIDENTIAL_FLAGS, DATE_MOVES, DECISIONS, DEPENDENCIES,
    ESCALATIONS, FLAG_VOICES, FLAGS, FORMS, INITIATIVES, PAUSES, RECOVERIES, SECOND_OPINIONS, TRADE_OFFS, UPDATES,
)  # fmt: skip
BYSTANDER = "zoe"
CHECK_IN, INITIATIVE = "maya:2026-W06", "instant-payouts"
FOR_ANYBODY = {
    ids.MENU_FLAG, ids.MENU_AWAY, ids.MENU_WHY, ids.MENU_HELP, ids.WHY_INITIATIVE, ids.FLAG_SHORTCUT,
    ids.DIGEST_ASK_OWNER, ids.DIGEST_OFFER_HELP,
}  # fmt: skip
"""What everybody in the program may press."""


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """The fintech example on a Thursday of February, with business of every kind open, and a colleague with none."""
    workspace = yaml.safe_load(Path(EXAMPLES / "fintech_workspace.yaml").read_text())
    workspace["users"].append({"id": "U0ZOE", "name": "zoe", "email": "zoe@northwind.example"})
    program = files.read(EXAMPLES / "fintech.yaml").program
    assert program is not None
    zoe = Person(id=PersonId(BYSTANDER), name="Zoe Lind", slack_id=SlackUserId("U0ZOE"))
    with World.open(workspace, database_url=database_url) as world:
        world.load(replace(program, people={**program.people, zoe.id: zoe}))
        for moment in ("2026-01-05T06:00", "2026-02-03T10:00", "2026-02-05T10:00"):
            world.at(moment)
            world.tick()
        raise_flag(world)
        world.person("jonas").slash("/flag", "A draft of his own")
        _open_business(world)
        yield world


def _open_business(world: World) -> None:
    now = world.bot.services.now()
    maya, sofia, initiative = PersonId("maya"), PersonId("sofia"), InitiativeId(INITIATIVE)
    told = {"closes_at": now + timedelta(days=1), "asked_at": now, "trigger": "chance"}
    with world.bot.services.transaction() as session:
        check_in = CHECK_INS.get(session, CHECK_IN)
        UPDATES.save(
            session,
            Update(
                check_in=check_in.id,
                initiative=initiative,
                revision=1,
                person=maya,
                answered_at=now,
                must_change="",
                forecast_on=date(2026, 3, 31),
                committed_on=date(2026, 3, 31),
                confidence=80,
                health=Health.GREEN,
                derived_health=Health.GREEN,
            ),
        )
        RECOVERIES.save(
            session,
            Recovery(
                id=RecoveryId("step"),
                check_in=check_in.id,
                initiative=initiative,
                condition="it slips",
                action="we test",
                owner=maya,
                due_on=now.date(),
            ),
        )
        DATE_MOVES.save(
            session,
            DateMove(
                id=DateMoveId("M-1"),
                initiative=initiative,
                from_on=load_program(session).initiatives[initiative].committed_on,
                to_on=date(2026, 5, 29),
                reason="The audit",
                asked_by=maya,
                asked_at=now,
                approver=PersonId("paula"),
            ),
        )
        SECOND_OPINIONS.save(
            session,
            SecondOpinion(check_in=check_in.id, initiative=initiative, person=sofia, **told),  # type: ignore[arg-type]  # fields by name
        )
        ABSENCES.save(
            session,
            Absence(person=maya, first_on=now.date(), last_on=now.date(), source=AbsenceSource.TOLD, told_at=now),
        )
        PAUSES.save(
            session,
            Pause(
                id=PauseId("P-1"),
                scope=PauseScope.PERSON,
                subject=maya,
                begins_at=now,
                ends_at=now + timedelta(days=2),
                asked_by=maya,
            ),
        )
        CONFIDENTIAL_FLAGS.save(
            session,
            ConfidentialFlag(
                id=ConfidentialFlagId("C-23456"),
                what="Told to Paula",
                recipient=PersonId("paula"),
                told_at=now,
                code_hash="",
            ),
        )


MADE_UP = "nothing-of-the-kind"
PRESSES = {
    ids.CHECK_IN_ANSWER: CHECK_IN,
    ids.CHECK_IN_NO_CHANGE: CHECK_IN,
    ids.CHECK_IN_SNOOZE: f"tomorrow:{CHECK_IN}",
    ids.COMMITMENT_KEPT: f"{CHECK_IN}:{INITIATIVE}",
    ids.COMMITMENT_MOVED: f"{CHECK_IN}:{INITIATIVE}",
    ids.COMMITMENT_DROPPED: f"{CHECK_IN}:{INITIATIVE}",
    ids.DATE_MOVE_ASK: INITIATIVE,
    ids.DATE_MOVE_CHOOSE: INITIATIVE,
    ids.DATE_MOVE_APPROVE: "M-1",
    ids.DATE_MOVE_REFUSE: "M-1",
    **{each: f"{CHECK_IN}:{INITIATIVE}" for each in named() if each.startswith("second_opinion.") and each[-1] in "0r"},
    ids.RECOVERY_DONE: "step",
    ids.RECOVERY_NOT_DONE: "step",
    ids.RECOVERY_CHANGED: "step",
    ids.FLAG_COMPLETE: "F-2",
    ids.FLAG_HELP: "F-1",
    ids.FLAG_DECIDE: "F-1",
    ids.FLAG_ACCEPT: "F-1",
    ids.FLAG_WITHDRAW: "F-1",
    ids.FLAG_SETTLE: "F-1",
    ids.FLAG_NAME_ME: "F-1",
    ids.FLAG_NOT_BY_NAME: "F-1",
    ids.CONFIDENTIAL_ANSWER: "C-23456",
    **{each: "ledger-write" for each in named() if each.startswith("dependency.") and not each.endswith("form")},
    ids.HEARTBEAT_YES: "ledger-write",
    ids.HEARTBEAT_AT_RISK: "ledger-write",
    ids.HEARTBEAT_NO: "ledger-write",
    ids.ESCALATION_ACKNOWLEDGE: "R-1",
    ids.ESCALATION_DECIDE: "R-1",
    ids.CHANNEL_ALLOW: PAYMENTS,
    ids.CHANNEL_STAY_OUT: PAYMENTS,
    ids.AWAY_END: "maya:told:2026-02-05",
    ids.PAUSE_LIFT: "P-1",
}
"""What each button and menu of the bot carries when it is somebody's business, and not the bystander's."""
FIELDS = {
    ids.FLAG_WHAT, ids.FLAG_IMPACT_ON, ids.FLAG_HITS, ids.FLAG_CHANCE, ids.FLAG_HELP_WANTED, ids.FLAG_ANSWER_TEXT,
    ids.FLAG_ANSWER_WHO, ids.FLAG_ANSWER_ON, ids.FLAG_ANSWER_WHY, ids.FLAG_ALIKE_CHOICE, ids.FLAG_ALIKE_NOTE,
    ids.FLAG_DISPOSITION, ids.FLAG_DISPOSITION_NOTE, ids.FLAG_LED_TO, ids.CONFIDENTIAL_RECIPIENT, ids.CONFIDENTIAL_WHAT,
    ids.CONFIDENTIAL_ANSWER_TEXT, ids.DIGEST_MESSAGE_TEXT,
}  # fmt: skip
"""What stands in forms, which only whoever was given the form can send."""
RETIRED = {ids.DIGEST_DECIDE}
"""What an older release has drawn, and nothing listens for any more."""
MENUS = {ids.CHECK_IN_SNOOZE, ids.DATE_MOVE_CHOOSE}
WORD_OF_OPTION = {ids.CHECK_IN_SNOOZE: "tomorrow:"}


def answer_to(world: World, zoe: Actor, action_id: str, value: str) -> str:
    """Press what carries this value, on a message of the bystander's own, and return what they are told."""
    heard = len(zoe.dm())
    action: Json = {"type": "button", "action_id": action_id, "value": value}
    if action_id in MENUS:
        action = {"type": "static_select", "action_id": action_id, "selected_option": {"value": value}}
    payload = world.sandbox.desk.payloads.actions_on_message(zoe.user, zoe.dm()[0], action, {})
    delivery = world.sandbox.door.send_again(payload, kind=INTERACTION)
    world.settle()
    assert delivery.error is None, (action_id, delivery.error)
    return "\n".join(zoe.reads(each) for each in zoe.dm()[heard:])


def without_ids(told: str) -> str:
    return re.sub("“[^”]*”", "…", told)


def stored(world: World) -> list[Any]:
    with world.bot.services.reading() as session:
        return [shelf.find(session) for shelf in SHELVES]


def test_f1_each_button_is_tried():
    """A new button that stands in none of the three fails."""
    assert {*named()} - {*named("_FORM")} == set(PRESSES) | FOR_ANYBODY | FIELDS | RETIRED


def test_f1_f4_f7_a_bystander_presses_everything_and_reads_what_they_would_read_of_nothing(world: World):
    zoe = world.person(BYSTANDER)
    announce(world, "hello", "U0ZOE")
    before = stored(world)
    differing: dict[str, tuple[str, str]] = {}

    for action_id, value in PRESSES.items():
        made_up = WORD_OF_OPTION.get(action_id, "") + MADE_UP
        real, nothing = (answer_to(world, zoe, action_id, each) for each in (value, made_up))
        if without_ids(real) != without_ids(nothing) or "There is no" not in real:
            differing[action_id] = (real, nothing)

    assert differing == {}
    assert zoe.view is None
    assert stored(world) == before
    with_their_name = [each for action_id in PRESSES for each in audited(world, f"refused.{action_id}")]
    assert {each.actor for each in with_their_name} == {BYSTANDER}
    assert len({each.action for each in with_their_name}) == len(PRESSES)


RIGHTFUL = {
    ids.CHECK_IN_ANSWER: "maya",
    ids.CHECK_IN_SNOOZE: "maya",
    ids.DATE_MOVE_ASK: "maya",
    ids.DATE_MOVE_APPROVE: "paula",
    ids.SECOND_OPINION_50: "sofia",
    ids.RECOVERY_DONE: "maya",
    ids.FLAG_COMPLETE: "jonas",
    ids.FLAG_HELP: "paula",
    ids.FLAG_WITHDRAW: "jonas",
    ids.CONFIDENTIAL_ANSWER: "paula",
    ids.DEPENDENCY_OTHER_DATE: "viktor",
    ids.HEARTBEAT_YES: "viktor",
    ids.ESCALATION_ACKNOWLEDGE: "viktor",
    ids.ESCALATION_DECIDE: "elena",
    ids.CHANNEL_ALLOW: "nadia",
    ids.AWAY_END: "maya",
    ids.PAUSE_LIFT: "maya",
}


def test_f1_control_whose_business_it_is_is_not_told_that_there_is_no_such_thing(world: World):
    answers = {}
    for action_id, name in RIGHTFUL.items():
        person = world.person(name)
        announce(world, f"hello for {action_id}", person.user.id)
        answers[action_id] = answer_to(world, person, action_id, PRESSES[action_id])
        while person.view is not None:
            person.close()

    assert {each: told for each, told in answers.items() if "There is no" in told} == {}


def in_form(world: World, name: str) -> Json:
    """Return what Slack would send if the person sent the form that is open."""
    person = world.person(name)
    assert person.view is not None
    payload: Json = world.sandbox.desk.payloads.submission(person.user, person.view)
    return payload


def with_choice(payload: Json, value: str) -> Json:
    """Return the payload with a value in each menu that the form never offered."""
    for fields in payload["view"]["state"]["values"].values():
        for field in fields.values():
            if field.get("selected_option"):
                field["selected_option"]["value"] = value
    return payload


def test_f2_a_choice_that_was_never_offered_is_refused(world: World):
    jonas, paula = world.person("jonas"), world.person("paula")
    jonas.slash("/flag")
    fill(jonas, **{"What could happen?": "Another one"})
    before = stored(world)

    delivery = world.sandbox.door.send_again(with_choice(in_form(world, "jonas"), "old-core"), kind=INTERACTION)

    assert delivery.ack is not None
    assert set(delivery.ack.body["errors"]) == {ids.FLAG_HITS, ids.FLAG_CHANCE}
    assert stored(world) == before
    assert paula.view is None


def test_f5_a_role_that_was_taken_away_while_the_form_was_open_decides_nothing(world: World):
    frank = world.person("frank")
    announce(world, "hello", frank.user.id)
    answer_to(world, frank, ids.ESCALATION_DECIDE, "R-1")
    frank.fill(
        {"Your choice": "Option 1: time", "The new date, if you choose time": "2026-03-02", "Why": "It can wait"}
    )
    before = stored(world)
    with world.bot.services.transaction() as session:
        PEOPLE.save(session, replace(PEOPLE.get(session, "frank"), roles=frozenset()))

    frank.submit()

    assert stored(world) == before
    assert [each.actor for each in audited(world, f"refused.{ids.DECISION_FORM}")] == ["frank"]


def test_f6_who_has_no_role_may_do_nothing_that_takes_one(world: World):
    with world.bot.services.transaction() as session:
        PEOPLE.save(session, replace(PEOPLE.get(session, "nadia"), roles=frozenset()))
    before = stored(world)

    reply = world.person("nadia").slash("/drumbeat", "pause all until 20 Feb")

    assert "Only an administrator" in reply.text
    assert stored(world) == before


def test_f6_roles_that_cannot_be_read_allow_nothing(world: World):
    with world.database.writing_engine.begin() as connection:
        connection.execute(text("UPDATE people SET roles = 'administrator' WHERE id = 'nadia'"))
    before = pauses(world)

    payload = world.sandbox.desk.payloads.command(
        world.person("nadia").user,
        world.sandbox.workspace.get_channel("#payments"),
        "/drumbeat",
        "pause all until 20 Feb",
    )
    delivery = world.sandbox.door.send_again(payload, kind=COMMAND)

    assert delivery.error is not None
    assert pauses(world) == before


def pauses(world: World) -> Any:
    with world.bot.services.reading() as session:
        return PAUSES.find(session)


def test_f6_a_program_that_nobody_administers_is_not_loaded(tmp_path: Path):
    file = tmp_path / "program.yaml"
    file.write_text((EXAMPLES / "fintech.yaml").read_text().replace("admin", "reader"))

    result = files.read(file)

    assert result.program is None
    assert any("Nobody is an admin" in str(fault) for fault in result.faults)
