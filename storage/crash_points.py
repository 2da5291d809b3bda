"""Named points at which a test lets the process die: `CRASH_AT=after_post:3` is the third time it gets there."""

import itertools
import os
from functools import cache

EXIT_STATUS = 86
POINTS = (
    "after_claim",
    "before_post",
    "after_post",
    "before_mark",
    "after_mark",
    "after_history",
    "mid_migration",
    "mid_import",
)
"""Every point that is reached somewhere: the first six by a delivery, the last two by a migration and by a load."""


def reach(name: str) -> None:
    """Do nothing, or end the process at once where `CRASH_AT` names this point and this pass."""
    if name == _planned()[0] and next(_passes()) == _planned()[1]:
        os._exit(EXIT_STATUS)


@cache
def _planned() -> tuple[str, int]:
    name, _, nth = os.environ.get("CRASH_AT", "").partition(":")
    return name, int(nth or 1)


@cache
def _passes() -> "itertools.count[int]":
    return itertools.count(1)
