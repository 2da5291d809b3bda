"""Good catches: flags that came early and led to action, thanked for by their lead time (feature 30)."""

from datetime import date, datetime

from rituals.calendar import WorkCalendar
from rituals.dispositions import is_awaited
from rituals.flags import Flag, FlagAnswerKind

_LED_TO_ACTION = frozenset({FlagAnswerKind.HELP, FlagAnswerKind.DECIDE})


def led_to_action(flag: Flag) -> bool:
    """Tell whether something was done because of the flag: help, a decision, or what its disposition names."""
    return flag.answer_kind in _LED_TO_ACTION or flag.led_to is not None


def lead_days(flag: Flag, *, raised_on: date, calendar: WorkCalendar) -> int:
    """Return how many working days before its impact the flag was raised."""
    return calendar.working_days_between(raised_on, flag.impact_on or raised_on)


def caught_at(flag: Flag, *, as_of: datetime) -> datetime | None:
    """Return since when (UTC) the flag can be thanked for, None where it led to no action or that is not said yet.

    It waits for its disposition, and with it for the raiser's word on their name; but no longer than until that was
    due, so that a leader who forgets takes no thanks from anybody.
    """
    if not led_to_action(flag) or flag.answered_at is None:
        return None
    if flag.disposed_at is not None:
        return flag.disposed_at
    if is_awaited(flag) and flag.disposition_by is not None:
        return flag.disposition_by if flag.disposition_by <= as_of else None
    return flag.answered_at
