"""The kinds of inputs in a form, each with how a person fills it in by hand, and as what the app then reads it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import FilePayload, Locator

from tests.browser import stage_kit
from tests.sandbox.demo import Json
from tests.sandbox.kit import plain, rich

RED, AMBER, GREEN = ({"text": plain(word), "value": word[0].lower()} for word in ("Red", "Amber", "Green"))
COLOURS: Json = {"options": [RED, AMBER, GREEN]}
GROUPS: Json = {
    "option_groups": [{"label": plain("Warm"), "options": [RED, AMBER]}, {"label": plain("Cold"), "options": [GREEN]}]
}
OFFERED: Json = {"action_id": "team", "min_query_length": 1}
PAYMENTS: Json = {"text": plain("Payments", emoji=True), "value": "payments"}
PLATFORM: Json = {"text": plain("Platform", emoji=True), "value": "platform"}
PLAN: FilePayload = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"plan"}
# A person's moment is one of their own zone: Lisbon's is that of Greenwich in winter. Its seconds are nowhere shown.
NOON, AFTER_NOON = 1772280000, 1772280042
Hand = Callable[[Locator], None]


def types(words: str) -> Hand:
    return lambda form: form.get_by_label("Field").press_sequentially(words)


def selects(option: str) -> Hand:
    return lambda form: _select(form, option)


def _select(form: Locator, option: str) -> None:
    form.get_by_label("Field").select_option(label=option)


def ticks(*options: str, on: bool = True) -> Hand:
    def tick(form: Locator) -> None:
        for option in options:
            form.get_by_role("group", name="Field").get_by_label(option).set_checked(on)

    return tick


def opens_and_ticks(*options: str, on: bool = True, words: str = "") -> Hand:
    """Open a menu of many, type to find options where that is needed, tick them, and close the menu."""

    def tick(form: Locator) -> None:
        form.get_by_label("Field").click()
        if words:
            form.get_by_label("Type to find options").press_sequentially(words)
        for option in options:
            form.get_by_label(option).set_checked(on)
        form.get_by_label("Field").press("Escape")

    return tick


def finds(words: str, option: str) -> Hand:
    def find(form: Locator) -> None:
        form.get_by_label("Field").press_sequentially(words)
        form.get_by_role("option", name=option).click()

    return find


def types_a_moment(form: Locator) -> None:
    # A year may have up to six digits, so that one more key is needed to leave it.
    form.get_by_label("Field").press_sequentially("02282026")
    form.get_by_label("Field").press("ArrowRight")
    form.get_by_label("Field").press_sequentially("1200PM")


def adds_a_file(form: Locator) -> None:
    form.get_by_label("Field").set_input_files(PLAN)


def rubs_out(form: Locator) -> None:
    form.get_by_label("Field").press("Control+A")
    form.get_by_label("Field").press("Delete")


def empties(form: Locator) -> None:
    form.get_by_label("Field").fill("")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of input: how it is filled in, by what name and as what the app reads it, and how it is emptied."""

    type: str
    fills: Hand
    key: str
    value: Any
    more: Json = field(default_factory=dict)
    initial: Json = field(default_factory=dict)
    empties: Hand | None = None

    def block(self, label: str = "Field", **more: Any) -> Json:
        return stage_kit.field(self.type, label, more, **self.more)

    def begun(self, label: str = "Field", **more: Any) -> Json:
        """Return the block with something in it already."""
        return stage_kit.field(self.type, label, more, **self.more, **self.initial)


KINDS = {
    "text": Kind(
        "plain_text_input", types("A flag"), "value", "A flag", initial={"initial_value": "Old"}, empties=rubs_out
    ),
    "lines": Kind(
        "plain_text_input", types("One\nTwo"), "value", "One\nTwo", {"multiline": True},
        {"initial_value": "\nOld\n"}, rubs_out,
    ),
    "number": Kind(
        "number_input", types("-42"), "value", "-42", {"is_decimal_allowed": False}, {"initial_value": "7"}, rubs_out
    ),
    "decimal": Kind(
        "number_input", types("1.50"), "value", "1.50", {"is_decimal_allowed": True}, {"initial_value": "2.1"},
        rubs_out,
    ),
    "e-mail": Kind(
        "email_text_input", types("a@example.com"), "value", "a@example.com", {}, {"initial_value": "o@l.d"}, rubs_out
    ),
    "address": Kind(
        "url_text_input", types("https://a.b/c"), "value", "https://a.b/c", {}, {"initial_value": "https://o.l"},
        rubs_out,
    ),
    "rich text": Kind(
        "rich_text_input", types("Words"), "rich_text_value", rich({"type": "text", "text": "Words"}), {},
        {"initial_value": rich({"type": "text", "text": "Old", "style": {"bold": True}})}, rubs_out,
    ),
    "file": Kind(
        "file_input", adds_a_file, "files", [{"id": "F0000001", "name": "plan.pdf", "title": "plan.pdf"}],
        {"filetypes": ["pdf"]},
    ),
    "date": Kind(
        "datepicker", types("02282026"), "selected_date", "2026-02-28", {}, {"initial_date": "2026-01-31"}, empties
    ),
    "time": Kind("timepicker", types("0930PM"), "selected_time", "21:30", {}, {"initial_time": "08:05"}, empties),
    "moment": Kind(
        "datetimepicker", types_a_moment, "selected_date_time", NOON, {}, {"initial_date_time": AFTER_NOON}, empties
    ),
    "menu": Kind(
        "static_select", selects("Green"), "selected_option", GREEN, COLOURS, {"initial_option": RED},
        selects("Select an option"),
    ),
    "menu with groups": Kind(
        "static_select", selects("Green"), "selected_option", GREEN, GROUPS, {"initial_option": AMBER},
        selects("Select an option"),
    ),
    "the app's menu": Kind(
        "external_select", finds("pay", "Payments"), "selected_option", PAYMENTS, OFFERED,
        {"initial_option": PLATFORM}, rubs_out,
    ),
    "people": Kind(
        "users_select", selects("Ben Ode"), "selected_user", "U0BEN", {}, {"initial_user": "U0ANA"},
        selects("Select a person"),
    ),
    "channels": Kind(
        "channels_select", selects("#platform"), "selected_channel", "C0PLATFORM", {}, {"initial_channel": "C0QUIET"},
        selects("Select a channel"),
    ),
    "conversations": Kind(
        "conversations_select", selects("🔒 core"), "selected_conversation", "C0CORE", {},
        {"initial_conversation": "C0QUIET"}, selects("Select a conversation"),
    ),
    "many": Kind(
        "multi_static_select", opens_and_ticks("Green", "Red"), "selected_options", [RED, GREEN], COLOURS,
        {"initial_options": [AMBER]}, opens_and_ticks("Amber", on=False),
    ),
    "many with groups": Kind(
        "multi_static_select", opens_and_ticks("Green", "Red"), "selected_options", [RED, GREEN], GROUPS,
        {"initial_options": [AMBER]}, opens_and_ticks("Amber", on=False),
    ),
    "many of the app's": Kind(
        "multi_external_select", opens_and_ticks("Payments", "Platform", words="p"), "selected_options",
        [PAYMENTS, PLATFORM], OFFERED, {"initial_options": [PLATFORM]}, opens_and_ticks("Platform", on=False),
    ),
    "many people": Kind(
        "multi_users_select", opens_and_ticks("Ana Lima", "Cleo"), "selected_users", ["U0ANA", "U0CLEO"], {},
        {"initial_users": ["U0BEN"]}, opens_and_ticks("Ben Ode", on=False),
    ),
    "many channels": Kind(
        "multi_channels_select", opens_and_ticks("#quiet"), "selected_channels", ["C0QUIET"], {},
        {"initial_channels": ["C0PLATFORM"]}, opens_and_ticks("#platform", on=False),
    ),
    "many conversations": Kind(
        "multi_conversations_select", opens_and_ticks("🔒 core"), "selected_conversations", ["C0CORE"], {},
        {"initial_conversations": ["C0QUIET"]}, opens_and_ticks("#quiet", on=False),
    ),
    "checkboxes": Kind(
        "checkboxes", ticks("Red", "Green"), "selected_options", [RED, GREEN], COLOURS, {"initial_options": [AMBER]},
        ticks("Amber", on=False),
    ),
    "radio buttons": Kind(
        "radio_buttons", lambda form: form.get_by_role("radiogroup", name="Field").get_by_label("Green").check(),
        "selected_option", GREEN, COLOURS, {"initial_option": AMBER},
    ),
}  # fmt: skip
