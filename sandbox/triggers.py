"""Trigger ids: the permission to open a view, given with each thing a person does, for three seconds and one use."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sandbox.clock import Clock
from sandbox.records import Channel, UserId, ViewId
from sandbox.refusal import refuse

LIFE = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Trigger:
    id: str
    user: UserId
    issued_at: datetime
    view: ViewId | None = None
    # Where the person did it.
    channel: Channel | None = None
    used: bool = False


class Triggers:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._issued: dict[str, Trigger] = {}

    def issue(self, user: UserId, view: ViewId | None = None, channel: Channel | None = None) -> str:
        now = self._clock.now()
        identifier = f"{int(now.timestamp())}.{len(self._issued) + 1}.{uuid.uuid4().hex}"
        trigger = Trigger(identifier, user, now, view, channel)
        self._issued[trigger.id] = trigger
        return trigger.id

    def look(self, identifier: str) -> Trigger:
        """Return the trigger if it may still be exchanged."""
        trigger = self._issued.get(identifier)
        if trigger is None:
            refuse("invalid_trigger_id")
        if trigger.used:
            refuse("exchanged_trigger_id")
        if self._clock.now() - trigger.issued_at > LIFE:
            refuse("expired_trigger_id")
        return trigger

    def exchange(self, trigger: Trigger) -> None:
        self._issued[trigger.id] = replace(trigger, used=True)
