"""The messages of one channel, in the order of their timestamps."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import datetime

from sandbox.records import Message, UserId


class Timeline:
    def __init__(self) -> None:
        self._messages: dict[str, Message] = {}
        self._order: list[str] = []
        self._top: list[str] = []
        self._threads: dict[str, list[str]] = {}
        self._private: list[Message] = []
        self._last = (0, 0)

    def next_ts(self, now: datetime) -> str:
        """Return a timestamp that no message of this channel has, later than all of them."""
        wanted = (int(now.timestamp()), now.microsecond)
        if wanted <= self._last:
            seconds, micros = self._last
            wanted = (seconds, micros + 1) if micros < 999_999 else (seconds + 1, 0)
        self._last = wanted
        return f"{wanted[0]}.{wanted[1]:06d}"

    def add(self, message: Message) -> None:
        if message.ephemeral_to is not None:
            self._private.append(message)
            return
        self._messages[message.ts] = message
        self._order.append(message.ts)
        if message.is_reply and message.thread_ts is not None:
            self._threads.setdefault(message.thread_ts, []).append(message.ts)
        if not message.is_reply or message.reply_broadcast:
            self._top.append(message.ts)

    def replace(self, message: Message) -> None:
        if message.ephemeral_to is not None:
            self._private = [message if old.ts == message.ts else old for old in self._private]
            return
        self._messages[message.ts] = message

    def forget(self, ts: str) -> None:
        """Drop a message as if it had never been."""
        message = self._messages.pop(ts)
        for listed in (self._order, self._top, self._threads.get(message.thread_ts or "", [])):
            if ts in listed:
                listed.remove(ts)

    def find(self, ts: str) -> Message | None:
        message = self._messages.get(ts)
        return None if message is None or message.deleted else message

    def find_private(self, ts: str) -> Message | None:
        return next((message for message in self._private if message.ts == ts and not message.deleted), None)

    def everything(self) -> list[Message]:
        """Return all messages, deleted and ephemeral ones included."""
        return sorted([*self._messages.values(), *self._private], key=lambda message: message.ts)

    def visible_to(self, user: UserId) -> list[Message]:
        return [message for message in self.everything() if message.visible_to(user)]

    def replies(self, thread_ts: str) -> list[Message]:
        found = (self._messages[ts] for ts in self._threads.get(thread_ts, ()))
        return [message for message in found if not message.deleted]

    def has_thread(self, ts: str) -> bool:
        """Say whether a reply to that message has a place: the message stands, or its tombstone keeps the thread."""
        return self.find(ts) is not None or (ts in self._messages and bool(self.replies(ts)))

    def newest_first(self, *, oldest: str, latest: str, inclusive: bool) -> Iterator[Message]:
        """Yield the channel's own messages between two timestamps; either may be empty."""
        low = 0
        high = len(self._top)
        if oldest:
            low = (bisect_left if inclusive else bisect_right)(self._top, padded(oldest))
        if latest:
            high = (bisect_right if inclusive else bisect_left)(self._top, padded(latest))
        for position in range(high - 1, low - 1, -1):
            message = self._messages[self._top[position]]
            if not message.deleted:
                yield message


def padded(ts: str) -> str:
    """Write a timestamp so that it compares as text: six places, ten digits before them."""
    seconds, _, micros = ts.partition(".")
    return f"{seconds:>010}.{micros:0<6}"
