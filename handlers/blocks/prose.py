"""Builds Block Kit out of prose: what a person typed goes in as plain text, and never becomes a mention or a link."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    HeaderBlock,
    PlainTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextListElement,
    RichTextSectionElement,
    SectionBlock,
)
from slack_sdk.models.blocks.block_elements import RichTextElement

from handlers.blocks.words import clip
from rituals.people import Person

HEADER_LIMIT = 150
SECTION_LIMIT = 3_000
BUTTON_LIMIT = 75
TEXT_LIMIT = 3_000
"""Slack's figures for a header, a section and a button; and ours for one piece of typed text in a message."""

Part = RichTextElement | str


@dataclass(frozen=True, slots=True)
class Card:
    """A message as drawn: `text` is a full sentence for notifications and screen readers, `blocks` what is seen."""

    text: str
    blocks: tuple[Block, ...]

    def to_json(self) -> str:
        """Return the blocks as the outbox keeps them."""
        return json.dumps([block.to_dict() for block in self.blocks], ensure_ascii=False)


def header(text: str) -> HeaderBlock:
    """Draw a heading."""
    return HeaderBlock(text=PlainTextObject(text=clip(text, HEADER_LIMIT)))


def bold(text: str) -> RichTextElement:
    """Draw text in bold."""
    return RichTextElementParts.Text(text=clip(text, TEXT_LIMIT) or " ", style={"bold": True})


def italic(text: str) -> RichTextElement:
    """Draw text in italics, for what somebody said."""
    return RichTextElementParts.Text(text=clip(text, TEXT_LIMIT) or " ", style={"italic": True})


def person(who: Person) -> RichTextElement:
    """Mention a person; the name alone where Slack does not know them."""
    if who.slack_id is None:
        return RichTextElementParts.Text(text=who.name or " ")
    return RichTextElementParts.User(user_id=who.slack_id)


def moment(instant: datetime) -> RichTextElement:
    """Draw an instant as a date and time where each reader is, for messages that several people read."""
    utc = instant.astimezone(UTC)
    return RichTextElementParts.Date(
        timestamp=int(utc.timestamp()),
        format="{date_short_pretty}, {time}",
        fallback=f"{utc:%a} {utc.day} {utc:%b %Y, %H:%M} UTC",
    )


def channel(channel_id: str) -> RichTextElement:
    """Link to a channel."""
    return RichTextElementParts.Channel(channel_id=channel_id)


def place(recipient: str) -> RichTextElement:
    """Mention where a message goes: a person, or a channel."""
    return RichTextElementParts.User(user_id=recipient) if recipient.startswith(("U", "W")) else channel(recipient)


def link(url: str, label: str) -> RichTextElement:
    """Link to an address that Slack gave us; never to one that a person typed."""
    return RichTextElementParts.Link(url=url, text=label)


def sentence(*parts: Part) -> RichTextSectionElement:
    """Join parts into one line; plain strings stay plain."""
    return RichTextSectionElement(elements=[_element(part) for part in parts if part != ""])


def paragraph(*lines: RichTextElement) -> RichTextBlock:
    """Draw lines made by `sentence` or `bullets` as one block; consecutive sentences start on new lines."""
    elements: list[RichTextElement] = []
    for line in lines:
        if elements and isinstance(elements[-1], RichTextSectionElement) and isinstance(line, RichTextSectionElement):
            elements[-1] = sentence(*_parts(elements[-1]), "\n", *_parts(line))
        else:
            elements.append(line)
    return RichTextBlock(elements=elements)


def say(*parts: Part) -> RichTextBlock:
    """Draw one line as a block of its own."""
    return paragraph(sentence(*parts))


def bullets(*lines: RichTextSectionElement) -> RichTextListElement:
    """Draw a bulleted list."""
    return RichTextListElement(style="bullet", elements=list(lines))


def small(text: str) -> ContextBlock:
    """Draw a line of small print."""
    return ContextBlock(elements=[PlainTextObject(text=clip(text, 2_000), emoji=True)])


def plain(text: str, accessory: Any = None, *, block_id: str | None = None) -> SectionBlock:
    """Draw plain text, with a button or menu beside it if given."""
    return SectionBlock(
        text=PlainTextObject(text=clip(text, SECTION_LIMIT), emoji=True), accessory=accessory, block_id=block_id
    )


def button(label: str, action_id: str, value: str, *, style: str | None = None) -> ButtonElement:
    """Draw a button that carries the opaque id `value`."""
    return ButtonElement(
        text=PlainTextObject(text=clip(label, BUTTON_LIMIT), emoji=True), action_id=action_id, value=value, style=style
    )


def buttons(*elements: ButtonElement, block_id: str | None = None) -> ActionsBlock:
    """Draw buttons in a row."""
    return ActionsBlock(elements=list(elements), block_id=block_id)


def to_dicts(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """Return blocks as Slack's API takes them."""
    return [block.to_dict() for block in blocks]


def _element(part: Part) -> RichTextElement:
    if isinstance(part, str):
        return RichTextElementParts.Text(text=clip(part, TEXT_LIMIT))
    return part


def _parts(section: RichTextSectionElement) -> list[RichTextElement]:
    parts: list[Any] = list(section.elements)
    return parts
