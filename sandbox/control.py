"""The sandbox's door for other processes: seeing, acting and steering over HTTP, on the loopback interface only."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.answers import channel_json, message_json, user_json, view_json, wire
from sandbox.desk import Reply, Submission
from sandbox.finding import Place
from sandbox.local_only import refusal
from sandbox.onlooker import Onlooker
from sandbox.person import Person
from sandbox.records import Json, Message, UserId, View
from sandbox.surfaces import words_of
from sandbox.transcript import transcript
from sandbox.world import World

# What the app may have to answer to; looking, typing and choosing among options is not.
TOLD = frozenset({"choose", "global_shortcut", "mention", "post", "press", "shortcut", "slash", "submit"})
Work = Callable[[Request, Json], Any]


class Control:
    """`acted` is told whenever somebody has done something that the app may have to answer to."""

    def __init__(self, world: World, acted: Callable[[UserId], None]) -> None:
        self._world = world
        self._acted = acted
        self._workspace = world.workspace
        self._acts: Mapping[str, Callable[[Person, Json], Any]] = {
            "choose": lambda who, given: who.choose(
                given["label"], given["option"], self._place(given), given.get("near")
            ),
            "close": lambda who, _: self._view(who.close()),
            "enter": lambda who, given: who.enter(given["spot"], given["value"], self._place(given)),
            "fill": lambda who, given: self._view(who.fill(given["values"], given.get("under"), self._message(given))),
            "global_shortcut": lambda who, given: who.global_shortcut(given["name"]),
            "mention": lambda who, given: who.mention(given["text"], given.get("channel"), self._message(given)),
            "open_home": lambda who, _: self._view(who.open_home()),
            "post": lambda who, given: who.post(given["text"], given.get("channel"), self._message(given)),
            "press": lambda who, given: who.press(given["label"], self._place(given), given.get("near")),
            "select_options": self._options,
            "shortcut": lambda who, given: who.shortcut(given["name"], self._get_message(given)),
            "slash": lambda who, given: who.slash(
                given["command"], given.get("text", ""), given.get("channel"), self._message(given)
            ),
            "submit": lambda who, given: who.submit(given.get("values")),
        }

    def routes(self) -> list[Route]:
        return [
            self._route("/clock", self._clock),
            self._route("/clock/{move}", self._move_clock, "POST"),
            self._route(
                "/people", lambda _, __: [user_json(user, self._workspace) for user in self._workspace.people()]
            ),
            self._route("/people/{who}/{act}", self._act, "POST"),
            self._route("/channels", self._channels),
            self._route("/messages", self._messages),
            self._route("/thread", self._thread),
            self._route("/views", self._views),
            self._route("/faults", lambda _, __: [_rule_json(rule) for rule in self._world.faults.rules]),
            self._route("/faults", lambda _, given: _rule_json(self._world.faults.add(**given)), "POST"),
            self._route("/faults", lambda _, __: self._world.faults.clear(), "DELETE"),
            self._route("/journal", self._journal),
            Route("/transcript", self._transcript, methods=["GET"]),
        ]

    def _route(self, path: str, work: Work, method: str = "GET") -> Route:
        return Route(path, self._answering(work), methods=[method])

    def _answering(self, work: Work) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            refused = refusal(request)
            if refused is not None:
                return refused
            try:
                given = await request.json() if await request.body() else {}
                result = await run_in_threadpool(work, request, given)
            except (LookupError, ValueError, TypeError, PermissionError) as error:
                return JSONResponse({"error": _words(error)}, 422)
            return JSONResponse(self._shown(result))

        return answer

    async def _transcript(self, request: Request) -> Response:
        return refusal(request) or PlainTextResponse(await run_in_threadpool(transcript, self._world))

    # Steering

    def _clock(self, _request: Request, _given: Json) -> Json:
        clock = self._world.clock
        return {"now": clock.now().isoformat(), "frozen": clock.is_frozen}

    def _move_clock(self, request: Request, given: Json) -> Json:
        if request.path_params["move"] == "set":
            self._world.clock.set(datetime.fromisoformat(given["at"]))
        else:
            self._world.clock.advance(timedelta(**given))
        return self._clock(request, given)

    def _journal(self, request: Request, _given: Json) -> Any:
        which = request.query_params.get("log", "calls")
        start = int(request.query_params.get("since", "0"))
        journal = self._world.journal
        logs: Mapping[str, list[Any]] = {
            "accepted": journal.accepted,
            "calls": [entry.to_json() for entry in journal.entries],
            "deliveries": journal.deliveries,
            "requests": journal.requests,
        }
        return [one if isinstance(one, dict) else asdict(one) for one in logs[which][start:]]

    # Seeing

    def _channels(self, request: Request, _given: Json) -> Any:
        channels = list(self._workspace.channels.values())
        if "as" in request.query_params:
            who = self._world.person(request.query_params["as"])
            channels = [channel for channel in channels if who.id in channel.members]
        return [channel_json(channel, self._workspace) for channel in channels]

    def _messages(self, request: Request, _given: Json) -> Any:
        who = self._world.person(request.query_params["as"])
        channel = request.query_params.get("channel")
        return who.dm() if channel in (None, "dm") else who.messages(channel)

    def _thread(self, request: Request, _given: Json) -> Any:
        who = self._world.person(request.query_params["as"])
        return who.thread(self._get_message({"message": dict(request.query_params)}))

    def _views(self, request: Request, _given: Json) -> Json:
        who = self._world.person(request.query_params["as"])
        return {"modals": [self._view(view) for view in who.views], "home": self._view(who.home)}

    # Acting

    def _act(self, request: Request, given: Json) -> Any:
        act = self._acts[request.path_params["act"]]
        who = self._world.person(request.path_params["who"])
        result = act(who, given)
        if request.path_params["act"] in TOLD:
            self._acted(who.id)
        return result

    def _options(self, who: Person, given: Json) -> Json:
        offered = who.offered(given["label"], given.get("query", ""), self._place(given), given.get("near"))
        return {"options": [{"text": words_of(option["text"]), "value": option["value"]} for option in offered]}

    def _message(self, given: Json) -> Message | None:
        return self._get_message(given) if given.get("message") else None

    def _get_message(self, given: Json) -> Message:
        """Return the message that is named as `{"message": {"channel": …, "ts": …}}`."""
        named = given["message"]
        timeline = self._workspace.timeline(self._workspace.get_channel(named["channel"]).id)
        message = timeline.find(named["ts"]) or timeline.find_private(named["ts"])
        if message is None:
            msg = f"There is no message {named['ts']} in {named['channel']}."
            raise LookupError(msg)
        return message

    def _place(self, given: Json) -> Place | None:
        if "view" in given:
            return self._world.modals.find(given["view"])
        return self._message(given)

    # Showing

    def _shown(self, result: Any) -> Any:
        match result:
            case Message():
                return self._message_json(result)
            case View():
                return self._view(result)
            case Reply():
                messages = [self._message_json(message) for message in result.messages]
                shown = {"body": result.body, "text": result.text, "error": result.error}
                return {**shown, "messages": messages, "view": self._view(result.view)}
            case Submission():
                shown = {"errors": result.errors, "blocks": result.blocks, "closed": result.closed}
                return {**shown, "error": result.error, "view": self._view(result.view)}
            case list():
                return [self._shown(one) for one in result]
            case _:
                return json.loads(json.dumps(result, default=str))

    def _message_json(self, message: Message) -> Json:
        shown = message_json(message, self._workspace, metadata=True)
        reader = Onlooker(self._world.desk, message.ephemeral_to or message.user)
        return wire(shown) | {
            "channel": message.channel,
            "author": self._workspace.name_of("user", message.user),
            "ephemeral_to": message.ephemeral_to,
            "reads": reader.reads(message),
        }

    def _view(self, view: View | None) -> Json | None:
        if view is None:
            return None
        reads = Onlooker(self._world.desk, view.user).reads(view)
        shown: Json = wire(view_json(view, self._workspace))
        return shown | {"errors": view.errors, "reads": reads}


def _rule_json(rule: Any) -> Json:
    return asdict(rule)


def _words(error: Exception) -> str:
    return f"{error.args[0]!r} is missing or unknown." if isinstance(error, KeyError) else str(error)
