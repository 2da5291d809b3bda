"""mrkdwn and plain text look as they do in Slack, and nothing in them is taken for HTML."""

import pytest

from sandbox.page.kit.reader import Reader
from sandbox.page.kit.words import mrkdwn, plain
from tests.sandbox.kit import plain as plain_text
from tests.sandbox.page.drawn import parse, workspace

PERMALINK = "https://example.slack.com/archives/C0PLATFORM/p1767603600000100"
ELSEWHERE = PERMALINK.replace("example", "other")


def shown(text: str, **more: bool) -> str:
    there = workspace()
    return str(mrkdwn(text, Reader(there, there.get_user("ana"), there.clock.now()), **more))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        pytest.param("*a b* c", "<strong>a b</strong> c", id="bold"),
        pytest.param("_a_ (_b_), _c_.", "<em>a</em> (<em>b</em>), <em>c</em>.", id="italic"),
        pytest.param("~a~", "<del>a</del>", id="struck"),
        pytest.param("`*a*`", "<code>*a*</code>", id="code holds no styles"),
        pytest.param("*_a_ ~b~*", "<strong><em>a</em> <del>b</del></strong>", id="styles in styles"),
        pytest.param("a*b*c snake_case_name", "a*b*c snake_case_name", id="no style inside a word"),
        pytest.param("* a * b", "* a * b", id="no style around blanks"),
        pytest.param("**a**", "**a**", id="twice is not bold"),
        pytest.param("*a\nb*", "*a\nb*", id="a style ends with its line"),
        pytest.param("_:heavy_check_mark: a_", "<em>", id="the underscores of an emoji end nothing"),
        pytest.param("• a\n• b", "• a\n• b", id="lists as typed"),
        pytest.param("> a\n> b\nc", '<blockquote class="kit-quote">a\nb</blockquote>c', id="quoted lines"),
        pytest.param("&gt; a", '<blockquote class="kit-quote">a</blockquote>', id="quoted as people type it"),
        pytest.param("a\n>>> b\nc", 'a<blockquote class="kit-quote">b\nc</blockquote>', id="quoted to the end"),
        pytest.param("a\n```\n*b*\n```\nc", 'a<pre class="kit-pre" tabindex="0"><code>*b*</code></pre>c', id="code"),
        pytest.param("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;", id="escaped characters are characters"),
        pytest.param("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;", id="HTML is text"),
        pytest.param("a < b > c & d", "a &lt; b &gt; c &amp; d", id="lone brackets"),
        pytest.param(":tada: :nope: 12:30:00", 'title=":tada:">🎉</span> :nope: 12:30:00', id="emoji"),
        pytest.param(":large_green_circle:", "🟢", id="an emoji of Slack's own name"),
        pytest.param(":+1::skin-tone-6:", "👍🏿", id="a skin tone"),
        pytest.param("12:30:tada:", "12:30<span", id="an emoji after a time"),
    ],
)
def test_marks_up(text, html):
    assert html in shown(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        pytest.param("<@U0ANA>", '<span class="kit-mention kit-me">@ana</span>', id="oneself"),
        pytest.param("<@U0BEN|benny>", '<span class="kit-mention">@ben</span>', id="somebody else"),
        pytest.param("<@U404|old>", '<span class="kit-mention">@old</span>', id="somebody unknown"),
        pytest.param("<#C0QUIET|x>", '<a class="kit-mention" href="/?as=ana&amp;in=C0QUIET">#quiet</a>', id="channel"),
        pytest.param("<#C404|gone>", '<span class="kit-mention">#gone</span>', id="a channel that is not there"),
        pytest.param("<!here>", '<span class="kit-mention kit-me">@here</span>', id="broadcast"),
        pytest.param("<!subteam^S1|@core>", '<span class="kit-mention">@core</span>', id="group"),
        pytest.param("`<@U0BEN>`", '<code><span class="kit-mention">@ben</span></code>', id="in code"),
        pytest.param("<!unknown|words>", "words", id="what nobody knows"),
    ],
)
def test_mentions(text, html):
    assert html in shown(text)


@pytest.mark.parametrize(
    ("text", "address", "label"),
    [
        pytest.param("<https://a.b/?c=1&amp;d|e &lt;f&gt;>", "https://a.b/?c=1&d", "e <f>", id="labelled"),
        pytest.param("*<https://a.b/*c*|d>*", "https://a.b/*c*", "d", id="in bold"),
        pytest.param("(https://a.b/c).", "https://a.b/c", "https://a.b/c", id="bare"),
        pytest.param("<mailto:a@b.c>", "mailto:a@b.c", "a@b.c", id="e-mail"),
        pytest.param('<https://a.b/"onclick="x|y>', 'https://a.b/"onclick="x', "y", id="quotes"),
        pytest.param(f"<{ELSEWHERE}|a>", ELSEWHERE, "a", id="a message elsewhere"),
    ],
)
def test_links_open_elsewhere(text, address, label):
    link = parse(shown(text)).one("a")

    assert (link["href"], link.text) == (address, label)
    assert (link["target"], link["rel"]) == ("_blank", "noreferrer noopener")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        pytest.param(PERMALINK, "/?as=ana&in=C0PLATFORM#m-1767603600.000100", id="message"),
        pytest.param(
            f"{PERMALINK}?thread_ts=1767603500.000200&amp;cid=C0PLATFORM",
            "/?as=ana&in=C0PLATFORM&thread=1767603500.000200#m-1767603600.000100",
            id="message in a thread",
        ),
    ],
)
def test_permalinks_stay_on_the_page(url, address):
    link = parse(shown(f"<{url}|a>")).one("a")

    assert link["href"] == address
    assert "target" not in link


@pytest.mark.parametrize(
    "entity",
    [
        "javascript:alert(1)|x", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)|x", "data:text/html,x|y", "vbscript:x",
        "file:///etc/passwd", "//a.b/c", "/local|x", " https://a.b", "https://a b", "x",
    ],
)  # fmt: skip
def test_what_is_not_safe_is_shown_as_it_was_written(entity):
    tree = parse(shown(f"`<{entity}>`") + shown(f"<{entity}>"))

    assert not tree.all("a", href=entity)
    assert tree.text.endswith(f"<{entity}>")


def test_links_nothing_in_verbatim_text():
    assert shown("https://a.b", is_verbatim=True) == "https://a.b"


@pytest.mark.parametrize(
    ("entity", "words"),
    [
        pytest.param(
            "<!date^1767603600^{date_short} at {time}|x>", "Jan 5, 2026 at 9:00 AM", id="in the viewer's zone"
        ),
        pytest.param("<!date^1767603600^{date}^https://a.b|x>", "January 5th, 2026", id="linked"),
        pytest.param("<!date^999999999999^{date}|the &lt;fallback&gt;>", "the <fallback>", id="no such day"),
        pytest.param("<!date^soon^{date}|later>", "later", id="no number"),
        pytest.param("<!date^1767603600|later>", "later", id="no format"),
    ],
)
def test_dates(entity, words):
    assert parse(shown(entity)).text == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(plain_text("*a* <@U0ANA> :tada:"), "*a* <@U0ANA> 🎉", id="emoji and nothing else"),
        pytest.param(plain_text(":tada:", emoji=False), ":tada:", id="not even emoji"),
    ],
)
def test_plain_text_is_shown_as_it_is(text, words):
    assert parse(plain(text)).text == words


@pytest.mark.parametrize("piece", ["*", "<", "`", "_a", "*<", "```", "*`", ":", "http://", "_:", "~ "])
def test_no_text_makes_it_slow(piece):
    assert shown(piece * 3000)
