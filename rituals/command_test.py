"""The self-test of the flag command: Slack does not tell whose a command is, only one that arrives shows it."""

from datetime import datetime
from enum import Enum

from rituals.calendar import WorkCalendar

WARN_AFTER_HOURS = 16
"""Working hours, two days, after which a command that nobody was heard to use is told as in doubt (feature 25)."""


class CommandTest(Enum):
    """How the test stands."""

    NOT_BEGUN = "not begun"
    WAITING = "waiting"
    PASSED = "passed"
    IN_DOUBT = "in doubt"


def judge_command(
    begun_at: datetime | None, heard_at: datetime | None, *, calendar: WorkCalendar, now: datetime
) -> CommandTest:
    """Return how the test stands that began and was heard of at these times (UTC)."""
    if begun_at is None:
        return CommandTest.NOT_BEGUN
    if heard_at is not None:
        return CommandTest.PASSED
    is_over = now >= calendar.add_working_hours(begun_at, WARN_AFTER_HOURS)
    return CommandTest.IN_DOUBT if is_over else CommandTest.WAITING
