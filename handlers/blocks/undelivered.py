"""Draws what is said about a message that did not get to where it should."""

import json
from collections.abc import Mapping

from handlers.blocks.prose import Card, Part, place, say, small, to_dicts
from rituals.announcements import Announcement
from rituals.slack_errors import CONTENT, RESTRICTED

MOST_BLOCKS = 50
"""In one message, says Slack."""

_WHY: Mapping[str, str] = {
    "account_inactive": "the account is closed",
    "channel_not_found": "it does not exist, or the bot cannot see it",
    "is_archived": "the channel is archived",
    "msg_too_long": "the message is too long",
    "not_in_channel": "the bot is not a member of the channel",
    "user_disabled": "the account is closed",
    "user_not_found": "there is no such account",
}


def redirected_text(announcement: Announcement, reason: str) -> str:
    """Return the message's plain words, with where it should have gone before them."""
    return f"{_meant_for(announcement)}{_why(reason)}. {announcement.text}"


def redirected_blocks(announcement: Announcement, reason: str) -> str:
    """Return the message's blocks as JSON, with where it should have gone on the first line.

    Blocks that Slack refused are left out: the words alone will pass.
    """
    first = say("Meant for ", place(announcement.recipient), f", which did not take it: {_why(reason)}.")
    rest = [] if reason in CONTENT else json.loads(announcement.blocks)
    if not rest:
        return json.dumps(to_dicts([first, say(announcement.text)]))
    return json.dumps([first.to_dict(), *rest[: MOST_BLOCKS - 1]])


def failed_card(announcement: Announcement, reason: str) -> Card:
    """Tell an administrator that a message was refused, and what was done about it."""
    instead: tuple[Part, ...] = ("Nobody got it instead.",)
    if announcement.fallback:
        instead = ("It goes to ", place(announcement.fallback), " instead.")
    return Card(
        text=f"A message could not be delivered: {_why(reason)}.",
        blocks=(
            say("A message to ", place(announcement.recipient), f" could not be delivered: {_why(reason)}. ", *instead),
            small("Invite the bot there, or name another channel in the program file. You hear of this once a day."),
        ),
    )


def unconfirmed_card(announcement: Announcement) -> Card:
    """Tell an administrator that nobody knows whether a message arrived."""
    return Card(
        text="A message was sent, and it is not known whether it arrived.",
        blocks=(
            say(
                "A message to ",
                place(announcement.recipient),
                " was sent, but Slack did not say that it arrived, and the bot may not read there. "
                "It is not sent again, so that nobody reads it twice. Please look whether it is there.",
            ),
            small("With the optional scope channels:history the bot looks by itself. You hear of this once a day."),
        ),
    )


def vanished_card(announcement: Announcement) -> Card:
    """Tell an administrator that Slack took a message which is nowhere to be seen."""
    return Card(
        text="A message was sent, and it is not there.",
        blocks=(
            say(
                "Slack took a message to ",
                place(announcement.recipient),
                ", but it does not stand there: it was lost in Slack, or somebody deleted it at once. "
                "It is not sent again. Please see to it that whoever was to read it knows.",
            ),
            small("You hear of this once a day."),
        ),
    )


def _meant_for(announcement: Announcement) -> str:
    return "Meant for a person whom it did not reach: " if announcement.is_direct else "Meant for another channel: "


def _why(reason: str) -> str:
    if reason in CONTENT:
        return "Slack refused its layout"
    if reason.startswith(RESTRICTED):
        return "the channel's rules do not let the bot post"
    return _WHY.get(reason, f"Slack answered “{reason}”")
