"""A feed: messages as articles, drawn again only where something about them has changed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from markupsafe import Markup

from sandbox.page.backdrop import Backdrop, local
from sandbox.page.places import Looking
from sandbox.records import SLACKBOT, Message, User

# What stands in a list, by a key that stays the same: for the page to put it in place.
Entries = dict[str, str]
TINTS = 6


@dataclass(frozen=True, slots=True)
class Replies:
    """What the line under a message says of its thread."""

    count: int
    last: Message


@dataclass(slots=True)
class Feed:
    """The articles of one conversation or thread, for one tab."""

    backdrop: Backdrop
    looking: Looking
    is_thread: bool = False
    # What an article was drawn from, and the article.
    _drawn: dict[str, tuple[Any, str]] = field(default_factory=dict)

    def entries(self, *, new_after: str = "") -> Entries:
        """Return day lines and articles in order; `new_after` is the ts up to which all was read before this tab."""
        person = self.backdrop.viewer(self.looking)
        entries: Entries = {}
        day: date | None = None
        is_new = False
        for message, replies in self._messages():
            key = f"{'t' if self.is_thread else 'm'}-{message.ts}"
            at = local(message.posted_at, person.user)
            if at.date() != day and not self.is_thread:
                day = at.date()
                entries[f"day-{day}"] = self._line("day_line.html", day=at)
            if new_after and not is_new and message.ts > new_after and message.user != person.id:
                is_new = True
                entries["new-line"] = self._line("new_line.html")
            entries[key] = self._article(key, message, replies, person.user)
        return entries

    def _messages(self) -> Iterable[tuple[Message, Replies | None]]:
        workspace = self.backdrop.world.workspace
        channel = self.looking.channel(workspace)
        viewer = self.looking.user(workspace)
        with workspace.lock:
            seen = workspace.timeline(channel.id).visible_to(viewer.id)
        threads = _threads(seen)
        if self.is_thread:
            root = self.looking.thread
            return [(message, None) for message in seen if root in (message.ts, message.thread_ts)]
        return [
            (message, threads.get(message.ts)) for message in seen if not message.is_reply or message.reply_broadcast
        ]

    def _article(self, key: str, message: Message, replies: Replies | None, viewer: User) -> str:
        desk = self.backdrop.world.desk
        stamp = (message, desk.chosen(viewer, message), replies)
        known = self._drawn.get(key)
        if known is not None and known[0][0] is message and known[0][1:] == stamp[1:]:
            return known[1]
        workspace = self.backdrop.world.workspace
        author = workspace.users.get(message.user) or workspace.users[SLACKBOT]
        html = self.backdrop.draw(
            "message.html",
            self.looking,
            key=key,
            message=message,
            author=author,
            initials="".join(word[0] for word in (author.real_name or author.name).split()[:2]).upper(),
            tint=sum(author.id.encode()) % TINTS,
            replies=replies,
            is_thread=self.is_thread,
            shortcuts=[entry for entry in workspace.install.shortcuts if entry.type == "message"],
            body=self.backdrop.drawer.message(message, viewer, desk.state(viewer, message), within=key[0]),
        )
        self._drawn[key] = (stamp, html)
        return html

    def _line(self, template: str, **values: Any) -> Markup:
        return self.backdrop.draw(template, self.looking, **values)


def _threads(seen: list[Message]) -> dict[str, Replies]:
    threads: dict[str, Replies] = {}
    for message in seen:
        if message.is_reply and message.thread_ts is not None:
            before = threads.get(message.thread_ts)
            threads[message.thread_ts] = Replies(before.count + 1 if before else 1, message)
    return threads
