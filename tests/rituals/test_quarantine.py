"""When a quarantine may end, and the ids that messages carry."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rituals.ids import AnnouncementKey
from rituals.quarantine import Marking, Quarantine, ends_at
from rituals.working_time import WorkCalendar

MARKING = Marking(secret="a secret", era=0)
KEY = AnnouncementKey("check_in:maya:2026-W02")


def test_the_same_key_has_the_same_id_and_nobody_else_can_tell_what_it_stands_for():
    nonce = MARKING.nonce_of(KEY)

    assert nonce == Marking(secret="a secret", era=0).nonce_of(KEY)
    assert re.fullmatch(r"[A-Za-z0-9_-]{16}", nonce)
    assert "maya" not in nonce


@pytest.mark.parametrize(
    ("marking", "key"),
    [
        pytest.param(MARKING, AnnouncementKey("check_in:maya:2026-W03"), id="another key"),
        pytest.param(replace(MARKING, secret="another"), KEY, id="another workspace"),
        pytest.param(replace(MARKING, era=1), KEY, id="another era"),
    ],
)
def test_another_key_workspace_or_era_has_another_id(marking: Marking, key: AnnouncementKey):
    assert marking.nonce_of(key) != MARKING.nonce_of(KEY)


@pytest.mark.parametrize(
    ("began", "ends"),
    [
        pytest.param("2026-01-07T10:00", "2026-01-08T10:00", id="in working hours: a day later"),
        pytest.param("2026-01-07T20:00", "2026-01-09T09:00", id="at night: a day after the next morning"),
        pytest.param("2026-01-09T14:00", "2026-01-12T14:00", id="on Friday: over the weekend"),
        pytest.param("2026-01-10T14:00", "2026-01-13T09:00", id="on Saturday: a day after Monday morning"),
    ],
)
def test_it_may_end_when_a_whole_working_day_is_over(began: str, ends: str):
    quarantine = Quarantine(since=datetime(2026, 1, 1, tzinfo=UTC), began=datetime.fromisoformat(f"{began}Z"))

    end = ends_at(quarantine, WorkCalendar(zone="UTC"))

    assert f"{end:%Y-%m-%dT%H:%M}" == ends
