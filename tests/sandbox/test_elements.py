"""Every figure of the references of elements and composition objects, at the limit and one beyond it."""

import pytest

from sandbox.blocks import faults_of_message
from tests.sandbox.kit import (
    actions,
    button,
    confirm,
    field,
    groups,
    mrkdwn,
    multi_select,
    option,
    options,
    plain,
    select,
)

SOUND = [
    pytest.param(actions(button(text=plain("x" * 75), value="x" * 2000, style="danger")), id="button 75, value 2000"),
    pytest.param(actions(button(url="x" * 3000, accessibility_label="x" * 75)), id="button url 3000"),
    pytest.param(actions(button(action_id="x" * 255), button(action_id="y")), id="action_id 255"),
    pytest.param(confirm(title=plain("x" * 100), text=mrkdwn("x" * 300)), id="confirm title 100, text 300"),
    pytest.param(confirm(confirm=plain("x" * 30), deny=plain("x" * 30), style="primary"), id="confirm buttons 30"),
    pytest.param(select(options=options(100), initial_option=option("7")), id="100 options"),
    pytest.param(select(option_groups=groups(100)), id="100 groups"),
    pytest.param(select(option_groups=groups(2, 100), initial_option=option("1.99")), id="100 options in a group"),
    pytest.param(
        select(options=[option("x" * 150, text=plain("x" * 75), description=plain("x" * 75))]),
        id="option at its limits",
    ),
    pytest.param(multi_select(initial_options=options(2), max_selected_items=2), id="2 of 2 selected"),
    pytest.param(actions({"type": "overflow", "options": options(5)}), id="overflow 5"),
    pytest.param(actions({"type": "overflow", "options": [option(url="x" * 3000)]}), id="overflow url 3000"),
    pytest.param(actions({"type": "radio_buttons", "options": options(10)}), id="10 radio buttons"),
    pytest.param(
        actions({"type": "checkboxes", "options": [option(text=mrkdwn(), description=mrkdwn())]}), id="mrkdwn checkbox"
    ),
    pytest.param(actions({"type": "users_select", "placeholder": plain("x" * 150)}), id="placeholder 150"),
    pytest.param(actions({"type": "conversations_select", "filter": {"include": ["im"]}}), id="conversation filter"),
    pytest.param(actions({"type": "external_select", "min_query_length": 0}), id="external select"),
    pytest.param(actions({"type": "datepicker", "initial_date": "2028-02-29"}), id="leap day"),
    pytest.param(actions({"type": "datetimepicker", "initial_date_time": 1_628_633_820}), id="datetimepicker"),
    pytest.param(field(min_length=0, max_length=3000, initial_value="x" * 3000), id="input of 3000"),
    pytest.param(field(min_length=3000, max_length=3000), id="input from 3000"),
    pytest.param(field(dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"]}), id="dispatching input"),
]

FIRST = "blocks[0].elements[0]"
ELEMENT = "blocks[0].element"
FAULTY = [
    pytest.param(
        actions(button(action_id="x" * 256)), f"{FIRST}.action_id: must be less than 256 characters", id="action_id 256"
    ),
    pytest.param(
        actions(button(text=plain("x" * 76))), f"{FIRST}.text.text: must be less than 76 characters", id="button 76"
    ),
    pytest.param(actions(button(text=mrkdwn())), f"{FIRST}.text: unsupported type: mrkdwn", id="mrkdwn button"),
    pytest.param(
        actions(button(value="x" * 2001)), f"{FIRST}.value: must be less than 2001 characters", id="button value 2001"
    ),
    pytest.param(
        actions(button(url="x" * 3001)), f"{FIRST}.url: must be less than 3001 characters", id="button url 3001"
    ),
    pytest.param(
        actions(button(style="default")),
        f"{FIRST}.style: must be a valid enum value: primary, danger",
        id="button style",
    ),
    pytest.param(
        actions(button(accessibility_label="x" * 76)),
        f"{FIRST}.accessibility_label: must be less than 76 characters",
        id="accessibility label 76",
    ),
    pytest.param(field("button"), f"{ELEMENT}: unsupported type: button", id="button in input"),
    pytest.param(field("number_input"), f"{ELEMENT}: unsupported type: number_input", id="number input in a message"),
    pytest.param(field(min_length=-1), f"{ELEMENT}.min_length: must be at least 0", id="min_length -1"),
    pytest.param(field(min_length=3001), f"{ELEMENT}.min_length: must be at most 3000", id="min_length 3001"),
    pytest.param(field(max_length=0), f"{ELEMENT}.max_length: must be at least 1", id="max_length 0"),
    pytest.param(field(max_length=3001), f"{ELEMENT}.max_length: must be at most 3000", id="max_length 3001"),
    pytest.param(field(max_length=True), f"{ELEMENT}.max_length: must provide an integer", id="max_length true"),
    pytest.param(
        field(min_length=2, max_length=1), f"{ELEMENT}.min_length: must not be more than max_length", id="min over max"
    ),
    pytest.param(
        field(max_length=3, initial_value="four"),
        f"{ELEMENT}.initial_value: must be less than 4 characters",
        id="initial value too long",
    ),
    pytest.param(
        field(initial_value="x" * 3001),
        f"{ELEMENT}.initial_value: must be less than 3001 characters",
        id="initial value 3001",
    ),
    pytest.param(
        field(placeholder=plain("x" * 151)),
        f"{ELEMENT}.placeholder.text: must be less than 151 characters",
        id="placeholder 151",
    ),
    pytest.param(
        confirm(title=plain("x" * 101)),
        f"{FIRST}.confirm.title.text: must be less than 101 characters",
        id="confirm title 101",
    ),
    pytest.param(
        confirm(text=plain("x" * 301)),
        f"{FIRST}.confirm.text.text: must be less than 301 characters",
        id="confirm text 301",
    ),
    pytest.param(
        confirm(confirm=plain("x" * 31)),
        f"{FIRST}.confirm.confirm.text: must be less than 31 characters",
        id="confirm button 31",
    ),
    pytest.param(
        confirm(deny=plain("x" * 31)), f"{FIRST}.confirm.deny.text: must be less than 31 characters", id="deny 31"
    ),
    pytest.param(select(options=options(101)), f"{FIRST}.options: no more than 100 items allowed", id="101 options"),
    pytest.param(select(options=[]), f"{FIRST}.options: must provide at least 1 items", id="0 options"),
    pytest.param(
        select(option_groups=groups(101)), f"{FIRST}.option_groups: no more than 100 items allowed", id="101 groups"
    ),
    pytest.param(
        select(option_groups=groups(1, 101)),
        f"{FIRST}.option_groups[0].options: no more than 100 items allowed",
        id="101 options in a group",
    ),
    pytest.param(
        select(option_groups=[{"label": plain("x" * 76), "options": options(1)}]),
        f"{FIRST}.option_groups[0].label.text: must be less than 76 characters",
        id="group label 76",
    ),
    pytest.param(
        select(options=options(1), option_groups=groups(1)),
        f"{FIRST}: must define exactly one of: options, option_groups",
        id="options and groups",
    ),
    pytest.param(select(), f"{FIRST}: must define exactly one of: options, option_groups", id="neither"),
    pytest.param(
        select(options=[option(text=plain("x" * 76))]),
        f"{FIRST}.options[0].text.text: must be less than 76 characters",
        id="option text 76",
    ),
    pytest.param(
        select(options=[option(text=mrkdwn())]),
        f"{FIRST}.options[0].text: unsupported type: mrkdwn",
        id="mrkdwn menu option",
    ),
    pytest.param(
        select(options=[option("x" * 151)]),
        f"{FIRST}.options[0].value: must be less than 151 characters",
        id="option value 151",
    ),
    pytest.param(
        select(options=[option(description=plain("x" * 76))]),
        f"{FIRST}.options[0].description.text: must be less than 76 characters",
        id="option description 76",
    ),
    pytest.param(
        select(options=[option(url="https://example.com")]),
        f"{FIRST}.options[0]: invalid additional property: url",
        id="url outside of overflow",
    ),
    pytest.param(
        select(options=[option("a"), option("a")]),
        f"{FIRST}.options[1].value: must be unique, and is used before",
        id="option value twice",
    ),
    pytest.param(
        select(options=options(2), initial_option=option("0", text=plain("B"))),
        f"{FIRST}.initial_option: must equal one of the options exactly",
        id="initial option with another text",
    ),
    pytest.param(
        multi_select(initial_options=[option("9")]),
        f"{FIRST}.initial_options[0]: must equal one of the options exactly",
        id="initial options not offered",
    ),
    pytest.param(
        multi_select(initial_options=options(2), max_selected_items=1),
        f"{FIRST}.initial_options: must not be more than max_selected_items",
        id="2 of 1 selected",
    ),
    pytest.param(
        actions({"type": "overflow", "options": options(6)}),
        f"{FIRST}.options: no more than 5 items allowed",
        id="overflow 6",
    ),
    pytest.param(
        actions({"type": "checkboxes", "options": options(11)}),
        f"{FIRST}.options: no more than 10 items allowed",
        id="11 checkboxes",
    ),
    pytest.param(
        actions({"type": "datepicker", "initial_date": "2026-02-30"}),
        f"{FIRST}.initial_date: must be a date that exists",
        id="30 February",
    ),
    pytest.param(
        actions({"type": "datepicker", "initial_date": "20260302"}),
        f"{FIRST}.initial_date: must be a valid date of the form YYYY-MM-DD",
        id="date without hyphens",
    ),
    pytest.param(
        actions({"type": "timepicker", "initial_time": "24:00"}),
        f"{FIRST}.initial_time: must be a valid time of the form HH:mm",
        id="24:00",
    ),
    pytest.param(
        actions({"type": "datetimepicker", "initial_date_time": 999_999_999}),
        f"{FIRST}.initial_date_time: must be at least 1000000000",
        id="nine digits",
    ),
    pytest.param(
        actions({"type": "conversations_select", "filter": {"include": []}}),
        f"{FIRST}.filter.include: must provide at least 1 items",
        id="empty conversation filter",
    ),
]


@pytest.mark.parametrize("block", SOUND)
def test_passes_what_slack_takes(block):
    assert faults_of_message([block]) == []


@pytest.mark.parametrize(("block", "fault"), FAULTY)
def test_says_what_slack_refuses(block, fault):
    assert faults_of_message([block]) == [fault]
