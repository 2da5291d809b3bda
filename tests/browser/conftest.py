"""A real browser that looks at a local workspace, and nothing beyond this machine."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from sandbox.clock import Clock
from sandbox.server import Sandbox
from tests.browser.onlooking import Onlooking
from tests.sandbox.conftest import Stage, on_stage
from tests.sandbox.demo import WORKSPACE

# As root there is no sandbox to be had; and whatever calls home of its own accord would be refused and be noise.
SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--force-color-profile=srgb", "--font-render-hinting=none",
)  # fmt: skip
LAPTOP: ViewportSize = {"width": 1280, "height": 800}
PATIENCE_MS = 10_000
Look = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    assert path is not None, "Chromium is not here; `make chromium` installs it or says how."
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        yield browser
        browser.close()


@pytest.fixture
def look(browser: Browser) -> Iterator[Look]:
    """Open addresses, each in a fresh window."""
    with looking(browser) as look:
        yield look


@contextmanager
def looking(browser: Browser) -> Iterator[Look]:
    """Give what opens addresses. No script may fail, and nothing may be asked of another machine."""
    watched: list[Onlooking] = []

    def open_window(url: str, **options: object) -> Page:
        context = browser.new_context(**{"viewport": LAPTOP, **options})  # type: ignore[arg-type]  # Playwright's own names
        context.set_default_timeout(PATIENCE_MS)
        window = context.new_page()
        watched.append(Onlooking(window))
        window.goto(url)
        return window

    yield open_window
    for onlooking in watched:
        onlooking.window.context.close()
        assert onlooking.faults == []


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A workspace with a small app in it, which answers a few commands, buttons and forms."""
    with staged() as stage:
        yield stage


@contextmanager
def staged() -> Iterator[Stage]:
    with Sandbox.start(WORKSPACE, clock=Clock.frozen(), limits=False) as sandbox, on_stage(sandbox, "socket") as stage:
        yield stage
