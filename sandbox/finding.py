"""Finding what a person means on what they see: a button by its label, a field by its label and place."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.records import Json, Message, View
from sandbox.surfaces import STATES, elements_of, words_of

Place = Message | View
PRESSABLE = frozenset({"button", "workflow_button", "icon_button"})
CHOOSABLE = frozenset(STATES) | {"overflow"}


@dataclass(frozen=True, slots=True)
class Spot:
    """One element where it stands."""

    place: Place
    index: int
    block: Json
    element: Json

    @property
    def action_id(self) -> str:
        return str(self.element["action_id"])

    @property
    def block_id(self) -> str:
        return str(self.block["block_id"])


def spots(place: Place) -> Iterator[Spot]:
    for index, block in enumerate(place.blocks):
        for element in elements_of(block):
            yield Spot(place, index, block, element)


def find_button(places: Iterable[Place], label: str, near: str | None) -> Spot:
    """Find the one button of that label in the first place that has it."""
    return _find(places, label, near, "button", PRESSABLE, lambda spot: [_label_of_button(spot), _path(spot)])


def find_choice(places: Iterable[Place], label: str, near: str | None) -> Spot:
    """Find a menu or group of choices by its placeholder, its label, or the words it stands beside."""
    return _find(places, label, near, "choice", CHOOSABLE, _names_of_choice)


def find_field(place: Place, label: str, under: str | None) -> Spot:
    """Find an input by its label or block id."""
    return _find([place], label, under, "field", frozenset(STATES), _names_of_field)


def buttons_of(place: Place) -> list[str]:
    return [_label_of_button(spot) for spot in spots(place) if spot.element["type"] in PRESSABLE]


def label_of_field(block: Json) -> str:
    return words_of(block.get("label")) or str(block["block_id"])


def _find(
    places: Iterable[Place],
    label: str,
    near: str | None,
    called: str,
    kinds: frozenset[str],
    names_of: Callable[[Spot], list[str]],
) -> Spot:
    seen: list[str] = []
    for place in places:
        there = [spot for spot in spots(place) if spot.element["type"] in kinds]
        seen += [names_of(spot)[0] for spot in there if names_of(spot)]
        for same in (str.__eq__, _alike):
            matching = [spot for spot in there if any(same(name, label) for name in names_of(spot))]
            found = _nearest(place, matching, near)
            if len(found) > 1:
                where = f" near {near!r}" if near else ""
                msg = f"There is more than one {called} {label!r}{where}: say which with the words before it."
                raise LookupError(msg)
            if found:
                return found[0]
    shown = ", ".join(repr(name) for name in dict.fromkeys(seen)) or "none"
    where = f" near {near!r}" if near else ""
    msg = f"There is no {called} {label!r}{where}; there are: {shown}."
    raise LookupError(msg)


def _nearest(place: Place, matching: list[Spot], near: str | None) -> list[Spot]:
    """Keep those in or closest after a block that holds the words."""
    if near is None:
        return matching
    wanted = near.casefold()
    holding = [index for index, block in enumerate(place.blocks) if wanted in words_of(block).casefold()]
    best: dict[int, list[Spot]] = {}
    for spot in matching:
        before = [index for index in holding if index <= spot.index]
        if before:
            best.setdefault(spot.index - before[-1], []).append(spot)
    return best[min(best)][:1] if best else []


def _alike(name: str, label: str) -> bool:
    return _plain(name) == _plain(label)


def _plain(label: str) -> str:
    """Leave out emoji codes, case and outer spaces."""
    return re.sub(r":[a-z0-9_+-]+:", "", label).strip().casefold()


def _label_of_button(spot: Spot) -> str:
    return words_of(spot.element.get("text")) or spot.action_id


def _path(spot: Spot) -> str:
    """Return the name that is never ambiguous within a place."""
    return f"{spot.block_id}/{spot.action_id}"


def _names_of_choice(spot: Spot) -> list[str]:
    names = [words_of(spot.element.get("placeholder")), words_of(spot.block.get("label"))]
    names += [words_of(spot.block.get("text")), spot.action_id]
    if spot.element["type"] == "overflow":
        names.append("…")
    return [*(name for name in names if name), _path(spot)]


def _names_of_field(spot: Spot) -> list[str]:
    if spot.block["type"] == "input":
        return [label_of_field(spot.block), spot.block_id, _path(spot)]
    return [*_names_of_choice(spot), spot.block_id]


def state_value(value: Json) -> Any:
    """Return what is entered, whatever kind of element it is entered in."""
    field, _ = STATES[value["type"]]
    return value.get(field)
