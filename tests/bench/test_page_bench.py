"""What a long channel costs the page, against a short one in the same run: loading, scrolling, one message more."""

import shutil
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from sandbox.clock import Clock
from sandbox.records import ChannelId, UserId
from sandbox.server import Sandbox
from tests.bench.test_bench import milliseconds, ratios, tell, timed
from tests.browser.conftest import LAPTOP, SWITCHES
from tests.sandbox.demo import WORKSPACE, card

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

SHORT, LONG = 100, 1_000
ROUNDS = 10
MORE = 100
CHANNEL, AUTHOR = ChannelId("C0PLATFORM"), UserId("U0BEN")

# Scrolls from the end to the beginning in two seconds, and returns how long each frame took, in seconds.
_SCROLL = """() => new Promise((done) => {
  const feed = document.getElementById("feed");
  const top = feed.scrollHeight, began = performance.now(), frames = [];
  let before = began;
  const step = (now) => {
    frames.push((now - before) / 1000);
    before = now;
    feed.scrollTop = top * (1 - (now - began) / 2000);
    if (now - began < 2000) requestAnimationFrame(step); else done(frames.slice(1));
  };
  requestAnimationFrame(step);
})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(SWITCHES))
        yield browser
        browser.close()


def measure(browser: Browser, messages: int) -> tuple[list[float], list[float], list[float]]:
    """Return the times of loading the page, of its frames while it is scrolled, and until one more message shows."""
    with Sandbox.start(WORKSPACE, clock=Clock.frozen(), limits=False) as sandbox:
        for number in range(messages):
            sandbox.workspace.post(CHANNEL, AUTHOR, f"message {number}", blocks=tuple(card(f"message {number}")))
        window = browser.new_context(viewport=LAPTOP, bypass_csp=True).new_page()
        url = f"{sandbox.url}/?as=ana&in={CHANNEL}"
        loads = [timed(lambda: window.goto(url)) for _ in range(ROUNDS)]
        frames = window.evaluate(_SCROLL)
        shown = [_until_shown(sandbox, window, f"one more {number}") for number in range(MORE)]
        window.context.close()
    return loads, frames, shown


def _until_shown(sandbox: Sandbox, window: Page, text: str) -> float:
    began = time.perf_counter()
    sandbox.workspace.post(CHANNEL, AUTHOR, text)
    window.wait_for_function(
        "text => document.getElementById('feed').lastElementChild.textContent.includes(text)", arg=text
    )
    return time.perf_counter() - began


def test_a_long_channel_against_a_short_one(browser: Browser) -> None:
    short, long = measure(browser, SHORT), measure(browser, LONG)

    print(f"\nThe page: a channel of {LONG} messages against one of {SHORT}")
    for what, slow, fast in zip(
        ("loading it", "a frame while it is scrolled", "one more message"), long, short, strict=True
    ):
        tell(f"{what}: {milliseconds(slow)}", ratios(slow, fast))
