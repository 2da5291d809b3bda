"""Draws what the auditor tells an administrator: what is stuck, since when, and what becomes of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from handlers.blocks.prose import Card, bullets, moment, paragraph, place, say, sentence, small
from handlers.blocks.words import count
from rituals.auditing import Kind, PartFinding

MOST_PLACES = 5
"""Named in one message; the rest is counted."""

_HEADS: Mapping[Kind, str] = {
    Kind.LATE: "Due for more than 15 minutes and still in the queue: {messages}.",
    Kind.UNKNOWN: "For half an hour it has not been known whether Slack took {messages}.",
    Kind.ABANDONED: "The sender vanished, and nobody has gone on since, with {messages}.",
}
_OUTLOOKS: Mapping[Kind, str] = {
    Kind.LATE: "They go as soon as they can; you need do nothing unless the reason is one that you can mend.",
    Kind.UNKNOWN: "They are not sent again before Slack's history has told, so that nobody reads one twice.",
    Kind.ABANDONED: "Delivery takes them up when it runs again. If this stays so, start the bot again.",
}
_PARTS: Mapping[Kind, tuple[str, str]] = {
    Kind.JOBS: (
        "A part of the bot fails again and again: {names}. It last finished ",
        "What it would have said is said once it works again. The log says why it fails.",
    ),
    Kind.DELIVERY: (
        "Nothing has been delivered since ",
        "What is due waits in the queue and loses nothing. If this stays so, start the bot again.",
    ),
    Kind.STANDSTILL: (
        "The bot stood still, and works again now. It last worked ",
        "What was due meanwhile is sent now; what came too late for its purpose is left out and noted as such.",
    ),
    Kind.REVIVED: (
        "A part of the bot had died and was started again. This was noticed ",
        "Nothing is lost by it. The log says what happened.",
    ),
}


def stuck_card(kind: Kind, reasons: Sequence[tuple[str, str]], *, oldest: datetime) -> Card:
    """Tell of messages that are stuck; `reasons` has a recipient and a reason for each."""
    head = _HEADS[kind].format(messages=count(len(reasons), "message"))
    places = Counter(reasons).most_common()
    named = [
        sentence("For ", place(recipient), f": {reason}" + (f" ({count(number, 'message')})" if number > 1 else ""))
        for (recipient, reason), number in places[:MOST_PLACES]
    ]
    rest = [sentence(f"And {count(len(places) - MOST_PLACES, 'more place')}.")] if len(places) > MOST_PLACES else []
    return Card(
        text=head,
        blocks=(
            say(head, " The oldest has waited since ", moment(oldest), "."),
            paragraph(bullets(*named, *rest)),
            small(f"{_OUTLOOKS[kind]} You hear of this once a day; “drumbeat status” shows how it stands."),
        ),
    )


def part_card(finding: PartFinding) -> Card:
    """Tell of something that is wrong with the running bot itself."""
    beginning, outlook = _PARTS[finding.kind]
    head = beginning.format(names=", ".join(finding.names))
    return Card(
        text=f"{head}{finding.since:%Y-%m-%d %H:%M} UTC.",
        blocks=(say(head, moment(finding.since), "."), small(f"{outlook} You hear of this once a day.")),
    )
