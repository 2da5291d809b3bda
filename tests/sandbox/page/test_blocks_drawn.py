"""Every block is drawn, with meaning that does not hang on its looks."""

import pytest

from tests.sandbox.kit import (
    Json,
    actions,
    button,
    card,
    fields,
    image,
    markdown,
    mrkdwn,
    plain,
    rich,
    section,
    table,
    video,
)
from tests.sandbox.page.drawn import drawer, drawn, drawn_message, drawn_view, message, parse, raw_message, workspace

PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


def test_a_header_is_a_heading():
    assert drawn({"type": "header", "text": plain("Digest :tada:")}).one("h3").text == "Digest 🎉"


def test_a_section_shows_text_and_fields():
    body = drawn({**section(), "fields": [plain("A"), mrkdwn("*B*")]}).one(class_="kit-section")

    assert [words.text for words in body.all(class_="kit-words")] == ["Fine", "A", "B"]
    assert len(drawn(fields(3)).one(class_="kit-fields").all(class_="kit-words")) == 3


def test_a_context_shows_words_and_pictures():
    context = drawn({"type": "context", "elements": [image(), plain("words")]}).one(class_="kit-context")

    assert context.one(role="img")["aria-label"] == "A"
    assert context.one(class_="kit-words").text == "words"


def test_a_divider_divides():
    assert drawn({"type": "divider"}).one("hr")


@pytest.mark.parametrize(
    ("picture", "source"),
    [
        pytest.param(image(title=plain("Title")), "https://example.com/a.png", id="of another site"),
        pytest.param(
            {"type": "image", "alt_text": "A", "title": plain("Title"), "slack_file": {"id": "F1"}}, "F1", id="a file"
        ),
    ],
)
def test_a_picture_of_another_site_is_not_loaded(picture, source):
    shown = drawn(picture)

    assert not shown.all("img")
    assert shown.one(role="img")["aria-label"] == "A"
    assert shown.one("figcaption").text == "Title"
    assert shown.one(class_="kit-source").text == source


@pytest.mark.parametrize("url", [PIXEL, "/page/static/a.png"])
def test_a_picture_of_our_own_is_shown(url):
    assert drawn_message(raw_message(image(image_url=url))).one("img")["src"] == url


@pytest.mark.parametrize("url", ["//evil.example/a.png", "/\\evil.example", "data:text/html,x", "javascript:x"])
def test_what_only_looks_like_our_own_is_not_loaded(url):
    assert not drawn_message(raw_message(image(image_url=url))).all("img")


def test_a_table_has_a_header_row_and_settings():
    cells = [{"type": "raw_text", "text": "A"}, {"type": "raw_number", "value": 1, "text": "1"}]
    rows = [cells, [rich({"type": "user", "user_id": "U0BEN"}), *cells[1:]]]
    shown = drawn({**table(), "rows": rows, "column_settings": [{"align": "center", "is_wrapped": True}, None]})

    assert [cell["scope"] for cell in shown.all("th")] == ["col", "col"]
    assert [cell.text for cell in shown.all("td")] == ["@ben", "1"]
    assert [cell["class"] for cell in shown.all("td")] == ["kit-align-center kit-wrapped", "kit-align-right"]


def test_markdown_is_safe():
    text = "# A\n[x](javascript:alert(1)) [y](https://a.b) <b>b</b> ![i](https://a.b/c.png) <@U0BEN> &lt;@U0ANA&gt;"
    shown = drawn({**markdown(1), "text": text})

    assert shown.one("h3").text == "A"
    assert [link["href"] for link in shown.all("a")] == ["https://a.b"]
    assert not shown.all("b") + shown.all("img")
    assert [chip.text for chip in shown.all(class_="kit-mention")] == ["@ben"]
    assert "<@U0ANA>" in shown.text


def test_markdown_has_tables_without_styles():
    shown = drawn({**markdown(1), "text": "|a|b|\n|-:|-|\n|1|2|\n\n~~c~~ :tada:"})

    assert shown.one("td", class_="kit-align-right").text == "1"
    assert not [node for node in shown.walk() if "style" in node]
    assert shown.one("s").text == "c"
    assert "🎉" in shown.text


@pytest.mark.parametrize("level", ["default", "info", "warning", "error", "success"])
def test_an_alert_says_its_level_in_words(level):
    alert = drawn_view({"type": "alert", "text": plain("Mind"), "level": level}).one(role="note")

    assert alert["aria-label"] in ("Note", "Information", "Warning", "Error", "Success")
    assert "Mind" in alert.text


def test_a_card_shows_all_its_parts():
    parts = {"subtitle": plain("Sub"), "body": plain("Body"), "icon": image(), "actions": [button(action_id="a")]}
    shown = drawn(card(hero_image=image(alt_text="Hero"), **parts, block_id="b"))

    assert [picture["aria-label"] for picture in shown.all(role="img")] == ["Hero", "A"]
    assert shown.one("h4").text == "Fine"
    assert shown.one("button")["data-spot"] == "b/a"
    assert all(words in shown.text for words in ("Sub", "Body"))


def test_a_video_is_not_played():
    shown = drawn(video(title_url="https://a.b", author_name="Ann", provider_name="Tube", description=plain("Words")))

    assert not shown.all("video") + shown.all("iframe") + shown.all("img")
    assert shown.one("a")["href"] == "https://a.b"
    assert all(words in shown.text for words in ("Ann", "Tube", "Words", "https://example.com/v"))


@pytest.mark.parametrize(
    "block",
    [{"type": "nonesuch"}, {}, section(accessory={"type": "nonesuch", "action_id": "a"}, block_id="b")],
)
def test_what_is_not_known_is_said_to_be_so(block):
    assert "is not known here" in drawn_message(raw_message(block)).one(class_="kit-unknown").text


def test_the_text_stands_in_for_blocks_only_where_there_are_none():
    assert drawn(text="Only *this*").one("strong").text == "this"
    assert "Fallback" not in drawn({"type": "divider"}).text


def test_attachments_are_drawn_below():
    old: Json = {
        "color": "#F35A00", "pretext": "pre", "author_name": "Ann", "title": "T", "title_link": "https://a.b",
        "text": "*x*", "fields": [{"title": "A", "value": "1"}], "footer": "foot",
    }  # fmt: skip
    shown = drawn(text="", attachments=(old, {"color": "good", "blocks": [actions(button(), button())]}))

    assert [bar["fill"] for bar in shown.all("rect")] == ["#F35A00", "#2eb886"]
    assert [strong.text for strong in shown.all("strong")] == ["x", "A"]
    assert all(words in shown.text for words in ("pre", "Ann", "foot", "1"))
    assert len({node["id"] for node in shown.all("button")}) == 2


@pytest.mark.parametrize(
    "attachment",
    [
        pytest.param("words", id="no object"),
        pytest.param({"blocks": [{"type": "nonesuch"}]}, id="unknown block"),
        pytest.param({"blocks": "words"}, id="blocks that are none"),
    ],
)
def test_an_attachment_that_is_not_sound_is_said_to_be_so(attachment):
    assert "Not drawn" in drawn(text="", attachments=(attachment,)).one(class_="kit-unknown").text


def test_an_attachment_falls_back():
    assert "instead" in drawn(text="", attachments=({"fallback": "instead", "fields": [3], "color": 7},)).text


def test_what_cannot_be_sent_is_marked():
    html = drawer().message(message(section(text=plain("half \ud83d"))), workspace().get_user("ana"), {})

    assert "half \N{REPLACEMENT CHARACTER}" in parse(html.encode().decode()).text


def test_ids_differ_where_a_message_stands_twice():
    shown, ana = message(actions(button())), workspace().get_user("ana")
    ids = [parse(drawer().message(shown, ana, {}, within=place)).one("button")["id"] for place in ("m", "t")]

    assert ids[0] != ids[1]
    assert ids[0].startswith("m-C0PLATFORM-1767603600-000100:")
