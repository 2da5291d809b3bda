"""The workspace in memory: its people, channels and messages, behind one lock."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from sandbox.clock import Clock
from sandbox.loading import Plan, read_file, read_plan
from sandbox.records import Channel, ChannelId, Install, Message, Team, User, UserId
from sandbox.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened in the workspace: to a message, a channel or a person."""

    kind: str
    message: Message | None = None
    previous: Message | None = None
    channel: Channel | None = None
    user: User | None = None


class Workspace:
    def __init__(self, plan: Plan, clock: Clock | None = None) -> None:
        self.clock = clock or Clock.running()
        self.lock = threading.RLock()
        self.team: Team = plan.team
        self.install: Install = plan.install
        self.users: dict[UserId, User] = {user.id: user for user in plan.users}
        self.channels: dict[ChannelId, Channel] = {channel.id: channel for channel in plan.channels}
        self._timelines: dict[ChannelId, Timeline] = {channel: Timeline() for channel in self.channels}
        self._listeners: list[Callable[[Change], None]] = []

    @classmethod
    def load(
        cls, source: dict[str, Any] | str | Path, *, manifest: str | Path | None = None, clock: Clock | None = None
    ) -> Self:
        content = source if isinstance(source, dict) else read_file(Path(source))
        return cls(read_plan(content, None if manifest is None else read_file(Path(manifest))), clock)

    def subscribe(self, listener: Callable[[Change], None]) -> None:
        self._listeners.append(listener)

    def tell(self, change: Change) -> None:
        for listener in tuple(self._listeners):
            listener(change)

    # People

    @property
    def bot(self) -> User:
        return self.users[self.install.bot_user]

    def people(self) -> list[User]:
        """Return everybody who is a person."""
        return [user for user in self.users.values() if not user.is_bot and user.id != "USLACKBOT"]

    def find_user(self, who: str) -> User | None:
        """Find a person by id, name, `@name`, real name or e-mail."""
        if who in self.users:
            return self.users[UserId(who)]
        wanted = who.removeprefix("@").casefold()
        for user in self.users.values():
            if wanted in (user.name.casefold(), user.real_name.casefold(), user.email.casefold()):
                return user
        return None

    def get_user(self, who: str) -> User:
        user = self.find_user(who)
        if user is None:
            msg = f"Nobody here is called {who!r}; there are {', '.join(user.name for user in self.people())}."
            raise LookupError(msg)
        return user

    def change_user(self, who: str, **changes: Any) -> User:
        with self.lock:
            updated = int(self.clock.now().timestamp())
            user = replace(self.get_user(who), updated=updated, **changes)
            self.users[user.id] = user
        self.tell(Change("user_changed", user=user))
        return user

    # Channels

    def find_channel(self, which: str) -> Channel | None:
        """Find a channel by id, name or `#name`."""
        if which in self.channels:
            return self.channels[ChannelId(which)]
        wanted = which.removeprefix("#")
        return next(
            (channel for channel in self.channels.values() if channel.name == wanted and not channel.is_im), None
        )

    def get_channel(self, which: str) -> Channel:
        channel = self.find_channel(which)
        if channel is None:
            names = ", ".join("#" + channel.name for channel in self.channels.values() if not channel.is_im)
            msg = f"There is no channel {which!r}; there are {names}."
            raise LookupError(msg)
        return channel

    def change_channel(self, which: str, kind: str, **changes: Any) -> Channel:
        with self.lock:
            channel = replace(self.get_channel(which), **changes)
            self.channels[channel.id] = channel
        self.tell(Change(kind, channel=channel))
        return channel

    def delete_channel(self, which: str) -> None:
        with self.lock:
            channel = self.channels.pop(self.get_channel(which).id)
        self.tell(Change("channel_deleted", channel=channel))

    def dm_with(self, user: UserId) -> Channel:
        """Return the bot's direct messages with that person, opening them the first time."""
        with self.lock:
            dm = ChannelId("D" + user[1:])
            if dm not in self.channels:
                created = int(self.clock.now().timestamp())
                members = frozenset({user, self.install.bot_user})
                self.channels[dm] = Channel(id=dm, name=user, members=members, created=created, is_im=True)
                self._timelines[dm] = Timeline()
            return self.channels[dm]

    def name_of(self, kind: str, identifier: str) -> str:
        """Return the name a person sees for an id, as `sandbox.reading` asks for it."""
        if kind in ("channel", "conversation") and identifier in self.channels:
            channel = self.channels[ChannelId(identifier)]
            return self.name_of("user", channel.partner_of(self.install.bot_user)) if channel.is_im else channel.name
        user = self.users.get(UserId(identifier))
        return user.name if user else identifier

    # Messages

    def timeline(self, channel: ChannelId) -> Timeline:
        return self._timelines[channel]

    def post(self, channel: ChannelId, user: UserId, text: str, **more: Any) -> Message:
        """Add a message; `more` are further fields of the record."""
        with self.lock:
            now = self.clock.now()
            timeline = self._timelines[channel]
            message = Message(ts=timeline.next_ts(now), channel=channel, user=user, text=text, posted_at=now, **more)
            timeline.add(message)
        self.tell(Change("message_posted", message=message))
        return message

    def edit(self, message: Message, **changes: Any) -> Message:
        with self.lock:
            now = self.clock.now()
            edited = replace(message, edited_at=now, **changes)
            self._timelines[message.channel].replace(edited)
        self.tell(Change("message_changed", message=edited, previous=message))
        return edited

    def delete(self, message: Message) -> None:
        with self.lock:
            gone = replace(message, deleted=True)
            self._timelines[message.channel].replace(gone)
        self.tell(Change("message_deleted", message=gone, previous=message))

    def swallow(self, message: Message) -> None:
        """Lose a message without a trace, as if it had never been posted."""
        with self.lock:
            self._timelines[message.channel].forget(message.ts)

    def everything(self, channels: Iterable[ChannelId] | None = None) -> list[Message]:
        with self.lock:
            wanted = self.channels if channels is None else channels
            return [message for channel in wanted for message in self._timelines[channel].everything()]

    # The app

    def grant(self, *scopes: str) -> None:
        self.install = replace(self.install, scopes=self.install.scopes | set(scopes))

    def revoke(self, *scopes: str) -> None:
        self.install = replace(self.install, scopes=self.install.scopes - set(scopes))
