"""A sandbox for each test, and one with an app connected in each of the two ways."""

from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def on_stage(sandbox: Sandbox, mode: str) -> Iterator[Stage]:
    demo = Demo(sandbox)
    with connected(sandbox, demo.app, mode):
        yield Stage(sandbox, demo, sandbox.person("ana"), sandbox.person("ben"))
