"""What somebody wants who types the flag command: words that mean something are few, all else is a risk."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum


class Wish(Enum):
    FORM = "open the form"
    HELP = "explain"
    LIST = "list the flags"
    SHOW = "show one flag"
    CONFIDE = "tell somebody in confidence"
    READ_ANSWER = "read the answer to a confidential flag"
    DRAFT = "keep what is typed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagCommand:
    """What is wanted. `subject` is an id, `words` what was typed besides; `misspelt` the word that was taken for one
    that means something.
    """

    wish: Wish
    subject: str = ""
    words: str = ""
    misspelt: str | None = None


_FLAG = re.compile(r"f-?(\d{1,9})", re.IGNORECASE)
_CONFIDENTIAL = re.compile(r"(c-[a-z0-9]{5})(?:\s+(\S+))?", re.IGNORECASE)
_ALONE = {"help": Wish.HELP, "list": Wish.LIST}
_CONFIDE = "confidential"
_OTHER_WORDS = frozenset({"confident", "confidently", "confidence"})
"""Real words that look like `confidential` and begin a sentence about something else."""
_NEAR, _VERY_NEAR = 0.75, 0.85


def parse_flag_command(typed: str) -> FlagCommand:
    """Return what is wanted. A single word that is nearly `list` or `help` is taken for it, and so is a sentence that
    begins with nearly `confidential`: what was meant in confidence must not become a draft.
    """
    words = typed.strip()
    if not words:
        return FlagCommand(wish=Wish.FORM)
    if flag := _FLAG.fullmatch(words):
        return FlagCommand(wish=Wish.SHOW, subject=f"F-{int(flag[1])}")
    if secret := _CONFIDENTIAL.fullmatch(words):
        return FlagCommand(wish=Wish.READ_ANSWER, subject=secret[1].upper(), words=secret[2] or "")
    first, _, rest = words.partition(" ")
    first = first.casefold().rstrip(":,")
    if first not in _OTHER_WORDS and _likeness(first, _CONFIDE) >= _VERY_NEAR:
        return FlagCommand(wish=Wish.CONFIDE, words=rest.strip())
    if not rest:
        for word, wish in _ALONE.items():
            if _likeness(first, word) >= _NEAR:
                return FlagCommand(wish=wish, misspelt=None if first == word else words)
    return FlagCommand(wish=Wish.DRAFT, words=words)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
