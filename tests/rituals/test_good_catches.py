"""Good catches: thanked for once, when it is known what became of them; and no flag ever lowers anything."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rituals.flag_voices import FlagVoice, count_seers
from rituals.flags import Chance, Flag, FlagAnswerKind, FlagStatus
from rituals.good_catches import caught_at, lead_days, led_to_action
from rituals.ids import FlagId, PersonId
from rituals.reds import find_reds, red_ratio
from rituals.roll_up import every_health, roll_up
from rituals.subjects import Subjects
from tests.rituals.flag_kit import THURSDAY, open_one, program
from tests.rituals.programs import RandomSnapshot

DAY = timedelta(days=1)


def answered(**more):
    helped = {"status": FlagStatus.ANSWERED, "answer_kind": FlagAnswerKind.HELP, "answered_at": THURSDAY}
    return open_one(**{**helped, **more})


@pytest.mark.parametrize(
    ("flag", "at"),
    [
        pytest.param(open_one(), None, id="open"),
        pytest.param(answered(), THURSDAY, id="answered by an older release"),
        pytest.param(answered(disposition_by=THURSDAY + DAY), None, id="it is not said yet what became of it"),
        pytest.param(answered(disposition_by=THURSDAY), THURSDAY, id="that was due and is not said"),
        pytest.param(answered(disposition_by=THURSDAY, disposed_at=THURSDAY - DAY), THURSDAY - DAY, id="settled"),
        pytest.param(answered(answer_kind=FlagAnswerKind.ACCEPT), None, id="accepted: nothing was done"),
        pytest.param(answered(answer_kind=FlagAnswerKind.ACCEPT, led_to="A plan"), THURSDAY, id="and yet a plan"),
    ],
)
def test_it_is_thanked_for_once_it_is_known_to_have_led_to_action(flag, at):
    assert caught_at(flag, as_of=THURSDAY) == at


@pytest.mark.parametrize(
    ("impact_on", "days"),
    [(date(2026, 1, 22), 10), (date(2026, 1, 8), 0), (None, 0)],
    ids=["two weeks", "the same day", "no date"],
)
def test_the_lead_time_counts_working_days_until_the_impact(impact_on, days):
    calendar = program().cadence.calendar()

    assert lead_days(open_one(impact_on=impact_on), raised_on=date(2026, 1, 8), calendar=calendar) == days


def test_an_open_flag_led_to_nothing_yet():
    assert not led_to_action(open_one())


def test_who_sees_a_risk_is_counted_once():
    voices = [
        FlagVoice(flag=FlagId(flag), person=PersonId(who), said_at=THURSDAY)
        for flag, who in (("F-1", "maya"), ("F-1", "jonas"), ("F-2", "omar"))
    ]

    assert count_seers(open_one(), voices) == 2
    assert count_seers(open_one(), []) == 1


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), chance=st.sampled_from(list(Chance)), ahead=st.integers(0, 60))
def test_raising_a_flag_lowers_no_score_of_anybody(seed: int, chance: Chance, ahead: int):
    before = RandomSnapshot(seed, initiatives=9).build()
    hit = next(iter(before.program.initiatives.values()))
    flag = Flag(
        id=FlagId("F-new"),
        what="It slips",
        raised_by=hit.owner,
        raised_at=before.as_of,
        status=FlagStatus.OPEN,
        impact_on=before.today + ahead * DAY,
        hits=hit.id,
        chance=chance,
        answer_owner=hit.owner,
        answer_by=before.as_of + 2 * DAY,
    )
    after = replace(before, flags={**before.flags, flag.id: flag})

    healths = every_health(before)
    members = tuple(before.program.initiatives[each] for each in healths)
    assert every_health(after) == healths
    assert roll_up(members, every_health(after)) == roll_up(members, healths)
    assert _ratio(after) == _ratio(before)


def _ratio(snapshot):
    return red_ratio(find_reds(snapshot, Subjects(snapshot)), snapshot)
