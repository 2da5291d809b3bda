"""The small app's workspace in the browser: where to look, what it says, and the forms that it shows."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.sandbox.conftest import Stage
from tests.sandbox.demo import Json, modal
from tests.sandbox.kit import plain


def at(stage: Stage, who: str = "ana", room: str = "C0PLATFORM", thread: str = "") -> str:
    return f"{stage.sandbox.url}/?as={who}&in={room}" + (f"&thread={thread}" if thread else "")


def say(stage: Stage, text: str, **more: Any) -> str:
    """Let the app say something in #platform, and return its ts."""
    answer = stage.demo.client.chat_postMessage(channel="C0PLATFORM", text=text, **more)
    return str(answer["ts"])


def article(window: Page, ts: str) -> Locator:
    """Return what is shown of a message in the conversation."""
    return window.locator(f'#feed > [data-ts="{ts}"]')


def field(kind: str, label: str = "Field", block: Json | None = None, **more: Any) -> Json:
    """Return an input block, whose id is its label."""
    element = {"type": kind, "action_id": "a", **more}
    return {"type": "input", "block_id": label, "label": plain(label), "element": element, **(block or {})}


def show(stage: Stage, window: Page, *blocks: Json, **more: Any) -> Locator:
    """Let Ana have a modal with these blocks opened, and return it."""
    stage.demo.shown = modal(*blocks, **more)
    stage.ana.slash("/show")
    # What can still be seen may be the form of another test.
    expect(window.locator(f"#view-{stage.ana.modal.id}")).to_be_visible()
    return window.get_by_role("dialog", name="Shown")


def send(dialog: Locator) -> None:
    dialog.get_by_role("button", name="Send").click()


def sent(stage: Stage, dialog: Locator) -> Json:
    """Send the form, and return what the app reads of it, by block id."""
    send(dialog)
    expect(dialog).to_have_count(0)
    return values(stage)


def values(stage: Stage) -> Json:
    """Return what the app has read last of a form's fields, by block id."""
    state: Json = told(stage, "view_submission")[-1]["view"]["state"]["values"]
    return {block: next(iter(actions.values())) for block, actions in state.items()}


def told(stage: Stage, kind: str) -> list[Json]:
    """Return what the app has been told of that kind."""
    return [body for body in stage.demo.bodies if body.get("type") == kind]


def hears(stage: Stage, kind: str, count: int) -> list[Json]:
    """Wait until the app has been told so many things of that kind, and return them."""
    stage.sandbox.wait_until(lambda: len(told(stage, kind)) >= count)
    return told(stage, kind)


def used(stage: Stage, uses: Callable[[], object]) -> Json:
    """Use a control, and return all that the app hears of it."""
    before = len(told(stage, "block_actions"))
    uses()
    return hears(stage, "block_actions", before + 1)[-1]
