"""Controls in messages and on the home tab, as people use them, and what the app hears of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import looking
from tests.browser.stage_kit import article, at, say, told, used
from tests.sandbox.conftest import Stage
from tests.sandbox.demo import Json, button
from tests.sandbox.kit import actions, plain, section
from tests.sandbox.page import gallery

RED, AMBER, GREEN = gallery.COLOURS
PAYMENTS: Json = {"text": plain("Payments", emoji=True), "value": "payments"}
NOON = 1772280000
ON_HOME = ("button", "overflow", "menu", "the app's menu", "person", "many", "date", "radio buttons", "checkboxes")
Hand = Callable[[Locator], None]


@pytest.fixture(scope="module")
def home(browser: Browser, stage: Stage) -> Iterator[Page]:
    with looking(browser) as look:
        home = look(at(stage, room="home"))
        expect(home.get_by_text("At home", exact=True)).to_be_visible()
        yield home


def selects(option: str) -> Hand:
    return lambda place: _select(place, option)


def _select(place: Locator, option: str) -> None:
    place.get_by_role("combobox").select_option(label=option)


def ticks(*options: str) -> Hand:
    def tick(place: Locator) -> None:
        place.locator("summary.kit-select").click()
        for option in options:
            place.get_by_label(option).check()
        place.get_by_label(options[-1]).press("Escape")

    return tick


def enters(words: str, *, last: str = "") -> Hand:
    """Type into a picker, which needs one more key to leave the year."""

    def enter(place: Locator) -> None:
        picker = place.locator("input")
        picker.press_sequentially(words)
        if last:
            picker.press("ArrowRight")
            picker.press_sequentially(last)

    return enter


def finds(place: Locator) -> None:
    place.get_by_role("combobox").press_sequentially("pay")
    place.get_by_role("option", name="Payments").click()


def opens_and_chooses(place: Locator) -> None:
    place.locator(".kit").get_by_label("More actions").click()
    place.get_by_role("button", name="Amber").click()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of control: how it is used, and what the app hears of it."""

    type: str
    uses: Hand
    key: str
    value: Any

    @property
    def action_id(self) -> str:
        return "team" if self.type == "external_select" else "pick"

    @property
    def element(self) -> Json:
        if self.type == "button":
            return button("Go", self.action_id, value="on")
        # Nothing is chosen in it yet.
        offered = {name: value for name, value in gallery.OFFERS.get(self.type, {}).items() if "initial" not in name}
        return {"type": self.type, "action_id": self.action_id, **offered}


KINDS = {
    "button": Kind("button", lambda place: place.get_by_role("button", name="Go").click(), "value", "on"),
    "overflow": Kind("overflow", opens_and_chooses, "selected_option", AMBER),
    "menu": Kind("static_select", selects("Green"), "selected_option", GREEN),
    "the app's menu": Kind("external_select", finds, "selected_option", PAYMENTS),
    "person": Kind("users_select", selects("Ben Ode"), "selected_user", "U0BEN"),
    "channel": Kind("channels_select", selects("#quiet"), "selected_channel", "C0QUIET"),
    "conversation": Kind("conversations_select", selects("🔒 core"), "selected_conversation", "C0CORE"),
    "many": Kind("multi_static_select", ticks("Red", "Green"), "selected_options", [RED, GREEN]),
    "people": Kind("multi_users_select", ticks("Ben Ode"), "selected_users", ["U0BEN"]),
    "date": Kind("datepicker", enters("02282026"), "selected_date", "2026-02-28"),
    "time": Kind("timepicker", enters("0930PM"), "selected_time", "21:30"),
    "moment": Kind("datetimepicker", enters("02282026", last="1200PM"), "selected_date_time", NOON),
    "radio buttons": Kind(
        "radio_buttons", lambda place: place.get_by_label("Amber").check(), "selected_option", gallery.CHOICES[1]
    ),
    "checkboxes": Kind(
        "checkboxes", lambda place: place.get_by_label("Red").check(), "selected_options", [gallery.CHOICES[0]]
    ),
}
PLACES: dict[str, Callable[[Json], Json]] = {
    "beside words": lambda element: {**section(accessory=element), "block_id": "b"},
    "in a row": lambda element: actions(element, block_id="b"),
}
WHERE = [
    pytest.param(kind, place, id=f"{name} {where}")
    for name, kind in KINDS.items()
    for where, place in PLACES.items()
    if (name, where) != ("moment", "beside words")
]


@pytest.mark.parametrize(("kind", "place"), WHERE)
def test_the_app_hears_what_is_done_with_a_message(
    stage: Stage, window: Page, kind: Kind, place: Callable[[Json], Json]
):
    ts = say(stage, "a message", blocks=[place(kind.element)])

    body = used(stage, lambda: kind.uses(article(window, ts)))

    action = body["actions"][0]
    assert (action["type"], action["action_id"], action["block_id"]) == (kind.type, kind.action_id, "b")
    assert action[kind.key] == kind.value
    assert (body["container"]["message_ts"], body["channel"]["id"]) == (ts, "C0PLATFORM")
    if kind.type not in ("button", "overflow"):
        assert body["state"]["values"]["b"][kind.action_id][kind.key] == kind.value


@pytest.mark.parametrize("name", ON_HOME)
def test_the_app_hears_what_is_done_on_its_home_tab(stage: Stage, home: Page, name: str):
    kind = KINDS[name]
    blocks = [section(text=plain(f"A {kind.type}")), actions(kind.element, block_id=f"with {kind.type}")]
    stage.demo.client.views_publish(user_id="U0ANA", view={"type": "home", "blocks": blocks})
    expect(home.get_by_text(f"A {kind.type}", exact=True)).to_be_visible()

    body = used(stage, lambda: kind.uses(home.get_by_role("main")))

    assert body["actions"][0][kind.key] == kind.value
    assert body["view"]["type"] == "home"
    assert body["container"] == {"type": "view", "view_id": body["view"]["id"]}


CHANGED: dict[str, tuple[Json, Json]] = {
    "menu": ({"initial_option": RED}, {"selected_option": RED}),
    "radio buttons": ({"initial_option": gallery.CHOICES[0]}, {"selected_option": gallery.CHOICES[0]}),
    "checkboxes": ({"initial_options": [gallery.CHOICES[2]]}, {"selected_options": [gallery.CHOICES[2]]}),
    "many": ({"initial_options": [AMBER]}, {"selected_options": [AMBER]}),
    "person": ({"initial_user": "U0ANA"}, {"selected_user": "U0ANA"}),
    "date": ({"initial_date": "2026-01-31"}, {"selected_date": "2026-01-31"}),
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_choice_that_is_denied_is_taken_back(stage: Stage, window: Page, name: str):
    kind, (initial, held) = KINDS[name], CHANGED[name]
    element = {**kind.element, **initial, "confirm": gallery.CONFIRM}
    ts = say(stage, "a card", blocks=[actions(element, button("Go", "answer"), block_id="b")])
    before = len(told(stage, "block_actions"))

    kind.uses(article(window, ts))
    window.get_by_role("dialog").get_by_role("button", name="Keep it").click()
    expect(window.get_by_role("dialog")).to_have_count(0)
    assert len(told(stage, "block_actions")) == before
    body = used(stage, lambda: article(window, ts).get_by_role("button", name="Go").click())

    assert body["state"]["values"]["b"]["pick"] == {"type": kind.type, **held}


def test_a_choice_that_is_confirmed_is_sent(stage: Stage, window: Page):
    kind = KINDS["menu"]
    ts = say(stage, "a card", blocks=[actions({**kind.element, "confirm": gallery.CONFIRM})])
    kind.uses(article(window, ts))

    body = used(stage, lambda: window.get_by_role("dialog").get_by_role("button", name="Drop it").click())

    assert body["actions"][0]["selected_option"] == GREEN
    expect(article(window, ts).get_by_role("combobox")).to_have_value(GREEN["value"])
