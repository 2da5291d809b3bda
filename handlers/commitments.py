"""Commitments in Slack: on the card of a check-in its owner says what became of what they said last time."""

from typing import Any

from slack_bolt import Ack, App

from handlers.blocks import ids
from handlers.check_in_cards import show_card
from handlers.check_in_sittings import Sitting, sit_down
from handlers.payloads import Body
from handlers.people import get_actor
from handlers.presses import press_once
from handlers.services import Services
from rituals.audit import Change
from rituals.check_ins import CommitmentOutcome, Update
from rituals.commitments import carry_over, last_commitment, read_update_id, settle, update_id
from rituals.errors import NotFoundError
from rituals.ids import InitiativeId
from rituals.permissions import Action
from rituals.prompting import CheckInOverError
from storage import audit
from storage.check_ins import find_updates
from storage.database import WorkspaceSession
from storage.shelves import UPDATES

_OUTCOMES = {
    ids.COMMITMENT_KEPT: CommitmentOutcome.KEPT,
    ids.COMMITMENT_MOVED: CommitmentOutcome.MOVED,
    ids.COMMITMENT_DROPPED: CommitmentOutcome.DROPPED,
}


def register(app: App, services: Services) -> None:
    """Listen for the three buttons below each commitment."""

    def on_outcome(ack: Ack, body: dict[str, Any]) -> None:
        settle_commitment(services, body)
        ack()

    for action_id in _OUTCOMES:
        app.action(action_id)(on_outcome)


def settle_commitment(services: Services, body: Body) -> None:
    """Record what became of a commitment and show it on the card; raises NotFoundError and CheckInOverError."""
    now = services.now()
    with services.transaction() as session:
        actor, press = get_actor(session, body), press_once(session, body, now=now)
        check_in, initiative = read_update_id(press.value)
        sitting = sit_down(session, actor, check_in, action=Action.SETTLE_COMMITMENT, now=now)
        if sitting.check_in.closes_at <= now:
            raise CheckInOverError("its window has closed")
        settled = settle(_get_promised(sitting, initiative), _OUTCOMES[press.action.action_id], now=now)
        UPDATES.save(session, settled)
        _carry_over(session, sitting, settled)
        audit.record(session, _change(sitting, settled), now=now)
        show_card(session, sitting)


def _get_promised(sitting: Sitting, initiative: InitiativeId) -> Update:
    standing = sitting.find_standing(initiative)
    promised = last_commitment(standing, sitting.check_in.id, sitting.actor.id) if standing is not None else None
    if promised is None:
        raise NotFoundError("commitment", update_id(sitting.check_in.id, initiative))
    return promised


def _carry_over(session: WorkspaceSession, sitting: Sitting, promised: Update) -> None:
    answered = find_updates(session, sitting.check_in.id).get(promised.initiative)
    if answered is None:
        return
    carried = carry_over(answered, promised)
    if carried != answered:
        UPDATES.save(session, carried)


def _change(sitting: Sitting, settled: Update) -> Change:
    outcome = settled.outcome.value if settled.outcome else "open"
    details = {"initiative": settled.initiative, "promised_in": settled.check_in, "said_in": sitting.check_in.id}
    subject = update_id(settled.check_in, settled.initiative)
    return Change(actor=sitting.actor.id, action=f"commitment.{outcome}", subject=subject, details=details)
