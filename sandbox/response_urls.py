"""Response URLs: an app's permission to answer an interaction, five times within thirty minutes."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from sandbox.blocks import faults_of_message
from sandbox.journal import Answered, Journal
from sandbox.records import ChannelId, Json, Message, UserId
from sandbox.surfaces import with_ids
from sandbox.workspace import Workspace

LIFE = timedelta(minutes=30)
USES = 5
_OF_THE_URL = frozenset({"invalid_url", "expired_url", "used_url"})


@dataclass(slots=True)
class Permission:
    user: UserId
    channel: ChannelId
    thread_ts: str | None
    message: Message | None
    issued_at: datetime
    uses: int = 0


class ResponseUrls:
    def __init__(self, workspace: Workspace, journal: Journal) -> None:
        self.host = ""
        self._workspace = workspace
        self._journal = journal
        self._permissions: dict[str, Permission] = {}

    def issue(self, user: UserId, channel: ChannelId, message: Message | None = None, kind: str = "actions") -> str:
        ticket = uuid.uuid4().hex
        thread_ts = message.thread_ts if message else None
        now = self._workspace.clock.now()
        self._permissions[ticket] = Permission(user, channel, thread_ts, message, now)
        return f"http://{self.host}/{kind}/{self._workspace.team.id}/{ticket}"

    async def serve(self, request: Request) -> Response:
        permission = self._permissions.get(request.path_params["ticket"])
        try:
            content = json.loads(await request.body())
        except ValueError:
            content = None
        error = self._fault(permission) or faults_of_content(content)
        self._journal.answer(Answered(self._workspace.clock.now(), "response_url", content, error))
        if error is not None or permission is None:
            return _refusal(str(error), 404 if error in _OF_THE_URL else 400)
        permission.uses += 1
        with self._workspace.lock:
            self._answer(permission, content)
        return PlainTextResponse("ok")

    def _fault(self, permission: Permission | None) -> str | None:
        if permission is None:
            return "invalid_url"
        if self._workspace.clock.now() - permission.issued_at > LIFE:
            return "expired_url"
        return "used_url" if permission.uses >= USES else None

    def _answer(self, permission: Permission, content: Json) -> None:
        original = self._original(permission)
        if content.get("delete_original"):
            if original is not None:
                self._workspace.delete(original)
            return
        if content.get("replace_original") and original is not None:
            changes = {"text": str(content.get("text") or ""), "blocks": tuple(with_ids(content.get("blocks") or ()))}
            self._workspace.edit(original, **changes)
            return
        answer(self._workspace, permission.user, permission.channel, content, thread_ts=permission.thread_ts)

    def _original(self, permission: Permission) -> Message | None:
        if permission.message is None:
            return None
        timeline = self._workspace.timeline(permission.channel)
        return timeline.find(permission.message.ts) or timeline.find_private(permission.message.ts)


def answer(
    workspace: Workspace, user: UserId, channel: ChannelId, content: Json, *, thread_ts: str | None = None
) -> Message:
    """Say what the app answers, to this person alone or to the whole channel."""
    install = workspace.install
    aloud = content.get("response_type") == "in_channel"
    return workspace.post(
        channel,
        install.bot_user,
        str(content.get("text") or ""),
        blocks=tuple(with_ids(content.get("blocks") or ())),
        attachments=tuple(content.get("attachments") or ()),
        bot_id=install.bot_id,
        app_id=install.app_id,
        thread_ts=content.get("thread_ts") or (None if aloud else thread_ts),
        ephemeral_to=None if aloud else user,
    )


def faults_of_content(content: object) -> str | None:
    """Return the error Slack answers to such a response, if any."""
    if not isinstance(content, dict):
        return "invalid_payload"
    if content.get("delete_original"):
        return None
    if not any(content.get(name) for name in ("text", "blocks", "attachments")):
        return "no_text"
    if content.get("blocks") and faults_of_message(content["blocks"], None):
        return "invalid_blocks"
    return None


def _refusal(error: str, status: int) -> Response:
    return Response(json.dumps({"ok": False, "error": error}), status, {"content-type": "application/json"})
