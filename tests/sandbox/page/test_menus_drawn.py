"""Menus, groups of choices and buttons offer what there is to choose."""

import pytest

from tests.sandbox.kit import actions, button, option, options, plain
from tests.sandbox.page.drawn import control, drawn, drawn_field


def test_chosen_options_are_chosen():
    tree = drawn_field("static_select", options=options(3), initial_option=option("1"))

    assert [node["value"] for node in tree.all("option") if "selected" in node] == ["1"]


def test_groups_are_groups():
    groups = [{"label": plain("North"), "options": options(2)}]

    assert drawn_field("static_select", option_groups=groups).one("optgroup")["label"] == "North"
    assert drawn_field("multi_static_select", option_groups=groups).one("legend").text == "North"


def test_only_what_is_optional_can_be_emptied():
    empty = [
        drawn_field("static_select", options=options(1), block={"optional": free}).all("option")[0]
        for free in (True, False)
    ]

    assert ["disabled" in node for node in empty] == [False, True]


def test_no_more_can_be_ticked_than_may_be():
    tree = drawn_field("multi_static_select", options=options(3), initial_options=options(2), max_selected_items=2)

    assert ["disabled" in box for box in tree.all("input", type="checkbox")] == [False, False, True]
    assert tree.one(data_field="b/a")["data-most"] == "2"
    assert tree.one(class_="kit-chosen").text == "AA"


def test_people_are_offered_by_their_names():
    tree = drawn_field("users_select", initial_user="U0BEN")

    assert [node.text for node in tree.all("option")][1:] == ["Ana Lima", "Ben Ode", "Cleo", "Drumbeat"]
    assert [node["value"] for node in tree.all("option") if "selected" in node] == ["U0BEN"]


def test_channels_are_the_public_ones():
    assert [node.text for node in drawn_field("channels_select").all("option")][1:] == ["#platform", "#quiet"]


@pytest.mark.parametrize(
    ("filter_", "offered"),
    [
        pytest.param({}, ["🔒 core", "#platform", "#quiet"], id="all of theirs"),
        pytest.param({"include": ["private"]}, ["🔒 core"], id="private"),
        pytest.param({"include": ["im"]}, [], id="direct messages"),
    ],
)
def test_conversations_are_filtered(filter_, offered):
    more = {"filter": filter_} if filter_ else {}

    assert [node.text for node in drawn_field("conversations_select", **more).all("option")][1:] == offered


def test_nobody_is_offered_a_private_channel_of_others():
    select = actions({"type": "conversations_select"})

    assert "🔒 core" not in [node.text for node in drawn(select, viewer="ben").all("option")]


def test_whoever_is_chosen_stays_to_be_seen():
    assert drawn_field("users_select", initial_user="U404").all("option")[-1].text == "U404"


def test_a_menu_that_asks_is_a_combobox():
    tree = drawn_field("external_select", min_query_length=1, initial_option=option("a"))

    assert control(tree)["role"] == "combobox"
    assert control(tree)["value"] == "A"
    assert tree.one(data_kind="asking").has({"data-value": "a", "data-text": "A", "data-least": "1"})
    assert tree.one(role="listbox")["id"] == control(tree)["aria-controls"]


def test_descriptions_describe():
    tree = drawn_field("checkboxes", options=[option(description=plain("More"))])
    box = tree.one("input")

    assert tree.one("label", for_=box["id"]).text == "A"
    assert tree.one(id=box["aria-describedby"]).text == "More"


def test_one_radio_button_of_a_group():
    tree = drawn_field("radio_buttons", options=options(2), initial_option=option("1"))

    assert ["checked" in button for button in tree.all("input")] == [False, True]
    assert len({button["name"] for button in tree.all("input")}) == 1
    assert tree.one(role="radiogroup")["aria-required"] == "true"


def test_a_button_is_called_what_it_says():
    tree = drawn(actions(button(text=plain("Go"), action_id="a", style="danger"), block_id="b"))

    assert tree.one("button", class_="kit-danger", data_spot="b/a", type="button").text == "Go"


def test_a_button_can_be_called_something_else():
    assert drawn(actions(button(accessibility_label="Go on"))).one("button")["aria-label"] == "Go on"


def test_a_button_with_an_address_is_a_link():
    link = drawn(actions(button(url="https://a.b"))).one("a")

    assert (link["href"], link["target"], link["rel"]) == ("https://a.b", "_blank", "noreferrer noopener")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "slack://open", "data:text/html,x"])
def test_an_address_that_is_not_safe_is_not_followed(url):
    tree = drawn(actions(button(url=url)))

    assert not tree.all("a")
    assert tree.one("button")


def test_three_dots_open_a_menu():
    more = [option("1"), option("2", url="https://a.b"), option("3", url="javascript:x")]
    tree = drawn(actions({"type": "overflow", "options": more}))

    assert tree.one("summary")["aria-label"] == "More actions"
    assert [item["data-choose"] for item in tree.walk() if "data-choose" in item] == ["1", "2", "3"]
    assert [link["href"] for link in tree.all("a")] == ["https://a.b"]
