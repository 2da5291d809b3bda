"""The text of a message, read as people see it."""

import pytest

from handlers.message_text import read_text
from tests.rituals.flag_kit import program


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        pytest.param("It slips", "It slips", id="plain"),
        pytest.param("R&amp;D &lt;3 &gt; us", "R&D <3 > us", id="escapes"),
        pytest.param("ask <@U0JONAS>", "ask @Jonas", id="somebody of the program"),
        pytest.param("ask <@U0OTHER|olga>", "ask @olga", id="somebody else with a label"),
        pytest.param("ask <@U0OTHER>", "ask @U0OTHER", id="somebody else"),
        pytest.param("<!here> <!channel|@channel>", "@here @channel", id="broadcasts"),
        pytest.param("<!subteam^S1|@ops>", "@ops", id="a group"),
        pytest.param("see <#C1|payments> and <#C2>", "see #payments and #C2", id="channels"),
        pytest.param("<https://a.example|the plan>", "the plan (https://a.example)", id="a link shows where it leads"),
        pytest.param("<https://a.example>", "https://a.example", id="a bare link"),
        pytest.param("&lt;!here&gt;", "<!here>", id="what was typed as text stays text"),
        pytest.param("a < b <unfinished", "a < b <unfinished", id="stray brackets"),
    ],
)
def test_mentions_and_links_are_written_out(sent: str, read: str) -> None:
    assert read_text(sent, program()) == read
