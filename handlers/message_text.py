"""Reads the text of a Slack message as a person sees it."""

import html
import re

from rituals.program import Program

_ENTITY = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def read_text(text: str, program: Program) -> str:
    """Return `text` with Slack's mentions, channels and links written out, and its escapes undone.

    https://docs.slack.dev/messaging/formatting-message-text
    """
    names = {str(person.slack_id): person.name for person in program.people.values()}

    def written_out(match: re.Match[str]) -> str:
        sigil, target, label = match.group(1), match.group(2), match.group(3)
        if sigil == "@":
            return f"@{names.get(target) or label or target}"
        if sigil == "!":
            return label or f"@{target.split('^')[0]}"
        if sigil == "#":
            return f"#{label or target}"
        return f"{label} ({target})" if label and label != target else target

    return html.unescape(_ENTITY.sub(written_out, text))
