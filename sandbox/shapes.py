"""Shapes describe what a JSON value must look like, and say in Slack's words what is wrong with one."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

# A check is given the path of a value and the value. A rule is given an object whose fields are already sound.
Check = Callable[[str, object], Iterator[str]]
Rule = Callable[[str, Mapping[str, Any]], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with named fields. A missing field and an unknown one are faults."""

    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()

    def __call__(self, path: str, value: object) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{path}: must provide an object"
            return
        found = list(self._faults_of_fields(path, value))
        yield from found
        if not found:
            for rule in self.rules:
                yield from rule(path, value)

    def _faults_of_fields(self, path: str, value: Mapping[str, object]) -> Iterator[str]:
        checks = {**self.required, **self.optional}
        yield from (f"{path}: missing required field: {name}" for name in self.required if name not in value)
        yield from (f"{path}: invalid additional property: {name}" for name in value if name not in checks)
        for name, check in checks.items():
            if name in value:
                yield from check(f"{path}.{name}", value[name])


@dataclass(frozen=True, slots=True)
class Tagged:
    """An object whose `type` chooses its shape. The shapes themselves do not name `type`."""

    kinds: Mapping[str, Shape]

    def __call__(self, path: str, value: object) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{path}: must provide an object"
            return
        if "type" not in value:
            yield f"{path}: missing required field: type"
            return
        kind = value["type"]
        if not isinstance(kind, str):
            yield f"{path}.type: must provide a string"
        elif kind not in self.kinds:
            yield f"{path}: unsupported type: {kind}"
        else:
            yield from self.kinds[kind](path, {name: part for name, part in value.items() if name != "type"})


@dataclass(frozen=True, slots=True)
class Array:
    items: Check
    at_most: int | None = None
    at_least: int = 1

    def __call__(self, path: str, value: object) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{path}: must provide an array"
            return
        if len(value) < self.at_least:
            yield f"{path}: must provide at least {self.at_least} items"
        if self.at_most is not None and len(value) > self.at_most:
            yield f"{path}: no more than {self.at_most} items allowed"
        for index, item in enumerate(value):
            yield from self.items(f"{path}[{index}]", item)


def string(at_most: int | None = None, *, at_least: int = 1, form: str = "", called: str = "") -> Check:
    """Check for a string of so many characters and, if `form` is given, of that form, which is `called` so."""
    pattern = re.compile(form)

    def check(path: str, value: object) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{path}: must provide a string"
        elif len(value) < at_least:
            yield f"{path}: must be more than {at_least - 1} characters"
        elif at_most is not None and len(value) > at_most:
            yield f"{path}: must be less than {at_most + 1} characters"
        elif form and not pattern.fullmatch(value):
            yield f"{path}: must be {called}"

    return check


def one_of(*values: str) -> Check:
    def check(path: str, value: object) -> Iterator[str]:
        if value not in values:
            yield f"{path}: must be a valid enum value: {', '.join(values)}"

    return check


def flag(path: str, value: object) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"{path}: must provide a boolean"


def number(path: str, value: object) -> Iterator[str]:
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield f"{path}: must provide a number"


def whole(at_least: int | None = None, at_most: int | None = None) -> Check:
    def check(path: str, value: object) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield f"{path}: must provide an integer"
        elif at_least is not None and value < at_least:
            yield f"{path}: must be at least {at_least}"
        elif at_most is not None and value > at_most:
            yield f"{path}: must be at most {at_most}"

    return check


def nullable(check: Check) -> Check:
    return lambda path, value: iter(()) if value is None else check(path, value)


def exactly_one(*names: str) -> Rule:
    def rule(path: str, value: Mapping[str, Any]) -> Iterator[str]:
        if sum(name in value for name in names) != 1:
            yield f"{path}: must define exactly one of: {', '.join(names)}"

    return rule


def at_least_one(*names: str) -> Rule:
    def rule(path: str, value: Mapping[str, Any]) -> Iterator[str]:
        if not any(name in value for name in names):
            yield f"{path}: must define at least one of: {', '.join(names)}"

    return rule


def repeated(values: Iterable[tuple[str, object]]) -> Iterator[str]:
    """Complain of every value, given with its path, that stood before."""
    seen = set()
    for path, value in values:
        if value in seen:
            yield f"{path}: must be unique, and is used before"
        seen.add(value)
