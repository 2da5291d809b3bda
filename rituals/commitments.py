"""Commitments: what an owner said would be done by the next check-in, and what became of it (feature 15)."""

from dataclasses import replace
from datetime import datetime

from rituals.check_ins import CommitmentOutcome, Update
from rituals.ids import CheckInId, InitiativeId, PersonId
from rituals.standing import Standing

LONGEST = 200
"""Characters of a commitment: one line that can be kept."""


def last_commitment(standing: Standing, check_in: CheckInId, person: PersonId) -> Update | None:
    """Return the update in which `person` promised something for this check-in, None where they did not.

    What somebody else promised, who owned the initiative before, is not theirs to keep.
    """
    last = standing.last
    before = standing.previous if last is not None and last.check_in == check_in else last
    if before is None or not before.commitment or before.person != person:
        return None
    return before


def settle(promised: Update, outcome: CommitmentOutcome, *, now: datetime) -> Update:
    """Return the update with what became of its commitment; what was said of it before is replaced."""
    return replace(promised, outcome=outcome, outcome_at=now)


def carry_over(answered: Update, promised: Update) -> Update:
    """Return what was answered in this check-in already, with what was moved into it or is moved no longer."""
    is_moved = promised.outcome is CommitmentOutcome.MOVED
    if is_moved and answered.commitment is None:
        return replace(answered, commitment=promised.commitment)
    if not is_moved and answered.commitment == promised.commitment:
        return replace(answered, commitment=None)
    return answered


def update_id(check_in: CheckInId, initiative: InitiativeId) -> str:
    """Return the one id of what is said of an initiative in a check-in, as a button carries it."""
    return f"{check_in}:{initiative}"


def read_update_id(text: str) -> tuple[CheckInId, InitiativeId]:
    """Return what an id stands for; of any other text, ids that nothing has."""
    check_in, _, initiative = text.rpartition(":")
    return CheckInId(check_in), InitiativeId(initiative)
