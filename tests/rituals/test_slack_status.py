"""What a status in Slack says, on Thursday 8 January 2026 at noon in Berlin unless told otherwise."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from rituals.absences import Absence, AbsenceSource
from rituals.ids import PersonId
from rituals.policy import Cadence
from rituals.slack_status import SlackStatus, StatusNews, follow, last_day_away, says_away

NOON = datetime(2026, 1, 8, 11, tzinfo=UTC)
TODAY = date(2026, 1, 8)
ZONE = "Europe/Berlin"
MAYA = PersonId("maya")
CADENCE = Cadence()


def absence(first: int, last: int, **more: object) -> Absence:
    values = {
        "person": MAYA,
        "first_on": date(2026, 1, first),
        "last_on": date(2026, 1, last),
        "source": AbsenceSource.SLACK,
        "told_at": NOON,
    }
    return Absence(**(values | more))  # type: ignore[arg-type]  # fields by name


def until(moment: str) -> SlackStatus:
    return SlackStatus("Vacationing", ":palm_tree:", datetime.fromisoformat(moment).replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "emoji", "is_away"),
    [
        ("Vacationing", ":palm_tree:", True),
        ("", ":palm_tree:", True),
        ("with the kids", ":palm_tree:", True),
        ("Out sick", ":face_with_thermometer:", True),
        ("", ":no_entry:", True),
        ("Focus time", ":no_entry:", False),
        ("OOO until Monday", ":no_entry:", True),
        ("Out of Office", "", True),
        ("ooo", ":spiral_calendar_pad:", True),
        ("On parental leave", "", True),
        ("im Urlaub", "", True),
        ("krank", ":house:", True),
        ("In a meeting", ":spiral_calendar_pad:", False),
        ("Working remotely", ":house_with_garden:", False),
        ("Back from vacation", ":palm_tree:", False),
        ("planning the holiday campaign", "", False),
        ("Sickbay rewrite", "", False),
        ("", "", False),
    ],
)
def test_a_status_says_away_by_its_sign_or_its_words(text: str, emoji: str, is_away: bool):
    assert says_away(SlackStatus(text, emoji)) is is_away


@pytest.mark.parametrize(
    ("status", "last_on"),
    [
        pytest.param(SlackStatus("In a meeting"), None, id="not away"),
        pytest.param(SlackStatus("", ":palm_tree:"), TODAY, id="without an end: today"),
        pytest.param(until("2026-01-14T22:59"), date(2026, 1, 14), id="to the end of a day where they are"),
        pytest.param(until("2026-01-14T23:00"), date(2026, 1, 14), id="midnight belongs to the day before"),
        pytest.param(until("2026-01-15T07:00"), date(2026, 1, 14), id="at work in the morning"),
        pytest.param(until("2026-01-15T12:00"), date(2026, 1, 15), id="away in the morning"),
        pytest.param(until("2026-01-08T14:00"), TODAY, id="some hours"),
        pytest.param(until("2026-01-08T10:00"), None, id="over"),
    ],
)
def test_the_end_of_a_status_is_the_last_day_away(status: SlackStatus, last_on: date | None):
    assert last_day_away(status, zone=ZONE, cadence=CADENCE, now=NOON) == last_on


def test_a_status_that_ends_before_todays_work_begins_says_nothing_of_today():
    night = datetime(2026, 1, 8, 3, tzinfo=UTC)

    assert last_day_away(until("2026-01-08T07:00"), zone=ZONE, cadence=CADENCE, now=night) is None


ENDLESS = SlackStatus("", ":palm_tree:")
NOTHING = SlackStatus()
TOLD = absence(5, 30, source=AbsenceSource.TOLD)


@pytest.mark.parametrize(
    ("status", "known", "news"),
    [
        pytest.param(ENDLESS, [], StatusNews(None, absence(8, 8)), id="new, for today"),
        pytest.param(until("2026-01-14T20:00"), [], StatusNews(None, absence(8, 14)), id="new, with its end"),
        pytest.param(ENDLESS, [absence(8, 8)], None, id="known"),
        pytest.param(ENDLESS, [absence(5, 7)], StatusNews(absence(5, 7), absence(5, 8)), id="goes on another day"),
        pytest.param(ENDLESS, [absence(1, 6)], StatusNews(None, absence(8, 8)), id="another one"),
        pytest.param(
            until("2026-01-20T20:00"), [absence(5, 9)], StatusNews(absence(5, 9), absence(5, 20)), id="longer"
        ),
        pytest.param(
            until("2026-01-09T20:00"), [absence(5, 14)], StatusNews(absence(5, 14), absence(5, 9)), id="shorter"
        ),
        pytest.param(
            NOTHING,
            [absence(5, 14)],
            StatusNews(absence(5, 14), absence(5, 7, ended_at=NOON)),
            id="cleared: the days to come are gone",
        ),
        pytest.param(NOTHING, [absence(8, 14)], StatusNews(absence(8, 14), None), id="cleared on the day it was set"),
        pytest.param(NOTHING, [absence(5, 7)], None, id="cleared after it was over"),
        pytest.param(NOTHING, [TOLD], None, id="never what was told"),
        pytest.param(ENDLESS, [TOLD], StatusNews(None, absence(8, 8)), id="beside what was told"),
        pytest.param(
            until("2026-01-14T20:00"),
            [absence(8, 14, ended_at=NOON)],
            None,
            id="taken back, and the status still says so",
        ),
        pytest.param(
            until("2026-01-20T20:00"),
            [absence(8, 14, ended_at=NOON)],
            StatusNews(None, absence(8, 20)),
            id="taken back, and now away for longer",
        ),
        pytest.param(
            ENDLESS,
            [absence(7, 7, ended_at=NOON)],
            StatusNews(None, absence(8, 8)),
            id="taken back yesterday, still up",
        ),
        pytest.param(
            ENDLESS, [replace(absence(8, 8), person=PersonId("jonas"))], StatusNews(None, absence(8, 8)), id="another's"
        ),
    ],
)
def test_a_status_changes_what_it_said_before_and_nothing_else(
    status: SlackStatus, known: list[Absence], news: StatusNews | None
):
    assert follow(MAYA, status, known, zone=ZONE, cadence=CADENCE, now=NOON) == news
