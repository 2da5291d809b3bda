"""What becomes of absences when somebody says that they are away, or back; today is Thursday 8 January 2026."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from rituals.absences import Absence, AbsenceSource
from rituals.being_away import (
    AlreadyBackError,
    NotAwayError,
    Telling,
    absence_id,
    absences_of,
    find_asked_instead,
    find_stand_in_on,
    read_absence_id,
    taken_back,
    tell,
)
from rituals.date_signs import Span
from rituals.errors import NotFoundError
from rituals.ids import PersonId, SlackUserId
from rituals.people import Person, Role
from rituals.program import Program
from rituals.whereabouts import away_until

TODAY = date(2026, 1, 8)
NOW = datetime(2026, 1, 8, 9, tzinfo=UTC)
EARLIER = datetime(2026, 1, 2, 9, tzinfo=UTC)
MAYA = PersonId("maya")


def absence(first: int, last: int, **more: object) -> Absence:
    values = {
        "person": MAYA,
        "first_on": date(2026, 1, first),
        "last_on": date(2026, 1, last),
        "source": AbsenceSource.TOLD,
        "told_at": EARLIER,
    }
    return Absence(**(values | more))  # type: ignore[arg-type]  # fields by name


def now(first: int, last: int) -> Absence:
    return absence(first, last, told_at=NOW)


def span(first: int, last: int) -> Span:
    return Span(date(2026, 1, first), date(2026, 1, last))


SLACK = absence(12, 16, source=AbsenceSource.SLACK)


@pytest.mark.parametrize(
    ("said", "known", "telling"),
    [
        pytest.param(span(12, 16), [], Telling(now(12, 16), ()), id="the first"),
        pytest.param(span(12, 16), [absence(20, 22)], Telling(now(12, 16), ()), id="another time"),
        pytest.param(span(12, 14), [absence(12, 16)], Telling(now(12, 14), ()), id="corrected: it ends sooner"),
        pytest.param(
            span(14, 20),
            [absence(12, 16)],
            Telling(now(14, 20), (absence(12, 16),)),
            id="still to come: the newest wins",
        ),
        pytest.param(
            span(8, 20), [absence(5, 9)], Telling(absence(5, 20), ()), id="begun: its days stay, the end is the newest"
        ),
        pytest.param(
            span(8, 20),
            [absence(5, 9), absence(14, 16)],
            Telling(absence(5, 20), (absence(14, 16),)),
            id="over several",
        ),
        pytest.param(span(12, 14), [SLACK], Telling(now(12, 14), ()), id="what Slack said stays"),
        pytest.param(
            span(12, 14), [absence(13, 13, ended_at=NOW)], Telling(now(12, 14), ()), id="what was ended stays so"
        ),
    ],
)
def test_what_was_told_last_counts(said: Span, known: list[Absence], telling: Telling):
    assert tell(MAYA, said, known, today=TODAY, now=NOW) == telling


def test_the_absences_of_a_person_are_those_that_run_or_come():
    over, running, ended = absence(2, 7), absence(5, 8), absence(20, 21, ended_at=NOW)
    others = replace(running, person=PersonId("jonas"))
    program = Program(name="P", absences=(SLACK, running, others, over, ended))

    assert absences_of(MAYA, program, today=TODAY) == (running, SLACK)


@pytest.mark.parametrize(
    ("known", "last_on"),
    [
        pytest.param([], None, id="none"),
        pytest.param([absence(12, 16)], None, id="still to come"),
        pytest.param([absence(5, 9)], date(2026, 1, 9), id="one"),
        pytest.param([absence(5, 9), absence(10, 16)], date(2026, 1, 16), id="one after the other"),
        pytest.param([absence(5, 9), absence(12, 16)], date(2026, 1, 9), id="with days between"),
        pytest.param([absence(5, 9), absence(6, 20)], date(2026, 1, 20), id="two at once"),
    ],
)
def test_somebody_is_away_until_the_last_day_without_a_gap(known: list[Absence], last_on: date | None):
    assert away_until(MAYA, Program(name="P", absences=tuple(known)), day=TODAY) == last_on


def test_an_absence_is_taken_back_once():
    ended = taken_back(absence(5, 9), now=NOW)

    assert ended == absence(5, 9, ended_at=NOW)
    with pytest.raises(AlreadyBackError, match="taken back already"):
        taken_back(ended, now=NOW)


def test_a_button_names_an_absence_even_of_somebody_whose_id_has_colons():
    odd = absence(5, 9, person=PersonId("team:maya"))

    assert read_absence_id(absence_id(odd)) == (PersonId("team:maya"), AbsenceSource.TOLD, date(2026, 1, 5))


@pytest.mark.parametrize("text", ["", "maya", "maya:told", "maya:guessed:2026-01-05", "maya:told:tomorrow"])
def test_a_button_that_names_none_is_refused(text: str):
    with pytest.raises(NotFoundError, match="no absence"):
        read_absence_id(text)


def company(*away: str, deputy: str | None = "jonas", gone: tuple[str, ...] = ()) -> Program:
    """Build a program in which some are away today, and some have left."""
    people = {
        PersonId(key): Person(
            id=PersonId(key),
            name=key,
            slack_id=SlackUserId(f"U{key}"),
            active=key not in gone,
            roles=frozenset({Role.ADMIN}) if key == "nadia" else frozenset(),
        )
        for key in ("maya", "jonas", "paula", "omar", "nadia")
    }
    people[MAYA] = replace(people[MAYA], deputy=PersonId(deputy) if deputy else None, manager=PersonId("paula"))
    people[PersonId("paula")] = replace(people[PersonId("paula")], manager=PersonId("omar"))
    return Program(name="P", people=people, absences=tuple(absence(5, 9, person=PersonId(each)) for each in away))


@pytest.mark.parametrize(
    ("program", "stand_in", "asked"),
    [
        pytest.param(company(), "jonas", "jonas", id="the deputy"),
        pytest.param(company("jonas"), "paula", "omar", id="the deputy is away too"),
        pytest.param(company(gone=("jonas",)), "paula", "omar", id="the deputy has left"),
        pytest.param(company(deputy=None), "paula", "omar", id="no deputy"),
        pytest.param(company("paula", deputy=None), "omar", "omar", id="the manager is away too"),
        pytest.param(company("paula", "omar", deputy=None), "nadia", None, id="an administrator"),
        pytest.param(company("paula", "omar", "nadia", deputy=None), None, None, id="nobody is here"),
    ],
)
def test_who_stands_in_is_somebody_who_is_here(program: Program, stand_in: str | None, asked: str | None):
    assert find_stand_in_on(MAYA, program, day=TODAY) == stand_in
    assert find_asked_instead(MAYA, program, PersonId("omar"), day=TODAY) == asked


def test_who_is_away_now_stands_in_later():
    assert find_stand_in_on(MAYA, company("jonas"), day=date(2026, 1, 12)) == "jonas"


def test_who_was_not_away_is_told_so():
    assert str(NotAwayError()) == "You are not away as far as I know, and nothing was changed."
    assert str(NotAwayError("Maya")) == "Maya is not away as far as I know, and nothing was changed."
