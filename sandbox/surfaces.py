"""The interactive parts of blocks: where they are, and what they hold before anybody has touched them."""

import copy
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sandbox.records import Channel, Json, State

# What an element's state is called, and what it is while nothing is chosen.
STATES: Mapping[str, tuple[str, Any]] = {
    "plain_text_input": ("value", None),
    "number_input": ("value", None),
    "email_text_input": ("value", None),
    "url_text_input": ("value", None),
    "rich_text_input": ("rich_text_value", None),
    "file_input": ("files", []),
    "datepicker": ("selected_date", None),
    "timepicker": ("selected_time", None),
    "datetimepicker": ("selected_date_time", None),
    "static_select": ("selected_option", None),
    "external_select": ("selected_option", None),
    "radio_buttons": ("selected_option", None),
    "users_select": ("selected_user", None),
    "channels_select": ("selected_channel", None),
    "conversations_select": ("selected_conversation", None),
    "multi_static_select": ("selected_options", []),
    "multi_external_select": ("selected_options", []),
    "checkboxes": ("selected_options", []),
    "multi_users_select": ("selected_users", []),
    "multi_channels_select": ("selected_channels", []),
    "multi_conversations_select": ("selected_conversations", []),
}
STATELESS = frozenset({"button", "overflow", "workflow_button", "icon_button", "feedback_buttons"})
# Where a block keeps its elements.
_PLACES = ("element", "accessory", "elements", "actions")


def elements_of(block: Mapping[str, Any]) -> Iterator[Json]:
    """Yield what a person can press, choose or fill in, in the order in which it is shown."""
    for place in _PLACES:
        held = block.get(place)
        for element in held if isinstance(held, list) else [held]:
            if not isinstance(element, dict):
                continue
            if element.get("type") in STATES or element.get("type") in STATELESS:
                yield element
            elif element.get("type") == "card":
                yield from elements_of(element)


def with_ids(blocks: Iterable[Mapping[str, Any]]) -> list[Json]:
    """Return a copy in which every block and every element has an id, made up as Slack makes them up."""
    named = [copy.deepcopy(dict(block)) for block in blocks]
    for block in named:
        block["block_id"] = block.get("block_id") or made_up()
        for element in elements_of(block):
            element["action_id"] = element.get("action_id") or made_up()
    return named


def made_up() -> str:
    return uuid.uuid4().hex[:5]


def first_state(element: Mapping[str, Any], here: Channel | None = None) -> Json:
    """Return the state that an element starts with: its initial value, or the conversation that the person is in."""
    field, empty = STATES[element["type"]]
    initial = {"rich_text_value": "initial_value"}.get(field, field.replace("selected_", "initial_", 1))
    if field == "value":
        initial = "initial_value"
    value = element.get(initial, empty)
    if initial not in element and here is not None and _begins_with(element, here):
        value = [here.id] if isinstance(empty, list) else here.id
    return {"type": element["type"], field: copy.deepcopy(value)}


def _begins_with(element: Mapping[str, Any], here: Channel) -> bool:
    return bool(element.get("default_to_current_conversation")) and is_offered(here, element.get("filter") or {})


def is_offered(channel: Channel, wanted: Mapping[str, Any]) -> bool:
    """Say whether a filter of conversations lets this one through. Every direct message here is one with a bot."""
    what = "im" if channel.is_im else "private" if channel.is_private else "public"
    return (
        what in wanted.get("include", (what,))
        and not (wanted.get("exclude_external_shared_channels") and channel.is_ext_shared)
        and not (wanted.get("exclude_bot_users") and channel.is_im)
    )


def state_of(blocks: Sequence[Mapping[str, Any]], kept: State | None = None, here: Channel | None = None) -> State:
    """Return the values of all elements: what is `kept` where block, action and type are the same, else the first."""
    state: State = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] not in STATES:
                continue
            old = (kept or {}).get(block["block_id"], {}).get(element["action_id"])
            same = old is not None and old["type"] == element["type"]
            values = state.setdefault(block["block_id"], {})
            values[element["action_id"]] = old if old is not None and same else first_state(element, here)
    return state


def is_empty(value: Mapping[str, Any]) -> bool:
    field, _ = STATES[value["type"]]
    return value.get(field) in (None, "", [])


def words_of(part: Any) -> str:
    """Collect every word that a part of a message or view shows, to find a place in it by its text."""
    if isinstance(part, Mapping):
        shown = (words_of(value) for key, value in part.items() if key in _SHOWN)
        return " ".join(word for word in shown if word)
    if isinstance(part, list | tuple):
        return " ".join(words_of(one) for one in part)
    return part if isinstance(part, str) else ""


_SHOWN = frozenset({
    "text", "fields", "elements", "element", "accessory", "label", "hint", "title", "subtitle", "body", "alt_text",
    "rows", "actions", "placeholder", "options",
})  # fmt: skip
