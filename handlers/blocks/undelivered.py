"""Draws what is said about a message that did not get to where it should."""

import json
from collections.abc import Mapping

from handlers.blocks.prose import Card, Part, place, say, small, to_dicts
from rituals.announcements import Announcement
from rituals.slack_errors import CONTENT, GONE, RESTRICTED, SHARED

MOST_BLOCKS = 50
"""In one message, says Slack."""

_WHY: Mapping[str, str] = {
    GONE: "they have left, or are a guest now",
    SHARED: "another company can read along there",
    "account_inactive": "the account is closed",
    "channel_not_found": "it does not exist, or the bot cannot see it",
    "is_archived": "the channel is archived",
    "msg_too_long": "the message is too long",
    "not_in_channel": "the bot is not a member of the channel",
    "user_disabled": "the account is closed",
    "user_not_found": "there is no such account",
}
_INVITE = "Open the channel and send “/invite @Drumbeat” there, or name another channel in the program file."
_WAYS_OUT: Mapping[str, str] = {
    GONE: "Please give what is theirs to somebody else in the program file.",
    SHARED: "An administrator can let the bot write there, or name a channel of your own in the program file.",
    "channel_not_found": _INVITE,
    "is_archived": "Please unarchive the channel, or name another one in the program file.",
    "not_in_channel": _INVITE,
}
_LET_IT_POST = (
    "Please let the bot post there (channel details, Settings, Posting permissions), or name another channel in the "
    "program file."
)


def redirected_text(announcement: Announcement, reason: str) -> str:
    """Return the message's plain words, with where it should have gone before them."""
    return f"{_meant_for(announcement)}{say_why(reason)}. {announcement.text}"


def redirected_blocks(announcement: Announcement, reason: str) -> str:
    """Return the message's blocks as JSON, with where it should have gone on the first line.

    Blocks that Slack refused are left out: the words alone will pass.
    """
    first = say(
        "Meant for ",
        place(announcement.recipient),
        f", which did not take it: {say_why(reason)}. {_way_out(reason)}".rstrip(),
    )
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
        text=f"A message could not be delivered: {say_why(reason)}.",
        blocks=(
            say(
                "A message to ",
                place(announcement.recipient),
                f" could not be delivered: {say_why(reason)}. ",
                *instead,
            ),
            small(f"{_way_out(reason)} You hear of this once a day.".lstrip()),
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


def say_why(reason: str) -> str:
    """Say in words why Slack did not take a message."""
    if reason in CONTENT:
        return "Slack refused its layout"
    if reason.startswith(RESTRICTED):
        return "the channel's rules do not let the bot post"
    return _WHY.get(reason, f"Slack answered “{reason}”")


def _way_out(reason: str) -> str:
    return _LET_IT_POST if reason.startswith(RESTRICTED) else _WAYS_OUT.get(reason, "")
