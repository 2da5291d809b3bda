"""What happens when a person acts: the app is asked, and its answer takes effect on what the person sees."""

from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.door import INTERACTION, Delivery, Door
from sandbox.events import Events
from sandbox.finding import Place, Spot, label_of_field
from sandbox.journal import Answered, Journal
from sandbox.modals import Modals
from sandbox.payloads import Payloads
from sandbox.records import ChannelId, Json, Message, State, User, UserId, View
from sandbox.refusal import RefusedError
from sandbox.response_urls import answer, faults_of_content
from sandbox.surfaces import is_empty, state_of
from sandbox.workspace import Workspace

TIMED_OUT = "operation_timeout"
INCOMPLETE = "Please complete this required field"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person got back: the answer's body, what it said to them alone, or what went wrong."""

    body: Any = None
    text: str = ""
    error: str | None = None
    messages: tuple[Message, ...] = ()
    view: View | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of a submitted modal. `errors` are by label, `blocks` the same by block id."""

    errors: dict[str, str] = field(default_factory=dict)
    closed: bool = False
    view: View | None = None
    error: str | None = None
    blocks: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Desk:
    workspace: Workspace
    modals: Modals
    door: Door
    payloads: Payloads
    events: Events
    journal: Journal
    # What each person has chosen on a message without sending it yet.
    _chosen: dict[tuple[UserId, ChannelId, str], State] = field(default_factory=dict)

    def ask(self, kind: str, payload: Json) -> tuple[Any, str | None]:
        """Return the app's answer, or what the person is told instead."""
        delivery: Delivery = self.door.ask(kind, payload)
        if delivery.ack is not None:
            return delivery.ack.body, None
        return None, "dispatch_failed" if delivery.error == "dispatch_failed" else TIMED_OUT

    def current(self, place: Place) -> Place:
        """Return what stands there now in place of what stood there when it was looked at."""
        if isinstance(place, View):
            return self.modals.find(place.id) or place
        timeline = self.workspace.timeline(place.channel)
        return timeline.find(place.ts) or timeline.find_private(place.ts) or place

    def state(self, user: User, place: Place) -> State:
        return place.state if isinstance(place, View) else state_of(place.blocks, self.chosen(user, place))

    def chosen(self, user: User, message: Message) -> State | None:
        """Return what the person has chosen on a message, None where nothing was touched yet."""
        return self._chosen.get((user.id, message.channel, message.ts))

    def enter(self, user: User, spot: Spot, value: Json) -> Place:
        """Keep what the person has entered in an element."""
        with self.workspace.lock:
            place = self.current(spot.place)
            state = {block: dict(values) for block, values in self.state(user, place).items()}
            state.setdefault(spot.block_id, {})[spot.action_id] = value
            if isinstance(place, View):
                left = {block: error for block, error in place.errors.items() if block != spot.block_id}
                return self.modals.enter(replace(place, errors=left), state)
            self._chosen[user.id, place.channel, place.ts] = state
            return place

    def act(self, user: User, spot: Spot, action: Json) -> tuple[Any, str | None]:
        """Send what the person did with an element."""
        with self.workspace.lock:
            place = self.current(spot.place)
            named = {"type": spot.element["type"], "action_id": spot.action_id, "block_id": spot.block_id, **action}
            if isinstance(place, View):
                payload = self.payloads.actions_on_view(user, place, named)
            else:
                payload = self.payloads.actions_on_message(user, place, named, self.state(user, place))
        return self.ask(INTERACTION, payload)

    def suggestions(self, user: User, spot: Spot, query: str) -> list[Json]:
        payload = self.payloads.suggestion(user, self.current(spot.place), spot.block_id, spot.action_id, query)
        body, error = self.ask(INTERACTION, payload)
        if error is not None or not isinstance(body, dict):
            return []
        groups = [group["options"] for group in body.get("option_groups", ())]
        return [option for options in [body.get("options", []), *groups] for option in options]

    def answer_command(self, user: User, channel: ChannelId, body: Any) -> str | None:
        """Show what the app answered to a command, and return why that could not be."""
        content = {"text": body} if isinstance(body, str) else body
        if not content:
            return None
        fault = faults_of_content(content)
        if fault is not None:
            self._refuse("slash command", content, fault)
            return fault
        with self.workspace.lock:
            answer(self.workspace, user.id, channel, content)
        return None

    def submit(self, user: User, view: View) -> Submission:
        missing = _missing(view)
        if missing:
            shown = self.modals.show_errors(view, missing)
            return self._refused(shown, missing)
        body, error = self.ask(INTERACTION, self.payloads.submission(user, view))
        if error is not None:
            return Submission(view=self.modals.top(user.id), error=error)
        with self.workspace.lock:
            try:
                followed = self._follow(user, view, body or {})
            except RefusedError as refusal:
                messages = refusal.more.get("response_metadata", {}).get("messages", [])
                followed = Submission(view=view, error="; ".join([refusal.code, *messages]))
        if followed.error is not None:
            self._refuse("submission", body, followed.error)
        return followed

    def refuse(self, view: View, errors: dict[str, str]) -> Submission:
        """Tell beside the fields, by block id, why Slack's client does not send the modal: what is missing too."""
        with self.workspace.lock:
            return self._refused(view, {**_missing(view), **errors})

    def show_errors(self, view: View, errors: dict[str, str]) -> View:
        with self.workspace.lock:
            return self.modals.show_errors(view, errors)

    def close(self, user: User, view: View) -> None:
        cleared = bool(view.content.get("clear_on_close"))
        with self.workspace.lock:
            gone = self.modals.stack(user.id) if cleared else (view,)
            for one in gone:
                self.modals.close(one)
        for one in gone:
            if one.content.get("notify_on_close"):
                self.ask(INTERACTION, self.payloads.closing(user, one, cleared=cleared))

    def _refuse(self, to: str, content: Any, error: str) -> None:
        self.journal.answer(Answered(self.workspace.clock.now(), to, content, error))

    def _follow(self, user: User, view: View, body: Json) -> Submission:
        """Do what the app's answer to a submission says."""
        view = self.modals.find(view.id) or view
        match body.get("response_action"):
            case "errors":
                return self._refused(view, dict(body.get("errors") or {}))
            case "update":
                return Submission(view=self.modals.update(view, body.get("view")))
            case "push":
                return Submission(view=self.modals.push(user.id, body.get("view")))
            case "clear":
                self.modals.clear(user.id)
            case _:
                self.modals.close(view)
        return Submission(closed=True, view=self.modals.top(user.id))

    def _refused(self, view: View, errors: dict[str, str]) -> Submission:
        inputs = {block["block_id"]: block for block in view.blocks if block["type"] == "input"}
        strange = [block_id for block_id in errors if block_id not in inputs]
        if strange or not errors:
            return Submission(view=view, error=f"errors for blocks that are not inputs: {', '.join(strange)}")
        shown = self.modals.show_errors(view, errors)
        by_label: dict[str, str] = {}
        for block_id, text in errors.items():
            label = label_of_field(inputs[block_id])
            by_label[label if label not in by_label else f"{label} ({block_id})"] = text
        return Submission(errors=by_label, view=shown, blocks=errors)


def _missing(view: View) -> dict[str, str]:
    """Return Slack's complaint about each required input that is empty."""
    return {
        block["block_id"]: INCOMPLETE
        for block in view.blocks
        if block["type"] == "input"
        and not block.get("optional")
        and all(is_empty(value) for value in view.state.get(block["block_id"], {}).values())
    }
