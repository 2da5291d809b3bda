"""The record of everything that went between the app and the sandbox."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from sandbox.records import Json, Message


@dataclass(frozen=True, slots=True)
class Entry:
    """One call of the Web API. Status 0 means that the caller got no answer."""

    at: datetime
    method: str
    args: Json
    status: int
    response: Any
    fault: str | None = None
    # Real time, from the call's last byte to the decision what to answer.
    seconds: float = 0

    def to_json(self) -> Json:
        line = {
            "at": self.at.isoformat(),
            "method": self.method,
            "args": self.args,
            "status": self.status,
            "response": self.response,
        }
        return line | ({"fault": self.fault} if self.fault else {})


@dataclass(frozen=True, slots=True)
class Received:
    at: datetime
    method: str
    args: Json


@dataclass(frozen=True, slots=True)
class Accepted:
    """A call that was applied to a message, whatever the caller was told."""

    at: datetime
    method: str
    channel: str
    ts: str
    text: str
    metadata: Mapping[str, Any] | None
    thread_ts: str | None

    @property
    def key(self) -> str | None:
        """Return the app's own id of the message, if its metadata carries one under `k`."""
        return None if self.metadata is None else self.metadata["event_payload"].get("k")


@dataclass(frozen=True, slots=True)
class Delivered:
    """One attempt to hand something to the app, and how it answered. `ack` None means that it did not."""

    at: datetime
    kind: str
    payload: Json
    attempt: int
    ack: Any | None
    error: str | None
    # Real time, from handing over to the answer.
    seconds: float = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """What the app answered besides its acknowledgement. `error` tells why it was refused, as Slack would say it."""

    at: datetime
    to: str
    content: Any
    error: str | None


Line = Entry | Delivered | Answered


@dataclass(slots=True)
class Journal:
    path: Path | None = None
    entries: list[Entry] = field(default_factory=list)
    requests: list[Received] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)
    deliveries: list[Delivered] = field(default_factory=list)
    # Calls, deliveries and answers in the order in which they ended.
    lines: list[Line] = field(default_factory=list)
    _listeners: list[Callable[[], None]] = field(default_factory=list)
    _grown: threading.Condition = field(default_factory=threading.Condition)
    _file: TextIO | None = None

    def __post_init__(self) -> None:
        if self.path is not None:
            self._file = self.path.open("a", encoding="utf-8", buffering=1)

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Be told after each line, in the thread that wrote it."""
        self._listeners.append(listener)

    def request(self, received: Received) -> None:
        with self._grown:
            self.requests.append(received)

    def call(self, entry: Entry) -> None:
        with self._grown:
            self.entries.append(entry)
            if self._file is not None:
                self._file.write(json.dumps(entry.to_json()) + "\n")
        self._add(entry)

    def accept(self, at: datetime, method: str, message: Message) -> None:
        accepted = Accepted(
            at=at,
            method=method,
            channel=message.channel,
            ts=message.ts,
            text=message.text,
            metadata=message.metadata,
            thread_ts=message.thread_ts,
        )
        with self._grown:
            self.accepted.append(accepted)
            self._grown.notify_all()

    def delivery(self, delivered: Delivered) -> None:
        with self._grown:
            self.deliveries.append(delivered)
        self._add(delivered)

    def answer(self, answered: Answered) -> None:
        self._add(answered)

    def wait(self, timeout: float) -> None:
        """Wait until something more is recorded, or until the time is up."""
        with self._grown:
            self._grown.wait(timeout)

    def calls(self, method: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.method == method]

    def _add(self, line: Line) -> None:
        with self._grown:
            self.lines.append(line)
            self._grown.notify_all()
        for listener in tuple(self._listeners):
            listener()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
