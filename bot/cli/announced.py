"""Says in a few words what is due: how many messages of which kind, and who acts."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.cli.story import Deed
from handlers.blocks.words import count


@dataclass(frozen=True, slots=True)
class Kind:
    """Messages whose key is like `pattern`. What its group holds, or the whole key, tells one of them from another."""

    pattern: str
    one: str
    many: str


KINDS = (
    Kind(r"(digest:[^:]+):[^:]+", "the digest", "{} digests"),
    Kind(r"(escalation:[^:]+):card:[^:]+", "a joint resolution", "{} joint resolutions"),
    Kind(r"(escalation:[^:]+):(?:owners|channels|manager|steering):.*", "an escalation", "{} escalations"),
    Kind(r"dependency:.*:ask:.*|heartbeat:.*", "1 question to a provider", "{} questions to providers"),
    Kind(r"dependency:.*:unanswered:.*", "1 word of an unanswered request", "{} words of an unanswered request"),
    Kind(r"check_in:[^:]+:[^:]+", "1 check-in", "{} check-ins"),
    Kind(r"check_in:.*:reminder|flag:.*:(?:half-time|overdue):.*", "1 reminder", "{} reminders"),
    Kind(r"recovery:[^:]+", "1 question about a recovery step", "{} questions about recovery steps"),
    Kind(r"contradiction:.*", "1 message about contradictions", "{} messages about contradictions"),
    Kind(r"undelivered:.*", "1 word of an undelivered message", "{} words of undelivered messages"),
)
"""Named in this order. A key is of the first kind that it is like."""

FOLLOWERS = (
    Kind(r"(check_in:[^:]+:[^:]+):edit:.*", "1 check-in closes", "{} check-ins close"),
    Kind(r"(.*):edit:.*", "1 message changes", "{} messages change"),
)
"""Named only where nothing new is said: they come with something else as a rule."""

_ASIDES = re.compile(r".*:edit:\d+|digest:.*:goal:.*|escalation:.*:thread")
