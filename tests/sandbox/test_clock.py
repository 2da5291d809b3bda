"""The sandbox's clock and its agenda."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.agenda import Agenda
from sandbox.clock import START, Clock


def test_a_frozen_clock_moves_only_when_told():
    clock = Clock.frozen(START)
    seen = []
    clock.subscribe(lambda: seen.append(clock.now()))

    clock.advance(timedelta(minutes=5))
    clock.set(START - timedelta(days=1))

    assert seen == [START + timedelta(minutes=5), START - timedelta(days=1)]
    assert clock.now() == START - timedelta(days=1)


def test_a_running_clock_can_be_shifted():
    clock = Clock.running()

    clock.advance(timedelta(days=1))

    assert timedelta(0) <= clock.now() - datetime.now(UTC) - timedelta(days=1) + timedelta(seconds=5)
    clock.set(START)
    assert clock.now() - START < timedelta(seconds=5)


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="aware times only"):
        Clock.frozen().set(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


def test_the_agenda_follows_a_frozen_clock():
    clock = Clock.frozen()
    agenda = Agenda(clock)
    done: list[str] = []
    agenda.at(START + timedelta(seconds=2), lambda: done.append("second"))
    agenda.at(START + timedelta(seconds=1), lambda: done.append("first"))

    clock.advance(timedelta(milliseconds=1999))
    assert done == ["first"]
    clock.advance(timedelta(milliseconds=1))

    assert done == ["first", "second"]


def test_the_agenda_follows_a_running_clock():
    clock = Clock.running()
    agenda = Agenda(clock)
    done = threading.Event()
    agenda.at(clock.now() + timedelta(milliseconds=60), done.set)

    assert done.wait(2)
    agenda.stop()
