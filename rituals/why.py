"""Why no message: when somebody is asked next, and what keeps the bot silent until then (feature 21)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from rituals.being_away import find_asked_instead
from rituals.calendar import Cycle, in_quiet_hours, local_date
from rituals.check_ins import CheckIn, CheckInStatus
from rituals.courtesy import zone_of
from rituals.ids import PersonId
from rituals.next_question import find_next, find_pause_at
from rituals.people import Person
from rituals.policy import Rhythm
from rituals.program import Initiative, Program, Stage
from rituals.rhythms import rhythm_of
from rituals.rounds import initiatives_of
from rituals.whereabouts import away_until


class Why(Enum):
    """What there is to say. The first that is true is the reason; the last four are said besides."""

    DELIVERED = "the initiative is delivered"
    CLOSED = "the initiative is closed"
    LEFT = "the person left the workspace or the program"
    NOT_ON_SLACK = "Slack does not know the person"
    NOTHING_TO_ASK = "the person owns nothing that is under way"
    AWAY = "the person is away"
    PAUSED = "it is paused"
    NOT_DELIVERED = "the question could not be delivered"
    ON_ITS_WAY = "the question waits to be delivered"
    SNOOZED = "the person has put it off"
    WAITING = "the question was asked and waits for an answer"
    ANSWERED = "it is answered in this cycle"
    NO_ANSWER = "this cycle's check-in ended without an answer"
    NOT_YET = "the hour has not come"
    RHYTHM = "it is not asked about every week"
    MOVED = "the usual day is a day off"
    ENOUGH_TODAY = "the person has had all messages that a day allows"
    NIGHT = "it is night where the person is"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is known of a person, or of one initiative and who answers for it, at an instant (UTC).

    `check_in` is the person's newest. `is_sent` tells whether its card has reached Slack, `trouble` why it cannot.
    `messages` is how many direct messages the person had or will have today.
    """

    program: Program
    person: Person
    now: datetime
    initiative: Initiative | None = None
    check_in: CheckIn | None = None
    is_sent: bool = True
    trouble: str | None = None
    messages: int = 0

    @property
    def zone(self) -> str:
        return zone_of(self.person, self.program.cadence)

    @property
    def today(self) -> date:
        return local_date(self.now, self.zone)

    @property
    def running(self) -> CheckIn | None:
        """The check-in of the cycle that runs where the person is."""
        is_running = self.check_in is not None and self.check_in.cycle == Cycle.of(self.today).key
        return self.check_in if is_running else None

    @property
    def open(self) -> CheckIn | None:
        is_open = self.check_in is not None and self.check_in.status is CheckInStatus.OPEN
        return self.check_in if is_open else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing to say, with what belongs to it: a day, an instant (UTC), words such as Slack's, or a rhythm."""

    why: Why
    day: date | None = None
    at: datetime | None = None
    words: str | None = None
    rhythm: Rhythm | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Why nothing came now, what else there is to know, who is asked instead, and when the next question comes."""

    reason: Reason
    besides: tuple[Reason, ...]
    stand_in: PersonId | None
    next_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether nobody is asked again, unless something changes."""
        return self.reason.why in _FOR_GOOD


def explain(question: Question) -> Answer:
    """Return the first reason that is true, what is said besides, and when the person is asked next (UTC)."""
    reason = next(found for find in _REASONS if (found := find(question)) is not None)
    is_over = reason.why in _FOR_GOOD
    next_at = None if is_over else find_next(question.person, question.program, question.initiative, now=question.now)
    besides = () if is_over else tuple(found for find in _BESIDES if (found := find(question, next_at)) is not None)
    stand_in = _asked_instead(question) if reason.why is Why.AWAY else None
    return Answer(reason=reason, besides=besides, stand_in=stand_in, next_at=next_at)


def _asked_instead(question: Question) -> PersonId | None:
    sponsor = question.initiative.sponsor if question.initiative is not None else None
    return find_asked_instead(question.person.id, question.program, sponsor, day=question.today)


def _is_delivered(question: Question) -> Reason | None:
    initiative = question.initiative
    if initiative is None or initiative.delivered_on is None:
        return None
    return Reason(why=Why.DELIVERED, day=initiative.delivered_on)


def _is_closed(question: Question) -> Reason | None:
    is_closed = question.initiative is not None and question.initiative.stage is Stage.CLOSED
    return Reason(why=Why.CLOSED) if is_closed else None


def _has_left(question: Question) -> Reason | None:
    return None if question.person.active else Reason(why=Why.LEFT)


def _is_not_on_slack(question: Question) -> Reason | None:
    return Reason(why=Why.NOT_ON_SLACK) if question.person.slack_id is None else None


def _has_nothing(question: Question) -> Reason | None:
    owns = question.initiative is not None or initiatives_of(question.program, question.person.id)
    return None if owns else Reason(why=Why.NOTHING_TO_ASK)


def _is_away(question: Question) -> Reason | None:
    last_on = away_until(question.person.id, question.program, day=question.today)
    return Reason(why=Why.AWAY, day=last_on) if last_on else None


def _is_paused(question: Question) -> Reason | None:
    pause = find_pause_at(question.person, question.program, question.initiative, at=question.now)
    return Reason(why=Why.PAUSED, at=pause.ends_at, words=pause.scope.value) if pause else None


def _is_not_delivered(question: Question) -> Reason | None:
    is_stuck = question.open is not None and question.trouble is not None
    return Reason(why=Why.NOT_DELIVERED, words=question.trouble) if is_stuck else None


def _is_on_its_way(question: Question) -> Reason | None:
    waits = question.open is not None and not question.is_sent
    return Reason(why=Why.ON_ITS_WAY) if waits else None


def _is_snoozed(question: Question) -> Reason | None:
    until = question.open.snoozed_until if question.open is not None else None
    return Reason(why=Why.SNOOZED, at=until) if until is not None and until > question.now else None


def _is_waiting(question: Question) -> Reason | None:
    return Reason(why=Why.WAITING, at=question.open.closes_at) if question.open is not None else None


def _is_answered(question: Question) -> Reason | None:
    check_in = question.running
    if check_in is None or check_in.status is not CheckInStatus.ANSWERED:
        return None
    return Reason(why=Why.ANSWERED, at=check_in.answered_at)


def _was_silent(question: Question) -> Reason | None:
    check_in = question.running
    return Reason(why=Why.NO_ANSWER, words=check_in.silence) if check_in is not None else None


def _is_early(_question: Question) -> Reason | None:
    return Reason(why=Why.NOT_YET)


def _has_rhythm(question: Question, next_at: datetime | None) -> Reason | None:
    if question.initiative is None:
        return None
    rhythm = rhythm_of(question.initiative, question.program)
    if rhythm is Rhythm.WEEKLY or next_at is None:
        return None
    monday = Cycle.of(local_date(next_at, question.zone)).monday
    return Reason(why=Why.RHYTHM, rhythm=rhythm, day=monday)


def _is_moved(question: Question, next_at: datetime | None) -> Reason | None:
    if next_at is None:
        return None
    day = local_date(next_at, question.zone)
    usual = Cycle.of(day).day(question.program.cadence.check_in_on)
    return Reason(why=Why.MOVED, day=usual) if day != usual else None


def _has_had_enough(question: Question, _next_at: datetime | None) -> Reason | None:
    is_over = question.open is not None and question.messages >= question.program.policy.daily_messages
    return Reason(why=Why.ENOUGH_TODAY) if is_over else None


def _is_night(question: Question, _next_at: datetime | None) -> Reason | None:
    cadence = question.program.cadence
    is_quiet = in_quiet_hours(
        question.now, question.zone, quiet_from=cadence.quiet_from, quiet_until=cadence.quiet_until
    )
    return Reason(why=Why.NIGHT) if question.open is not None and is_quiet else None


_REASONS: tuple[Callable[[Question], Reason | None], ...] = (
    _is_delivered,
    _is_closed,
    _has_left,
    _is_not_on_slack,
    _has_nothing,
    _is_away,
    _is_paused,
    _is_not_delivered,
    _is_on_its_way,
    _is_snoozed,
    _is_waiting,
    _is_answered,
    _was_silent,
    _is_early,
)
"""In this order; the last one is always true."""

_BESIDES: tuple[Callable[[Question, datetime | None], Reason | None], ...] = (
    _has_rhythm,
    _is_moved,
    _has_had_enough,
    _is_night,
)
_FOR_GOOD = frozenset({Why.DELIVERED, Why.CLOSED, Why.LEFT, Why.NOT_ON_SLACK, Why.NOTHING_TO_ASK})
"""After these nobody is asked again."""
