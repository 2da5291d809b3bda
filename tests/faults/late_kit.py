"""A Thursday on which every kind of form is open, and every kind of button in sight, before things change.

Holds and reversals are proposed to Sofia's team for Maya's; the ledger write API is refused, so that R-1 is open; Jonas
has raised F-1 and begun F-2; Sofia's initiative is late and S-1, Jonas's step, is to bring it back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlmodel import SQLModel

from handlers.blocks import ids
from rituals.audit import AuditEntry
from sandbox.door import INTERACTION, Delivery
from sandbox.records import Json, View
from storage.shelves import AUDIT
from tests.journeys.check_in_kit import answer, card, late, path_back, why
from tests.journeys.dependency_kit import HOLDS
from tests.journeys.flag_kit import fill, raise_flag
from tests.world import World

STEP, RISK, DRAFT, RESOLUTION, CHECK_IN = "S-1", "F-1", "F-2", "R-1", "maya:2026-W02"
STEP_FIELDS = {"If …": "no tester is found", "… then …": "Wei tests", "On": "2026-01-15"}
COUNTER = {"The date you can promise": "2026-03-27", "What makes it that date": "The supplier is late"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something a person does late: a press of a button, or a form that was opened in time."""

    name: str
    person: str
    subject: str
    fields: Mapping[str, Any] | None = None
    opened_by: str | None = None
    """The button that opens the form; None where the act is the press itself."""


ACTS = {
    each.name: each
    for each in (
        Act(name=ids.CHECK_IN_NO_CHANGE, person="maya", subject=CHECK_IN),
        Act(
            name=ids.CHECK_IN_FORM,
            person="maya",
            subject=CHECK_IN,
            opened_by=ids.CHECK_IN_ANSWER,
            fields={"confidence-0": 80},
        ),
        Act(name=ids.FLAG_FORM, person="jonas", subject=DRAFT, opened_by=ids.FLAG_COMPLETE, fields={}),
        Act(
            name=ids.FLAG_ANSWER_FORM,
            person="frank",
            subject=RISK,
            opened_by=ids.FLAG_DECIDE,
            fields={"What is decided?": "We wait", "Why?": "It is cheap"},
        ),
        Act(
            name=ids.DEPENDENCY_COUNTER_FORM,
            person="sofia",
            subject=HOLDS,
            opened_by=ids.DEPENDENCY_OTHER_DATE,
            fields=COUNTER,
        ),
        Act(
            name=ids.DEPENDENCY_REFUSAL_FORM,
            person="sofia",
            subject=HOLDS,
            opened_by=ids.DEPENDENCY_CANNOT,
            fields={"What stands in the way": "The team was dissolved"},
        ),
        Act(name=ids.DEPENDENCY_COMMIT, person="sofia", subject=HOLDS),
        Act(name=ids.DEPENDENCY_DELIVERED, person="sofia", subject=HOLDS),
        Act(name=ids.HEARTBEAT_YES, person="sofia", subject=HOLDS),
        Act(name=ids.DEPENDENCY_ACCEPT_COUNTER, person="maya", subject=HOLDS),
        Act(name=ids.DEPENDENCY_KEEP_DATE, person="maya", subject=HOLDS),
        Act(name=ids.DEPENDENCY_ACCEPT_DELIVERY, person="maya", subject=HOLDS),
        Act(name=ids.DEPENDENCY_SEND_BACK, person="maya", subject=HOLDS),
        Act(
            name=ids.ESCALATION_ACKNOWLEDGE_FORM,
            person="maya",
            subject=RESOLUTION,
            opened_by=ids.ESCALATION_ACKNOWLEDGE,
            fields={"The next step": "Ask the supplier for a date"},
        ),
        Act(
            name=ids.DECISION_FORM,
            person="frank",
            subject=RESOLUTION,
            opened_by=ids.ESCALATION_DECIDE,
            fields={"Your choice": "Option 2: scope", "Why": "It is enough"},
        ),
        Act(name=ids.RECOVERY_DONE, person="sofia", subject=STEP),
        Act(name=ids.RECOVERY_NOT_DONE, person="sofia", subject=STEP),
        Act(
            name=ids.RECOVERY_FORM,
            person="sofia",
            subject=STEP,
            opened_by=ids.RECOVERY_CHANGED,
            fields=STEP_FIELDS,
        ),
        Act(
            name=ids.DIGEST_MESSAGE_FORM,
            person="frank",
            subject="instant-payouts",
            opened_by=ids.DIGEST_ASK_OWNER,
            fields={"What do you want to know?": "When?"},
        ),
    )
}


class Late:
    """The world with all those forms open, each under the name of its act."""

    def __init__(self, world: World) -> None:
        self.world = world
        _live_until_thursday(world)
        self.views = {name: self._open(act) for name, act in ACTS.items() if act.opened_by is not None}
        world.settle()

    def do(self, name: str) -> Delivery:
        """Do the act now: press the button, or send the form that was opened in time."""
        act = ACTS[name]
        if act.opened_by is None:
            return self.press(act.person, name, act.subject)
        payload = self.world.sandbox.desk.payloads.submission(self.world.person(act.person).user, self.views[name])
        return self.world.sandbox.door.send_again(payload, kind=INTERACTION)

    def press(self, person: str, action_id: str, value: str | None) -> Delivery:
        """Press a button that carries `value`, wherever it may stand."""
        who = self.world.person(person)
        action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value}
        shown = [each for each in who.everything() if not each.ephemeral_to][-1]
        payload = self.world.sandbox.desk.payloads.actions_on_message(who.user, shown, action, {})
        return self.world.sandbox.door.send_again(payload, kind=INTERACTION)

    def reads(self, person: str, delivery: Delivery) -> str:
        """Return what the person is told: in the answer to a form, or in private by what was whispered last."""
        body = delivery.ack.body if delivery.ack else None
        if isinstance(body, dict) and body:
            return str(body)
        whispered = [each for each in self.world.person(person).everything() if each.ephemeral_to]
        return self.world.person(person).reads(whispered[-1]) if whispered else ""

    def _open(self, act: Act) -> View:
        who = self.world.person(act.person)
        assert act.opened_by is not None
        self.press(act.person, act.opened_by, act.subject)
        assert who.view is not None, act.name
        if act.name == ids.FLAG_FORM:
            fill(who)
        elif act.fields:
            who.fill(act.fields)
        view = who.modal
        who.close()
        return view


def everything_but_the_log(world: World) -> dict[str, list[Any]]:
    """Return every row of every table but the audit log and the keys of what was taken in."""
    left_out = {"audit_log", "inbox"}
    with world.database.reading(world.bot.services.workspace) as session:
        return {
            name: sorted(map(repr, session.connection().execute(text(f"SELECT * FROM {name}"))))
            for name in SQLModel.metadata.tables
            if name not in left_out
        }


def log_of(world: World) -> tuple[AuditEntry, ...]:
    """Return the audit log."""
    with world.bot.services.reading() as session:
        return AUDIT.find(session, order_by=[AUDIT.c.number])


def send(world: World, person: str, view: View, *, then: Callable[[Json], Json] = dict) -> Delivery:
    """Send a form as it was filled in, changed by `then`, as a second device does."""
    payload = world.sandbox.desk.payloads.submission(world.person(person).user, view)
    return world.sandbox.door.send_again(then(payload), kind=INTERACTION)


def _live_until_thursday(world: World) -> None:
    world.at("2026-01-05T09:00")
    world.tick()
    world.at("2026-01-08T09:30")
    world.tick()
    raise_flag(world)
    jonas, sofia, viktor = world.person("jonas"), world.person("sofia"), world.person("viktor")
    jonas.slash("/flag", "Salaries may leak", channel="#payments")
    jonas.close()
    answer(sofia, {**late(0), "confidence-1": 80}, button="Answer")
    sofia.fill({**why(0), **path_back(0), "doer-0": "jonas"})
    assert sofia.submit().closed, sofia.view
    viktor.press("No", near="Ledger write API")
    viktor.fill({"What stands in the way": "The team was dissolved"})
    assert viktor.submit().closed
    world.settle()
    assert card(sofia)
