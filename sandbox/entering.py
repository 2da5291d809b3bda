"""What a person types or picks, turned into the state of an element, refused where Slack's client would refuse it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from sandbox.records import Json
from sandbox.surfaces import STATES, words_of
from sandbox.workspace import Workspace

LONGEST_INPUT = 3000
MOST_FILES = 10


class CannotEnterError(ValueError):
    """Slack's client would not take this."""


def entered(element: Json, value: Any, workspace: Workspace, offered: Sequence[Json] | None = None) -> Json:
    """Return the state of the element with this value; None empties it. `offered` are an external menu's options."""
    kind = element["type"]
    field, empty = STATES[kind]
    if value is None or value in ("", []):
        return {"type": kind, field: list(empty) if isinstance(empty, list) else None}
    if kind in _OF_OPTIONS:
        return {"type": kind, field: _picked(element, value, offered)}
    if kind in _OF_WORKSPACE:
        return {"type": kind, field: _of_workspace(kind, value, workspace)}
    return {"type": kind, field: _TYPED[kind](element, value)}


def options_of(element: Mapping[str, Any]) -> list[Json]:
    groups = [group["options"] for group in element.get("option_groups", ())]
    return [option for options in [element.get("options", []), *groups] for option in options]


def pick(options: Sequence[Json], wanted: Any) -> Json:
    """Return the option of that text or value."""
    word = str(wanted)
    shown = [words_of(option["text"]) for option in options]
    for fits in (lambda text, value: word in (text, value), lambda text, _: text.casefold() == word.casefold()):
        for text, option in zip(shown, options, strict=True):
            if fits(text, str(option.get("value"))):
                return option
    msg = f"There is no option {word!r}; there are: {', '.join(repr(text) for text in shown) or 'none'}."
    raise CannotEnterError(msg)


def _picked(element: Json, value: Any, offered: Sequence[Json] | None) -> Any:
    options = options_of(element) if offered is None else offered
    if not STATES[element["type"]][0].endswith("s"):
        return _one_of(options, element, value)
    if isinstance(value, bool):
        return list(options) if value else []
    wanted = value if isinstance(value, list | tuple | set) else [value]
    most = element.get("max_selected_items", len(wanted))
    if len(wanted) > most:
        msg = f"No more than {most} can be chosen."
        raise CannotEnterError(msg)
    return [_one_of(options, element, one) for one in wanted]


def _one_of(options: Sequence[Json], element: Json, wanted: Any) -> Json:
    """Return the option that is meant; of the app's own menus one is also named by its words and value."""
    if isinstance(wanted, Mapping) and element["type"].endswith("external_select"):
        return {"text": {"type": "plain_text", "text": str(wanted["text"]), "emoji": True}, "value": wanted["value"]}
    return pick(options, wanted)


def _of_workspace(kind: str, value: Any, workspace: Workspace) -> Any:
    look_up = _user if "users" in kind else _channel
    if not kind.startswith("multi_"):
        return look_up(workspace, str(value))
    return [look_up(workspace, str(one)) for one in (value if isinstance(value, list | tuple | set) else [value])]


def _user(workspace: Workspace, who: str) -> str:
    user = workspace.find_user(who)
    if user is None or user.deleted:
        msg = f"Nobody called {who!r} can be chosen."
        raise CannotEnterError(msg)
    return user.id


def _channel(workspace: Workspace, which: str) -> str:
    channel = workspace.find_channel(which)
    if channel is None or channel.is_archived:
        msg = f"There is no channel {which!r} to choose."
        raise CannotEnterError(msg)
    return channel.id


def _text(element: Json, value: Any) -> str:
    text = str(value)
    least, most = element.get("min_length", 0), element.get("max_length", LONGEST_INPUT)
    if not least <= len(text) <= most:
        msg = f"This field takes {least} to {most} characters, not {len(text)}."
        raise CannotEnterError(msg)
    if "\n" in text and not element.get("multiline"):
        msg = "This field takes a single line."
        raise CannotEnterError(msg)
    return text


def _number(element: Json, value: Any) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        msg = f"{value!r} is not a number."
        raise CannotEnterError(msg)
    whole = number == number.to_integral_value()
    if not element["is_decimal_allowed"] and not whole:
        msg = f"This field takes whole numbers, not {value}."
        raise CannotEnterError(msg)
    least, most = element.get("min_value"), element.get("max_value")
    if (least is not None and number < Decimal(least)) or (most is not None and number > Decimal(most)):
        msg = f"This field takes numbers {_range(least, most)}, not {value}."
        raise CannotEnterError(msg)
    return str(value) if not whole or element["is_decimal_allowed"] else str(int(number))


def _range(least: str | None, most: str | None) -> str:
    if least is None or most is None:
        return f"up to {most}" if least is None else f"from {least} on"
    return f"from {least} to {most}"


def _date(_element: Json, value: Any) -> str:
    text = value.isoformat()[:10] if isinstance(value, date) else str(value)
    return _formed(text, "a date like 2026-01-31", lambda: date.fromisoformat(text).isoformat() == text)


def _time(_element: Json, value: Any) -> str:
    text = value.strftime("%H:%M") if isinstance(value, time) else str(value)
    return _formed(text, "a time like 17:30", lambda: time.fromisoformat(text).strftime("%H:%M") == text)


def _date_time(_element: Json, value: Any) -> int:
    if isinstance(value, int):
        return value
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError as error:
        msg = f"{value!r} is not a date and a time."
        raise CannotEnterError(msg) from error
    if at.tzinfo is None:
        msg = f"{value!r} needs its time zone."
        raise CannotEnterError(msg)
    return int(at.timestamp())


def _email(_element: Json, value: Any) -> str:
    text = str(value)
    return _formed(text, "an e-mail address", lambda: 0 < text.find("@") < len(text) - 1 and " " not in text)


def _url(_element: Json, value: Any) -> str:
    text = str(value)
    return _formed(text, "a web address", lambda: bool(urlsplit(text).scheme and urlsplit(text).netloc))


def _rich_text(_element: Json, value: Any) -> Json:
    if isinstance(value, dict):
        return value
    passage = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(value)}]}
    return {"type": "rich_text", "elements": [passage]}


def _files(element: Json, value: Any) -> list[Json]:
    names = [str(one) for one in (value if isinstance(value, list | tuple) else [value])]
    most = element.get("max_files", MOST_FILES)
    if len(names) > most:
        msg = f"No more than {most} files can be added."
        raise CannotEnterError(msg)
    kinds = [kind.casefold() for kind in element.get("filetypes", ())]
    strange = [name for name in names if kinds and name.rpartition(".")[2].casefold() not in kinds]
    if strange:
        msg = f"{strange[0]!r} is not a file of these kinds: {', '.join(kinds)}."
        raise CannotEnterError(msg)
    return [{"id": f"F0{number:06d}", "name": name, "title": name} for number, name in enumerate(names, start=1)]


def _formed(text: str, called: str, check: Callable[[], bool]) -> str:
    try:
        sound = check()
    except ValueError:
        sound = False
    if not sound:
        msg = f"{text!r} is not {called}."
        raise CannotEnterError(msg)
    return text


_OF_OPTIONS = frozenset(kind for kind, (field, _) in STATES.items() if field.startswith("selected_option"))
_OF_WORKSPACE = frozenset(
    kind
    for kind in STATES
    if kind.removeprefix("multi_") in ("users_select", "channels_select", "conversations_select")
)
_TYPED: Mapping[str, Callable[[Json, Any], Any]] = {
    "plain_text_input": _text,
    "number_input": _number,
    "email_text_input": _email,
    "url_text_input": _url,
    "rich_text_input": _rich_text,
    "datepicker": _date,
    "timepicker": _time,
    "datetimepicker": _date_time,
    "file_input": _files,
}
