"""The sandbox's world: its parts, the people in it, and what happens to them without the app."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox.agenda import Agenda
from sandbox.clock import Clock
from sandbox.desk import Desk
from sandbox.door import Delivery, Door
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.http_delivery import HttpDelivery, Signer
from sandbox.journal import Accepted, Journal, Received
from sandbox.limits import Limits
from sandbox.modals import Modals
from sandbox.payloads import Payloads
from sandbox.person import Person
from sandbox.records import Json, User
from sandbox.response_urls import ResponseUrls
from sandbox.socket_mode import SocketMode
from sandbox.triggers import Triggers
from sandbox.web_api import Tokens
from sandbox.wire import Wire
from sandbox.workspace import Change, Workspace

# What Slack sent to prove itself before it signed its requests. Apps ignore it.
VERIFICATION = "sandbox-verification-token"


class World:
    def __init__(
        self,
        workspace: Workspace,
        *,
        journal: Path | None = None,
        limits: bool | Limits = True,
        mode: str = "socket",
        seed: int = 0,
        real_signature_time: bool = True,
    ) -> None:
        self.workspace = workspace
        self.clock: Clock = workspace.clock
        self.signing_secret = f"sandbox-signing-secret-{workspace.install.app_id.lower()}"
        self.tokens = Tokens(bot=f"xoxb-sandbox-{workspace.team.id}", app=f"xapp-1-{workspace.install.app_id}-sandbox")
        self.journal = Journal(journal)
        self.faults = Faults(seed)
        self.limits = limits if isinstance(limits, Limits) else Limits(self.clock, on=limits)
        self.agenda = Agenda(self.clock)
        self.modals = Modals(self.clock)
        self.triggers = Triggers(self.clock)
        self.response_urls = ResponseUrls(workspace, self.journal)
        self.door = Door(self.clock, self.journal, self.agenda, self.faults)
        self.wire = Wire()
        self.links = SocketMode(self.door, self.wire, workspace.install.app_id)
        self.signer = Signer(self.signing_secret, self.clock, real_time=real_signature_time)
        self.http = HttpDelivery(self.door, self.signer)
        self.events = Events(workspace, self.door, VERIFICATION)
        payloads = Payloads(workspace, self.triggers, self.response_urls, VERIFICATION)
        self.desk = Desk(workspace, self.modals, self.door, payloads, self.events, self.journal)
        self.door.use(self.http if mode == "http" else self.links)

    @property
    def bot_token(self) -> str:
        return self.tokens.bot

    @property
    def app_token(self) -> str:
        return self.tokens.app

    @property
    def accepted(self) -> list[Accepted]:
        return self.journal.accepted

    @property
    def requests(self) -> list[Received]:
        return self.journal.requests

    def person(self, who: str) -> Person:
        """Return somebody to act as, by id or name."""
        return Person(self.desk, self.workspace.get_user(who).id)

    def people(self) -> list[Person]:
        return [Person(self.desk, user.id) for user in self.workspace.people()]

    def connect_http(self, *urls: str) -> None:
        """Deliver to these addresses of the app, in turn, instead of over Socket Mode."""
        self.http.connect(*urls)

    def wait_for_app(self, timeout: float = 10) -> None:
        if not self.door.wait_for_app(timeout):
            msg = f"No app connected within {timeout} seconds."
            raise TimeoutError(msg)

    def quiet(self, timeout: float = 10) -> None:
        """Wait until the app has answered everything that it was handed."""
        if not self.door.quiet(timeout):
            msg = f"The app still owes answers after {timeout} seconds."
            raise TimeoutError(msg)

    def wait_until(self, holds: Callable[[], Any], timeout: float = 5) -> None:
        """Wait until a condition holds, looking again whenever the app has done something."""
        deadline = time.monotonic() + timeout
        while not holds():
            if time.monotonic() > deadline:
                msg = f"It did not come true within {timeout} seconds."
                raise TimeoutError(msg)
            self.journal.wait(0.05)

    def emit(self, event: Json) -> Delivery:
        """Hand the app an event of your own making, and wait for its answer."""
        delivery = self.events.emit(event)
        delivery.wait()
        return delivery

    # What happens in a workspace without the app

    def deactivate_user(self, who: str) -> User:
        return self.workspace.change_user(who, deleted=True)

    def reactivate_user(self, who: str) -> User:
        return self.workspace.change_user(who, deleted=False)

    def change_time_zone(self, who: str, tz: str | None) -> User:
        return self.workspace.change_user(who, tz=tz)

    def set_status(self, who: str, text: str = "", emoji: str = "", until: datetime | None = None) -> User:
        """Set somebody's status, as they do in their profile; Slack clears it by itself at `until`."""
        expiration = 0 if until is None else int(until.timestamp())
        user = self.workspace.change_user(who, status_text=text, status_emoji=emoji, status_expiration=expiration)
        if until is not None:
            self.agenda.at(until, lambda: self._expire_status(user))
        return user

    def clear_status(self, who: str) -> User:
        return self.set_status(who)

    def change_user(self, who: str, **changes: Any) -> User:
        return self.workspace.change_user(who, **changes)

    def archive_channel(self, which: str) -> None:
        self.workspace.change_channel(which, "channel_archive", is_archived=True)

    def unarchive_channel(self, which: str) -> None:
        self.workspace.change_channel(which, "channel_unarchive", is_archived=False)

    def rename_channel(self, which: str, name: str) -> None:
        self.workspace.change_channel(which, "channel_rename", name=name.removeprefix("#"))

    def share_channel(self, which: str) -> None:
        self.workspace.change_channel(which, "channel_shared", is_ext_shared=True, is_pending_ext_shared=False)

    def offer_channel(self, which: str) -> None:
        """Invite another company into a channel; it has not accepted yet."""
        self.workspace.change_channel(which, "channel_invited", is_pending_ext_shared=True)

    def unshare_channel(self, which: str) -> None:
        self.workspace.change_channel(which, "channel_unshared", is_ext_shared=False, is_pending_ext_shared=False)

    def delete_channel(self, which: str) -> None:
        """Delete a channel with all that was said in it."""
        self.workspace.delete_channel(which)

    def leave_channel(self, who: str, which: str) -> None:
        """Take somebody out of a channel; the bot too, by its name."""
        user = self.workspace.get_user(who)
        channel = self.workspace.get_channel(which)
        left = replace(channel, members=channel.members - {user.id})
        self.workspace.channels[channel.id] = left
        self.events.member_left(user.id, left)
        if user.id == self.workspace.install.bot_user:
            self.workspace.tell(Change("channel_left", channel=left))

    def join_channel(self, who: str, which: str) -> None:
        user = self.workspace.get_user(who)
        channel = self.workspace.get_channel(which)
        self.workspace.channels[channel.id] = replace(channel, members=channel.members | {user.id})

    def uninstall(self, error: str = "account_inactive") -> None:
        """Remove the app: its token stops working, and it is told so."""
        self.refuse_token(error)
        bot = self.workspace.install.bot_user
        self.events.emit({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot]}})
        self.events.emit({"type": "app_uninstalled"})

    def install_again(self) -> None:
        """Install the app once more; it gets the token that it had."""
        self.refuse_token(None)

    def refuse_token(self, error: str | None) -> None:
        """Answer every call with that error, until it is called with None."""
        self.workspace.install = replace(self.workspace.install, token_error=error)

    def _expire_status(self, was: User) -> None:
        now = self.workspace.get_user(was.id)
        # Whoever has set another one since keeps it.
        if (now.status_text, now.status_emoji, now.status_expiration) == (
            was.status_text, was.status_emoji, was.status_expiration,
        ):  # fmt: skip
            self.clear_status(was.id)
