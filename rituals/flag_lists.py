"""Which flags somebody is shown in their list, in which order: theirs, their teams', then the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from rituals.dispositions import is_awaited
from rituals.flag_targets import find_targets
from rituals.flags import Flag, FlagStatus, is_critical
from rituals.people import Person
from rituals.permissions import may_see
from rituals.program import Program

MOST_LISTED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagList:
    """What is listed. `hidden` counts those that found no room."""

    own: tuple[Flag, ...]
    teams: tuple[Flag, ...]
    others: tuple[Flag, ...]
    hidden: int

    @property
    def all(self) -> tuple[Flag, ...]:
        return self.own + self.teams + self.others


def list_flags(flags: Iterable[Flag], program: Program, person: Person, *, today: date) -> FlagList:
    """Return the flags that wait for something and that the person may see, the most urgent of each kind first.

    Theirs are those they raised, or owe an answer or a disposition; drafts are only ever their writer's.
    """
    waiting = [each for each in flags if is_waiting(each) and may_see(person, each, program)]
    teams = {each.id for each in find_targets(program, person, raised_in=None).own_teams}

    def rank(flag: Flag) -> int:
        if person.id in (flag.raised_by, flag.answer_owner):
            return 0
        return 1 if flag.hits in teams else 2

    def urgency(flag: Flag) -> tuple[int, bool, date, datetime]:
        return (
            rank(flag),
            not is_critical(flag, program, today=today),
            flag.impact_on or date.max,
            flag.raised_at,
        )

    shown = sorted(waiting, key=urgency)[:MOST_LISTED]
    own, ours, others = (tuple(each for each in shown if rank(each) == which) for which in range(3))
    return FlagList(own=own, teams=ours, others=others, hidden=len(waiting) - len(shown))


def is_waiting(flag: Flag) -> bool:
    """Tell whether something is still to be done about the flag."""
    return flag.status in (FlagStatus.DRAFT, FlagStatus.OPEN) or is_awaited(flag)
