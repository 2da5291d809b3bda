"""The script: when people act by themselves, which is a story first and a habit each week from then on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, islice

from bot.cli.demo.habits import find_answers
from bot.cli.demo.story import Deed, Scene
from handlers.services import Services

THURSDAY = 3
AT_HOUR = 16
"""The habit's day of the week and hour, in UTC: by then every owner was asked and most are still at work."""
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """At `moment` (UTC) people act. What they do is asked for when it has come, as it may depend on what is open."""

    moment: datetime
    find_deeds: Callable[[Services], tuple[Deed, ...]]


class Script:
    """Hands out each occasion once, in order."""

    def __init__(self, story: Sequence[Scene]) -> None:
        self._story = story
        self._played = 0

    def coming(self) -> Iterator[Occasion]:
        """Yield the occasions that are not over yet, without an end."""
        return islice(self._occasions(), self._played, None)

    def take_due(self, now: datetime) -> Iterator[Occasion]:
        """Yield the occasions whose moment has come; none of them is yielded again."""
        while (occasion := next(self.coming())).moment <= now:
            self._played += 1
            yield occasion

    def _occasions(self) -> Iterator[Occasion]:
        for scene in self._story:
            yield Occasion(moment=scene.moment, find_deeds=_always(scene.deeds))
        first = _next_evening(self._story[-1].moment)
        for number in count():
            yield Occasion(moment=first + number * WEEK, find_deeds=find_answers)


def next_stop(now: datetime, *moments: datetime, stride: timedelta) -> datetime:
    """Return the next instant that is a whole number of strides, or the first of `moments` that comes before it."""
    seconds = stride.total_seconds()
    aligned = datetime.fromtimestamp((now.timestamp() // seconds + 1) * seconds, UTC)
    return min([aligned, *(moment for moment in moments if moment > now)])


def _always(deeds: tuple[Deed, ...]) -> Callable[[Services], tuple[Deed, ...]]:
    return lambda _: deeds


def _next_evening(after: datetime) -> datetime:
    day = after + timedelta(days=(THURSDAY - after.weekday()) % 7)
    evening = day.replace(hour=AT_HOUR, minute=0, second=0, microsecond=0)
    return evening if evening > after else evening + WEEK
