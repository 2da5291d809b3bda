"""Every control has its name, holds what was entered, and says what is wrong with it."""

import pytest

from sandbox.elements import ELEMENTS
from sandbox.surfaces import STATES
from tests.sandbox.kit import Json, actions, button, field, mrkdwn, options, plain, rich, section
from tests.sandbox.page.drawn import Node, control, drawn, drawn_field, drawn_view

CONFIRM = {"title": plain("Sure?"), "text": mrkdwn("*Quite*"), "confirm": plain("Yes"), "deny": plain("No")}
NEEDS: dict[str, Json] = {
    "static_select": {"options": options(2)},
    "multi_static_select": {"options": options(2)},
    "checkboxes": {"options": options(2)},
    "radio_buttons": {"options": options(2)},
    "number_input": {"is_decimal_allowed": False},
    "button": {"text": plain()},
    "overflow": {"options": options(1)},
}
SINGLE = ("input", "select", "textarea")


def described(tree: Node) -> str:
    """Return what is said about the control beside it."""
    return " ".join(tree.one(id=identifier).text for identifier in control(tree)["aria-describedby"].split())


@pytest.mark.parametrize("kind", sorted(STATES))
def test_a_label_names_its_control_exactly(kind):
    tree = drawn_field(kind, **NEEDS.get(kind, {}), block={"optional": True})
    named = control(tree)

    if kind in ("checkboxes", "radio_buttons"):
        group = tree.one("fieldset", data_field="b/a")
        assert group.one("legend").one(class_="kit-label").text == "Name"
    elif kind.startswith("multi_"):
        assert named.tag == "summary"
        assert tree.one(id=named["aria-labelledby"]).text == "Name"
    else:
        assert named.tag in SINGLE
        assert tree.one("label", for_=named["id"]).text == "Name"
    assert "aria-label" not in named
    assert tree.one(class_="kit-optional").has({"aria-hidden": "true"})


@pytest.mark.parametrize("kind", sorted(STATES))
def test_an_error_stands_beside_its_field(kind):
    block = {**field(kind, action_id="a", **NEEDS.get(kind, {})), "block_id": "b", "hint": plain("Some hint")}
    tree = drawn_view(block, field(), errors={"b": "Not <so>"})
    marked = tree.one(aria_invalid="true")

    assert "Not <so>" in tree.one(class_="error").text
    assert tree.one(class_="error")["id"] in marked["aria-describedby"].split()
    assert "Some hint" in " ".join(tree.one(id=one).text for one in marked["aria-describedby"].split())


@pytest.mark.parametrize(
    ("kind", "more", "held"),
    [
        pytest.param("plain_text_input", {"initial_value": '"a" <b>'}, '"a" <b>', id="text"),
        pytest.param("number_input", {"is_decimal_allowed": True, "initial_value": "1.5"}, "1.5", id="number"),
        pytest.param("email_text_input", {"initial_value": "a@b.c"}, "a@b.c", id="e-mail"),
        pytest.param("url_text_input", {"initial_value": "https://a.b"}, "https://a.b", id="address"),
        pytest.param("datepicker", {"initial_date": "2026-03-31"}, "2026-03-31", id="date"),
        pytest.param("timepicker", {"initial_time": "09:30"}, "09:30", id="time"),
        pytest.param("datetimepicker", {"initial_date_time": 1767603600}, "2026-01-05T09:00", id="moment"),
    ],
)
def test_a_field_holds_what_was_entered(kind, more, held):
    assert control(drawn_field(kind, **more))["value"] == held


@pytest.mark.parametrize(
    ("kind", "more", "held"),
    [
        pytest.param("plain_text_input", {"multiline": True, "initial_value": "\na\n"}, "\n\na\n", id="lines"),
        pytest.param("rich_text_input", {"initial_value": rich({"type": "text", "text": "A"})}, "\nA", id="rich text"),
    ],
)
def test_a_large_field_holds_what_was_entered(kind, more, held):
    # A browser leaves out the first line end of a textarea, so that there is one more than was entered.
    assert drawn_field(kind, **more).one("textarea").text == held


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("plain_text_input", "text"), ("number_input", "number"), ("email_text_input", "email"), ("file_input", "file"),
        ("url_text_input", "url"), ("datepicker", "date"), ("timepicker", "time"), ("datetimepicker", "datetime-local"),
    ],
)  # fmt: skip
def test_fields_are_the_browsers_own(kind, type_):
    assert control(drawn_field(kind, **NEEDS.get(kind, {})))["type"] == type_


def test_says_how_much_room_there_is():
    assert "3 characters left" in described(drawn_field("plain_text_input", max_length=5, initial_value="👍a"))


def test_a_number_knows_its_bounds():
    number = control(drawn_field("number_input", is_decimal_allowed=False, min_value="0", max_value="9"))

    assert (number["min"], number["max"], number["step"]) == ("0", "9", "1")


def test_a_moment_says_its_zone():
    assert described(drawn_field("datetimepicker")) == "Europe/Lisbon"
    assert described(drawn_field("timepicker", timezone="Asia/Tokyo")) == "Asia/Tokyo"


def test_takes_the_focus_in_a_view_and_not_in_a_message():
    asking = {"type": "datepicker", "action_id": "a", "focus_on_load": True}

    assert "autofocus" in control(drawn_view(actions(asking)))
    assert "autofocus" not in control(drawn(actions(asking)))


@pytest.mark.parametrize(
    ("config", "sent_on"),
    [
        pytest.param({}, "enter", id="with Enter where nothing is said"),
        pytest.param({"trigger_actions_on": ["on_character_entered"]}, "character", id="while typing"),
    ],
)
def test_says_when_a_field_is_sent(config, sent_on):
    more = {"dispatch_action_config": config} if config else {}
    tree = drawn_field("plain_text_input", **more, block={"dispatch_action": True})

    assert tree.one(data_field="b/a")["data-sent-on"] == sent_on


@pytest.mark.parametrize("kind", sorted(kind for kind in ELEMENTS if "confirm" in ELEMENTS[kind].optional))
def test_what_wants_agreement_asks_in_a_dialog(kind):
    element = {"type": kind, "action_id": "a", "confirm": CONFIRM, **NEEDS.get(kind, {})}
    tree = drawn(actions(element) if kind == "datetimepicker" else section(accessory=element))
    dialog = tree.one("dialog")

    assert tree.one(id=dialog["aria-labelledby"]).text == "Sure?"
    assert tree.one(id=dialog["aria-describedby"]).text == "Quite"
    assert [(one["data-answer"], one.text) for one in dialog.all("button")] == [("deny", "No"), ("confirm", "Yes")]


@pytest.mark.parametrize(
    ("accessory", "name"),
    [
        pytest.param({"placeholder": plain("Pick")}, "Pick", id="its placeholder"),
        pytest.param({}, "Fine for @ben", id="the words beside it"),
    ],
)
def test_without_a_label_it_is_called_by(accessory, name):
    select = {"type": "static_select", "options": options(1), **accessory}

    assert control(drawn(section(text=mrkdwn("Fine for <@U0BEN>"), accessory=select)))["aria-label"] == name


def test_ids_hold_no_blanks_and_differ():
    tree = drawn(
        *(actions(button(action_id=one), button(action_id=two), block_id=block) for block, one, two in
          (("a b", "c", "d"), ("a", "b:c", "b"), ("a:b", "c", "%20"))),
    )  # fmt: skip
    ids = [node["id"] for node in tree.walk() if "id" in node]

    assert len(set(ids)) == len(ids) == 6
    assert not any(" " in one for one in ids)
