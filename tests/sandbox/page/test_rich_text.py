"""Rich text is drawn part by part."""

import pytest

from tests.sandbox.kit import Json, bullets, rich
from tests.sandbox.page.drawn import drawn


def text(words: str = "A", **more: object) -> Json:
    return {"type": "text", "text": words, **more}


@pytest.mark.parametrize(
    ("style", "tag"),
    [("bold", "strong"), ("italic", "em"), ("strike", "del"), ("code", "code"), ("underline", "u")],
)
def test_styles_text(style, tag):
    assert drawn(rich(text(style={style: True}))).one(tag).text == "A"


def test_leaves_text_as_it_is():
    words = "*a* :tada: <@U0BEN>\n  <b>"

    assert drawn(rich(text(words))).one(class_="kit-words").text == words


@pytest.mark.parametrize(
    ("part", "words"),
    [
        pytest.param({"type": "user", "user_id": "U0BEN"}, "@ben", id="user"),
        pytest.param({"type": "usergroup", "usergroup_id": "S1"}, "@S1", id="group"),
        pytest.param({"type": "channel", "channel_id": "C0QUIET"}, "#quiet", id="channel"),
        pytest.param({"type": "team", "team_id": "T1"}, "@T1", id="team"),
        pytest.param({"type": "broadcast", "range": "everyone"}, "@everyone", id="broadcast"),
        pytest.param({"type": "emoji", "name": "tada"}, "🎉", id="emoji by name"),
        pytest.param({"type": "emoji", "name": "x", "unicode": "1f44b-1f3fd"}, "👋🏽", id="emoji by code"),
        pytest.param({"type": "emoji", "name": "wave", "skin_tone": 3}, "👋🏼", id="emoji with a skin tone"),
        pytest.param({"type": "emoji", "name": "odd", "unicode": "d800"}, ":odd:", id="no character"),
        pytest.param({"type": "color", "value": "#F405B3"}, "#F405B3", id="colour"),
        pytest.param({"type": "date", "timestamp": 1767603600, "format": "{time}"}, "9:00 AM", id="date"),
        pytest.param({"type": "link", "url": "https://a.b"}, "https://a.b", id="link"),
        pytest.param({"type": "link", "url": "javascript:x", "text": "A"}, "A (javascript:x)", id="what is no link"),
    ],
)
def test_draws_a_part(part, words):
    assert drawn(rich(part)).one(class_="kit-words").text == words


def test_shows_a_colour_beside_its_name():
    assert drawn(rich({"type": "color", "value": "#F405B3"})).one("rect")["fill"] == "#F405B3"


def test_links_open_elsewhere():
    link = drawn(rich({"type": "link", "url": "https://a.b", "text": "A"})).one("a")

    assert (link["href"], link["target"], link["rel"]) == ("https://a.b", "_blank", "noreferrer noopener")


def test_numbers_a_list_from_its_offset():
    numbered = drawn(bullets(style="ordered", offset=4, indent=1)).one("ol")

    assert numbered["start"] == "5"
    assert "kit-indent-1" in numbered["class"]
    assert [item.text for item in numbered.all("li")] == ["One"]


def test_draws_quotes_and_code():
    quote = drawn(rich(text("A\nB"), kind="rich_text_quote"))
    code = drawn(rich(text("a  b"), kind="rich_text_preformatted"))

    assert quote.one("blockquote").text == "A\nB"
    assert code.one("pre").text == "a  b"


def test_keeps_an_empty_line():
    assert drawn(rich()).one("br")
