"""How initiatives stand, and in which order they are asked about."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.check_ins import CheckInStatus
from rituals.dependencies import DependencyStatus
from rituals.health import Health
from rituals.ids import CheckInId, InitiativeId
from rituals.standing import health_now, most_endangered_first, next_to_ask, open_inputs, open_outputs
from tests.rituals.check_in_kit import (
    COMMITTED_ON,
    NOW,
    amber_update,
    check_in,
    dependency,
    initiative,
    program,
    standing,
    update,
)


def named(key, health, *, days_late=0, committed_on=COMMITTED_ON, value=0):
    forecast_on = committed_on + timedelta(days=days_late)
    return standing(
        initiative=initiative(key, committed_on=committed_on, value_at_stake=value),
        health=health,
        last=update(initiative=InitiativeId(key), forecast_on=forecast_on),
    )


STANDINGS = st.builds(
    named,
    st.text("abcdef", min_size=1, max_size=4),
    st.sampled_from(Health),
    days_late=st.integers(-30, 30),
    committed_on=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    value=st.integers(0, 9_000_000),
)


@pytest.mark.parametrize(
    ("more", "less"),
    [
        pytest.param(named("b", Health.RED), named("a", Health.AMBER), id="red before amber"),
        pytest.param(named("b", Health.AMBER), named("a", Health.GREY), id="amber before grey"),
        pytest.param(named("b", Health.GREY), named("a", Health.GREEN), id="grey before green"),
        pytest.param(
            named("b", Health.RED, days_late=9, committed_on=date(2026, 6, 1)),
            named("a", Health.RED, days_late=8, committed_on=date(2026, 2, 1)),
            id="then the latest",
        ),
        pytest.param(
            named("b", Health.RED, committed_on=date(2026, 2, 1)),
            named("a", Health.RED, committed_on=date(2026, 2, 2), value=9),
            id="then the nearest date",
        ),
        pytest.param(named("b", Health.RED, value=2), named("a", Health.RED, value=1), id="then the highest value"),
        pytest.param(named("a", Health.RED), named("b", Health.RED), id="then the name, so that the order is fixed"),
    ],
)
def test_the_most_endangered_come_first(more, less):
    assert most_endangered_first([less, more]) == (more, less)


@given(st.lists(STANDINGS, unique_by=lambda each: each.initiative.id))
def test_the_order_does_not_depend_on_where_one_began_and_loses_nothing(standings):
    ordered = most_endangered_first(standings)

    assert most_endangered_first(reversed(standings)) == ordered
    assert sorted(each.initiative.id for each in ordered) == sorted(each.initiative.id for each in standings)


def test_an_initiative_without_a_forecast_is_not_late():
    assert standing(last=None).days_late == 0


@pytest.mark.parametrize(
    ("last", "newest", "expected"),
    [
        pytest.param(None, None, Health.GREY, id="never answered"),
        pytest.param(amber_update(), None, Health.AMBER, id="what was answered"),
        pytest.param(
            update(answered_at=NOW - timedelta(days=10.5)), None, Health.GREEN, id="a cycle and a half: still counts"
        ),
        pytest.param(
            update(answered_at=NOW - timedelta(days=10.5, seconds=1)), None, Health.GREY, id="older than that: stale"
        ),
        pytest.param(update(), check_in(status=CheckInStatus.SILENT), Health.GREY, id="silent since"),
        pytest.param(
            update(check_in=CheckInId("maria:2026-W02")),
            check_in(status=CheckInStatus.SILENT),
            Health.GREEN,
            id="silent about others only",
        ),
        pytest.param(update(), check_in(), Health.GREEN, id="asked and not answered yet"),
    ],
)
def test_the_health_that_counts_now(last, newest, expected):
    assert health_now(last, newest, stale_after=timedelta(days=10.5), now=NOW) is expected


def test_the_form_asks_about_what_the_check_in_does_not_know_yet():
    known = standing(last=update(check_in=CheckInId("maria:2026-W02")))
    unknown = [named("b", Health.GREEN), named("a", Health.RED)]

    asked = next_to_ask([known, *unknown], CheckInId("maria:2026-W02"), most=9)

    assert [each.initiative.id for each in asked] == ["a", "b"]


def test_once_everything_is_known_the_form_asks_about_all_again():
    known = standing(last=update(check_in=CheckInId("maria:2026-W02")))

    assert next_to_ask([known], CheckInId("maria:2026-W02"), most=9) == (known,)


def test_a_form_has_room_for_the_most_endangered_only():
    many = [named(key, Health.GREEN) for key in "abcdefghijkl"]

    assert len(next_to_ask(many, CheckInId("maria:2026-W02"), most=9)) == 9


def test_what_it_waits_for_and_what_waits_on_it_leave_out_what_is_done():
    needs = dependency("needs")
    owes = dependency("owes", consumer=InitiativeId("launch"), provider_initiative=InitiativeId("payouts"))
    done = dependency("done", status=DependencyStatus.ACCEPTED)
    loaded = program(dependencies={each.id: each for each in (needs, owes, done)})

    assert open_inputs(loaded, InitiativeId("payouts")) == (needs,)
    assert open_outputs(loaded, InitiativeId("payouts")) == (owes,)


def test_the_hour_of_the_answer_counts_in_utc():
    last = update(answered_at=datetime(2025, 12, 28, 21, 30, tzinfo=UTC))

    assert health_now(last, None, stale_after=timedelta(days=10.5), now=NOW) is Health.GREEN
