"""The stage: the local workspace with people in it who act by themselves while time is moved."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.cli.demo.chronicle import Chronicle
from bot.cli.demo.foresight import look_ahead
from bot.cli.demo.script import Script, next_stop
from bot.cli.demo.story import Deed, Scene
from bot.cli.local import LocalWorkspace
from sandbox.page.directing import Upcoming
from sandbox.person import Person
from sandbox.records import UserId, ViewId

NOT_POSSIBLE = "not possible as things stand"

_log = logging.getLogger(__name__)


class Stage:
    """Moves time in strides, as a running bot would live through it, and plays what people do on the way.

    `is_own` tells who is acted for by hand and so left alone; it may be answered differently from one deed to the next.
    """

    def __init__(
        self,
        local: LocalWorkspace,
        story: Sequence[Scene],
        *,
        stride: timedelta,
        is_own: Callable[[UserId], bool],
    ) -> None:
        cast = dict.fromkeys(local.person(deed.who).id for scene in story for deed in scene.deeds)
        self.chronicle = Chronicle(local.sandbox, tuple(cast))
        self.failed: set[str] = set()
        """The jobs that have failed since somebody cleared this."""
        self.awaits_delivery = False
        """Whether the bot has something to say since the last delivery began."""
        self._local = local
        self._script = Script(story)
        self._stride = stride
        self._is_own = is_own

    def now(self) -> datetime:
        return self._local.sandbox.clock.now()

    def move(self, target: datetime, *, on_news: Callable[[], None], is_stopped: Callable[[], bool]) -> None:
        """Move time on to `target`, or until it `is_stopped`; `on_news` is called when the chronicle has grown."""
        while self.now() < target and not is_stopped():
            coming = next(self._script.coming())
            self._local.sandbox.clock.set(next_stop(self.now(), target, coming.moment, stride=self._stride))
            self.tick()
            before = self.chronicle.lines
            self._act()
            if self.chronicle.read_on() or self.chronicle.lines != before:
                on_news()

    def tick(self) -> None:
        """Run every job at this moment and deliver what they have to say; who failed is in `failed`."""
        self.failed |= set(self._local.bot.tick())
        self.deliver()

    def deliver(self) -> None:
        """Deliver all that is due."""
        self.awaits_delivery = False
        self._local.settle()

    def look_ahead(self, is_overtaken: Callable[[], bool]) -> Upcoming | None:
        """Return what comes next, None where nothing does or the question `is_overtaken`."""
        return look_ahead(
            self._local.bot.services,
            self._script.coming(),
            counts=self._plays,
            stride=self._stride,
            is_overtaken=is_overtaken,
        )

    def _act(self) -> None:
        """Play what is due, and let the app say what it has to say to it."""
        services = self._local.bot.services
        deeds = [deed for occasion in self._script.take_due(self.now()) for deed in occasion.find_deeds(services)]
        self.chronicle.read_on()
        for deed in deeds:
            if self._plays(deed):
                self._perform(deed)
        if deeds:
            self.tick()

    def _plays(self, deed: Deed) -> bool:
        return not self._is_own(self._local.person(deed.who).id)

    def _perform(self, deed: Deed) -> None:
        person = self._local.person(deed.who)
        before = {view.id for view in person.views}
        try:
            deed.do(person)
        except (LookupError, ValueError, PermissionError) as refused:
            _log.info("a deed is not possible", extra={"who": person.id, "why": type(refused).__name__})
            _close_all_but(person, before)
            self.chronicle.note(f"{deed.words}: {NOT_POSSIBLE}")
        else:
            self.chronicle.note(deed.words)


def _close_all_but(person: Person, before: set[ViewId]) -> None:
    while person.view is not None and person.view.id not in before:
        person.close()
