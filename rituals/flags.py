"""Flags: a risk somebody raised, the answer a leader owes, and when it is owed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum

from rituals.errors import UserFacingError
from rituals.flag_owners import answer_due, find_answer_owner
from rituals.ids import FlagId, InitiativeId, PersonId
from rituals.local_time import local_date
from rituals.program import Program
from rituals.working_time import WorkCalendar


class Chance(Enum):
    """How likely the risk is, as a band."""

    UNLIKELY = "unlikely"
    POSSIBLE = "possible"
    LIKELY = "likely"
    NEARLY_CERTAIN = "nearly certain"


class FlagStatus(Enum):
    """A draft was stored by `/flag text` and still lacks fields; an open one waits for its answer."""

    DRAFT = "draft"
    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class FlagAnswerKind(Enum):
    """What a leader can say to a flag: I help, I decide, I accept the risk in my name."""

    HELP = "help"
    DECIDE = "decide"
    ACCEPT = "accept"


class Disposition(Enum):
    """What became of a risk; nobody has to look after one that is resolved or accepted."""

    RESOLVED = "resolved"
    OWNED = "owned"
    ACCEPTED = "accepted"
    MITIGATED = "mitigated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A risk: what could happen, the earliest date it hits, what it hits, its chance, the help wanted.

    A draft may lack everything but `what`. `raised_at` is when it was opened, or for a draft when it was stored.
    `answer_owner` owes the answer by `answer_by` (UTC). `raised_in` is the channel it was raised in and `permalink`
    the message it was raised from, if any.
    """

    id: FlagId
    what: str
    raised_by: PersonId
    raised_at: datetime
    status: FlagStatus = FlagStatus.DRAFT
    impact_on: date | None = None
    hits: InitiativeId | None = None
    chance: Chance | None = None
    help_wanted: str | None = None
    raised_in: str | None = None
    permalink: str | None = None
    answer_owner: PersonId | None = None
    answer_by: datetime | None = None
    answer_kind: FlagAnswerKind | None = None
    answer: str | None = None
    answered_by: PersonId | None = None
    answered_at: datetime | None = None
    disposition: Disposition | None = None
    disposition_by: datetime | None = None
    """When it is to have its disposition (UTC)."""
    disposition_note: str | None = None
    disposed_by: PersonId | None = None
    disposed_at: datetime | None = None
    led_to: str | None = None
    """What was done because of it; only such a flag is a good catch (feature 30)."""
    may_be_named: bool = False
    """Whether the raiser wants to be thanked by name."""


MOST_FLAGS: tuple[tuple[timedelta, int], ...] = ((timedelta(minutes=1), 10), (timedelta(hours=1), 60))
"""How many flags one person may begin within each span (FAULTS G12)."""
_LIKELY = frozenset({Chance.LIKELY, Chance.NEARLY_CERTAIN})


class AlreadyAnsweredError(UserFacingError):
    """The flag has its answer."""

    def __init__(self, flag: Flag, answered_by: str, *, on: date) -> None:
        super().__init__(
            f"Flag {flag.id} was already answered by {answered_by} on {on.day} {on:%b %Y}. Nothing was changed. "
            f"Recorded: {flag.answer}"
        )


class NotOpenError(UserFacingError):
    """The flag is a draft, or its raiser took it back."""

    def __init__(self, flag: Flag) -> None:
        super().__init__(f"Flag {flag.id} is {flag.status.value}, not open, so there is nothing to answer.")


class NothingHitError(UserFacingError):
    """What the flag hits has left the program."""

    def __init__(self, flag: Flag) -> None:
        super().__init__(
            f"What flag {flag.id} would hit is no longer in the program, so there is nothing to answer. Nothing was "
            "changed."
        )


class AlreadyRaisedError(UserFacingError):
    """The draft was completed before, from another form."""

    def __init__(self, flag: Flag) -> None:
        super().__init__(
            f"Flag {flag.id} was already sent. Nothing was changed; raise a new one for a new risk. "
            f"Recorded: {flag.what}"
        )


class NotToBeWithdrawnError(UserFacingError):
    """Only what waits for its answer can be taken back."""

    def __init__(self, flag: Flag) -> None:
        super().__init__(f"Flag {flag.id} is {flag.status.value}, so it cannot be taken back. Nothing was changed.")


class TooManyFlagsError(UserFacingError):
    """One person begins flags faster than anybody can answer."""

    def __init__(self) -> None:
        super().__init__(
            "You have begun many flags within a short time, so this one was not stored. Please wait a few minutes, "
            "or put what belongs together into one flag."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """What the five fields of the form say."""

    what: str
    impact_on: date
    hits: InitiativeId
    chance: Chance
    help_wanted: str | None = None


def notice_days(impact_on: date, *, today: date, calendar: WorkCalendar) -> int:
    """Return how many working days the company is given to act, today not counted; 0 when it hits today."""
    return max(0, calendar.working_days_between(today, impact_on))


def is_critical(flag: Flag, program: Program, *, today: date) -> bool:
    """Tell whether a likely flag hits within the policy's days."""
    if flag.chance not in _LIKELY or flag.impact_on is None:
        return False
    days = notice_days(flag.impact_on, today=today, calendar=program.cadence.calendar())
    return days <= program.policy.critical_impact_days


def open_flag(draft: Flag, risk: Risk, program: Program, *, now: datetime) -> Flag:
    """Complete a draft: from now on somebody owes it an answer. Raises AlreadyRaisedError and NobodyCanAnswerError."""
    if draft.status is not FlagStatus.DRAFT:
        raise AlreadyRaisedError(draft)
    owner = find_answer_owner(program, program.initiatives[risk.hits], raised_by=draft.raised_by, now=now)
    return replace(
        draft,
        what=risk.what,
        impact_on=risk.impact_on,
        hits=risk.hits,
        chance=risk.chance,
        help_wanted=risk.help_wanted,
        status=FlagStatus.OPEN,
        raised_at=now,
        answer_owner=owner,
        answer_by=answer_due(program, program.people[owner], now=now),
    )


def check_is_open(flag: Flag, program: Program) -> None:
    """Raise AlreadyAnsweredError, NotOpenError or NothingHitError unless the flag waits for its answer."""
    if flag.answered_by is not None and flag.answered_at is not None:
        on = local_date(flag.answered_at, program.cadence.zone)
        raise AlreadyAnsweredError(flag, program.people[flag.answered_by].name, on=on)
    if flag.status is not FlagStatus.OPEN:
        raise NotOpenError(flag)
    if flag.hits not in program.initiatives:
        raise NothingHitError(flag)


def answer_flag(
    flag: Flag, kind: FlagAnswerKind, answer: str, program: Program, *, answered_by: PersonId, now: datetime
) -> Flag:
    """Give the flag its one answer; raises what `check_is_open` raises."""
    check_is_open(flag, program)
    return replace(
        flag,
        status=FlagStatus.ANSWERED,
        answer_kind=kind,
        answer=answer,
        answered_by=answered_by,
        answered_at=now,
    )


def withdraw_flag(flag: Flag) -> Flag:
    """Take an open flag or a draft back; raises NotToBeWithdrawnError."""
    if flag.status not in (FlagStatus.OPEN, FlagStatus.DRAFT):
        raise NotToBeWithdrawnError(flag)
    return replace(flag, status=FlagStatus.WITHDRAWN)


def overdue_answers(flags: Iterable[Flag], *, now: datetime) -> tuple[Flag, ...]:
    """Return the open flags whose answer is overdue, the longest overdue first."""
    late = [(flag.answer_by, flag) for flag in flags if flag.status is FlagStatus.OPEN and flag.answer_by is not None]
    return tuple(flag for answer_by, flag in sorted(late, key=lambda pair: pair[0]) if answer_by < now)


def is_flood(begun_at: Sequence[datetime], *, now: datetime) -> bool:
    """Tell whether somebody who began flags at these times (UTC) has to wait before the next."""
    return any(sum(moment > now - span for moment in begun_at) >= most for span, most in MOST_FLAGS)
