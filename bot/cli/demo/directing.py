"""Directs the example: takes the page's wishes, works them off one by one in a thread, and tells how things stand."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from bot.cli.demo.noticeboard import Noticeboard
from bot.cli.demo.stage import Stage
from bot.cli.demo.story import STORY, Scene
from bot.cli.local import LocalWorkspace
from sandbox.page.directing import Standing, Step
from sandbox.records import UserId

STRIDE = timedelta(minutes=30)
"""How often the bot's jobs run while time is moved."""
PAUSE = timedelta(seconds=4)
"""The time to read between two steps while it plays by itself."""
JUMPS = {Step.DAY: timedelta(days=1), Step.WEEK: timedelta(weeks=1)}
LONGEST_STOP_SECONDS = 10

WELCOME = "The program is loaded, and nothing was said yet: press Next."
NOTHING_NEXT = "Nothing is due in the next two weeks."
JOBS_FAILED = "These jobs failed, and the terminal says why: {jobs}."
GONE_WRONG = "Something went wrong, and the terminal says what. You can go on."

_log = logging.getLogger(__name__)

Command = Callable[[], None]
Own = frozenset[UserId]


class StoryDirector:
    """Moves time in a local workspace whose people act by a story, except for those who are acted for by hand.

    Works from construction on until `stop`. What comes next is found out whenever there is nothing else to do.
    """

    def __init__(
        self,
        local: LocalWorkspace,
        story: Sequence[Scene] = STORY,
        *,
        pause: timedelta = PAUSE,
        stride: timedelta = STRIDE,
    ) -> None:
        self._people = frozenset(user.id for user in local.sandbox.workspace.people())
        self._board = Noticeboard(Standing(has_story=True, notice=WELCOME))
        self._stage = Stage(local, story, stride=stride, is_own=lambda who: who in self.standing.own)
        self._pause = pause.total_seconds()
        self._changed = threading.Condition(self._board.lock)
        self._commands: deque[Command] = deque()
        self._is_act_open = False
        self._is_stopping = False
        self._plays_on_at = 0.0
        self._worker = threading.Thread(target=self._work, name="director", daemon=True)
        self._worker.start()

    @property
    def standing(self) -> Standing:
        return self._board.standing

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each change of how things stand, in whichever thread made it."""
        self._board.subscribe(listener)

    # What the page wishes

    def step(self, step: Step) -> None:
        """Move time on to what is due next, or by a day or a week, with everything that is due on the way."""
        self._order(self._go_next if step is Step.NEXT else lambda: self._go_on(JUMPS[step]))

    def play(self) -> None:
        """Move from one thing that is due to the next, with pauses to read, until `pause`."""
        with self._changed:
            self._plays_on_at = time.monotonic()
            self._board.write(is_playing=True)
            self._changed.notify_all()
        self._board.tell()

    def pause(self) -> None:
        """Play no further than the step under way."""
        self._board.put_up(is_playing=False)

    def acted(self, who: UserId) -> None:
        """Take note that somebody was acted for by hand: the story leaves them alone, and the app may answer."""
        self._order(self._answer, own=lambda own: own | ({who} & self._people))

    def release(self, who: UserId) -> None:
        """Let that person act by themselves again."""
        self._order(_do_nothing, own=lambda own: own - {who})

    # What else happens

    def wake(self) -> None:
        """Deliver soon: the bot may have enqueued something while a person was acted for."""
        # What the worker itself has caused it delivers anyway.
        if threading.current_thread() is not self._worker:
            with self._changed:
                self._stage.awaits_delivery = True
                self._changed.notify_all()

    def stop(self) -> None:
        """End after what is done at this very moment of the workspace's time."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify_all()
        self._worker.join(LONGEST_STOP_SECONDS)

    # The worker

    def _order(self, command: Command, own: Callable[[Own], Own] = lambda own: own) -> None:
        with self._changed:
            self._commands.append(command)
            # What was found out to come next still comes next when time is moved there.
            upcoming = self.standing.upcoming if command == self._go_next else None
            self._board.write(is_busy=True, upcoming=upcoming, own=own(self.standing.own))
            self._changed.notify_all()
        self._board.tell()

    def _work(self) -> None:
        while (work := self._wait_for_work()) is not None:
            work()

    def _wait_for_work(self) -> Command | None:
        with self._changed:
            while not self._is_stopping:
                work = self._find_work()
                if work is not None:
                    return work
                until_next = max(self._plays_on_at - time.monotonic(), 0) if self.standing.is_playing else None
                self._changed.wait(until_next)
        return None

    def _find_work(self) -> Command | None:
        if self._commands:
            return partial(self._obey, self._commands.popleft())
        if self._stage.awaits_delivery:
            return partial(self._obey, self._deliver)
        if not self.standing.has_looked:
            return partial(self._look, self._is_overtaken)
        if self.standing.is_playing and self._plays_on_at <= time.monotonic():
            return partial(self._obey, self._go_next)
        return None

    def _obey(self, command: Command) -> None:
        self._stage.failed.clear()
        self._board.put_up(is_busy=True, notice="")
        try:
            command()
        except Exception:
            _log.exception("a command failed; the next one is taken up")
            self._board.put_up(notice=GONE_WRONG)
        if self._stage.failed:
            self._board.put_up(notice=JOBS_FAILED.format(jobs=", ".join(sorted(self._stage.failed))))
        self._board.write(is_busy=bool(self._commands), upcoming=None, has_looked=False)
        self._board.tell()

    def _look(self, is_overtaken: Callable[[], bool]) -> None:
        """Find out what comes next, unless there is something else to do first."""
        upcoming = None
        try:
            upcoming = self._stage.look_ahead(is_overtaken)
        except Exception:
            _log.exception("what comes next was not found out")
            self._board.put_up(notice=GONE_WRONG)
        with self._changed:
            if not is_overtaken():
                self._board.write(upcoming=upcoming, has_looked=True)
        self._board.tell()

    def _is_overtaken(self) -> bool:
        # Whoever is to go to what comes next waits for this very answer.
        waits_for_it = not self._commands or self._commands[0] == self._go_next
        return self._is_stopping or self._stage.awaits_delivery or not waits_for_it

    # The commands

    def _go_next(self) -> None:
        if self.standing.upcoming is None:
            self._look(lambda: self._is_stopping)
        upcoming = self.standing.upcoming
        if upcoming is None:
            self._board.put_up(notice=self.standing.notice or NOTHING_NEXT, is_playing=False)
            return
        self._go_on(upcoming.at - self._stage.now())
        self._plays_on_at = time.monotonic() + self._pause

    def _go_on(self, by: timedelta) -> None:
        self._is_act_open = False
        self._stage.chronicle.begin()
        self._stage.move(self._stage.now() + by, on_news=self._show_news, is_stopped=lambda: self._is_stopping)
        self._show_news()

    def _deliver(self) -> None:
        self._stage.deliver()
        self._show_answer(is_over=False)

    def _answer(self) -> None:
        self._stage.tick()
        self._show_answer(is_over=True)

    def _show_answer(self, *, is_over: bool) -> None:
        """Show what the app said to an act; what it says before and after it is told of the act belongs together."""
        if not self._is_act_open:
            self._stage.chronicle.begin()
        if self._stage.chronicle.read_on():
            self._is_act_open = True
            self._show_news()
        self._is_act_open &= not is_over

    def _show_news(self) -> None:
        self._board.put_up(happenings=self._stage.chronicle.lines)


def _do_nothing() -> None:
    """What is to be done when nothing is but to find out anew what comes next."""
