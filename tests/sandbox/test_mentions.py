"""Whom a message mentions, and that text which people typed mentions nobody."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.reading import mentions_in, text_of_message
from tests.sandbox.kit import mrkdwn, plain

Json = dict[str, Any]


def passage(*parts: Json, kind: str = "rich_text_section") -> Json:
    return {"type": kind, "elements": list(parts)}


def text(words: str) -> Json:
    return {"type": "text", "text": words}


def rich(*passages: Json) -> Json:
    return {"type": "rich_text", "elements": list(passages)}


def raw(words: str) -> Json:
    return {"type": "raw_text", "text": words}


@pytest.mark.parametrize(
    ("blocks", "fallback", "mentions"),
    [
        pytest.param([{"type": "section", "text": mrkdwn("<@U1> <@W2|eve>")}], None, ["<@U1>", "<@W2>"], id="users"),
        pytest.param([{"type": "section", "text": plain("<@U1> <!here>")}], None, [], id="plain text is inert"),
        pytest.param([{"type": "section", "text": mrkdwn("&lt;!here&gt;")}], None, [], id="escaped is inert"),
        pytest.param([{"type": "section", "text": mrkdwn("@channel @here")}], None, [], id="bare words are inert"),
        pytest.param(
            [{"type": "section", "text": mrkdwn("<https://x|<!here>>")}], None, ["<!here>"], id="inside of a link"
        ),
        pytest.param(
            [{"type": "section", "fields": [mrkdwn("<#C1|atlas>"), mrkdwn("<!subteam^S1|@leads>")]}],
            None,
            ["<#C1>", "<!subteam^S1>"],
            id="fields",
        ),
        pytest.param([{"type": "context", "elements": [mrkdwn("<!everyone>")]}], None, ["<!everyone>"], id="context"),
        pytest.param(
            [
                {
                    "type": "actions",
                    "elements": [{"type": "checkboxes", "options": [{"text": mrkdwn("<@U1>"), "value": "a"}]}],
                }
            ],
            None,
            ["<@U1>"],
            id="option",
        ),
        pytest.param([{"type": "markdown", "text": "# <!channel>"}], None, ["<!channel>"], id="markdown"),
        pytest.param([rich(passage(text("<!here> <@U1>")))], None, [], id="rich text is inert"),
        pytest.param(
            [
                rich(
                    passage({"type": "user", "user_id": "U1"}, {"type": "usergroup", "usergroup_id": "S1"}),
                    passage({"type": "channel", "channel_id": "C1"}, {"type": "broadcast", "range": "here"}),
                )
            ],
            None,
            ["<@U1>", "<!subteam^S1>", "<#C1>", "<!here>"],
            id="rich mentions",
        ),
        pytest.param([{"type": "table", "rows": [[raw("<!here>")]]}], None, [], id="table cells are inert"),
        pytest.param(None, "<!here> <!date^0^{date}|<@U1> <https://x|y>", ["<!here>", "<@U1>"], id="fallback"),
        pytest.param(None, "<!here and more> <@> <#> <!>", [], id="no mentions"),
        pytest.param("<!here>", None, [], id="garbage"),
    ],
)
def test_finds_every_mention(blocks, fallback, mentions):
    assert mentions_in(blocks, fallback) == mentions


@given(words=st.text(alphabet="<>@#!|&;ltgamphereUC1^subteam \n"))
def test_escaped_text_mentions_nobody_and_reads_as_it_was(words):
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    blocks = [{"type": "section", "text": mrkdwn(escaped)}]

    assert mentions_in(blocks, escaped) == []
    assert text_of_message(blocks, escaped) == words


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["user", "mrkdwn", "<@U1>"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["type", "text", "user_id", "x"]), inner),
)


@given(blocks=JSON, fallback=st.none() | st.text())
def test_finds_mentions_in_any_json_without_raising(blocks, fallback):
    assert all(isinstance(found, str) for found in mentions_in(blocks, fallback))
