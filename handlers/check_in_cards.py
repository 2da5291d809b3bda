"""The one card of a check-in as it reads now: the question while nothing is answered, the receipt from then on."""

from collections.abc import Mapping

from handlers.blocks.check_in_receipt import Receipt, receipt_card
from handlers.blocks.words import say_moment
from handlers.cards import edit
from handlers.check_in_posts import draw_prompt
from handlers.check_in_sittings import Sitting
from rituals.ids import InitiativeId
from rituals.prompting import check_in_key, next_prompt_at
from storage.check_ins import find_replaced, find_updates, load_standings
from storage.database import WorkspaceSession


def show_card(session: WorkspaceSession, sitting: Sitting) -> None:
    """Bring the card up to date after something on it was pressed."""
    if sitting.check_in.revision:
        show_receipt(session, sitting, {})
    else:
        card = draw_prompt(session, sitting.check_in, sitting.program, now=sitting.now)
        edit(session, check_in_key(sitting.check_in.id), card, now=sitting.now)


def show_receipt(session: WorkspaceSession, sitting: Sitting, notes: Mapping[InitiativeId, str]) -> None:
    """Let the card say what was stored and what follows; `notes` are what came of the ways out that were chosen."""
    check_in, program, now = sitting.check_in, sitting.program, sitting.now
    updates = find_updates(session, check_in.id)
    standings = load_standings(session, program, [each.initiative for each in sitting.standings], now=now)
    known = [updates[each.initiative.id] for each in standings if each.initiative.id in updates]
    next_at = next_prompt_at(sitting.actor, program, after=check_in)
    receipt = Receipt(
        check_in=check_in,
        updates=known,
        recoveries={each.initiative.id: each.recovery for each in standings if each.recovery is not None},
        notes=notes,
        left=len(standings) - len(known),
        next_on=say_moment(next_at, sitting.zone) if next_at else "after your week off",
        zone=sitting.zone,
        standings=standings,
        before=find_replaced(session, check_in.id),
    )
    edit(session, check_in_key(check_in.id), receipt_card(receipt, program), now=now)
