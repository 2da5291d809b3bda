"""Says one line of the digest in words: the same in the parent message and in the thread."""

from collections.abc import Sequence
from datetime import date

from handlers.blocks.date_move_words import say_moved
from handlers.blocks.words import clip, count, say_date
from rituals.digest_lines import (
    CatchLine,
    ContradictionLine,
    DecisionLine,
    DispositionLine,
    FlagLine,
    Line,
    RedLine,
    SilenceLine,
)
from rituals.digests import Entry
from rituals.flags import FlagAnswerKind
from rituals.ids import InitiativeId
from rituals.program import Program

NAME_LIMIT = 120
LED_TO_LIMIT = 120
NAMED = 3
"""So many initiatives or flags are named in a line that sums up; the thread names all."""
LED_TO = {FlagAnswerKind.HELP: "help", FlagAnswerKind.DECIDE: "a decision", FlagAnswerKind.ACCEPT: "an acceptance"}


def one_line(text: str, limit: int) -> str:
    """Return typed text without its line breaks, cut to `limit` characters."""
    return clip(" ".join(text.split()), limit)


def say_name(program: Program, initiative: InitiativeId | None) -> str:
    """`“Instant payouts”`."""
    known = program.initiatives.get(initiative) if initiative else None
    return f"“{one_line(known.name, NAME_LIMIT)}”" if known else "what left the program"


def say_line(line: Line, program: Program, *, limit: int) -> str:
    """Say a line in one or two sentences; `limit` is how much of one typed text is quoted."""
    name = say_name(program, line.initiative)
    match line:
        case DecisionLine():
            by = f"by {say_date(line.decide_by)}{' (overdue)' if line.is_overdue else ''}"
            decider = one_line(program.people[line.decider].name, NAME_LIMIT)
            return f"⚖️ Decision {by}, by {decider}: {one_line(line.question, limit)}"
        case RedLine():
            ask = one_line(line.red.ask, limit) if line.red.ask else "no path back yet"
            return f"⏰ {_owed(line.is_overdue)} {name}, which has asked for help for {_age(line.red.age)}: {ask}"
        case FlagLine() | DispositionLine():
            return _say_flag(line, name, limit=limit)
        case ContradictionLine():
            by = f"{'Overdue since' if line.is_overdue else 'Settle it by'} {say_date(line.reconcile_by)}."
            return f"⚡ {one_line(line.signal.evidence, 3 * limit)} {by}"
        case SilenceLine():
            asked = f", asked on {say_date(line.asked_on)}" if line.asked_on else ""
            return f"🔕 {name}: {_why_silent(line)}{asked}."
        case CatchLine():
            return f"🌱 Good catch, thank you: {_caught(line, program)}."
    raise TypeError(type(line))


def say_silences(silences: Sequence[SilenceLine], program: Program) -> str:
    """Sum up what was not answered, by the names of initiatives, never of people."""
    named = _and_more([say_name(program, line.initiative) for line in silences[:NAMED]], len(silences))
    whys = ", ".join(dict.fromkeys(_why_silent(line) for line in silences))
    return f"🔕 {count(len(silences), 'initiative')} with {whys}: {named}."


def say_catches(catches: Sequence[CatchLine], program: Program) -> str:
    """Thank for the good catches with the longest lead times."""
    named = [_caught(line, program) for line in catches[:NAMED]]
    return f"🌱 Good catches, thank you: {_and_more(named, len(catches))}."


def say_move(entry: Entry, *, limit: int) -> str:
    """Say how an initiative's dates moved, why, and by when it is to recover."""
    parts = [f"📅 “{one_line(entry.initiative.name, NAME_LIMIT)}” {say_dates(entry)}"]
    reason = entry.moves[-1].reason if entry.moves else entry.update.cause if entry.update else None
    if reason:
        parts.append(f"because: {one_line(reason, limit).rstrip('.')}")
    parts.append(f"recovery by {say_date(entry.recovery.due_on)}" if entry.recovery else "no recovery step open")
    return f"{'; '.join(parts)}."


def say_dates(entry: Entry) -> str:
    """`moved 3×, +34 d, to Thu 12 Mar 2026; forecast Mon 30 Mar 2026 (+18 d)`."""
    committed = say_date(entry.fact.committed_on)
    moved = say_moved(len(entry.moves), entry.initiative)
    parts = [f"{moved}, to {committed}" if moved else f"committed {committed}"]
    forecast_on = entry.fact.forecast_on
    if forecast_on is not None:
        before = entry.before.forecast_on if entry.before else None
        parts.append(f"forecast {say_date(forecast_on)}{_say_slip(entry.fact.committed_on, before, forecast_on)}")
    return "; ".join(parts)


def _say_slip(committed_on: date, before: date | None, now: date) -> str:
    """` (was Thu 12 Mar 2026, +18 d)`; the date before is left out where it is the committed one, which is said."""
    if before is None or before == now:
        return ""
    was = "" if before == committed_on else f"was {say_date(before)}, "
    return f" ({was}{(now - before).days:+d} d)"


def _say_flag(line: FlagLine | DispositionLine, name: str, *, limit: int) -> str:
    what = one_line(line.flag.what, limit)
    if isinstance(line, DispositionLine):
        return f"⚑ What became of flag {line.flag.id} on {name}? Overdue for {_age(line.age)}: {what}"
    critical = "critical flag" if line.is_critical else "flag"
    return f"⚑ {_owed(line.is_overdue)} {critical} {line.flag.id} on {name}, {_age(line.age)} old: {what}"


def _owed(is_overdue: bool) -> str:
    return "Overdue answer to" if is_overdue else "Answer owed to"


def _age(days: int) -> str:
    return count(days, "working day")


def _why_silent(line: SilenceLine) -> str:
    return one_line(line.why, NAME_LIMIT) if line.why else "no answer yet"


def _caught(line: CatchLine, program: Program) -> str:
    led_to = LED_TO[line.flag.answer_kind] if line.flag.answer_kind else "action"
    if line.flag.led_to:
        led_to = f"this: {one_line(line.flag.led_to, LED_TO_LIMIT)}"
    name = say_name(program, line.initiative)
    thanks = f", raised by {one_line(program.people[line.raised_by].name, NAME_LIMIT)}," if line.raised_by else ""
    return f"flag {line.flag.id} on {name}{thanks} came {_age(line.lead_days)} ahead and led to {led_to}"


def _and_more(named: Sequence[str], total: int) -> str:
    more = f" and {total - len(named)} more" if total > len(named) else ""
    return ", ".join(named) + more
