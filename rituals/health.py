"""Health: the only colour there is, derived from what an owner forecasts and never picked."""

from enum import Enum


class Health(Enum):
    """Green is on the baseline; amber off it with a recovery path; red off it without one; grey is not known."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"
