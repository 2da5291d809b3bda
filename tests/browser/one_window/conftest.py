"""One workspace and one window for all the tests of a file, which leave both as they found them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import looking, staged
from tests.browser.stage_kit import at
from tests.sandbox.conftest import Stage


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with staged() as stage:
        yield stage


@pytest.fixture(scope="module")
def shared_window(browser: Browser, stage: Stage) -> Iterator[Page]:
    with looking(browser) as look:
        yield look(at(stage))


@pytest.fixture
def window(shared_window: Page, stage: Stage) -> Iterator[Page]:
    """The window; each test begins with an app that takes everything, and leaves no form open."""
    stage.demo.answer = {}
    yield shared_window
    while stage.ana.view is not None:
        stage.ana.close()
