"""Being away: what becomes of somebody's absences when they say that they are away, or back (feature 19)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from rituals.absences import Absence, AbsenceSource
from rituals.date_signs import Span
from rituals.errors import MistakenError, NotFoundError
from rituals.ids import PersonId
from rituals.presence import administrators, is_reachable
from rituals.program import Program
from rituals.resolutions import managers_of
from rituals.whereabouts import away_until

_DAY = timedelta(days=1)
_NOUN = "absence"


class NotAwayError(MistakenError):
    """Somebody said that they are back who was not away."""

    def __init__(self, name: str | None = None) -> None:
        who = f"{name} is" if name else "You are"
        super().__init__(f"{who} not away as far as I know, and nothing was changed.")


class AlreadyBackError(MistakenError):
    """The absence was taken back before."""

    def __init__(self) -> None:
        super().__init__("This absence was taken back already, and nothing was changed.")


@dataclass(frozen=True, slots=True)
class Telling:
    """The absence as it is kept, and those that it stands for from now on."""

    absence: Absence
    replaced: tuple[Absence, ...]


def absences_of(person: PersonId, program: Program, *, today: date) -> tuple[Absence, ...]:
    """Return the absences of a person that are running or to come, the earliest first."""
    found = (
        each for each in program.absences if each.person == person and each.ended_at is None and each.last_on >= today
    )
    return tuple(sorted(found, key=lambda each: (each.first_on, each.last_on)))


def find_asked_instead(person: PersonId, program: Program, *preferred: PersonId | None, day: date) -> PersonId | None:
    """Return who is asked in the place of somebody away: their deputy, else the first of `preferred`, who is here.

    None where nobody is: then the question waits.
    """
    candidates = (program.people[person].deputy, *preferred)
    return next((each for each in candidates if each is not None and _is_here(each, program, day)), None)


def find_stand_in_on(person: PersonId, program: Program, *, day: date) -> PersonId | None:
    """Return who hears of escalations while somebody is away: of those who are here then the deputy, else a manager,
    the nearest first, else an administrator; None where nobody can be reached.
    """
    others = (*managers_of(person, program), *(each.id for each in administrators(program) if each.id != person))
    return find_asked_instead(person, program, *others, day=day)


def tell(person: PersonId, span: Span, known: Iterable[Absence], *, today: date, now: datetime) -> Telling:
    """Return the absence that somebody tells of now, in the place of what they told of the same days before.

    One that has begun goes on from its first day, to the end that was told last.
    """
    told = [each for each in known if each.source is AbsenceSource.TOLD and each.ended_at is None]
    overlapping = tuple(each for each in told if each.first_on <= span.last_on and span.first_on <= each.last_on)
    absence = Absence(
        person=person, first_on=span.first_on, last_on=span.last_on, source=AbsenceSource.TOLD, told_at=now
    )
    begun = [each for each in overlapping if each.first_on < span.first_on <= today]
    if begun:
        absence = replace(absence, first_on=begun[0].first_on, told_at=begun[0].told_at)
    return Telling(absence, tuple(each for each in overlapping if each.first_on != absence.first_on))


def taken_back(absence: Absence, *, now: datetime) -> Absence:
    """Return the absence as it is once somebody said that they are here; raises AlreadyBackError."""
    if absence.ended_at is not None:
        raise AlreadyBackError
    return replace(absence, ended_at=now)


def absence_id(absence: Absence) -> str:
    """Return the text by which a button names an absence."""
    return f"{absence.person}:{absence.source.value}:{absence.first_on.isoformat()}"


def read_absence_id(text: str) -> tuple[PersonId, AbsenceSource, date]:
    """Return the key of the absence that a button names; raises NotFoundError."""
    person, *rest = text.rsplit(":", 2)
    try:
        source, day = rest
        return PersonId(person), AbsenceSource(source), date.fromisoformat(day)
    except ValueError:
        raise NotFoundError(_NOUN, text) from None


def _is_here(person: PersonId, program: Program, day: date) -> bool:
    return is_reachable(program.people[person]) and away_until(person, program, day=day) is None
