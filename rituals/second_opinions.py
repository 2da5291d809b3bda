"""Second opinions: somebody who waits for an initiative says how sure they are, before seeing its owner's answer."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from rituals.check_ins import CheckIn, Update
from rituals.dependencies import ENDED, Dependency
from rituals.errors import UserFacingError
from rituals.ids import CheckInId, InitiativeId, PersonId
from rituals.policy import Policy
from rituals.presence import is_reachable
from rituals.program import Program

CONTRADICTION = "contradiction"
CHANCE = "chance"
"""Why somebody is asked, as the audit log says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondOpinion:
    """One person on the consumer's side is asked about one update, at most once (feature 20).

    `trigger` is why they were asked, as the audit log says it. `confidence` is 0 to 100 in the date that the owner
    has forecast. Times are UTC.
    """

    check_in: CheckInId
    initiative: InitiativeId
    person: PersonId
    trigger: str
    asked_at: datetime
    closes_at: datetime
    confidence: int | None = None
    reason: str | None = None
    answered_at: datetime | None = None


class OpinionOverError(UserFacingError):
    """The question takes no answer any more."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} Nothing was changed, and nothing is missing.")


def find_trigger(update: Update, *, is_contested: bool, one_in: int) -> str | None:
    """Return why a second opinion is asked for, None where none is.

    Chance is drawn from the names of the answer, so that the same answer draws the same lot however often it is
    looked at. `is_contested` is whether a contradiction about the initiative is open.
    """
    if is_contested:
        return CONTRADICTION
    lot = int.from_bytes(sha256(f"{update.check_in}:{update.initiative}".encode()).digest()[:8])
    return CHANCE if one_in and lot % one_in == 0 else None


def consumers_of(initiative: InitiativeId, program: Program) -> Iterator[tuple[Dependency, PersonId]]:
    """Return the open deliveries that are waited for, the most urgent first, with who owns what waits."""
    waiting = [
        each
        for each in program.dependencies.values()
        if each.provider_initiative == initiative and each.status not in ENDED
    ]
    for dependency in sorted(waiting, key=lambda each: (each.needed_by, each.id)):
        yield dependency, program.initiatives[dependency.consumer].owner


def find_candidates(update: Update, program: Program) -> tuple[tuple[Dependency, PersonId], ...]:
    """Return who could be asked, each once: people who wait for the initiative and are not its owner."""
    owner = program.initiatives[update.initiative].owner
    found: dict[PersonId, Dependency] = {}
    for dependency, person in consumers_of(update.initiative, program):
        if person not in {owner, update.person} and is_reachable(program.people[person]):
            found.setdefault(person, dependency)
    return tuple((dependency, person) for person, dependency in found.items())


def build_opinion(update: Update, check_in: CheckIn, person: PersonId, trigger: str, *, now: datetime) -> SecondOpinion:
    """Return the question to one person about one update; it closes quietly with the check-in."""
    return SecondOpinion(
        check_in=check_in.id,
        initiative=update.initiative,
        person=person,
        trigger=trigger,
        asked_at=now,
        closes_at=check_in.closes_at,
    )


def give(opinion: SecondOpinion, confidence: int, *, reason: str | None, now: datetime) -> SecondOpinion:
    """Return the opinion as it was given; raises OpinionOverError."""
    refuse_if_over(opinion, now=now)
    return replace(opinion, confidence=confidence, reason=reason, answered_at=now)


def refuse_if_over(opinion: SecondOpinion, *, now: datetime) -> None:
    """Raise OpinionOverError once it was given, as both answers are in sight then, or its time is over."""
    if opinion.answered_at is not None:
        raise OpinionOverError(f"You have answered this already: {opinion.confidence} of 100.")
    if opinion.closes_at <= now:
        raise OpinionOverError("This question has closed.")


def is_far_apart(opinion: SecondOpinion, update: Update, policy: Policy) -> bool:
    """Tell whether an opinion contradicts what is said of the initiative now; one of another cycle does not."""
    gap = gap_between(opinion, update)
    return gap is not None and gap >= policy.opinion_gap and update.check_in == opinion.check_in


def say_gap(opinion: SecondOpinion, update: Update, program: Program) -> str:
    """Say both answers in one sentence, by the names of initiatives, never of people."""
    waiting = [each for each, person in consumers_of(opinion.initiative, program) if person == opinion.person]
    who = f"“{program.initiatives[waiting[0].consumer].name}”, which waits for it," if waiting else "who waits for it"
    reason = f": {opinion.reason}" if opinion.reason else "."
    name = program.initiatives[opinion.initiative].name
    sure = f"{who} is {opinion.confidence} of 100 sure{reason}"
    return f"“{name}” is {update.confidence} of 100 sure of its date; {sure}"


def gap_between(opinion: SecondOpinion, update: Update) -> int | None:
    """Return how many points two answers lie apart; None while there is only one."""
    return None if opinion.confidence is None else abs(opinion.confidence - update.confidence)
