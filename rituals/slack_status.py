"""What somebody's status in Slack says about whether they are away, so that nobody has to say it twice (feature 19)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from rituals.absences import Absence, AbsenceSource
from rituals.ids import PersonId
from rituals.local_time import local_date, local_time
from rituals.policy import Cadence

AWAY_SIGNS = frozenset(
    {
        ":palm_tree:",
        ":desert_island:",
        ":beach_with_umbrella:",
        ":umbrella_on_ground:",
        ":face_with_thermometer:",
        ":face_with_head_bandage:",
        ":sneezing_face:",
        ":baby_bottle:",
    }
)
"""Emojis that say it whatever stands beside them: on holiday, ill, with a new child."""
AWAY_ALONE = frozenset({":no_entry:", ":no_entry_sign:", ":octagonal_sign:"})
"""Emojis that say it only where nothing else does: with other words they mean “do not disturb”."""
AWAY_WORDS = (
    "vacation",
    "vacationing",
    "holiday",
    "holidays",
    "out of office",
    "out of the office",
    "ooo",
    "pto",
    "day off",
    "sick",
    "on leave",
    "annual leave",
    "parental leave",
    "maternity leave",
    "paternity leave",
    "sick leave",
    "urlaub",
    "im urlaub",
    "krank",
    "elternzeit",
    "abwesend",
)
_AWAY = re.compile(rf"\b(?:{'|'.join(AWAY_WORDS)})\b", re.IGNORECASE)
_NOT_YET = re.compile(r"\b(?:back from|before|after|soon|planning|zurück aus|vor|nach|bald)\b", re.IGNORECASE)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SlackStatus:
    """A status as Slack shows it beside a name; `expires_at` (UTC) is when Slack clears it by itself."""

    text: str = ""
    emoji: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StatusNews:
    """How an absence is changed by a status: `before` is None for a new one, `after` for one that never was a day."""

    before: Absence | None
    after: Absence | None


def says_away(status: SlackStatus) -> bool:
    """Tell whether a status says that somebody is away."""
    if _NOT_YET.search(status.text):
        return False
    if status.emoji in AWAY_SIGNS or _AWAY.search(status.text):
        return True
    return status.emoji in AWAY_ALONE and not status.text.strip()


def last_day_away(status: SlackStatus, *, zone: str, cadence: Cadence, now: datetime) -> date | None:
    """Return the last day that a status says somebody is away, where they are; None where it says no such thing.

    One without an end counts for today, and is looked at again tomorrow. One that ends before work begins does not
    count for that day.
    """
    today = local_date(now, zone)
    if not says_away(status):
        return None
    if status.expires_at is None:
        return today
    if status.expires_at <= now:
        return None
    ends_on = local_date(status.expires_at, zone)
    last_on = ends_on if local_time(status.expires_at, zone) > cadence.opens_at else ends_on - _DAY
    return last_on if last_on >= today else None


def follow(
    person: PersonId,
    status: SlackStatus,
    known: Iterable[Absence],
    *,
    zone: str,
    cadence: Cadence,
    now: datetime,
) -> StatusNews | None:
    """Return what a status changes of the absences `known` of a person; None where it says nothing new.

    Only what Slack said is changed, never what the person told. What they took back stays so, for as long as the
    status says no more than it did then.
    """
    today = local_date(now, zone)
    last_on = last_day_away(status, zone=zone, cadence=cadence, now=now)
    said = [each for each in known if each.person == person and each.source is AbsenceSource.SLACK]
    # Without an end a status is said anew each day, so yesterday's goes on.
    current = next((each for each in said if each.ended_at is None and each.last_on >= today - _DAY), None)
    if last_on is None:
        return _ended(current, today=today, now=now) if current and current.last_on >= today else None
    if any(each.ended_at is not None and each.last_on >= last_on for each in said):
        return None
    if current is None:
        fresh = Absence(person=person, first_on=today, last_on=last_on, source=AbsenceSource.SLACK, told_at=now)
        return StatusNews(None, fresh)
    return StatusNews(current, replace(current, last_on=last_on)) if current.last_on != last_on else None


def _ended(absence: Absence, *, today: date, now: datetime) -> StatusNews:
    """Return the absence without the days to come; one that began today never was, and may begin again."""
    if absence.first_on >= today:
        return StatusNews(absence, None)
    return StatusNews(absence, replace(absence, last_on=today - _DAY, ended_at=now))
