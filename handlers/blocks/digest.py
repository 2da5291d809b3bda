"""Draws the parent message of the digest: at most 12 lines, each of them a block."""

from collections.abc import Mapping
from datetime import datetime

from slack_sdk.models.blocks import Block

from handlers.blocks.digest_buttons import draw_ask_owner, draw_button
from handlers.blocks.digest_words import say_catches, say_line, say_move, say_silences
from handlers.blocks.prose import Card, header, plain
from handlers.blocks.words import count, say_date, say_money
from rituals.digests import Digest, Entry, Headline, Topic
from rituals.local_time import local_date
from rituals.program import Program

QUOTED = 120
"""How many characters of one typed text are quoted."""


def draw_parent(digest: Digest, program: Program) -> Card:
    """Draw the parent message: every block is one line."""
    lines: list[Block] = [
        header(f"Digest of {_today(digest, program)}: {program.name}"),
        plain(_say_reds(digest, program)),
        plain(_say_changes(digest, program)),
        *(_draw_headline(headline, program) for found in digest.headlines.values() for headline in found),
    ]
    if digest.risk.initiatives:
        lines.append(plain(_say_risk(digest, program)))
    if digest.silences:
        lines.append(plain(say_silences(digest.silences, program)))
    if digest.catches:
        lines.append(plain(say_catches(digest.catches, program)))
    if any(digest.hidden.values()):
        lines.append(plain(_say_hidden(digest)))
    return Card(_summary(digest, program), tuple(lines))


def draw_skipped(due_at: datetime, program: Program) -> Card:
    """Word the trace of a digest that was missed while nobody could send it."""
    day = say_date(local_date(due_at, program.cadence.digest_zone))
    late = count(program.policy.catch_up_hours, "working hour")
    text = f"The digest of {day} was not sent: its hour had passed by more than {late}. The next one tells it all."
    return Card(text, (plain(text),))


def _draw_headline(headline: Headline, program: Program) -> Block:
    if isinstance(headline, Entry):
        return plain(say_move(headline, limit=QUOTED), draw_ask_owner(headline.initiative.id))
    return plain(say_line(headline, program, limit=QUOTED), draw_button(headline))


def _today(digest: Digest, program: Program) -> str:
    return say_date(local_date(digest.as_of, program.cadence.digest_zone))


def _since(digest: Digest, program: Program) -> str:
    return say_date(local_date(digest.since or digest.as_of, program.cadence.digest_zone))


def _say_reds(digest: Digest, program: Program) -> str:
    reds, days = digest.reds, count(program.policy.undecided_red_days, "working day")
    if not reds.total:
        return "No reds."
    if not reds.old:
        return f"🟥 {count(reds.total, 'red')}, none older than {days}."
    share = f"{reds.unsettled / reds.old:.0%}"
    return (
        f"🟥 {reds.unsettled} of {reds.old} reds older than {days} have neither decision nor accepted risk ({share})."
    )


def _say_changes(digest: Digest, program: Program) -> str:
    total = count(len(digest.facts), "initiative")
    if digest.since is None:
        return f"First digest: {total}, all of them in the thread."
    if not digest.changed:
        return f"Nothing changed since {_since(digest, program)}: {total} as told then."
    return f"{digest.changed} of {total} changed since {_since(digest, program)}, {digest.unchanged} unchanged."


def _say_risk(digest: Digest, program: Program) -> str:
    where = count(digest.risk.initiatives, "initiative")
    if not digest.risk.of_value:
        return f"💰 {where} at risk; no value at stake is stated."
    value, of_value = (say_money(each, program.currency) for each in (digest.risk.value, digest.risk.of_value))
    return f"💰 Value at risk: {value} of {of_value}, in {where}."


def _say_hidden(digest: Digest) -> str:
    return f"… and {sum(digest.hidden.values())} more in the thread: {_counts(digest.hidden)}."


def _summary(digest: Digest, program: Program) -> str:
    found = {topic: len(digest.headlines[topic]) + hidden for topic, hidden in digest.hidden.items()}
    tells = f" tells of {_counts(found)}" if any(found.values()) else " asks for nothing"
    return f"The digest of {_today(digest, program)}{tells}. {_say_changes(digest, program)}"


def _counts(numbers: Mapping[Topic, int]) -> str:
    return ", ".join(f"{topic.value} ({number})" for topic, number in numbers.items() if number)
