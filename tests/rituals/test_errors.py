"""Errors that people read: full sentences that say what to do, and never what they may not know."""

from rituals.errors import NotFoundError
from rituals.flags import TooManyFlagsError


def test_f1_what_is_not_there_and_what_may_not_be_seen_read_alike():
    assert str(NotFoundError("flag", "F-1")) == (
        "There is no flag “F-1” that you can see. It may have been closed or moved."
    )


def test_g12_who_is_too_fast_is_told_to_wait():
    assert "Please wait a few minutes" in str(TooManyFlagsError())
