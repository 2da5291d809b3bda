"""The whole story, moved week by week from the page, and what people do from habit once it is over."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli.demo.stage import NOT_POSSIBLE
from bot.cli.demo.story import STORY
from sandbox.page.directing import Step
from tests.journeys.directing_kit import ENDING, Directed, directed, ending

WEEKS = 5


@dataclass
class Played:
    """The world after the story, and what people did in it."""

    page: Directed
    acts: list[str] = field(default_factory=list)
    stood_at: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("played")
    # Five weeks in half hours would take a minute; nothing in the story hangs on when in the morning a job runs.
    with directed(folder, sqlite_template, STORY, at="2026-01-05T06:00", stride=timedelta(hours=4)) as page:
        played = Played(page)
        for _ in range(WEEKS):
            page.step(Step.WEEK)
            played.acts += page.acts()
            played.stood_at.append(f"{page.now:%d %b %H:%M}")
        yield played


def test_everybody_does_everything_once_and_in_order(played: Played) -> None:
    assert played.acts == [deed.words for scene in STORY for deed in scene.deeds]


def test_a_week_is_seven_days(played: Played) -> None:
    assert played.stood_at == ["12 Jan 06:00", "19 Jan 06:00", "26 Jan 06:00", "02 Feb 06:00", "09 Feb 06:00"]


def test_it_ends_as_it_does_in_the_terminal(played: Played) -> None:
    assert ending(played.page.world.database) == ENDING


def test_afterwards_owners_answer_each_thursday_from_habit(played: Played) -> None:
    page = played.page
    page.director.acted(page.world.person("wei").id)
    for _ in range(3):
        page.step(Step.DAY)
    while "answer" not in (what := page.foreseen()[1]):
        page.step(Step.NEXT)

    page.step(Step.NEXT)

    assert what == "1 check-in; 4 people answer"
    assert f"{page.now:%A %d %B, %H:%M}" == "Thursday 12 February, 16:00"
    assert page.acts() == [
        "Ben Carter answers the check-in",
        "Maya Okafor answers the check-in",
        "Sofia Marino answers the check-in",
        # Viktor's step was missed, and the form asks for a new one.
        f"Viktor Brandt answers the check-in: {NOT_POSSIBLE}",
    ]
    assert page.says()[0].startswith("to Ben Carter: Your weekly check-in about 2 initiatives is open")
    assert sorted(words.partition(":")[0] for words in page.says()[1:]) == [
        "to Ben Carter, edited",
        # Maya and Viktor wait for what was answered about: they are asked how sure they are.
        "to Maya Okafor",
        "to Maya Okafor, edited",
        "to Sofia Marino, edited",
        "to Viktor Brandt",
    ]
