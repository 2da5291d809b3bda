"""Says in a few words what is due: how many messages of which kind, and who acts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.cli.demo.story import Deed
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
    Kind(r"(escalation:[^:]+):(?:owners|channels|manager|steering):.*", "an escalation climbs", "{} escalations climb"),
    Kind(r"(dependency:[^:]+):unanswered:.*", "an unanswered request climbs", "{} unanswered requests climb"),
    Kind(r"check_in:[^:]+:[^:]+", "1 check-in", "{} check-ins"),
    Kind(r"dependency:.*:ask:.*|heartbeat:.*", "1 question to a provider", "{} questions to providers"),
    Kind(r"check_in:.*:reminder|flag:.*:(?:half-time|overdue):.*", "1 reminder", "{} reminders"),
    Kind(r"recovery:[^:]+", "1 question about a recovery step", "{} questions about recovery steps"),
    Kind(r"contradiction:.*", "1 message about contradictions", "{} messages about contradictions"),
    Kind(r"undelivered:.*", "1 notice of an undelivered message", "{} notices of undelivered messages"),
    Kind(r".*", "1 message", "{} messages"),
)
"""In the order in which they are named. A message is of the first kind that its key is like."""

ASIDES = (
    Kind(r"(check_in:[^:]+:[^:]+):edit:\d+", "1 check-in closes", "{} check-ins close"),
    Kind(r".*:edit:\d+", "1 message changes", "{} messages change"),
    Kind(r"(digest:.*):goal:.*|(escalation:.*):thread", "1 reply", "{} replies"),
)
"""What comes along with something else as a rule: named only where it comes alone."""

_SENT_ANOTHER_WAY = re.compile(r"(:fallback|:again)+$")


def say_what(keys: Sequence[str], deeds: Sequence[Deed], failed: Sequence[str] = ()) -> str:
    """Say what the announcements with these keys, these deeds and the jobs that failed come to."""
    plain = [_SENT_ANOTHER_WAY.sub("", key) for key in keys]
    asides = [key for key in plain if any(re.fullmatch(kind.pattern, key) for kind in ASIDES)]
    news = [key for key in plain if key not in asides]
    named = [*_names(news, KINDS)] or [*_names(asides, ASIDES)]
    named += [f"an error in {job}" for job in failed]
    listed = " and ".join(part for part in (", ".join(named[:-1]), *named[-1:]) if part)
    return "; ".join(part for part in (listed, _say_who_acts(deeds)) if part)


def _names(keys: Sequence[str], kinds: Sequence[Kind]) -> Iterator[str]:
    left = list(keys)
    told: set[str] = set()
    for kind in kinds:
        found = {key: match for key in left if (match := re.fullmatch(kind.pattern, key))}
        # An escalation that opens is told on the first rung of its ladder, too: that is one thing, not two.
        subjects = {match[match.lastindex or 0] for match in found.values()} - told
        told |= subjects
        left = [key for key in left if key not in found]
        if subjects:
            yield kind.one if len(subjects) == 1 else kind.many.format(len(subjects))


def _say_who_acts(deeds: Sequence[Deed]) -> str:
    if len(deeds) == 1:
        return deeds[0].words
    people = {deed.who for deed in deeds}
    return f"{count(len(people), 'person', 'people')} answer" if deeds else ""
