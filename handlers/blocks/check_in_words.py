"""The words about one initiative that the card, the form and the receipt share."""

import json
from collections.abc import Iterable

from slack_sdk.models.blocks import Block, RichTextSectionElement

from handlers.blocks.date_move_words import say_committed
from handlers.blocks.line_of_sight import say_line_of_sight
from handlers.blocks.prose import bold, sentence, small
from handlers.blocks.words import HEALTH, clip, count, say_date
from rituals.check_ins import Recovery
from rituals.conclusions import Conclusion
from rituals.health import OffBaseline
from rituals.ids import PersonId
from rituals.program import Metric, Program
from rituals.standing import Standing

SHOWN_LIMIT = 20
ROOM = 9_000
"""A message shows so many initiatives at most, in so many characters of JSON: three screens of a phone.

With its buttons it stays below 10,000."""
WAITING_LIMIT = 3
"""So many consumers are named; of the others only how many there are."""
_SHORT = 200


def short(text: str) -> str:
    """Cut what a person typed to what a list of twenty has room for; the form shows it whole."""
    return clip(text, _SHORT)


def fitting(blocks: Iterable[Block], total: int, *, taken: int = 0) -> list[Block]:
    """Keep as many blocks, from the first, as a message has room for, and say how many more of `total` there are.

    `taken` is what the rest of the message takes of the room.
    """
    kept: list[Block] = []
    used = taken
    for block in blocks:
        used += len(json.dumps(block.to_dict(), ensure_ascii=False))
        if kept and (used > ROOM or len(kept) == SHOWN_LIMIT):
            break
        kept.append(block)
    return [*kept, small(f"… and {total - len(kept)} more.")] if total > len(kept) else kept


def headline(standing: Standing, *, number: str | None = None) -> RichTextSectionElement:
    """`3 of 9 · Instant payouts · 🔶 amber, off it with a path back`."""
    place = f"{number} · " if number else ""
    return sentence(place, bold(short(standing.initiative.name)), f" · {HEALTH[standing.health]}")


def say_dates(standing: Standing) -> str:
    """`Committed Thu 8 Jan 2026, moved 1×, +7 d · last forecast Mon 12 Jan 2026, 4 days later`."""
    committed = f"Committed {say_committed(standing.moves, standing.initiative)}"
    if standing.last is None:
        return f"{committed} · no forecast yet"
    forecast = f"{committed} · last forecast {say_date(standing.last.forecast_on)}"
    return f"{forecast}, {count(standing.days_late, 'day')} later" if standing.days_late > 0 else forecast


def lines_about(standing: Standing, program: Program, *, reader: PersonId) -> list[RichTextSectionElement]:
    """Draw all that is said of an initiative before its owner answers."""
    lines = [
        headline(standing),
        sentence(say_dates(standing)),
        sentence(clip(say_line_of_sight(program, standing.initiative, reader=reader), 2 * _SHORT)),
    ]
    if standing.outputs:
        lines.append(sentence(f"Waiting on it: {_say_waiting(standing, program)}"))
    return [*lines, *_say_missed(standing)]


def lines_in_form(standing: Standing, *, number: str | None = None) -> list[RichTextSectionElement]:
    """Draw what has to be in sight while its owner answers; the rest stands on the card that the form came from."""
    return [headline(standing, number=number), sentence(say_dates(standing)), *_say_missed(standing)]


def say_step(recovery: Recovery) -> str:
    """`if the vendor delivers, then we switch over, by Mon 12 Jan 2026`."""
    return f"if {short(recovery.condition)}, then {short(recovery.action)}, by {say_date(recovery.due_on)}"


def say_reasons(conclusion: Conclusion, program: Program) -> str:
    """Say what puts an initiative off its baseline, with the figures; that it is on it where nothing does."""
    if not conclusion.reasons:
        return f"the forecast {say_date(conclusion.forecast_on)} holds the committed date"
    return "; ".join(_say_reason(reason, conclusion, program) for reason in conclusion.reasons)


def say_number(value: float, metric: Metric) -> str:
    """`42.5 %`."""
    return f"{value:g} {metric.unit}".strip()


def _say_reason(reason: OffBaseline, conclusion: Conclusion, program: Program) -> str:
    match reason:
        case OffBaseline.FORECAST:
            committed_on = conclusion.standing.initiative.committed_on
            days = count((conclusion.forecast_on - committed_on).days, "day")
            return f"{days} after {say_date(committed_on)}"
        case OffBaseline.METRIC:
            return _say_beyond_limit(conclusion)
        case OffBaseline.CONFIDENCE:
            floor = program.policy.off_baseline_confidence
            return f"a confidence of {conclusion.confidence}, below {floor}"


def _say_beyond_limit(conclusion: Conclusion) -> str:
    metric, value = conclusion.standing.metric, conclusion.answer.metric_value
    if metric is None or value is None or metric.limit is None:
        return "the metric is beyond its limit"
    return f"{metric.name} at {say_number(value, metric)} is beyond its limit of {say_number(metric.limit, metric)}"


def _say_missed(standing: Standing) -> list[RichTextSectionElement]:
    if standing.missed is None:
        return []
    return [sentence("Open again, as its step was not done: ", say_step(standing.missed))]


def _say_waiting(standing: Standing, program: Program) -> str:
    named = [
        f"{short(program.initiatives[each.consumer].name)} by {say_date(each.needed_by)}"
        for each in standing.outputs[:WAITING_LIMIT]
    ]
    more = len(standing.outputs) - len(named)
    return "; ".join(named) + (f"; and {more} more" if more else "")
