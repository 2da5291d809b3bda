"""Says how often and how far a committed date was moved: the same words wherever the date stands."""

from handlers.blocks.words import say_date
from rituals.date_moves import days_moved
from rituals.program import Initiative


def say_moved(moves: int, initiative: Initiative) -> str:
    """`moved 3×, +34 d`, counted from the baseline; nothing where it never was."""
    return f"moved {moves}×, {days_moved(initiative):+d} d" if moves else ""


def say_committed(moves: int, initiative: Initiative) -> str:
    """`Thu 12 Mar 2026, moved 3×, +34 d`: a slip is never hidden by the date that is in force now."""
    committed = say_date(initiative.committed_on)
    return f"{committed}, {say_moved(moves, initiative)}" if moves else committed
