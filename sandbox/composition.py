"""The parts that blocks and elements are composed of.

Figures from docs.slack.dev, Reference: Block Kit, Composition objects: "Text object", "Option object", "Option group
object", "Confirmation dialog object", "Conversation filter object", "Dispatch action configuration object" and "Slack
file object".
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.shapes import Array, Check, Shape, Tagged, exactly_one, flag, one_of, repeated, string

LONGEST_TEXT = 3000
LONGEST_URL = 3000
MOST_OPTIONS = 100

WEB_URL = string(LONGEST_URL, form=r"https?://\S+", called="a valid http or https URL")
SECURE_URL = string(LONGEST_URL, form=r"https://\S+", called="a valid https URL")


def _plain(at_most: int) -> Shape:
    return Shape(required={"text": string(at_most)}, optional={"emoji": flag})


def _marked(at_most: int) -> Shape:
    return Shape(required={"text": string(at_most)}, optional={"verbatim": flag})


def plain_text(at_most: int) -> Tagged:
    return Tagged({"plain_text": _plain(at_most)})


def any_text(at_most: int) -> Tagged:
    return Tagged({"plain_text": _plain(at_most), "mrkdwn": _marked(at_most)})


def _option(text: Check, **more: Check) -> Shape:
    return Shape(required={"text": text, "value": string(150)}, optional={"description": text, **more})


MENU_OPTION = _option(plain_text(75))
OVERFLOW_OPTION = _option(plain_text(75), url=string(LONGEST_URL))
CHOICE_OPTION = _option(any_text(75))


def options_of(value: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk the options that a menu offers, grouped or not, each with its path below the menu."""
    for index, option in enumerate(value.get("options", ())):
        yield f"options[{index}]", option
    for number, group in enumerate(value.get("option_groups", ())):
        for path, option in options_of(group):
            yield f"option_groups[{number}].{path}", option


def distinct_values(path: str, value: Mapping[str, Any]) -> Iterator[str]:
    yield from repeated((f"{path}.{where}.value", option["value"]) for where, option in options_of(value))


OPTION_GROUP = Shape(required={"label": plain_text(75), "options": Array(MENU_OPTION, at_most=MOST_OPTIONS)})

# The reference asks for plain text here; Slack takes mrkdwn as well, and its own SDKs send it.
CONFIRM = Shape(
    required={"title": plain_text(100), "text": any_text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    optional={"style": one_of("primary", "danger")},
)

CONVERSATION_FILTER = Shape(
    optional={
        "include": Array(one_of("im", "mpim", "private", "public"), at_most=4),
        "exclude_bot_users": flag,
        "exclude_external_shared_channels": flag,
    }
)

DISPATCH_CONFIG = Shape(
    optional={"trigger_actions_on": Array(one_of("on_enter_pressed", "on_character_entered"), at_most=2)}
)

SLACK_FILE = Shape(optional={"id": string(), "url": WEB_URL}, rules=(exactly_one("id", "url"),))
