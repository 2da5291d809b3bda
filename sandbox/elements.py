"""Block elements: their fields, and the blocks and surfaces that may hold them.

From docs.slack.dev, Reference: Block Kit, Block elements: one page for each, "Button element" to "URL input element".
Which block holds which is on the pages "Section block", "Actions block", "Context block" and "Input block".
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sandbox.composition import (
    CHOICE_OPTION,
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_CONFIG,
    LONGEST_URL,
    MENU_OPTION,
    MOST_OPTIONS,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    SLACK_FILE,
    WEB_URL,
    distinct_values,
    options_of,
    plain_text,
)
from sandbox.rich_text import RICH_TEXT
from sandbox.shapes import Array, Check, Rule, Shape, Tagged, exactly_one, flag, one_of, string, whole


class Surface(StrEnum):
    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


def _real_date(path: str, value: Mapping[str, Any]) -> Iterator[str]:
    try:
        date.fromisoformat(value.get("initial_date", "2000-01-01"))
    except ValueError:
        yield f"{path}.initial_date: must be a date that exists"


def _initial_is_offered(path: str, value: Mapping[str, Any]) -> Iterator[str]:
    offered = [option for _, option in options_of(value)]
    if "initial_option" in value and value["initial_option"] not in offered:
        yield f"{path}.initial_option: must equal one of the options exactly"
    for index, option in enumerate(value.get("initial_options", ())):
        if option not in offered:
            yield f"{path}.initial_options[{index}]: must equal one of the options exactly"


def _at_most_selected(name: str) -> Rule:
    def rule(path: str, value: Mapping[str, Any]) -> Iterator[str]:
        if len(value.get(name, ())) > value.get("max_selected_items", MOST_OPTIONS):
            yield f"{path}.{name}: must not be more than max_selected_items"

    return rule


def _lengths_agree(path: str, value: Mapping[str, Any]) -> Iterator[str]:
    shortest, longest = value.get("min_length", 0), value.get("max_length", 3000)
    if shortest > longest:
        yield f"{path}.min_length: must not be more than max_length"
    if len(value.get("initial_value", "")) > longest:
        yield f"{path}.initial_value: must be less than {longest + 1} characters"


def _numbers_agree(path: str, value: Mapping[str, Any]) -> Iterator[str]:
    numbers = {name: Decimal(value[name]) for name in ("min_value", "max_value", "initial_value") if name in value}
    if not value["is_decimal_allowed"]:
        for name, given in numbers.items():
            if given != given.to_integral_value():
                yield f"{path}.{name}: must be a whole number"
    least, most = numbers.get("min_value", Decimal("-Infinity")), numbers.get("max_value", Decimal("Infinity"))
    if least > most:
        yield f"{path}.max_value: must not be less than min_value"
    elif "initial_value" in numbers and not least <= numbers["initial_value"] <= most:
        yield f"{path}.initial_value: must lie between min_value and max_value"


_ACTION: dict[str, Check] = {"action_id": string(255)}
_CHOICE: dict[str, Check] = {**_ACTION, "confirm": CONFIRM, "focus_on_load": flag}
_MENU: dict[str, Check] = {**_CHOICE, "placeholder": plain_text(150)}
_MULTI: dict[str, Check] = {**_MENU, "max_selected_items": whole(1)}
_FIELD: dict[str, Check] = {
    **_ACTION,
    "placeholder": plain_text(150),
    "focus_on_load": flag,
    "dispatch_action_config": DISPATCH_CONFIG,
}
_IDS = Array(string())
_OFFERED: dict[str, Check] = {
    "options": Array(MENU_OPTION, at_most=MOST_OPTIONS),
    "option_groups": Array(OPTION_GROUP, at_most=MOST_OPTIONS),
}
_OFFER_RULES: tuple[Rule, ...] = (exactly_one("options", "option_groups"), distinct_values, _initial_is_offered)
_CHOICES = Array(CHOICE_OPTION, at_most=10)
_CONVERSATIONS: dict[str, Check] = {"default_to_current_conversation": flag, "filter": CONVERSATION_FILTER}
_ANSWERABLE: dict[str, Check] = {"response_url_enabled": flag}
_NUMERAL = string(form=r"-?[0-9]{1,30}(\.[0-9]{1,30})?", called="a number in a string")
_TIME = string(form=r"([01]\d|2[0-3]):[0-5]\d", called="a valid time of the form HH:mm")
_DATE = string(form=r"[0-9]{4}-[0-9]{2}-[0-9]{2}", called="a valid date of the form YYYY-MM-DD")

IMAGE_SOURCE: dict[str, Check] = {"image_url": WEB_URL, "slack_file": SLACK_FILE}
IMAGE = Shape(
    required={"alt_text": string(2000)}, optional=IMAGE_SOURCE, rules=(exactly_one("image_url", "slack_file"),)
)
BUTTON = Shape(
    required={"text": plain_text(75)},
    optional={
        **_ACTION,
        "url": string(LONGEST_URL),
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)

ELEMENTS: Mapping[str, Shape] = {
    "button": BUTTON,
    "image": IMAGE,
    "overflow": Shape(
        required={"options": Array(OVERFLOW_OPTION, at_most=5)},
        optional={**_ACTION, "confirm": CONFIRM},
        rules=(distinct_values,),
    ),
    "checkboxes": Shape(
        required={"options": _CHOICES},
        optional={**_CHOICE, "initial_options": _CHOICES},
        rules=(distinct_values, _initial_is_offered),
    ),
    "radio_buttons": Shape(
        required={"options": _CHOICES},
        optional={**_CHOICE, "initial_option": CHOICE_OPTION},
        rules=(distinct_values, _initial_is_offered),
    ),
    "static_select": Shape(optional={**_MENU, **_OFFERED, "initial_option": MENU_OPTION}, rules=_OFFER_RULES),
    "multi_static_select": Shape(
        optional={**_MULTI, **_OFFERED, "initial_options": Array(MENU_OPTION, at_most=MOST_OPTIONS)},
        rules=(*_OFFER_RULES, _at_most_selected("initial_options")),
    ),
    "external_select": Shape(optional={**_MENU, "min_query_length": whole(0), "initial_option": MENU_OPTION}),
    "multi_external_select": Shape(
        optional={**_MULTI, "min_query_length": whole(0), "initial_options": Array(MENU_OPTION)},
        rules=(_at_most_selected("initial_options"),),
    ),
    "users_select": Shape(optional={**_MENU, "initial_user": string()}),
    "multi_users_select": Shape(
        optional={**_MULTI, "initial_users": _IDS}, rules=(_at_most_selected("initial_users"),)
    ),
    "channels_select": Shape(optional={**_MENU, **_ANSWERABLE, "initial_channel": string()}),
    "multi_channels_select": Shape(
        optional={**_MULTI, "initial_channels": _IDS}, rules=(_at_most_selected("initial_channels"),)
    ),
    "conversations_select": Shape(
        optional={**_MENU, **_CONVERSATIONS, **_ANSWERABLE, "initial_conversation": string()}
    ),
    "multi_conversations_select": Shape(
        optional={**_MULTI, **_CONVERSATIONS, "initial_conversations": _IDS},
        rules=(_at_most_selected("initial_conversations"),),
    ),
    "datepicker": Shape(optional={**_MENU, "initial_date": _DATE}, rules=(_real_date,)),
    "timepicker": Shape(optional={**_MENU, "initial_time": _TIME, "timezone": string()}),
    # Ten digits, as the reference says.
    "datetimepicker": Shape(optional={**_CHOICE, "initial_date_time": whole(1_000_000_000, 9_999_999_999)}),
    "plain_text_input": Shape(
        optional={
            **_FIELD,
            "initial_value": string(at_least=0),
            "multiline": flag,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        },
        rules=(_lengths_agree,),
    ),
    "rich_text_input": Shape(optional={**_FIELD, "initial_value": RICH_TEXT}),
    "email_text_input": Shape(optional={**_FIELD, "initial_value": string()}),
    "url_text_input": Shape(optional={**_FIELD, "initial_value": string()}),
    "number_input": Shape(
        required={"is_decimal_allowed": flag},
        optional={**_FIELD, "initial_value": _NUMERAL, "min_value": _NUMERAL, "max_value": _NUMERAL},
        rules=(_numbers_agree,),
    ),
    "file_input": Shape(optional={**_ACTION, "filetypes": Array(string()), "max_files": whole(1, 10)}),
}

_SELECTS = frozenset(name for name in ELEMENTS if name.endswith("_select"))
ACCESSORIES = _SELECTS | {"button", "checkboxes", "datepicker", "image", "overflow", "radio_buttons", "timepicker"}
ACTIONS = (ACCESSORIES | {"datetimepicker", "rich_text_input"}) - {"image"}
INPUTS = (ACTIONS | {name for name in ELEMENTS if name.endswith("_input")}) - {"button", "overflow"}

# Elements that some surfaces refuse; all others stand anywhere.
SURFACES: Mapping[str, frozenset[Surface]] = {
    "datetimepicker": frozenset({Surface.MESSAGE, Surface.MODAL}),
    "email_text_input": frozenset({Surface.MODAL}),
    "file_input": frozenset({Surface.MODAL}),
    "number_input": frozenset({Surface.MODAL}),
    "rich_text_input": frozenset({Surface.MODAL, Surface.HOME}),
    "url_text_input": frozenset({Surface.MODAL}),
}


def elements(names: Iterable[str], surface: Surface) -> Tagged:
    """Check for an element of one of these names, if the surface takes it."""
    return Tagged({name: ELEMENTS[name] for name in names if name not in SURFACES or surface in SURFACES[name]})
