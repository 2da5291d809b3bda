"""Likeness: which open flags seem to tell of the same risk as a new one, so that no double is made."""

import unicodedata
from collections.abc import Iterable
from datetime import timedelta

from rituals.flags import Flag, Risk

NEAR = timedelta(days=21)
"""Flags whose impact lies further apart than this tell of different risks."""
ALIKE = 0.45
"""From this likeness on two texts seem to say the same."""
MOST_ALIKE = 3
"""So many flags are offered at most."""
_JOINING = 3
"""Words of so few letters join others and say little: `the`, `of`, `der`, `zu`, `le`."""
_GRAM = 3
_MOST_CHARACTERS = 600
"""Of each text: what a risk is stands at its beginning, and nobody waits for the rest to be compared."""


def find_alike(risk: Risk, flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """Return the flags that seem to tell of the same risk, the most alike first."""
    scored = [(likeness(risk.what, flag.what), flag) for flag in flags if _is_near(risk, flag)]
    alike = sorted((each for each in scored if each[0] >= ALIKE), key=lambda each: (-each[0], each[1].raised_at))
    return tuple(flag for _, flag in alike[:MOST_ALIKE])


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are, 0 to 1, in any language: by their words, and by the letters that follow
    each other, which forgives endings and typing errors. Texts that name different numbers are not alike.
    """
    first, second = _plain(one), _plain(other)
    if _numbers(first) != _numbers(second):
        return 0.0
    letters = _shared(_grams(first), _grams(second))
    if min(len(first.split()), len(second.split())) < 2:
        # One word, or a script that puts none apart.
        return letters
    return (_overlap(_words(first), _words(second)) + letters) / 2


def _is_near(risk: Risk, flag: Flag) -> bool:
    return flag.hits == risk.hits and flag.impact_on is not None and abs(flag.impact_on - risk.impact_on) <= NEAR


def _plain(text: str) -> str:
    """Return text in small letters without accents and punctuation; what is not a letter or a digit parts words."""
    parted = unicodedata.normalize("NFKD", text.casefold())[:_MOST_CHARACTERS]
    letters = "".join(c if c.isalnum() else " " for c in parted if not unicodedata.combining(c))
    return " ".join(letters.split())


def _numbers(text: str) -> frozenset[str]:
    return frozenset(word for word in text.split() if any(c.isdigit() for c in word))


def _words(text: str) -> frozenset[str]:
    words = text.split()
    return frozenset(word for word in words if len(word) > _JOINING) or frozenset(words)


def _grams(text: str) -> frozenset[str]:
    """Return all the runs of three characters, with the ends of words; scripts without spaces give them too."""
    padded = f" {text} "
    return frozenset(padded[at : at + _GRAM] for at in range(len(padded) - _GRAM + 1))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return which part of the shorter text's words the longer one has: a sentence may say more than another."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
