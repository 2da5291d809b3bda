"""What goes wrong while time is moved is told on the page, and the director lives on."""

from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.page.directing import Step
from tests.journeys.directing_kit import Directed, moment


def test_a_listener_that_fails_is_told_of_and_the_director_lives_on(monday_page: Directed) -> None:
    def fail() -> None:
        raise RuntimeError

    monday_page.director.subscribe(fail)
    notice = monday_page.step(Step.NEXT).notice

    assert notice == "The page could not be told of a change; please load it again."
    assert monday_page.now == moment("2026-01-05T06:30")


def test_a_job_that_fails_is_told_of_and_its_turn_comes_again(monday_page: Directed) -> None:
    monday_page.step(Step.NEXT)
    with mislaid(monday_page, "digests"):
        _, failing = monday_page.foreseen()
        notice = monday_page.step(Step.NEXT).notice
    monday_page.director.release(monday_page.world.person("maya").id)
    at, what = monday_page.foreseen()
    monday_page.step(Step.NEXT)

    assert failing == "an error in send_digest"
    assert notice == "These jobs failed, and the terminal says why: send_digest."
    assert (at, what) == (moment("2026-01-05T08:00"), "the digest")
    assert monday_page.says()[0].startswith("in #leadership: The digest of Mon 5 Jan 2026")
    assert monday_page.standing.notice == ""


def test_an_error_that_nobody_foresaw_is_told_of_and_the_director_lives_on(monday_page: Directed) -> None:
    with mislaid(monday_page, "ticks"):
        notice = monday_page.step(Step.DAY).notice
    monday_page.step(Step.NEXT)

    assert notice == "Something went wrong, and the terminal says what. You can go on."
    assert monday_page.standing.notice == ""
    assert monday_page.standing.happenings


def test_it_stops_in_the_middle_of_a_move(monday_page: Directed) -> None:
    monday_page.director.step(Step.WEEK)
    monday_page.until(lambda standing: standing.happenings)

    monday_page.director.stop()

    assert monday_page.now < moment("2026-01-12T06:00")


@contextmanager
def mislaid(page: Directed, table: str) -> Iterator[None]:
    """Take a table away, so that whatever needs it fails, and put it back."""
    page.foreseen()
    _rename(page, table, "mislaid")
    page.director.release(page.world.person("maya").id)
    page.idle()
    yield
    _rename(page, "mislaid", table)


def _rename(page: Directed, before: str, after: str) -> None:
    with page.world.database.engine.connect() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {before} RENAME TO {after}")
        connection.commit()
