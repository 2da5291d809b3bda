"""Checks of initiatives: the card that a stage asks for (feature 2), and their dates."""

from rituals.program import Stage
from storage.files.drafts import Drafts
from storage.files.faults import FaultList
from storage.files.sheets import Kind

CARD = ("outcome_owner", "sponsor", "controller", "metric", "target")
"""What an initiative needs, besides what every one has, before it may leave “defined”."""


def check_initiatives(drafts: Drafts, faults: FaultList) -> None:
    """Refuse a stage later than “defined” for an initiative whose card is incomplete."""
    for initiative in drafts.of(Kind.INITIATIVES).values():
        stage = initiative["stage"] or Stage.DEFINED
        missing = [name for name in CARD if name not in initiative.places]
        if stage is not Stage.DEFINED and missing:
            what = f"The {initiative.label} is “{stage.value}” but lacks {', '.join(missing)}."
            faults.add(initiative.place_of("stage"), what, "Add them, or write “stage: defined”.")
