"""A world with a director: the example on a real SQLite file, and ways to wait for what the director does."""

import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.bell import Bell
from bot.cli.demo.directing import STRIDE, StoryDirector
from bot.cli.demo.in_browser import SLACK_TIMEOUT_SECONDS
from bot.cli.demo.story import STORY, Scene
from rituals.ids import WorkspaceId
from sandbox.page.directing import Standing, Step
from storage.database import Database
from storage.shelves import DECISIONS, DEPENDENCIES, FLAGS, OPTIONS, UPDATES
from tests.journals import new_journal
from tests.places import EXAMPLES, MANIFEST
from tests.world import World

FROM_THURSDAY = STORY[2:]
"""The story from the first check-ins on."""
LONG = timedelta(days=1)
"""A pause in which nothing happens that a test could wait for."""


ENDING = (
    "D-1 by elena: time",
    "Ledger write API in production: committed for 2026-04-07",
    "F-1: answered by omar",
    "Instant payouts: forecast for 2026-04-14",
)
"""How the story ends, however it is played."""


def ending(database: Database) -> tuple[str, ...]:
    """Return what was decided, promised, answered and forecast at the end of the story."""
    with database.reading(WorkspaceId("T0NORTHWIND")) as session:
        [decision] = DECISIONS.find(session)
        option = OPTIONS.get(session, decision.trade_off, decision.option)
        dependency = DEPENDENCIES.get(session, "ledger-write")
        flag = FLAGS.get(session, "F-1")
        [*_, update] = UPDATES.find(
            session, UPDATES.c.initiative == "instant-payouts", order_by=[UPDATES.c.answered_at]
        )
    return (
        f"{decision.id} by {decision.decided_by}: {option.kind.value}",
        f"{dependency.deliverable}: {dependency.status.value} for {dependency.promised_on}",
        f"{flag.id}: answered by {flag.answered_by}",
        f"Instant payouts: forecast for {update.forecast_on}",
    )


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class Directed:
    world: World
    director: StoryDirector
    told: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        self.director.subscribe(self._tell)

    @property
    def standing(self) -> Standing:
        return self.director.standing

    @property
    def now(self) -> datetime:
        return self.world.sandbox.clock.now()

    def until(self, holds: Callable[[Standing], object]) -> Standing:
        """Wait until it holds of how things stand, and return that."""
        with self.told:
            assert self.told.wait_for(lambda: holds(self.standing), timeout=60), self.standing
            return self.standing

    def idle(self) -> Standing:
        """Wait until everything that was wished for is done."""
        return self.until(lambda standing: not standing.is_busy)

    def foreseen(self) -> tuple[datetime, str]:
        """Wait until it is known what comes next, and return it."""
        upcoming = self.until(lambda standing: not standing.is_busy and standing.upcoming).upcoming
        assert upcoming is not None
        return upcoming.at, upcoming.what

    def step(self, step: Step) -> Standing:
        self.director.step(step)
        return self.idle()

    def acts(self) -> list[str]:
        """Return what people did in the latest move."""
        return [happening.words for happening in self.standing.happenings if happening.is_act]

    def says(self) -> list[str]:
        """Return what the app said in the latest move."""
        return [happening.words for happening in self.standing.happenings if not happening.is_act]

    def act(self, who: str, *labels: str) -> None:
        """Press buttons by hand, as the page lets a person do."""
        for label in labels:
            self.world.person(who).press(label)
            self.director.acted(self.world.person(who).id)
        self.idle()

    def _tell(self) -> None:
        with self.told:
            self.told.notify_all()


@contextmanager
def directed(
    folder: Path,
    template: Path,
    story: Sequence[Scene],
    *,
    at: str,
    pause: timedelta = LONG,
    stride: timedelta = STRIDE,
) -> Iterator[Directed]:
    """Start the fintech example at a moment in UTC, with a director for `story`; `template` is a migrated database."""
    path = folder / "drumbeat.db"
    shutil.copy(template, path)
    bell = Bell()
    with World.start(
        EXAMPLES / "fintech_workspace.yaml",
        database_url=f"sqlite:///{path}",
        at=moment(at),
        manifest=MANIFEST,
        journal=new_journal(),
        slack_timeout_seconds=SLACK_TIMEOUT_SECONDS,
        wake=bell.ring,
    ) as world:
        world.load(EXAMPLES / "fintech.yaml")
        director = StoryDirector(world, story, pause=pause, stride=stride)
        bell.answer = director.wake
        world.sandbox.page.use(director)
        yield Directed(world, director)
        director.stop()


Open = Callable[..., AbstractContextManager[Directed]]
