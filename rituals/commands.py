"""The words of the `/drumbeat` command: which of its few things somebody asks for, and about whom."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum

from rituals.errors import MistakenError
from rituals.ids import SlackUserId
from rituals.pauses import PauseScope

LIKE_ENOUGH = 0.6
"""How alike a wrong word and a right one have to be for the right one to be suggested."""


class Verb(Enum):
    """What the command can do; the first word after it."""

    MENU = "menu"
    HELP = "help"
    AWAY = "away"
    BACK = "back"
    PAUSE = "pause"
    RESUME = "resume"
    WHY = "why"


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody mentioned. `slack_id` is None where only a name was typed; `name` is what the person reads."""

    slack_id: SlackUserId | None
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for, about whom, and the other words, such as dates. `command` is what ours is called here."""

    verb: Verb
    who: Mention | None = None
    rest: str = ""
    command: str = "/drumbeat"


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseOrder:
    """For whom to pause: a person, by default the asker; a team; or with the whole program everybody.

    `dates` says how long, empty where that was left out; of a team its name comes first.
    """

    scope: PauseScope
    who: Mention | None = None
    dates: str = ""


class UnknownWordError(MistakenError):
    """The first word is none of the command's. `suggestion` is what was probably meant, None for no idea."""

    def __init__(self, word: str, suggestion: str | None) -> None:
        way_out = f"Did you mean “{suggestion}”?" if suggestion else "This is what I know:"
        super().__init__(f"I do not know “{word}”. {way_out}")
        self.suggestion = suggestion


class NobodyNamedError(MistakenError):
    """A team was to be paused, and not said which."""

    def __init__(self, command: str) -> None:
        super().__init__(f"Which team? Write for example “{command} pause team payments until Friday”.")


MEANT: Mapping[str, str] = {
    "?": Verb.HELP.value,
    "hello": Verb.HELP.value,
    "hilfe": Verb.HELP.value,
    "commands": Verb.HELP.value,
    "home": Verb.MENU.value,
    "start": Verb.MENU.value,
    "absent": Verb.AWAY.value,
    "abwesend": Verb.AWAY.value,
    "holiday": Verb.AWAY.value,
    "holidays": Verb.AWAY.value,
    "leave": Verb.AWAY.value,
    "ooo": Verb.AWAY.value,
    "sick": Verb.AWAY.value,
    "urlaub": Verb.AWAY.value,
    "vacation": Verb.AWAY.value,
    "here": Verb.BACK.value,
    "return": Verb.BACK.value,
    "mute": Verb.PAUSE.value,
    "off": Verb.PAUSE.value,
    "silence": Verb.PAUSE.value,
    "stop": Verb.PAUSE.value,
    "continue": Verb.RESUME.value,
    "on": Verb.RESUME.value,
    "unmute": Verb.RESUME.value,
    "unpause": Verb.RESUME.value,
    "next": Verb.WHY.value,
    "status": Verb.WHY.value,
    "when": Verb.WHY.value,
}
"""What other words are probably meant to say. They are suggested and not obeyed: who is wrong once learns the word."""

_ESCAPED = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^<>]*))?>\s*")
_BARE = re.compile(r"@([\w.-]*\w)\s*")
_ME = frozenset({"me", "myself", "mich"})
_ALL = frozenset({"all", "everybody", "everyone", "everything", "program", "programme", "alle"})
_TEAM = "team"


def read_order(words: str, command: str) -> Order:
    """Return what somebody asks for; nothing at all asks for the menu. Raises UnknownWordError."""
    word, rest = _split(words)
    if not word:
        return Order(verb=Verb.MENU, command=command)
    try:
        verb = Verb(word.casefold())
    except ValueError:
        raise UnknownWordError(word[:40], suggest(word)) from None
    who, rest = _take_mention(rest)
    if verb in (Verb.AWAY, Verb.BACK, Verb.WHY) and who is None:
        rest = _without_me(rest)
    return Order(verb=verb, who=who, rest=rest, command=command)


def suggest(word: str) -> str | None:
    """Return the word of the command that a wrong one is like or stands for, None where there is none."""
    known = [verb.value for verb in Verb] + list(MEANT)
    found = get_close_matches(word.casefold(), known, n=1, cutoff=LIKE_ENOUGH)
    return MEANT.get(found[0], found[0]) if found else None


def read_pause(order: Order) -> PauseOrder:
    """Return for whom to pause or to go on, and how long: the asker unless others are named.

    Raises NobodyNamedError for a team without a name.
    """
    if order.who is not None:
        return PauseOrder(scope=PauseScope.PERSON, who=order.who, dates=order.rest)
    word, rest = _split(order.rest)
    if word.casefold() in _ALL:
        return PauseOrder(scope=PauseScope.PROGRAM, dates=rest)
    if word.casefold() != _TEAM:
        return PauseOrder(scope=PauseScope.PERSON, dates=_without_me(order.rest))
    if not rest:
        raise NobodyNamedError(order.command)
    return PauseOrder(scope=PauseScope.TEAM, dates=rest)


def _split(words: str) -> tuple[str, str]:
    word, *rest = words.split(maxsplit=1) or [""]
    return word, rest[0] if rest else ""


def _take_mention(words: str) -> tuple[Mention | None, str]:
    """Return who is mentioned, wherever that is, and the rest; Slack writes a mention as `<@U1|name>`."""
    escaped = _ESCAPED.search(words)
    if escaped:
        rest = (words[: escaped.start()] + words[escaped.end() :]).strip()
        return Mention(SlackUserId(escaped[1]), escaped[2] or escaped[1]), rest
    bare = _BARE.match(words)
    return (Mention(None, bare[1]), words[bare.end() :]) if bare else (None, words)


def _without_me(words: str) -> str:
    word, rest = _split(words)
    return rest if word.casefold() in _ME else words
