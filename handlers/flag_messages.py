"""Everything that is said about a flag, each under its own key."""

from handlers.blocks.flag_cards import (
    draw_answer_for_raiser,
    draw_answer_reply,
    draw_ask,
    draw_receipt,
    draw_reminder,
    draw_team_card,
)
from handlers.blocks.prose import Card
from rituals.announcements import Announcement, Priority
from rituals.flag_reminders import FlagReminder, ReminderKind
from rituals.flags import Flag, is_critical
from rituals.ids import AnnouncementKey, FlagId, InitiativeId, PersonId
from rituals.program import Program


def card_key(flag: FlagId) -> AnnouncementKey:
    """Return the key of the card in the team's channel."""
    return AnnouncementKey(f"flag:{flag}:card")


def ask_key(flag: FlagId) -> AnnouncementKey:
    """Return the key of the leader's direct message."""
    return AnnouncementKey(f"flag:{flag}:ask")


def reminder_key(flag: FlagId, kind: ReminderKind) -> AnnouncementKey:
    """Return the key of a reminder."""
    return AnnouncementKey(f"flag:{flag}:{kind.value}")
