"""The way from the workspace to the app: hands over events, interactions and commands, and waits for the answer."""

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from sandbox.agenda import Agenda
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.journal import Delivered, Journal
from sandbox.records import Json

EVENT = "events_api"
INTERACTION = "interactive"
COMMAND = "slash_commands"
# Real time: this is how long Slack waits for an app, and a person for Slack.
ANSWER_WITHIN_SECONDS = 3.0
# On the sandbox's clock, after the attempt before.
RETRIES = (timedelta(), timedelta(seconds=60), timedelta(seconds=300))


@dataclass(frozen=True, slots=True)
class Ack:
    """The app's answer: a parsed JSON body, a text, or nothing."""

    body: Any = None


@dataclass(slots=True)
class Delivery:
    kind: str
    payload: Json
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    attempt: int = 0
    reason: str | None = None
    ack: Ack | None = None
    error: str | None = None
    retries: bool = True
    done: threading.Event = field(default_factory=threading.Event)
    begun: float = field(default_factory=time.perf_counter)

    def wait(self) -> None:
        """Wait for the answer to the first attempt."""
        self.done.wait(ANSWER_WITHIN_SECONDS + 1)


class Line(Protocol):
    """What carries deliveries: websockets or HTTP. It reports each one back to the door as answered or failed."""

    def is_ready(self) -> bool: ...

    def send(self, delivery: Delivery) -> None: ...


class Door:
    def __init__(self, clock: Clock, journal: Journal, agenda: Agenda, faults: Faults) -> None:
        self._clock = clock
        self._journal = journal
        self._agenda = agenda
        self._faults = faults
        self._line: Line | None = None
        self._changed = threading.Condition()
        self._in_flight: dict[str, Delivery] = {}
        self._waiting: list[Delivery] = []
        self._lost_acks: dict[str, int] = {}
        self._local = threading.local()

    def use(self, line: Line) -> None:
        self._line = line
        self.line_changed()

    def line_changed(self) -> None:
        """Send what has waited for an app to connect."""
        with self._changed:
            ready = self._line is not None and self._line.is_ready()
            waiting, self._waiting = (self._waiting, []) if ready else ([], self._waiting)
            self._changed.notify_all()
        for delivery in waiting:
            self._send(delivery)

    def wait_for_app(self, timeout: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._line is not None and self._line.is_ready(), timeout)

    def quiet(self, timeout: float) -> bool:
        """Wait until nothing that was handed over is still without an answer."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._in_flight, timeout)

    def ask(self, kind: str, payload: Json) -> Delivery:
        """Hand something to the app for a person who is waiting. It is tried once."""
        delivery = Delivery(kind, payload, retries=False)
        if self._line is None or not self._line.is_ready():
            delivery.error = "dispatch_failed"
            self._note(delivery)
            return delivery
        self._send(delivery)
        delivery.wait()
        return delivery

    def announce(self, payload: Json) -> Delivery:
        """Hand an event to the app, again after a while if it does not answer."""
        delivery = Delivery(EVENT, payload)
        gathered: list[Delivery] | None = getattr(self._local, "gathered", None)
        if gathered is not None:
            gathered.append(delivery)
        if self._line is not None and self._line.is_ready():
            self._send(delivery)
        else:
            delivery.done.set()
            with self._changed:
                self._waiting.append(delivery)
        return delivery

    def send_again(self, payload: Json, *, attempt: int = 0, reason: str | None = None, kind: str = EVENT) -> Delivery:
        """Hand over a payload once more as it was, as Slack does when it is in doubt."""
        delivery = Delivery(kind, payload, attempt=attempt, reason=reason, retries=False)
        self._send(delivery)
        delivery.wait()
        return delivery

    def lose_acks(self, kind: str, times: int = 1) -> None:
        """Let the app's next answers to deliveries of that kind get lost on their way."""
        with self._changed:
            self._lost_acks[kind] = self._lost_acks.get(kind, 0) + times

    @contextmanager
    def gather(self) -> Iterator[list[Delivery]]:
        """Collect the events that this thread causes."""
        gathered: list[Delivery] = []
        self._local.gathered = gathered
        try:
            yield gathered
        finally:
            self._local.gathered = None

    def answered(self, delivery: Delivery, ack: Ack) -> None:
        with self._changed:
            lost = self._lost_acks.get(delivery.kind, 0)
            self._lost_acks[delivery.kind] = max(0, lost - 1)
        if lost:
            self.failed(delivery, "timeout")
            return
        if self._land(delivery):
            delivery.ack, delivery.error = ack, None
            self._finish(delivery)
            if self._faults.doubling and delivery.attempt == 0:
                again = Delivery(delivery.kind, delivery.payload, attempt=1, reason="http_timeout", retries=False)
                self._send(again)

    def failed(self, delivery: Delivery, reason: str, *, again: bool = True) -> None:
        if not self._land(delivery):
            return
        delivery.error = reason
        attempt = delivery.attempt
        self._finish(delivery)
        if again and delivery.retries and attempt < len(RETRIES):
            delivery.attempt += 1
            delivery.reason = reason
            self._try_later(delivery, RETRIES[attempt])

    def _try_later(self, delivery: Delivery, delay: timedelta) -> None:
        """Send it once more after a while; if nobody is connected, as soon as somebody is."""
        with self._changed:
            if self._line is None or not self._line.is_ready():
                self._waiting.append(delivery)
                return
        self._agenda.at(self._clock.now() + delay, lambda: self._send(delivery))
        self._agenda.run_due()

    def _send(self, delivery: Delivery) -> None:
        delivery.begun = time.perf_counter()
        with self._changed:
            self._in_flight[delivery.id] = delivery
        if self._line is None:
            self.failed(delivery, "connection_failed")
        else:
            self._line.send(delivery)

    def _land(self, delivery: Delivery) -> bool:
        """Say whether this is the first report about the attempt."""
        with self._changed:
            return self._in_flight.pop(delivery.id, None) is not None

    def _finish(self, delivery: Delivery) -> None:
        self._note(delivery)
        delivery.done.set()
        with self._changed:
            self._changed.notify_all()

    def _note(self, delivery: Delivery) -> None:
        self._journal.delivery(
            Delivered(
                at=self._clock.now(),
                kind=delivery.kind,
                payload=delivery.payload,
                attempt=delivery.attempt,
                ack=None if delivery.ack is None else (delivery.ack.body or {}),
                error=delivery.error,
                seconds=time.perf_counter() - delivery.begun,
            )
        )
