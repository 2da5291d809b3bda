"""Writes with caution: what Slack would take without a word is refused here, right before it would be sent."""

from datetime import datetime
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.slack_writer import Place, SlackWriter
from handlers.services import Services
from handlers.slack_news import take_in_channel, take_in_user
from rituals.announcements import OutboxEntry
from rituals.channels import KnownChannel
from rituals.delivery import Doubtful, Outcome, Refused, Revoked, Trouble, Unreachable
from rituals.presence import is_fresh
from rituals.slack_errors import GONE, REMOVED, SHARED, TOKEN_IS_DEAD
from storage.channels import find_known
from storage.database import WorkspaceSession
from storage.directory import Seen, find_seen
from storage.workspaces import find_removal, note_installed, note_removed

Known = KnownChannel | Seen | None


class CautiousWriter(SlackWriter):
    """Sends nothing to somebody who left, to where another company reads along, or while the app is uninstalled.

    What is known is read from the database before each message, so that news which any process has committed holds
    for the next message of every process. What is known for too long, or not at all, is asked of Slack first.
    """

    def __init__(self, client: WebClient, services: Services) -> None:
        super().__init__(client)
        self._services = services

    def say(self, entry: OutboxEntry, place: Place) -> Outcome:
        """Post or edit as a SlackWriter does, unless something speaks against it."""
        objection = self._objection(entry.announcement.recipient)
        if objection is not None:
            return objection
        outcome = super().say(entry, place)
        if isinstance(outcome, Revoked) and outcome.error in TOKEN_IS_DEAD:
            with self._services.transaction() as session:
                note_removed(session, why=outcome.error, now=self._services.now())
        return outcome

    def _objection(self, recipient: str) -> Trouble | None:
        with self._services.reading() as session:
            is_removed = find_removal(session) is not None
            known = _find(session, recipient)
        trouble = self._find_installation_gone() if is_removed else None
        if trouble is not None:
            return trouble
        if recipient.startswith(("U", "W")):
            return self._about_person(recipient, known)
        # The id of a direct message is nobody's to share.
        return None if recipient.startswith("D") else self._about_channel(recipient, known)

    def _find_installation_gone(self) -> Trouble | None:
        """Ask whether the app is installed again; note it where it is."""
        answer = self._ask(lambda: self._client.auth_test())
        if not isinstance(answer, SlackResponse):
            return Revoked(REMOVED) if isinstance(answer, Revoked) else answer
        with self._services.transaction() as session:
            note_installed(session, now=self._services.now())
        return None

    def _about_person(self, user: str, known: Known) -> Trouble | None:
        now = self._services.now()
        if isinstance(known, Seen) and is_fresh(known.seen_at, now=now):
            return None if known.is_here else Refused(GONE)
        answer = self._ask(lambda: self._client.users_info(user=user))
        if not isinstance(answer, SlackResponse):
            return answer
        is_here = take_in_user(self._services, answer["user"], asked_at=now).is_colleague
        return None if is_here else Refused(GONE)

    def _about_channel(self, channel: str, known: Known) -> Trouble | None:
        now = self._services.now()
        if not isinstance(known, KnownChannel) or not known.is_fresh(now=now):
            answer = self._ask(lambda: self._client.conversations_info(channel=channel))
            if not isinstance(answer, SlackResponse):
                return answer
            known = self._take_in(answer["channel"], asked_at=now)
        return None if known.takes_messages else Refused(SHARED)

    def _take_in(self, channel: dict[str, Any], *, asked_at: datetime) -> KnownChannel:
        is_shared = bool(channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"))
        return take_in_channel(self._services, channel["id"], is_shared=is_shared, asked_at=asked_at)

    def _ask(self, call: Any) -> SlackResponse | Trouble:
        answer = self._call(call)
        # Nothing was posted yet, so that nothing is in doubt.
        return Unreachable(answer.reason) if isinstance(answer, Doubtful) else answer


def _find(session: WorkspaceSession, recipient: str) -> Known:
    return find_seen(session, recipient) if recipient.startswith(("U", "W")) else find_known(session, recipient)
