"""The views that people have open: a stack of modals each, and the app's home tab."""

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sandbox.clock import Clock
from sandbox.records import Channel, Json, State, UserId, View, ViewId
from sandbox.refusal import refuse
from sandbox.surfaces import state_of, with_ids
from sandbox.views import faults_of_view

DEEPEST_STACK = 3
LARGEST_VIEW = 250_000


class Modals:
    """Not locked by itself: whoever calls holds the workspace's lock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._stacks: dict[UserId, tuple[View, ...]] = {}
        self._homes: dict[UserId, View] = {}
        self._listeners: list[Callable[[], None]] = []

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Be told after each change of what somebody has open, in the thread that made it."""
        self._listeners.append(listener)

    def stack(self, user: UserId) -> tuple[View, ...]:
        return self._stacks.get(user, ())

    def top(self, user: UserId) -> View | None:
        stack = self.stack(user)
        return stack[-1] if stack else None

    def home(self, user: UserId) -> View | None:
        return self._homes.get(user)

    def find(self, identifier: str, external_id: str = "") -> View | None:
        for view in self.everything():
            if view.id == identifier or (external_id and view.content.get("external_id") == external_id):
                return view
        return None

    def everything(self) -> list[View]:
        return [*self._homes.values(), *(view for stack in self._stacks.values() for view in stack)]

    def open(self, user: UserId, content: Any, opened_in: Channel | None = None) -> View:
        """Show a new modal. It takes the place of whatever the person had open."""
        checked = self._checked(content, "modal")
        view = self._view(user, checked, opened_in)
        view = replace(view, root_id=view.id)
        self._show(user, (view,))
        return view

    def push(self, user: UserId, content: Any) -> View:
        checked = self._checked(content, "modal")
        stack = self.stack(user)
        if not stack:
            refuse("not_found")
        if len(stack) >= DEEPEST_STACK:
            refuse("push_limit_reached")
        view = self._view(user, checked, stack[-1].opened_in)
        view = replace(view, root_id=stack[0].id, previous_id=stack[-1].id)
        self._show(user, (*stack, view))
        return view

    def update(self, view: View, content: Any, *, expected_hash: str | None = None) -> View:
        """Redraw a view in place. What a person has entered stays wherever block and action ids are the same."""
        checked = self._checked(content, view.type, besides=view.id)
        if expected_hash and expected_hash != view.hash:
            refuse("hash_conflict")
        drawn = with_ids(checked["blocks"])
        updated = replace(
            view,
            hash=self._hash(),
            content={**checked, "blocks": drawn},
            state=state_of(drawn, view.state, view.opened_in),
            errors={},
        )
        self._put(updated)
        return updated

    def publish(self, user: UserId, content: Any, *, expected_hash: str | None = None) -> View:
        home = self._homes.get(user)
        if home is not None:
            return self.update(home, content, expected_hash=expected_hash)
        view = self._view(user, self._checked(content, "home"))
        home = replace(view, root_id=view.id)
        self._put(home)
        return home

    def enter(self, view: View, state: State) -> View:
        """Keep what the person has entered."""
        entered = replace(view, state=state)
        self._put(entered)
        return entered

    def show_errors(self, view: View, errors: dict[str, str]) -> View:
        shown = replace(view, errors=errors)
        self._put(shown)
        return shown

    def close(self, view: View) -> None:
        self._show(view.user, tuple(other for other in self.stack(view.user) if other.id != view.id))

    def clear(self, user: UserId) -> None:
        self._show(user, ())

    def _put(self, view: View) -> None:
        if view.type == "home":
            self._homes[view.user] = view
            self._tell()
        else:
            stack = self.stack(view.user)
            self._show(view.user, tuple(view if other.id == view.id else other for other in stack))

    def _show(self, user: UserId, stack: tuple[View, ...]) -> None:
        self._stacks[user] = stack
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()

    def _view(self, user: UserId, content: Json, opened_in: Channel | None = None) -> View:
        drawn = with_ids(content["blocks"])
        identifier = ViewId("V0" + uuid.uuid4().hex[:9].upper())
        return View(
            id=identifier,
            user=user,
            type=content["type"],
            hash=self._hash(),
            content={**content, "blocks": drawn},
            state=state_of(drawn, here=opened_in),
            opened_in=opened_in,
        )

    def _hash(self) -> str:
        return f"{int(self._clock.now().timestamp())}.{uuid.uuid4().hex[:8]}"

    def _checked(self, content: Any, kind: str, besides: str = "") -> Json:
        if not isinstance(content, dict):
            refuse("invalid_arguments", messages=["must provide an object [json-pointer:/view]"])
        if len(json.dumps(content)) > LARGEST_VIEW:
            refuse("view_too_large")
        faults = faults_of_view(content)
        if content.get("type") != kind:
            faults.append(f"view.type: must be {kind}")
        if faults:
            refuse("invalid_arguments", messages=faults)
        external_id = content.get("external_id")
        taken = self.find("", external_id) if external_id else None
        if taken is not None and taken.id != besides:
            refuse("duplicate_external_id")
        return content
