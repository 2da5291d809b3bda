"""Puts the effect of a moved delivery into words: dates, working days and float, never persons."""

from collections.abc import Sequence
from datetime import date

from handlers.blocks.words import count, say_date, short
from rituals.dependencies import Dependency
from rituals.program import Program
from rituals.propagation import Slip


def say_move(dependency: Dependency, program: Program) -> str:
    """`Mon 2 Mar 2026 instead of Mon 16 Feb 2026: 10 working days later`; the needed date alone where nothing moves."""
    offered, needed = dependency.promised_on, dependency.needed_by
    if offered is None or offered == needed:
        return say_date(needed)
    days = program.cadence.calendar().working_days_between(needed, offered)
    return f"{say_date(offered)} instead of {say_date(needed)}: {_say_days(days, needed, offered)}"


def say_slip(slip: Slip, program: Program) -> str:
    """`Instant payouts moves from Fri 27 Feb 2026 to Fri 13 Mar 2026: 10 working days later`."""
    name = short(program.initiatives[slip.initiative].name)
    if slip.to_on == slip.from_on:
        left = count(slip.float_days, "working day")
        return f"{name} stays on {say_date(slip.from_on)}, with {left} of float left"
    return (
        f"{name} moves from {say_date(slip.from_on)} to {say_date(slip.to_on)}: "
        f"{_say_days(slip.days, slip.from_on, slip.to_on)}"
    )


def say_effect(dependency: Dependency, slips: Sequence[Slip], program: Program) -> str:
    """Say the move and what it does to each initiative in one line."""
    return "; ".join([say_move(dependency, program), *(say_slip(slip, program) for slip in slips)]) + "."


def _say_days(days: int, needed: date, offered: date) -> str:
    if days == 0:
        return "no working day later" if offered > needed else "no working day earlier"
    return f"{count(abs(days), 'working day')} {'later' if days > 0 else 'earlier'}"
