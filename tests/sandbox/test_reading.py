"""What a person reads."""

from typing import Any

import pytest

from sandbox.reading import text_of_message, text_of_view
from tests.sandbox.kit import mrkdwn, plain

Json = dict[str, Any]

NAMES = {"U1": "dana", "C1": "atlas", "S1": "leads"}


def name_of(_kind: str, identifier: str) -> str:
    return NAMES[identifier]


def option(text: str) -> Json:
    return {"text": plain(text), "value": text.lower()}


def passage(*parts: Json, kind: str = "rich_text_section") -> Json:
    return {"type": kind, "elements": list(parts)}


def text(words: str) -> Json:
    return {"type": "text", "text": words}


def rich(*passages: Json) -> Json:
    return {"type": "rich_text", "elements": list(passages)}


def raw(words: str) -> Json:
    return {"type": "raw_text", "text": words}


def select(**more: Any) -> Json:
    return {
        "type": "static_select", "action_id": "pick", "placeholder": plain("Pick"),
        "options": [option("Red"), option("Green")], **more,
    }  # fmt: skip


def radio(**more: Any) -> Json:
    return {"type": "radio_buttons", "options": [option("Red"), option("Green")], **more}


def line_chart() -> Json:
    data = [{"label": "W1", "value": 4}, {"label": "W2", "value": 12}]
    chart = {"type": "line", "series": [{"name": "Done", "data": data}], "axis_config": {"categories": ["W1", "W2"]}}
    return {"type": "data_visualization", "title": "Progress", "chart": chart}


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        pytest.param({"type": "header", "text": plain("Week 9")}, "## Week 9", id="header"),
        pytest.param({"type": "divider"}, "─" * 40, id="divider"),
        pytest.param({"type": "section", "text": mrkdwn("*Atlas* &amp; <@U1>")}, "*Atlas* & @dana", id="section"),
        pytest.param(
            {"type": "section", "text": plain("<@U1> &amp;"), "accessory": {"type": "button", "text": plain("Open")}},
            "<@U1> &amp;  [ Open ]",
            id="plain section with a button",
        ),
        pytest.param(
            {"type": "section", "fields": [plain("Owner"), mrkdwn("<@U1>"), plain("Due")]},
            "Owner | @dana\nDue",
            id="fields",
        ),
        pytest.param(
            {"type": "context", "elements": [plain("moved 3 times"), {"type": "image", "alt_text": "clock"}]},
            "(moved 3 times [image: clock])",
            id="context",
        ),
        pytest.param(
            {"type": "actions", "elements": [{"type": "button", "text": plain("Send")}, select()]},
            "[ Send ]  ( Pick v )",
            id="actions",
        ),
        pytest.param(
            {"type": "actions", "elements": [select(initial_option=option("Green"))]}, "( Green v )", id="selected"
        ),
        pytest.param(
            {"type": "actions", "elements": [{"type": "users_select", "initial_user": "U1"}]}, "( @dana v )", id="user"
        ),
        pytest.param(
            {"type": "actions", "elements": [radio(initial_option=option("Red"))]}, "(o) Red  ( ) Green", id="radio"
        ),
        pytest.param({"type": "actions", "elements": [{"type": "overflow"}]}, "( … v )", id="overflow"),
        pytest.param(
            {"type": "actions", "elements": [{"type": "datetimepicker", "initial_date_time": 1_772_452_800}]},
            "( 2026-03-02 12:00 UTC v )",
            id="moment",
        ),
        pytest.param(
            {"type": "image", "alt_text": "Clock", "title": plain("Time")}, "[image: Time - Clock]", id="image"
        ),
        pytest.param(
            rich(passage(text("To "), {"type": "user", "user_id": "U1"}, {"type": "broadcast", "range": "here"})),
            "To @dana@here",
            id="rich text",
        ),
        pytest.param(
            rich({**passage(passage(text("one")), passage(text("two")), kind="rich_text_list"), "style": "bullet"}),
            "• one\n• two",
            id="bullets",
        ),
        pytest.param(
            rich(
                {**passage(passage(text("three")), kind="rich_text_list"), "style": "ordered", "offset": 2, "indent": 1}
            ),
            "  3. three",
            id="numbers",
        ),
        pytest.param(rich(passage(text("a\nb"), kind="rich_text_quote")), "> a\n> b", id="quote"),
        pytest.param(rich(passage(text("x = 1"), kind="rich_text_preformatted")), "```\nx = 1\n```", id="code"),
        pytest.param(
            rich(
                passage(
                    {"type": "link", "url": "https://example.com", "text": "here"},
                    {"type": "emoji", "name": "wave"},
                    {"type": "channel", "channel_id": "C1"},
                    {"type": "usergroup", "usergroup_id": "S1"},
                    {"type": "date", "timestamp": 0, "format": "{date}"},
                )
            ),
            "here (https://example.com):wave:#atlas@leads1970-01-01 00:00 UTC",
            id="every kind of part",
        ),
        pytest.param({"type": "markdown", "text": "**Bold**"}, "**Bold**", id="markdown"),
        pytest.param(
            {"type": "table", "rows": [[raw("Team"), raw("Due")], [rich(passage(text("Billing"))), raw("Monday")]]},
            "Team    | Due\nBilling | Monday",
            id="table",
        ),
        pytest.param(line_chart(), "[line chart: Progress]\n     | W1 | W2\nDone | 4  | 12", id="chart"),
        pytest.param({"type": "alert", "text": plain("Late"), "level": "warning"}, "[warning] Late", id="alert"),
        pytest.param(
            {"type": "card", "title": plain("Atlas"), "actions": [{"type": "button", "text": plain("Open")}]},
            "Atlas\n[ Open ]",
            id="card",
        ),
    ],
)
def test_reads_a_block(block, shown):
    assert text_of_message([block], "fallback", name_of) == shown


@pytest.mark.parametrize(
    ("fallback", "shown"),
    [
        pytest.param("Hello <@U1>", "Hello @dana", id="mention"),
        pytest.param("<#C1|old-name> <!subteam^S1>", "#atlas @leads", id="channel and group"),
        pytest.param("<!here> <!channel|all>", "@here @channel", id="broadcasts"),
        pytest.param("<https://example.com|Plan>", "Plan (https://example.com)", id="link with a label"),
        pytest.param("<https://example.com>", "https://example.com", id="bare link"),
        pytest.param("<!date^0^{date}|1 January>", "1 January", id="date"),
        pytest.param("&lt;!here&gt; &amp;lt;", "<!here> &lt;", id="escaped once only"),
        pytest.param(None, "", id="nothing"),
    ],
)
def test_reads_a_message_without_blocks(fallback, shown):
    assert text_of_message(None, fallback, name_of) == shown


def health_view() -> Json:
    return {
        "type": "modal",
        "title": plain("Check in"),
        "submit": plain("Send"),
        "blocks": [
            {"type": "section", "text": mrkdwn("*Atlas*")},
            {
                "type": "input", "block_id": "health", "label": plain("Health"), "hint": plain("Honest, please"),
                "element": select(),
            },
            {
                "type": "input", "block_id": "note", "label": plain("Note"), "optional": True,
                "element": {"type": "plain_text_input", "action_id": "text", "placeholder": plain("What changed?")},
            },
        ],
    }  # fmt: skip


def test_reads_an_empty_view():
    assert text_of_view(health_view()).split("\n") == [
        "== Check in ==",
        "*Atlas*",
        "Health: ( Pick v )",
        "    (Honest, please)",
        "Note (optional): [ What changed? ]",
        "[ Cancel ]  [ Send ]",
    ]


def test_reads_a_view_that_was_filled_in_and_refused():
    values = {
        "health": {"pick": {"type": "static_select", "selected_option": option("Red")}},
        "note": {"text": {"type": "plain_text_input", "value": "Late.\nSorry."}},
    }

    shown = text_of_view(health_view(), values, {"note": "Say until when."})

    assert shown.split("\n") == [
        "== Check in ==",
        "*Atlas*",
        "Health: Red",
        "    (Honest, please)",
        "Note (optional): Late.",
        "    Sorry.",
        "  ! Say until when.",
        "[ Cancel ]  [ Send ]",
    ]


def test_reads_an_emptied_field_as_empty():
    values = {"health": {"pick": {"type": "static_select", "selected_option": None}}}
    view = health_view()
    view["blocks"][1]["element"]["initial_option"] = option("Red")

    assert "Health: ( Pick v )" in text_of_view(view, values)


def test_reads_a_home_tab_without_title_and_buttons():
    assert text_of_view({"type": "home", "blocks": [{"type": "header", "text": plain("Today")}]}) == "## Today"
