"""Controls: what a person can press, choose or fill in, as the templates draw it, and what the browser sends back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from sandbox.page.kit.emojis import plain_with_emoji
from sandbox.page.kit.moments import local_input
from sandbox.page.kit.options import Group, Option, chosen_in, groups_of
from sandbox.page.kit.reader import Reader
from sandbox.page.kit.words import plain_words, text_object
from sandbox.records import Json, State
from sandbox.surfaces import STATES, first_state
from sandbox.wording import words_of_rich_text, words_of_text
from sandbox.zones import zone_of

# What an empty control says where the app says nothing.
_PROMPTS: Mapping[str, str] = {
    "static_select": "Select an option",
    "external_select": "Type to find an option",
    "users_select": "Select a person",
    "channels_select": "Select a channel",
    "conversations_select": "Select a conversation",
    "datepicker": "Date",
    "timepicker": "Time",
    "datetimepicker": "Date and time",
    "checkboxes": "Choices",
    "radio_buttons": "Choices",
    "overflow": "More actions",
}
_LONGEST_NAME = 150
# How many characters Slack waits for before it asks the app what to offer.
_SHORTEST_QUERY = 3


@dataclass(frozen=True, slots=True)
class Entered:
    """What has been entered in a place and what was wrong with it, with the beginning of every id in it."""

    prefix: str
    state: State = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    is_view: bool = False


@dataclass(frozen=True, slots=True)
class Control:
    """One control. `name` is what it is called where no label stands beside it; `held` is what its state holds."""

    element: Json
    block: Json
    kind: str
    id: str
    spot: str
    prompt: str
    value: str
    groups: tuple[Group, ...]
    held: tuple[Any, ...] = ()
    label: Markup | None = None
    name: str | None = None
    notes: tuple[str, ...] = ()
    is_optional: bool = False
    is_required: bool = False
    is_invalid: bool = False
    is_focused: bool = False
    # When what is typed is sent at once: `enter`, `character`, or both in one string; else when the field is left.
    sent_on: str | None = None
    zone: str | None = None

    @property
    def label_id(self) -> str | None:
        return None if self.label is None else f"{self.id}:label"

    @property
    def described_by(self) -> str | None:
        return " ".join(f"{self.id}:{note}" for note in self.notes) or None

    @property
    def chosen(self) -> list[Option]:
        return [option for group in self.groups for option in group.options if option.is_chosen]

    @property
    def is_tall(self) -> bool:
        """Say whether Enter begins a new line."""
        return self.kind == "rich_text_input" or bool(self.element.get("multiline"))

    @property
    def room(self) -> int | None:
        """Return how many more characters there is room for, where that is limited."""
        most = self.element.get("max_length")
        return None if most is None else most - len(self.value)

    @property
    def is_full(self) -> bool:
        most = self.element.get("max_selected_items")
        return most is not None and len(self.chosen) >= int(most)

    @property
    def shortest_query(self) -> int:
        return int(self.element.get("min_query_length", _SHORTEST_QUERY))


def control(element: Json, block: Json, key: str, entered: Entered, reader: Reader) -> Control:
    """Describe an element where it stands; `key` is unique among the elements of the place."""
    kind, is_input = element["type"], block["type"] == "input"
    block_id, action_id = str(block.get("block_id", "")), str(element.get("action_id", ""))
    state = entered.state.get(block_id, {}).get(action_id) or (first_state(element) if kind in STATES else {})
    return Control(
        element=element,
        block=block,
        kind=kind,
        id=f"{entered.prefix}:{key}",
        spot=f"{block_id}/{action_id}",
        prompt=_prompt(element),
        value=_written(kind, state, reader),
        groups=groups_of(element, state, reader) if "select" in kind or "options" in element else (),
        held=tuple(chosen_in(state)),
        label=text_object(block["label"], reader) if is_input else None,
        name=None if is_input else _name(element, block, reader),
        notes=_notes(element, block, is_wrong=is_input and block_id in entered.errors),
        is_optional=is_input and bool(block.get("optional")),
        is_required=is_input and not block.get("optional"),
        is_invalid=is_input and block_id in entered.errors,
        is_focused=entered.is_view and bool(element.get("focus_on_load")),
        sent_on=_sent_on(element, block),
        zone=element.get("timezone") or (zone_of(reader.viewer).key if kind == "datetimepicker" else None),
    )


def _prompt(element: Json) -> str:
    given = element.get("placeholder")
    return plain_words(given) if given else _PROMPTS.get(element["type"].removeprefix("multi_"), "")


def _name(element: Json, block: Json, reader: Reader) -> str:
    if element["type"] == "overflow":
        return _PROMPTS["overflow"]
    if "placeholder" in element:
        return _prompt(element)
    beside = plain_with_emoji(words_of_text(block.get("text"), reader.workspace.name_of)).strip()
    return beside[:_LONGEST_NAME] or _prompt(element) or element["type"].replace("_", " ")


def _notes(element: Json, block: Json, *, is_wrong: bool) -> tuple[str, ...]:
    """Return what is said about a control beside it, by the ends of the ids it is said under."""
    said = {
        "chosen": element["type"].startswith("multi_"),
        "room": "max_length" in element,
        "zone": element["type"] == "datetimepicker" or "timezone" in element,
        "enter": "enter" in (_sent_on(element, block) or ""),
        "hint": block["type"] == "input" and "hint" in block,
        "error": is_wrong,
    }
    return tuple(note for note, is_said in said.items() if is_said)


def _sent_on(element: Json, block: Json) -> str | None:
    if not (block["type"] == "input" and block.get("dispatch_action") and element["type"].endswith("_input")):
        return None
    wanted = (element.get("dispatch_action_config") or {}).get("trigger_actions_on") or ["on_enter_pressed"]
    return " ".join({"on_enter_pressed": "enter", "on_character_entered": "character"}[one] for one in wanted)


def _written(kind: str, state: Json, reader: Reader) -> str:
    """Return what a field that is typed into holds."""
    held = chosen_in(state)
    if not held or kind not in _WRITTEN:
        return ""
    return _WRITTEN[kind](held[0], reader)


_WRITTEN: Mapping[str, Callable[[Any, Reader], str]] = {
    "rich_text_input": lambda value, reader: words_of_rich_text(value, reader.workspace.name_of),
    "datetimepicker": lambda value, reader: local_input(value, reader.viewer),
    **dict.fromkeys(
        ("plain_text_input", "number_input", "email_text_input", "url_text_input", "datepicker", "timepicker"),
        lambda value, _: str(value),
    ),
}
