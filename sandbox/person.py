"""Acting as a person: doing what they can do in Slack's client."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sandbox.desk import Reply, Submission
from sandbox.door import COMMAND, INTERACTION
from sandbox.entering import CannotEnterError, entered, options_of, pick
from sandbox.finding import Place, Spot, find_button, find_choice, find_field
from sandbox.onlooker import Onlooker
from sandbox.records import Channel, Json, Message, Shortcut, View
from sandbox.surfaces import STATES, words_of
from sandbox.typing_in import typed
from sandbox.zones import zone_of

SENT_WITH_A_PRESS = frozenset({"text", "value", "style", "url", "confirm"})


class Person(Onlooker):
    """Somebody in the workspace. Every act returns once the app has acknowledged it."""

    # Saying

    def post(self, text: str, channel: str | None = None, thread: Message | None = None) -> Message:
        """Write a message, to the bot where no channel is named."""
        where = self._writable(channel if channel or thread is None else thread.channel)
        shown, blocks = typed(text, self._workspace)
        root = None if thread is None else thread.thread_ts or thread.ts
        with self._desk.door.gather() as deliveries:
            message = self._workspace.post(where.id, self.id, shown, blocks=tuple(blocks), thread_ts=root)
        for delivery in deliveries:
            delivery.wait()
        return message

    def mention(self, text: str, channel: str | None = None, thread: Message | None = None) -> Message:
        """Write a message that mentions the bot first."""
        return self.post(f"@{self._workspace.bot.name} {text}", channel, thread)

    def slash(self, command: str, text: str = "", channel: str | None = None, thread: Message | None = None) -> Reply:
        """Type a slash command, in the bot's direct messages where no channel is named."""
        where = self._writable(channel if channel or thread is None else thread.channel)
        known = {entry.name: entry for entry in self._workspace.install.commands}
        if thread is not None:
            return Reply(error=f"{command} is not supported in threads. Sorry!")
        if known and command not in known:
            return Reply(error=f"{command} is not a valid command.")
        sent = typed(text, self._workspace, labelled=True)[0] if known and known[command].should_escape else text
        before = self._private(where)
        payload = self._desk.payloads.command(self.user, where, command, sent)
        body, error = self._desk.ask(COMMAND, payload)
        if error is None:
            error = self._desk.answer_command(self.user, where.id, body)
        return self._reply(body, error, where, before)

    # Pressing and choosing

    def press(self, label: str, message: Place | None = None, near: str | None = None) -> Reply:
        """Press a button by its label: on that message or view, or where it stands closest to the person's eye."""
        spot = find_button(self._places(message), label, near)
        kept = {key: value for key, value in spot.element.items() if key in SENT_WITH_A_PRESS}
        return self._act(spot, kept)

    def choose(self, label: str, option: Any, message: Place | None = None, near: str | None = None) -> Reply:
        """Pick from a menu, or from radio buttons or checkboxes."""
        spot = find_choice(self._places(message), label, near)
        if spot.element["type"] == "overflow":
            return self._act(spot, {"selected_option": pick(options_of(spot.element), option)})
        return self._enter(spot, option)

    def select_options(
        self, label: str, query: str = "", message: Place | None = None, near: str | None = None
    ) -> list[str]:
        """Return the words of what a menu offers that asks the app for its options."""
        return [words_of(option["text"]) for option in self.offered(label, query, message, near)]

    def offered(self, label: str, query: str = "", message: Place | None = None, near: str | None = None) -> list[Json]:
        """Return the options that a menu offers that asks the app for them."""
        return self._desk.suggestions(self.user, find_choice(self._places(message), label, near), query)

    # Modals and the home tab

    def fill(self, values: Mapping[str, Any], under: str | None = None, message: Message | None = None) -> View | None:
        """Fill in fields by their labels or block ids. Raises ValueError for what Slack's client would not take."""
        for label, value in values.items():
            place = self._desk.current(message or self.modal)
            self._enter(find_field(place, label, under), value)
        return self.view

    def enter(self, label: str, value: Any, place: Place | None = None) -> Reply:
        """Fill in one field of the modal on top, or of that message or view. What a modal's field does not take is
        told beside it; elsewhere ValueError is raised.
        """
        there = self._desk.current(place or self.modal)
        spot = find_field(there, label, None)
        try:
            return self._enter(spot, value)
        except CannotEnterError as error:
            if not isinstance(there, View) or spot.block["type"] != "input":
                raise
            return Reply(view=self._desk.show_errors(there, {**there.errors, spot.block_id: str(error)}))

    def submit(self, values: Mapping[str, Any] | None = None) -> Submission:
        """Send the modal on top, once `values` are filled in, by label or `block/action`."""
        wrong = self._fill_in(values or {})
        if wrong:
            return self._desk.refuse(self.modal, wrong)
        view = self.modal
        if not view.content.get("submit"):
            msg = "This modal has no button to submit it."
            raise LookupError(msg)
        return self._desk.submit(self.user, view)

    def close(self) -> View | None:
        """Close the modal on top, and return the one below it."""
        self._desk.close(self.user, self.modal)
        return self.view

    def open_home(self) -> View | None:
        """Open the app's home tab, and return what it shows."""
        delivery = self._desk.events.home_opened(self.id, self.home)
        if delivery is not None:
            delivery.wait()
        return self.home

    def shortcut(self, name: str, message: Message) -> Reply:
        """Use a shortcut from a message's menu."""
        where = self._workspace.channels[message.channel]
        payload = self._desk.payloads.message_shortcut(self.user, self._shortcut(name, "message"), message)
        return self._interact(payload, where)

    def global_shortcut(self, name: str) -> Reply:
        payload = self._desk.payloads.shortcut(self.user, self._shortcut(name, "global"))
        return self._interact(payload, self._dm())

    # How it is done

    def _fill_in(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Fill in what can be filled in, and return by block id why the rest cannot."""
        wrong = {}
        for label, value in values.items():
            spot = find_field(self._desk.current(self.modal), label, None)
            try:
                self._desk.enter(self.user, spot, self._state(spot, value))
            except CannotEnterError as error:
                wrong[spot.block_id] = str(error)
        return wrong

    def _enter(self, spot: Spot, value: Any) -> Reply:
        state = self._state(spot, value)
        self._desk.enter(self.user, spot, state)
        if spot.block["type"] == "input" and not spot.block.get("dispatch_action"):
            return Reply(view=self.view)
        field, _ = STATES[spot.element["type"]]
        return self._act(spot, {field: state[field]})

    def _state(self, spot: Spot, value: Any) -> Json:
        kind = spot.element["type"]
        if kind == "datetimepicker" and isinstance(value, str):
            return entered(spot.element, self._own_time(value), self._workspace)
        first = value[0] if isinstance(value, list | tuple) and value else value
        asks = kind.endswith("external_select") and first and not isinstance(first, Mapping)
        offered = self._desk.suggestions(self.user, spot, str(first)) if asks else None
        return entered(spot.element, value, self._workspace, offered)

    def _own_time(self, text: str) -> Any:
        """Read a date and time, on this person's own clock where it names no zone."""
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            return text
        return at if at.tzinfo else at.replace(tzinfo=zone_of(self.user))

    def _act(self, spot: Spot, action: Json) -> Reply:
        place = spot.place
        where = self._dm() if isinstance(place, View) else self._workspace.channels[place.channel]
        before = self._private(where)
        body, error = self._desk.act(self.user, spot, action)
        return self._reply(body, error, where, before)

    def _interact(self, payload: Json, where: Channel) -> Reply:
        before = self._private(where)
        body, error = self._desk.ask(INTERACTION, payload)
        return self._reply(body, error, where, before)

    def _reply(self, body: Any, error: str | None, where: Channel, before: set[str]) -> Reply:
        fresh = [one for one in self._seen(where) if one.ephemeral_to and one.ts not in before]
        text = "\n".join(self.reads(message) for message in fresh)
        return Reply(body=body, text=text, error=error, messages=tuple(fresh), view=self.view)

    def _private(self, where: Channel) -> set[str]:
        return {message.ts for message in self._seen(where) if message.ephemeral_to}

    def _places(self, given: Place | None) -> Iterator[Place]:
        """Yield where to look: the place that is named; else the modal, messages from the newest, the home tab."""
        if given is not None:
            yield self._desk.current(given)
            return
        if self.view is not None:
            yield self.view
        yield from reversed(self.everything())
        if self.home is not None:
            yield self.home

    def _shortcut(self, name: str, kind: str) -> Shortcut:
        known = [entry for entry in self._workspace.install.shortcuts if entry.type == kind]
        for entry in known:
            if name in (entry.name, entry.callback_id):
                return entry
        msg = f"There is no {kind} shortcut {name!r}; there are: {', '.join(entry.name for entry in known) or 'none'}."
        raise LookupError(msg)

    def _writable(self, which: str | None) -> Channel:
        if self.user.deleted:
            msg = f"{self.name} is deactivated."
            raise PermissionError(msg)
        return self._dm() if which is None else self._channel(which)
