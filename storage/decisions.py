"""Trade-offs as kept: their options, and the decision that closed them."""

from collections.abc import Sequence

from rituals.decisions import Decision, TradeOff, TradeOffOption
from rituals.ids import EscalationId, TradeOffId
from storage.database import WorkspaceSession
from storage.shelves import DECISIONS, OPTIONS, TRADE_OFFS


def find_trade_off(session: WorkspaceSession, escalation: EscalationId) -> TradeOff | None:
    """Return the trade-off that an escalation puts to its decider."""
    return TRADE_OFFS.find_one(session, TRADE_OFFS.c.escalation == escalation)


def find_options(session: WorkspaceSession, trade_off: TradeOffId) -> tuple[TradeOffOption, ...]:
    """Return the options of a trade-off by number."""
    return OPTIONS.find(session, OPTIONS.c.trade_off == trade_off)


def replace_options(session: WorkspaceSession, trade_off: TradeOffId, options: Sequence[TradeOffOption]) -> None:
    """Keep these options of a trade-off and no others."""
    OPTIONS.delete(session, OPTIONS.c.trade_off == trade_off)
    OPTIONS.insert_all(session, options)


def find_decision(session: WorkspaceSession, trade_off: TradeOffId) -> Decision | None:
    """Return what was decided on a trade-off."""
    return DECISIONS.find_one(session, DECISIONS.c.trade_off == trade_off)
