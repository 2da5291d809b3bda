"""A sandbox for each test, and one with an app connected in each of the two ways."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from slack_sdk import WebClient

from sandbox.clock import Clock
from sandbox.person import Person
from sandbox.server import Sandbox
from tests.sandbox.demo import WORKSPACE, Demo, connected


@dataclass(frozen=True, slots=True)
class Stage:
    """A sandbox, the app in it, and two people."""

    sandbox: Sandbox
    demo: Demo
    ana: Person
    ben: Person


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(WORKSPACE, clock=Clock.frozen(), limits=False) as sandbox:
        yield sandbox


@pytest.fixture
def client(sandbox: Sandbox) -> WebClient:
    return WebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])


@pytest.fixture
def stage(sandbox: Sandbox) -> Iterator[Stage]:
    """An app over Socket Mode."""
    with on_stage(sandbox, "socket") as stage:
        yield stage


@pytest.fixture(params=["socket", "http"])
def either(request: pytest.FixtureRequest, sandbox: Sandbox) -> Iterator[Stage]:
    """An app over Socket Mode, and then one over HTTP."""
    with on_stage(sandbox, request.param) as stage:
        yield stage


class on_stage:  # noqa: N801 - it is used like a function
    def __init__(self, sandbox: Sandbox, mode: str) -> None:
        self._demo = Demo(sandbox)
        self._stage = Stage(sandbox, self._demo, sandbox.person("ana"), sandbox.person("ben"))
        self._connection = connected(sandbox, self._demo.app, mode)

    def __enter__(self) -> Stage:
        self._connection.__enter__()
        return self._stage

    def __exit__(self, *error: object) -> None:
        self._connection.__exit__(None, None, None)
