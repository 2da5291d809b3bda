"""Seeing the workspace as one person does."""

from sandbox.desk import Desk
from sandbox.finding import Place, buttons_of
from sandbox.reading import text_of_message, text_of_view
from sandbox.records import Channel, Message, User, UserId, View


class Onlooker:
    """Somebody in the workspace, and what their Slack client shows them."""

    def __init__(self, desk: Desk, identifier: UserId) -> None:
        self._desk = desk
        self._workspace = desk.workspace
        self.id = identifier

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id!r})"

    @property
    def user(self) -> User:
        return self._workspace.users[self.id]

    @property
    def name(self) -> str:
        return self.user.name

    def channels(self) -> list[Channel]:
        channels = self._workspace.channels.values()
        return [channel for channel in channels if self.id in channel.members and not channel.is_im]

    def messages(self, channel: str) -> list[Message]:
        """Return what stands in a channel, newest last: no replies, but what is shown to this person alone."""
        return [message for message in self._seen(self._channel(channel)) if _is_top(message)]

    def dm(self) -> list[Message]:
        """Return the direct messages with the app's bot."""
        return [message for message in self._seen(self._dm()) if _is_top(message)]

    def thread(self, message: Message) -> list[Message]:
        """Return a message and the replies to it, whichever of them is given."""
        root = message.thread_ts or message.ts
        seen = self._seen(self._workspace.channels[message.channel])
        return [one for one in seen if root in (one.ts, one.thread_ts)]

    def everything(self) -> list[Message]:
        """Return every message this person sees anywhere, newest last."""
        with self._workspace.lock:
            channels = [channel for channel in self._workspace.channels.values() if self.id in channel.members]
            found = [message for channel in channels for message in self._seen(channel)]
        return sorted(found, key=lambda message: message.ts)

    @property
    def view(self) -> View | None:
        """Return the modal on top."""
        return self._desk.modals.top(self.id)

    @property
    def modal(self) -> View:
        """Return the modal on top, which must be there."""
        view = self.view
        if view is None:
            msg = f"{self.name} has no modal open."
            raise LookupError(msg)
        return view

    @property
    def views(self) -> tuple[View, ...]:
        return self._desk.modals.stack(self.id)

    @property
    def home(self) -> View | None:
        return self._desk.modals.home(self.id)

    def reads(self, place: Place) -> str:
        """Return a message or view as plain text."""
        place = self._desk.current(place)
        if isinstance(place, View):
            return text_of_view(place.content, place.state, place.errors, self._workspace.name_of)
        return text_of_message(place.blocks, place.text, self._workspace.name_of)

    def buttons(self, place: Place) -> list[str]:
        return buttons_of(self._desk.current(place))

    def _dm(self) -> Channel:
        return self._workspace.dm_with(self.id)

    def _channel(self, which: str) -> Channel:
        channel = self._workspace.get_channel(which)
        if self.id not in channel.members:
            msg = f"{self.name} is not in #{channel.name}."
            raise LookupError(msg)
        return channel

    def _seen(self, channel: Channel) -> list[Message]:
        with self._workspace.lock:
            return self._workspace.timeline(channel.id).visible_to(self.id)


def _is_top(message: Message) -> bool:
    return not message.is_reply or message.reply_broadcast
