"""Worlds with a director, for the journeys in which time is moved from the page."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from bot.cli.demo.story import STORY
from tests.journeys.directing_kit import FROM_THURSDAY, Directed, Open, directed


@pytest.fixture
def opened(tmp_path: Path, sqlite_template: Path) -> Open:
    """Start a world with a director, from a story and a moment."""
    return partial(directed, tmp_path, sqlite_template)


@pytest.fixture
def monday_page(opened: Open) -> Iterator[Directed]:
    """Monday, the fifth of January: the story is about to begin."""
    with opened(STORY, at="2026-01-05T06:00") as page:
        yield page


@pytest.fixture
def thursday_page(opened: Open) -> Iterator[Directed]:
    """The first Thursday: nobody was asked yet in Europe."""
    with opened(FROM_THURSDAY, at="2026-01-08T08:10") as page:
        yield page
