"""Every figure of the block reference: at the limit a message passes, one beyond it does not."""

import pytest
from slack_sdk.models import blocks as kit

from sandbox.blocks import faults_of_message
from tests.sandbox.kit import (
    actions,
    bullets,
    button,
    card,
    field,
    fields,
    image,
    markdown,
    mrkdwn,
    pie,
    plain,
    plot,
    rich,
    section,
    table,
    video,
)

SOUND = [
    pytest.param(section(), id="section"),
    pytest.param(section(text=mrkdwn("x" * 3000)), id="section text 3000"),
    pytest.param(section(text=plain("😀" * 3000)), id="section text 3000 emoji"),
    pytest.param(fields(10, 2000), id="10 fields of 2000"),
    pytest.param(section(expand=True, block_id="b" * 255), id="block_id 255"),
    pytest.param(section(accessory=image()), id="image accessory"),
    pytest.param(section(accessory={"type": "timepicker", "initial_time": "23:59"}), id="timepicker accessory"),
    pytest.param({"type": "header", "text": plain("x" * 150, emoji=True)}, id="header 150"),
    pytest.param({"type": "divider"}, id="divider"),
    pytest.param({"type": "context", "elements": [mrkdwn(verbatim=True), plain(), image()] * 3}, id="context 9"),
    pytest.param({"type": "context", "elements": [mrkdwn()] * 10}, id="context 10"),
    pytest.param(actions(*[button()] * 25), id="25 actions"),
    pytest.param(image(alt_text="x" * 2000, title=plain("x" * 2000)), id="image texts 2000"),
    pytest.param(image(image_url="https://" + "x" * 2992), id="image url 3000"),
    pytest.param({"type": "image", "slack_file": {"id": "F1"}, "alt_text": "A"}, id="image from a Slack file"),
    pytest.param(
        {**field(), "label": plain("x" * 2000), "hint": plain("x" * 2000), "optional": True}, id="label and hint 2000"
    ),
    pytest.param(rich({"type": "text", "text": "A", "style": {"bold": True}}), id="rich text"),
    pytest.param(rich({"type": "broadcast", "range": "here"}, {"type": "user", "user_id": "U1"}), id="rich mentions"),
    pytest.param(rich({"type": "link", "url": "https://example.com"}, kind="rich_text_quote"), id="rich quote"),
    pytest.param(rich({"type": "date", "timestamp": 1, "format": "{date}"}), id="rich date"),
    pytest.param(bullets(indent=8, offset=3, border=1), id="rich list"),
    pytest.param(table(100, 20, column_settings=[None, {"align": "right", "is_wrapped": True}]), id="table 100 x 20"),
    pytest.param({"type": "table", "rows": [[rich({"type": "text", "text": "A"})]]}, id="rich cell"),
    pytest.param(markdown(12_000), id="markdown 12000"),
    pytest.param(plot(series=6, points=20), id="6 series of 20 points"),
    pytest.param(pie(segments=6, title="x" * 50), id="pie of 6"),
    pytest.param(card(title=plain("x" * 150), subtitle=plain("x" * 150), body=plain("x" * 200)), id="card"),
    pytest.param(video(title=plain("x" * 199), author_name="x" * 49), id="video"),
]

TEXT = "blocks[0].text"
FIRST = "blocks[0].elements[0]"
FAULTY = [
    pytest.param(
        section(text=mrkdwn("x" * 3001)), f"{TEXT}.text: must be less than 3001 characters", id="section text 3001"
    ),
    pytest.param(section(text=mrkdwn("")), f"{TEXT}.text: must be more than 0 characters", id="section text 0"),
    pytest.param(section(text="A"), f"{TEXT}: must provide an object", id="bare string"),
    pytest.param(section(text={"text": "A"}), f"{TEXT}: missing required field: type", id="text without type"),
    pytest.param(section(text=mrkdwn(emoji=True)), f"{TEXT}: invalid additional property: emoji", id="mrkdwn emoji"),
    pytest.param(
        section(text=plain(verbatim=True)), f"{TEXT}: invalid additional property: verbatim", id="plain verbatim"
    ),
    pytest.param(section(text=None), f"{TEXT}: must provide an object", id="null text"),
    pytest.param(
        section(text={"type": "mrkdwn", "text": 7}), f"{TEXT}.text: must provide a string", id="number as text"
    ),
    pytest.param({"type": "section"}, "blocks[0]: must define at least one of: text, fields", id="empty section"),
    pytest.param(fields(11), "blocks[0].fields: no more than 10 items allowed", id="11 fields"),
    pytest.param(fields(0), "blocks[0].fields: must provide at least 1 items", id="0 fields"),
    pytest.param(fields(1, 2001), "blocks[0].fields[0].text: must be less than 2001 characters", id="field 2001"),
    pytest.param(
        section(accessory={"type": "plain_text_input"}),
        "blocks[0].accessory: unsupported type: plain_text_input",
        id="input as accessory",
    ),
    pytest.param(
        section(accessory={"type": "datetimepicker"}),
        "blocks[0].accessory: unsupported type: datetimepicker",
        id="datetimepicker as accessory",
    ),
    pytest.param(
        section(block_id="b" * 256), "blocks[0].block_id: must be less than 256 characters", id="block_id 256"
    ),
    pytest.param(section(colour="red"), "blocks[0]: invalid additional property: colour", id="unknown key"),
    pytest.param({"type": "poem"}, "blocks[0]: unsupported type: poem", id="unknown block"),
    pytest.param({"type": 7}, "blocks[0].type: must provide a string", id="type of another type"),
    pytest.param({"type": "alert", "text": plain()}, "blocks[0]: unsupported type: alert", id="alert in a message"),
    pytest.param(
        {"type": "header", "text": plain("x" * 151)}, f"{TEXT}.text: must be less than 151 characters", id="header 151"
    ),
    pytest.param({"type": "header", "text": mrkdwn()}, f"{TEXT}: unsupported type: mrkdwn", id="mrkdwn header"),
    pytest.param({"type": "divider", "text": plain()}, "blocks[0]: invalid additional property: text", id="divider"),
    pytest.param(
        {"type": "context", "elements": [mrkdwn()] * 11},
        "blocks[0].elements: no more than 10 items allowed",
        id="context 11",
    ),
    pytest.param(
        {"type": "context", "elements": []}, "blocks[0].elements: must provide at least 1 items", id="context 0"
    ),
    pytest.param(
        {"type": "context", "elements": [button()]}, f"{FIRST}: unsupported type: button", id="button in context"
    ),
    pytest.param(actions(*[button()] * 26), "blocks[0].elements: no more than 25 items allowed", id="26 actions"),
    pytest.param(actions(image()), f"{FIRST}: unsupported type: image", id="image in actions"),
    pytest.param(
        actions(button(action_id="a"), button(action_id="a")),
        "blocks[0].elements[1].action_id: must be unique, and is used before",
        id="action_id twice",
    ),
    pytest.param(
        image(alt_text="x" * 2001), "blocks[0].alt_text: must be less than 2001 characters", id="alt text 2001"
    ),
    pytest.param(
        {"type": "image", "image_url": "https://example.com"},
        "blocks[0]: missing required field: alt_text",
        id="no alt text",
    ),
    pytest.param(
        image(title=plain("x" * 2001)), "blocks[0].title.text: must be less than 2001 characters", id="title 2001"
    ),
    pytest.param(
        image(image_url="https://" + "x" * 2993),
        "blocks[0].image_url: must be less than 3001 characters",
        id="image url 3001",
    ),
    pytest.param(
        image(image_url="javascript:alert(1)"),
        "blocks[0].image_url: must be a valid http or https URL",
        id="javascript image",
    ),
    pytest.param(
        image(slack_file={"id": "F1"}),
        "blocks[0]: must define exactly one of: image_url, slack_file",
        id="two image sources",
    ),
    pytest.param(
        {**field(), "label": plain("x" * 2001)},
        "blocks[0].label.text: must be less than 2001 characters",
        id="label 2001",
    ),
    pytest.param({**field(), "label": mrkdwn()}, "blocks[0].label: unsupported type: mrkdwn", id="mrkdwn label"),
    pytest.param(
        {**field(), "hint": plain("x" * 2001)}, "blocks[0].hint.text: must be less than 2001 characters", id="hint 2001"
    ),
    pytest.param(
        {**field(), "optional": "yes"}, "blocks[0].optional: must provide a boolean", id="optional not boolean"
    ),
    pytest.param(
        rich({"type": "text", "text": ""}),
        f"{FIRST}.elements[0].text: must be more than 0 characters",
        id="empty rich text",
    ),
    pytest.param(
        rich({"type": "text", "text": "A", "style": {"blink": True}}),
        f"{FIRST}.elements[0].style: invalid additional property: blink",
        id="unknown style",
    ),
    pytest.param(rich({"type": "canvas"}), f"{FIRST}.elements[0]: unsupported type: canvas", id="unknown rich element"),
    pytest.param(
        rich({"type": "broadcast", "range": "world"}),
        f"{FIRST}.elements[0].range: must be a valid enum value: here, channel, everyone",
        id="unknown broadcast",
    ),
    pytest.param(bullets(indent=9), f"{FIRST}.indent: must be at most 8", id="indent 9"),
    pytest.param(
        {"type": "rich_text", "elements": []}, "blocks[0].elements: must provide at least 1 items", id="no rich text"
    ),
    pytest.param(table(101), "blocks[0].rows: no more than 100 items allowed", id="101 rows"),
    pytest.param(table(1, 21), "blocks[0].rows[0]: no more than 20 items allowed", id="21 cells"),
    pytest.param(
        table(column_settings=[None] * 21), "blocks[0].column_settings: no more than 20 items allowed", id="21 columns"
    ),
    pytest.param(markdown(12_001), "blocks[0].text: must be less than 12001 characters", id="markdown 12001"),
    pytest.param(plot(series=7), "blocks[0].chart.series: no more than 6 items allowed", id="7 series"),
    pytest.param(
        plot(axis_config={"categories": ["0", "1"]}),
        "blocks[0].chart.series[0].data: must have exactly one point for each of the categories",
        id="a category without a point",
    ),
    pytest.param(
        plot(axis_config={"categories": ["0"], "x_label": "x" * 51}),
        "blocks[0].chart.axis_config.x_label: must be less than 51 characters",
        id="axis label 51",
    ),
    pytest.param(pie(segments=7), "blocks[0].chart.segments: no more than 6 items allowed", id="pie of 7"),
    pytest.param(pie(value=0), "blocks[0].chart.segments[0].value: must be more than 0", id="empty slice"),
    pytest.param(pie(title="x" * 51), "blocks[0].title: must be less than 51 characters", id="chart title 51"),
    pytest.param(card(body=mrkdwn("x" * 201)), "blocks[0].body.text: must be less than 201 characters", id="body 201"),
    pytest.param(
        {"type": "card", "subtitle": plain()},
        "blocks[0]: must define at least one of: hero_image, title, actions, body",
        id="card of a subtitle",
    ),
    pytest.param(
        video(video_url="http://example.com"), "blocks[0].video_url: must be a valid https URL", id="insecure video"
    ),
]


@pytest.mark.parametrize("block", SOUND)
def test_passes_what_slack_takes(block):
    assert faults_of_message([block]) == []


@pytest.mark.parametrize(("block", "fault"), FAULTY)
def test_says_what_slack_refuses(block, fault):
    assert faults_of_message([block]) == [fault]


@pytest.mark.parametrize(
    ("blocks", "text", "faults"),
    [
        pytest.param(None, "x" * 40_000, [], id="text 40000"),
        pytest.param(None, "x" * 40_001, ["text: must be less than 40001 characters"], id="text 40001"),
        pytest.param([], "Hello", [], id="text and no blocks"),
        pytest.param(None, None, ["text: missing required field: text or blocks"], id="nothing"),
        pytest.param([], "", ["text: missing required field: text or blocks"], id="nothing but an empty text"),
        pytest.param([{"type": "divider"}] * 50, "", [], id="50 blocks"),
        pytest.param([{"type": "divider"}] * 51, "", ["blocks: no more than 50 items allowed"], id="51 blocks"),
        pytest.param("[]", "Hello", ["blocks: must provide an array"], id="blocks as a string"),
        pytest.param(
            [section(block_id="b"), section(block_id="b")],
            None,
            ["blocks[1].block_id: must be unique, and is used before"],
            id="block_id twice",
        ),
        pytest.param(
            [table(), table()], None, ["blocks: no more than 1 table blocks allowed in a message"], id="two tables"
        ),
        pytest.param([pie(), plot()], None, [], id="two charts"),
        pytest.param(
            [pie()] * 3,
            None,
            ["blocks: no more than 2 data_visualization blocks allowed in a message"],
            id="three charts",
        ),
        pytest.param([markdown(6_000), markdown(6_000)], None, [], id="markdown 12000 in two"),
        pytest.param(
            [markdown(6_000), markdown(6_001)],
            None,
            ["blocks: markdown blocks together must be less than 12001 characters"],
            id="markdown 12001 in two",
        ),
    ],
)
def test_judges_a_message_as_a_whole(blocks, text, faults):
    assert faults_of_message(blocks, text) == faults


def test_names_every_fault_with_its_place():
    blocks = [section(), {"type": "section"}, field(max_length=0), section(text=mrkdwn("x" * 3001))]

    assert faults_of_message(blocks) == [
        "blocks[1]: must define at least one of: text, fields",
        "blocks[2].element.max_length: must be at least 1",
        "blocks[3].text.text: must be less than 3001 characters",
    ]


def test_takes_what_the_sdk_builds():
    message = [
        kit.HeaderBlock(text="Weekly check-in"),
        kit.SectionBlock(
            text=kit.MarkdownTextObject(text="*Atlas*"),
            accessory=kit.StaticSelectElement(
                action_id="health", options=[kit.Option(value="green", text="Green")], placeholder="Health"
            ),
        ),
        kit.ActionsBlock(
            elements=[
                kit.ButtonElement(
                    text="Send",
                    action_id="send",
                    style="primary",
                    confirm=kit.ConfirmObject(title="Sure?", text="It will be posted.", confirm="Post", deny="Wait"),
                )
            ]
        ),
        kit.RichTextBlock(
            elements=[kit.RichTextSectionElement(elements=[kit.RichTextElementParts.User(user_id="U1")])]
        ),
        kit.ContextBlock(elements=[kit.PlainTextObject(text="moved 3 times")]),
    ]

    assert faults_of_message([block.to_dict() for block in message]) == []
