"""Named points at which a test lets the process die or stand still, as by SIGKILL and SIGSTOP.

`CRASH_AT=after_post:3` is the third time it gets there; `STOP_AT` is written alike. Without them nothing is done.
"""

import itertools
import os
import signal
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
    """Do nothing; or end the process where `CRASH_AT` names this point and this pass, stop it where `STOP_AT` does."""
    if _is_planned("CRASH_AT", name):
        os._exit(EXIT_STATUS)
    if _is_planned("STOP_AT", name):
        os.kill(os.getpid(), signal.SIGSTOP)


def _is_planned(variable: str, name: str) -> bool:
    planned, nth = _plan(variable)
    return name == planned and next(_passes(variable)) == nth


@cache
def _plan(variable: str) -> tuple[str, int]:
    name, _, nth = os.environ.get(variable, "").partition(":")
    return name, int(nth or 1)


@cache
def _passes(variable: str) -> "itertools.count[int]":
    return itertools.count(1)
