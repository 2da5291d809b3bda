"""Reads the text of a Slack message as a person sees it."""

import html
import re

from rituals.program import Program

_ENTITY = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def read_text(text: str, program: Program) -> str:
    """Return `text` with Slack's mentions, channels and links written out, and its escapes undone.

    https://docs.slack.dev/messaging/formatting-message-text
    """
    names = {person.slack_id: person.name for person in program.people.values() if person.slack_id}

    def written_out(match: re.Match[str]) -> str:
        sigil, target, label = match.group(1), match.group(2), match.group(3)
        if sigil == "@":
            return f"@{label or names.get(target, target)}"  # type: ignore[call-overload]
        if sigil == "!":
            return f"@{label or target.split('^')[0]}".replace("@@", "@")
        if sigil == "#":
            return f"#{label or target}"
        return f"{label} ({target})" if label and label != target else target

    return html.unescape(_ENTITY.sub(written_out, text))
