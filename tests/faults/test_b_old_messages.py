"""FAULTS B16: what an older release drew or declared is answered politely, whatever kind of payload it sends."""

import logging
from collections.abc import Callable
from typing import Any

import pytest

from handlers.blocks import ids
from sandbox.door import COMMAND, EVENT, INTERACTION, Delivery
from sandbox.records import Json
from tests.faults.late_kit import everything_but_the_log, log_of
from tests.journeys.flag_kit import fill, flags_of, reads_all
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

POLITE = "This belongs to an older message and does nothing any more. Nothing was changed"

RELEASED = {
    "CHECK_IN_ANSWER": "check_in.answer",
    "CHECK_IN_NO_CHANGE": "check_in.no_change",
    "CHECK_IN_FORM": "check_in.form",
    "CHECK_IN_DEVIATION_FORM": "check_in.deviation_form",
    "CHECK_IN_CONFIRM_FORM": "check_in.confirm_form",
    "COMMITMENT_KEPT": "commitment.kept",
    "COMMITMENT_MOVED": "commitment.moved",
    "COMMITMENT_DROPPED": "commitment.dropped",
    "DATE_MOVE_ASK": "date_move.ask",
    "DATE_MOVE_CHOOSE": "date_move.choose",
    "DATE_MOVE_FORM": "date_move.form",
    "DATE_MOVE_APPROVE": "date_move.approve",
    "DATE_MOVE_REFUSE": "date_move.refuse",
    "DATE_MOVE_REFUSAL_FORM": "date_move.refusal_form",
    "SECOND_OPINION_10": "second_opinion.10",
    "SECOND_OPINION_30": "second_opinion.30",
    "SECOND_OPINION_50": "second_opinion.50",
    "SECOND_OPINION_70": "second_opinion.70",
    "SECOND_OPINION_90": "second_opinion.90",
    "SECOND_OPINION_OTHER": "second_opinion.other",
    "SECOND_OPINION_FORM": "second_opinion.form",
    "RECOVERY_DONE": "recovery.done",
    "RECOVERY_NOT_DONE": "recovery.not_done",
    "RECOVERY_CHANGED": "recovery.changed",
    "RECOVERY_FORM": "recovery.form",
    "FLAG_FORM": "flag.form",
    "FLAG_WHAT": "flag.what",
    "FLAG_IMPACT_ON": "flag.impact_on",
    "FLAG_HITS": "flag.hits",
    "FLAG_CHANCE": "flag.chance",
    "FLAG_HELP_WANTED": "flag.help_wanted",
    "FLAG_SHORTCUT": "flag.this",
    "FLAG_COMPLETE": "flag.complete",
    "FLAG_HELP": "flag.help",
    "FLAG_DECIDE": "flag.decide",
    "FLAG_ACCEPT": "flag.accept",
    "FLAG_ANSWER_FORM": "flag.answer_form",
    "FLAG_ANSWER_TEXT": "flag.answer_text",
    "FLAG_ANSWER_WHO": "flag.answer_who",
    "FLAG_ANSWER_ON": "flag.answer_on",
    "FLAG_ANSWER_WHY": "flag.answer_why",
    "DEPENDENCY_COMMIT": "dependency.commit",
    "DEPENDENCY_OTHER_DATE": "dependency.other_date",
    "DEPENDENCY_CANNOT": "dependency.cannot",
    "DEPENDENCY_COUNTER_FORM": "dependency.counter_form",
    "DEPENDENCY_REFUSAL_FORM": "dependency.refusal_form",
    "DEPENDENCY_ACCEPT_COUNTER": "dependency.accept_counter",
    "DEPENDENCY_KEEP_DATE": "dependency.keep_date",
    "DEPENDENCY_DELIVERED": "dependency.delivered",
    "DEPENDENCY_ACCEPT_DELIVERY": "dependency.accept_delivery",
    "DEPENDENCY_SEND_BACK": "dependency.send_back",
    "HEARTBEAT_YES": "heartbeat.yes",
    "HEARTBEAT_AT_RISK": "heartbeat.at_risk",
    "HEARTBEAT_NO": "heartbeat.no",
    "ESCALATION_ACKNOWLEDGE": "escalation.acknowledge",
    "ESCALATION_ACKNOWLEDGE_FORM": "escalation.acknowledge_form",
    "ESCALATION_DECIDE": "escalation.decide",
    "DECISION_FORM": "decision.form",
    "DIGEST_DECIDE": "digest.decide",
    "DIGEST_ASK_OWNER": "digest.ask_owner",
    "DIGEST_OFFER_HELP": "digest.offer_help",
    "DIGEST_MESSAGE_FORM": "digest.message_form",
    "DIGEST_MESSAGE_TEXT": "digest.message_text",
}
"""Every id that was ever drawn. They live on in old messages: new ones are added, none is changed or taken out."""
BUTTONS = tuple(
    RELEASED[name]
    for name in RELEASED
    if name.startswith(
        (
            "CHECK_IN_",
            "COMMITMENT_",
            "DATE_MOVE_",
            "SECOND_OPINION_",
            "RECOVERY_",
            "FLAG_",
            "DEPENDENCY_",
            "HEARTBEAT_",
            "ESCALATION_",
            "DIGEST_",
        )
    )
    and not name.endswith(
        ("_FORM", "_TEXT", "_WHO", "_WHY", "_ON", "_WHAT", "_HITS", "_CHANCE", "_WANTED", "_SHORTCUT", "_CHOOSE")
    )
)


def test_b16_no_id_that_lives_on_in_old_messages_was_renamed_or_taken_out() -> None:
    assert {name: getattr(ids, name, None) for name in RELEASED} == RELEASED


def test_b16_no_id_stands_for_two_things() -> None:
    drawn = [value for name, value in vars(ids).items() if name.isupper()]

    assert len(set(drawn)) == len(drawn)


@pytest.fixture
def old(world: World) -> "Old":
    world.at("2026-01-08T09:30")
    world.tick()
    return Old(world)


class Old:
    """Sends what messages, forms and manifests of older releases send, as Jonas."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.jonas = world.person("jonas")
        self.payloads = world.sandbox.desk.payloads
        self.message = [each for each in self.jonas.dm() if not each.ephemeral_to][-1]

    def press(self, action: Json, **more: Any) -> Delivery:
        payload = self.payloads.actions_on_message(self.jonas.user, self.message, {"block_id": "b", **action}, {})
        return self.send(payload | more)

    def ask(self, kind: str, **more: Any) -> Delivery:
        """Send a payload of a kind that this release neither draws nor declares."""
        user = {"id": self.jonas.id, "team_id": self.world.sandbox.workspace.team.id}
        return self.send({"type": kind, "user": user, "callback_id": "risk", "trigger_id": f"1.{kind}", **more})

    def submit(self, change: Callable[[Json], None]) -> Delivery:
        """Send the form of a flag after `change` made another view of it."""
        if self.jonas.view is None:
            self.jonas.slash("/flag", channel="#payments")
            fill(self.jonas, **{"What could happen?": "The supplier slips"})
        payload = self.payloads.submission(self.jonas.user, self.jonas.modal)
        change(payload["view"])
        return self.send(payload)

    def send(self, payload: Json, kind: str = INTERACTION) -> Delivery:
        return self.world.sandbox.door.send_again(payload, kind=kind)

    def told(self) -> str:
        """Return all that Jonas reads in private and in direct messages."""
        self.world.settle()
        return reads_all(self.jonas, self.jonas.everything())


def test_b16_every_kind_of_payload_of_an_older_release_is_answered_politely(
    old: Old, caplog: pytest.LogCaptureFixture
) -> None:
    before = everything_but_the_log(old.world)
    with caplog.at_level(logging.WARNING):
        answers = {
            "a button": old.press({"type": "button", "action_id": "check_in.snooze", "value": "x"}),
            "a menu": old.press(
                {"type": "static_select", "action_id": "risk.level", "selected_option": {"value": "3"}}
            ),
            "an attachment": old.ask("interactive_message", actions=[{"name": "no", "type": "button", "value": "1"}]),
            "a dialog": old.ask("dialog_submission", submission={"risk": "It slips"}, state=""),
            "a shortcut": old.ask("shortcut"),
            "a message shortcut": old.ask("message_action"),
            "a workflow step": old.ask("workflow_step_edit", workflow_step={"step_id": "s", "workflow_id": "w"}),
            "a form": old.submit(lambda view: view.update(callback_id="risk.form")),
            "options": old.ask("block_suggestion", action_id="x", block_id="b", value="a"),
            "a closed form": old.ask("view_closed", view={"id": "V1", "callback_id": "risk.form"}),
            "a command": old.send(
                old.payloads.command(
                    old.jonas.user, old.world.sandbox.workspace.get_channel("#payments"), "/risk", "It slips"
                ),
                COMMAND,
            ),
            "a workflow step that runs": old.send(
                old.world.sandbox.events.callback(
                    {"type": "workflow_step_execute", "callback_id": "ask", "workflow_step": {}}
                ),
                EVENT,
            ),
        }

    bodies = {what: each.ack.body if each.ack else {} for what, each in answers.items()}
    assert {what: each.error for what, each in answers.items() if each.error} == {}
    assert bodies["options"] == {"options": []}
    assert bodies["a form"]["response_action"] == "push"
    assert POLITE in str(bodies["a form"])
    assert bodies["a command"]["response_type"] == "ephemeral"
    assert POLITE in str(bodies["a command"])
    assert old.told().count(POLITE) >= 6
    assert [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR] == []
    changed = {name for name, rows in everything_but_the_log(old.world).items() if rows != before[name]}
    assert changed <= {"announcements", "forms", "direct_messages"}


@pytest.mark.parametrize("how", ["no value", "another type"])
def test_b16_a_known_button_with_the_value_of_an_older_release_is_answered_politely(
    old: Old, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    shapes: dict[str, Json] = {
        "no value": {"type": "button"},
        "another type": {"type": "static_select", "selected_option": {"value": "F-1"}},
    }
    with caplog.at_level(logging.WARNING):
        deliveries = [old.press({"action_id": action_id, **shapes[how]}) for action_id in BUTTONS]

    assert [each.error for each in deliveries] == [None] * len(BUTTONS)
    assert old.told().count(POLITE) == len(BUTTONS)
    assert [record for record in caplog.records if record.exc_info] == []
    assert [each for each in log_of(old.world) if each.actor == "jonas"] == []


def test_b16_a_known_button_with_an_id_of_another_age_finds_nothing(old: Old) -> None:
    deliveries = [
        old.press({"type": "button", "action_id": action_id, "value": '{"initiative": 7}'}) for action_id in BUTTONS
    ]

    assert [each.error for each in deliveries] == [None] * len(BUTTONS)
    assert [each.subject for each in log_of(old.world) if each.actor == "jonas"] == ["unknown"] * (len(BUTTONS) - 1)


def test_b16_a_form_that_lacks_the_fields_of_today_is_refused_in_words_and_stays_open(old: Old) -> None:
    def without_fields(view: Json) -> None:
        view["blocks"] = [each for each in view["blocks"] if each.get("block_id") != ids.FLAG_CHANCE]
        del view["state"]["values"][ids.FLAG_CHANCE]

    delivery = old.submit(without_fields)

    assert delivery.ack is not None
    assert delivery.ack.body["response_action"] == "push"
    assert "Choose how likely it is." in str(delivery.ack.body)
    assert flags_of(old.world) == {}


def test_b16_a_form_that_an_older_release_opened_is_not_found(old: Old) -> None:
    delivery = old.submit(lambda view: view.update(private_metadata='{"flag": 7}'))

    assert delivery.ack is not None
    assert "There is no form" in str(delivery.ack.body)
    assert flags_of(old.world) == {}


def test_b16_a_form_without_the_shape_of_a_form_is_answered_politely(old: Old) -> None:
    delivery = old.submit(lambda view: view.update(state={"values": {"x": {"y": {"selected_date": "soon"}}}}))

    assert delivery.ack is not None
    assert POLITE in str(delivery.ack.body)
