"""Orders to pause: always with an end, and never for longer than a quarter (feature 87)."""

import re
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from rituals.date_signs import Span
from rituals.errors import MistakenError
from rituals.ids import PauseId, PersonId
from rituals.local_time import local_date, local_instant
from rituals.pauses import Pause, PauseScope
from rituals.people import Team
from rituals.program import Program

LONGEST_PAUSE = timedelta(days=92)
"""A quarter: what rests for longer is closed, or given to somebody else."""
_DAY = timedelta(days=1)
_DATES = re.compile(r"\b(?:until|till?|to|through|for|from|bis)\b.*", re.IGNORECASE | re.DOTALL)


class PauseWithoutEndError(MistakenError):
    """A pause without an end is forgotten, and so never ends."""

    def __init__(self, command: str) -> None:
        super().__init__(
            f"Until when? A pause always has an end: write for example “{command} until Friday” or "
            f"“{command} for 2 weeks”."
        )


class PauseTooLongError(MistakenError):
    """A pause of more than a quarter."""

    def __init__(self) -> None:
        super().__init__(
            f"A pause lasts at most {LONGEST_PAUSE.days} days. Choose an earlier end; you can pause again then."
        )


class NotPausedError(MistakenError):
    """There is nothing to go on with."""

    def __init__(self) -> None:
        super().__init__("That is not paused, and nothing was changed.")


def build_pause(
    number: PauseId, scope: PauseScope, subject: str, span: Span, *, zone: str, asked_by: PersonId, now: datetime
) -> Pause:
    """Build the pause over days that people mean in `zone`: from now, or the first day's beginning, to the last's end.

    Raises PauseTooLongError.
    """
    today = local_date(now, zone)
    if span.last_on - max(span.first_on, today) >= LONGEST_PAUSE:
        raise PauseTooLongError
    return Pause(
        id=number,
        scope=scope,
        subject=subject,
        begins_at=now if span.first_on <= today else local_instant(span.first_on, time.min, zone),
        ends_at=local_instant(span.last_on + _DAY, time.min, zone),
        asked_by=asked_by,
    )


def find_pauses(scope: PauseScope, subject: str, pauses: Iterable[Pause], *, now: datetime) -> tuple[Pause, ...]:
    """Return the pauses of just that scope which hold, or will: asking for another replaces them."""
    return tuple(
        each
        for each in pauses
        if each.scope is scope and each.subject == subject and each.lifted_at is None and each.ends_at > now
    )


def find_team(words: str, program: Program) -> tuple[Team | None, str]:
    """Return the team whose id, name or channel the words begin with, of several the longest, and the other words.

    Without such a team it is None, and the words are all there is.
    """
    said = words.split()
    for length in range(len(said), 0, -1):
        wanted = " ".join(said[:length]).lstrip("#").casefold()
        for team in program.teams.values():
            if wanted in (team.id.casefold(), team.name.casefold(), team.channel.lstrip("#").casefold()):
                return team, " ".join(said[length:])
    return None, words


def without_dates(words: str) -> str:
    """Return the words before those that say how long: what somebody took for a team's name."""
    return _DATES.sub("", words).strip() or words
