"""Writes with caution: what Slack would take without a word is refused here, right before it would be sent."""

from datetime import datetime

from bot.slack_transport import Json, SlackTransport
from bot.slack_writer import Place, SlackWriter
from handlers.services import Services
from handlers.slack_news import take_in_channel, take_in_user
from rituals.announcements import OutboxEntry
from rituals.channels import KnownChannel
from rituals.delivery import Doubtful, Outcome, Refused, Revoked, Trouble, Unreachable
from rituals.presence import is_fresh
from rituals.slack_errors import GONE, REMOVED, SHARED, TOKEN_IS_DEAD
from storage.channels import find_known
from storage.claims import holds
from storage.database import WorkspaceSession
from storage.directory import Seen, find_seen
from storage.workspaces import find_removal, note_installed, note_removed

Known = KnownChannel | Seen | None
CLAIM_LOST = "the claim ran out while Slack was asked"


class CautiousWriter(SlackWriter):
    """Sends nothing to somebody who left, to where another company reads along, or while the app is uninstalled.

    What is known is read from the database before each message, so that news which any process has committed holds
    for the next message of every process. What is known for too long, or not at all, is asked of Slack first.
    """

    def __init__(self, transport: SlackTransport, token: str, services: Services) -> None:
        super().__init__(transport, token)
        self._services = services

    def say(self, entry: OutboxEntry, place: Place) -> Outcome:
        """Post or edit as a SlackWriter does, unless something speaks against it."""
        objection = self._find_objection(entry)
        if objection is not None:
            return objection
        outcome = super().say(entry, place)
        if isinstance(outcome, Revoked) and outcome.error in TOKEN_IS_DEAD:
            with self._services.transaction() as session:
                note_removed(session, why=outcome.error, now=self._services.now())
        return outcome

    def _find_objection(self, entry: OutboxEntry) -> Trouble | None:
        recipient, now = entry.announcement.recipient, self._services.now()
        with self._services.reading() as session:
            is_removed = find_removal(session) is not None
            known = _find(session, recipient)
        # The conversation with one person is nobody's to share.
        is_certain = recipient.startswith("D") or _is_fresh(known, now=now)
        if not is_removed and is_certain:
            return _refusal(known)
        trouble = self._find_installation_gone() if is_removed else None
        if trouble is None:
            trouble = _refusal(known) if is_certain else self._ask_about(recipient)
        return trouble or self._check_claim(entry)

    def _find_installation_gone(self) -> Trouble | None:
        """Ask whether the app is installed again; note it where it is."""
        answer = self._ask("auth.test")
        if not isinstance(answer, dict):
            return Revoked(REMOVED) if isinstance(answer, Revoked) else answer
        with self._services.transaction() as session:
            note_installed(session, now=self._services.now())
        return None

    def _ask_about(self, recipient: str) -> Trouble | None:
        """Ask Slack who or what the recipient is now, and keep its answer."""
        asked_at = self._services.now()
        if _is_person(recipient):
            answer = self._ask("users.info", user=recipient)
            if not isinstance(answer, dict):
                return answer
            user = take_in_user(self._services, answer["user"], asked_at=asked_at)
            return None if user.is_colleague else Refused(GONE)
        answer = self._ask("conversations.info", channel=recipient)
        if not isinstance(answer, dict):
            return answer
        said = answer["channel"]
        is_shared = bool(said.get("is_ext_shared") or said.get("is_pending_ext_shared"))
        return _refusal(take_in_channel(self._services, said["id"], is_shared=is_shared, asked_at=asked_at))

    def _check_claim(self, entry: OutboxEntry) -> Trouble | None:
        # To ask took time, in which this process may have been stopped, and another have sent the message (FAULTS D3).
        until = self._services.now() + self.timeout
        with self._services.reading() as session:
            return None if holds(session, entry, until=until) else Unreachable(CLAIM_LOST)

    def _ask(self, method: str, **arguments: str) -> Json | Trouble:
        answer = self._transport.call(method, self._token, arguments)
        # Nothing was posted yet, so that nothing is in doubt.
        return Unreachable(answer.reason) if isinstance(answer, Doubtful) else answer


def _find(session: WorkspaceSession, recipient: str) -> Known:
    return find_seen(session, recipient) if _is_person(recipient) else find_known(session, recipient)


def _is_person(recipient: str) -> bool:
    return recipient.startswith(("U", "W"))


def _is_fresh(known: Known, *, now: datetime) -> bool:
    match known:
        case Seen():
            return is_fresh(known.seen_at, now=now)
        case KnownChannel():
            return known.is_fresh(now=now)
        case None:
            return False


def _refusal(known: Known) -> Refused | None:
    match known:
        case Seen(is_here=False):
            return Refused(GONE)
        case KnownChannel(takes_messages=False):
            return Refused(SHARED)
        case _:
            return None
