"""The Web API over HTTP: reads a call, checks who calls, applies limits and faults, and writes it all down."""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sandbox import methods_app, methods_chat, methods_conversations, methods_users, methods_views
from sandbox.agenda import Agenda
from sandbox.answers import wire
from sandbox.faults import Faults, Rule
from sandbox.journal import Entry, Journal, Received
from sandbox.limits import Limits
from sandbox.method import STRUCTURED, Call, Method
from sandbox.modals import Modals
from sandbox.records import Json
from sandbox.refusal import RefusedError, refuse
from sandbox.socket_mode import SocketMode
from sandbox.triggers import Triggers
from sandbox.wire import Wire, until_gone
from sandbox.workspace import Workspace

METHODS: Mapping[str, Method] = {
    method.name: method
    for group in (methods_app, methods_chat, methods_conversations, methods_users, methods_views)
    for method in group.METHODS
}
HTML = b"<html><head><title>Server Error</title></head><body><h1>Server Error</h1></body></html>"
NO_ANSWER = 0
TWICE = "delivered twice"


@dataclass(frozen=True, slots=True)
class Tokens:
    bot: str
    app: str


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Json
    retry_after: str | None = None
    scopes: str | None = None


@dataclass(slots=True)
class WebApi:
    """An ASGI application, mounted under `/api`."""

    workspace: Workspace
    modals: Modals
    triggers: Triggers
    limits: Limits
    faults: Faults
    journal: Journal
    agenda: Agenda
    wire: Wire
    links: SocketMode
    tokens: Tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        method = request.url.path.rsplit("/", 1)[-1]
        token, args = await _read(request)
        self.journal.request(Received(self.workspace.clock.now(), method, args))
        begun = time.perf_counter()
        rule = self.faults.pick(method, str(args.get("channel") or ""))
        answer = await self._answer(method, token, args, rule)
        self._write_down(method, args, answer, rule, time.perf_counter() - begun)
        await self._reply(answer, rule, scope, receive, send)

    async def _answer(self, method: str, token: str, args: Json, rule: Rule | None) -> Answer:
        if rule is None:
            return self.apply(method, token, args)
        if rule.kind == "late_accept":
            due = self.workspace.clock.now() + timedelta(seconds=rule.seconds)
            self.agenda.at(due, lambda: self._apply_late(method, token, args))
        undone = _without_doing(rule)
        if undone is not None:
            return undone
        if rule.kind == "slow":
            await asyncio.sleep(rule.seconds)
        return self.apply(method, token, args, swallowed=rule.kind == "swallowed")

    def apply(self, method: str, token: str, args: Json, *, swallowed: bool = False) -> Answer:
        """Do what the call asks for, within the limits."""
        with self.workspace.lock:
            wait = self.limits.admit(method, str(args.get("channel") or ""))
            if wait is not None:
                return Answer(429, {"ok": False, "error": "ratelimited"}, str(wait))
            try:
                return Answer(
                    200, wire(self._run(method, token, args, swallowed=swallowed)), scopes=self._scopes(token)
                )
            except RefusedError as refusal:
                return Answer(200, refusal.to_json(), scopes=self._scopes(token))

    def _scopes(self, token: str) -> str | None:
        """Return what the header of an answer tells of the token's scopes."""
        install = self.workspace.install
        return ",".join(sorted(install.scopes)) if token == self.tokens.bot and not install.token_error else None

    def _apply_late(self, method: str, token: str, args: Json) -> None:
        self.apply(method, token, args)

    def _run(self, name: str, token: str, args: Json, *, swallowed: bool) -> Json:
        method = METHODS.get(name)
        if method is None:
            refuse("unknown_method", req_method=name)
        self._check_token(method, token)
        call = Call(name, args, self.workspace, self.modals, self.triggers, self.links.new_link)
        if method.scopes:
            call.need(*method.scopes)
        body = method.run(call)
        if call.message is not None and swallowed:
            self.workspace.swallow(call.message)
        elif call.message is not None:
            self.journal.accept(self.workspace.clock.now(), name, call.message)
        return body

    def _check_token(self, method: Method, token: str) -> None:
        if method.name == "api.test":
            return
        if not token:
            refuse("not_authed")
        if token != (self.tokens.app if method.app_token else self.tokens.bot):
            refuse("not_allowed_token_type" if token in (self.tokens.app, self.tokens.bot) else "invalid_auth")
        if self.workspace.install.token_error:
            refuse(self.workspace.install.token_error)

    async def _reply(self, answer: Answer, rule: Rule | None, scope: Scope, receive: Receive, send: Send) -> None:
        kind = rule.kind if rule else ""
        body = json.dumps(answer.body).encode()
        if kind in ("rst_before", "rst_after", "late_accept"):
            self.wire.reset(scope)
        elif kind == "cut_body":
            self.wire.cut_body(scope, body)
        elif kind not in ("hang_before", "hang_after"):
            await _response(answer, kind, body, self.workspace.clock.now())(scope, receive, send)
            return
        await until_gone(receive)

    def _write_down(self, method: str, args: Json, answer: Answer, rule: Rule | None, seconds: float) -> None:
        kind = rule.kind if rule else None
        if self.faults.doubling and answer.body.get("error") == "exchanged_trigger_id":
            # The press came twice, so the app asks twice for the form that it may open once.
            kind = TWICE
        silent = kind in ("rst_after", "hang_after", "cut_body")
        entry = Entry(
            at=self.workspace.clock.now(),
            method=method,
            args=args,
            status=NO_ANSWER if silent else 500 if kind == "500_after" else answer.status,
            response=answer.body,
            fault=kind,
            seconds=seconds,
        )
        self.journal.call(entry)


def _without_doing(rule: Rule) -> Answer | None:
    """Return the answer of a fault that leaves the call undone, for now at least."""
    if rule.kind.startswith("error"):
        return Answer(200, {"ok": False, "error": rule.error})
    answers = {
        "429": Answer(429, {"ok": False, "error": "ratelimited"}, rule.retry_after),
        "500_before": Answer(500, {}),
        **dict.fromkeys(("rst_before", "hang_before", "late_accept"), Answer(NO_ANSWER, {})),
    }
    return answers.get(rule.kind)


def _response(answer: Answer, kind: str, body: bytes, at: datetime) -> Response:
    headers = {"content-type": "application/json; charset=utf-8", "date": format_datetime(at, usegmt=True)}
    if answer.retry_after is not None:
        headers["retry-after"] = answer.retry_after
    if answer.scopes is not None:
        headers["x-oauth-scopes"] = answer.scopes
    match kind:
        case "500_before" | "500_after":
            return Response(HTML, 500, {"content-type": "text/html; charset=utf-8"})
        case "html":
            return Response(HTML, 200, {"content-type": "text/html; charset=utf-8"})
        case "fatal_after":
            body = b'{"ok": false, "error": "fatal_error"}'
        case "truncated":
            body = body[: len(body) // 2]
        case "no_ok":
            body = json.dumps({key: value for key, value in answer.body.items() if key != "ok"}).encode()
    return Response(body, answer.status, headers)


async def _read(request: Request) -> tuple[str, Json]:
    """Return the token and the arguments, structured ones as structures."""
    args: Json = dict(request.query_params)
    body = await request.body()
    if request.headers.get("content-type", "").startswith("application/json"):
        args |= _parsed(body.decode(errors="replace"), {})
    else:
        args |= dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    given = args.pop("token", None)
    for name in STRUCTURED.intersection(args):
        args[name] = _parsed(args[name], args[name])
    return (token if scheme.lower() == "bearer" else "") or str(given or ""), args


def _parsed(text: Any, otherwise: Any) -> Any:
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return otherwise
