"""Foresight: finds out what comes next by letting time pass on a copy of the database."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from bot.cli.demo.announced import say_what
from bot.cli.demo.script import Occasion, next_stop
from bot.cli.demo.story import Deed
from bot.cli.simulation import HandClock
from bot.jobs import tick
from handlers.services import Services
from sandbox.page.directing import Upcoming
from storage.copies import scratch_copy
from storage.outbox_report import find_due

AS_FAR_AS = timedelta(days=14)


def look_ahead(
    services: Services,
    occasions: Iterator[Occasion],
    *,
    counts: Callable[[Deed], bool],
    stride: timedelta,
    is_overtaken: Callable[[], bool],
) -> Upcoming | None:
    """Return when next something is said or somebody acts whose deed `counts`, and what; nothing is changed.

    Return None where nothing comes for two weeks, or as soon as the question `is_overtaken`.
    """
    clock = HandClock(services.now())
    until = clock.moment + AS_FAR_AS
    with scratch_copy(services.database) as copy:
        ahead = replace(services, database=copy, now=clock.now, wake=lambda: None)
        coming = next(occasions)
        while clock.moment < until and not is_overtaken():
            clock.moment = next_stop(clock.moment, coming.moment, stride=stride)
            failed = tick(ahead)
            keys = _find_keys(ahead)
            deeds: list[Deed] = []
            while coming.moment <= clock.moment:
                deeds += [deed for deed in coming.find_deeds(ahead) if counts(deed)]
                coming = next(occasions)
            if keys or deeds or failed:
                return Upcoming(clock.moment, say_what(keys, deeds, failed))
    return None


def _find_keys(services: Services) -> list[str]:
    with services.reading() as session:
        return [said.key for said in find_due(session, now=services.now())]
