"""Forecasts carried along the dependencies, against an oracle that walks every path."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.dependencies import Dependency, DependencyStatus
from rituals.ids import DependencyId, InitiativeId
from rituals.policy import Cadence
from rituals.program import Program
from rituals.propagation import LoopError, Slip, carried_forecasts, levels, own_forecasts, slips
from tests.rituals.dependency_kit import LEDGER, dependency, initiative, program, update

PAYOUTS, LAUNCH, CREDIT = InitiativeId("payouts"), InitiativeId("launch"), InitiativeId("credit")


def owed(name: str, provider: str | None, consumer: str, needed_by: date, **changes: object) -> Dependency:
    return dependency(
        id=DependencyId(name),
        provider_initiative=InitiativeId(provider) if provider else None,
        consumer=InitiativeId(consumer),
        needed_by=needed_by,
        promised_on=needed_by,
        **changes,
    )


def test_a_counter_of_ten_working_days_moves_what_has_no_float_by_ten() -> None:
    ledger = owed("ledger-api", None, "payouts", date(2026, 2, 16), lag_days=9)
    chain = program(initiative("payouts", date(2026, 2, 27)), dependencies=(ledger,))

    moved = slips(chain, own_forecasts(chain, {}), ledger, date(2026, 3, 2))

    assert moved == (
        Slip(initiative=PAYOUTS, from_on=date(2026, 2, 27), to_on=date(2026, 3, 13), days=10, float_days=0),
    )


def test_what_has_float_absorbs_the_slip_and_shows_what_is_left() -> None:
    ledger = owed("ledger-api", None, "payouts", date(2026, 2, 16), lag_days=4)
    chain = program(initiative("payouts", date(2026, 3, 13)), dependencies=(ledger,))

    [absorbed] = slips(chain, own_forecasts(chain, {}), ledger, date(2026, 3, 2))

    assert (absorbed.days, absorbed.to_on, absorbed.float_days) == (0, date(2026, 3, 13), 5)


def test_a_slip_goes_on_downstream_as_far_as_nobody_has_float() -> None:
    ledger = owed("ledger-api", None, "payouts", date(2026, 2, 16))
    to_launch = owed("for-launch", "payouts", "launch", date(2026, 2, 20), lag_days=5)
    to_credit = owed("for-credit", "payouts", "credit", date(2026, 2, 20))
    chain = program(
        initiative("launch", date(2026, 2, 27)),
        initiative("credit", date(2026, 3, 31)),
        initiative("payouts", date(2026, 2, 18)),
        dependencies=(to_launch, to_credit, ledger),
    )

    moved = slips(chain, own_forecasts(chain, {}), ledger, date(2026, 2, 25))

    assert [(each.initiative, each.days) for each in moved] == [(PAYOUTS, 5), (LAUNCH, 5)]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"status": DependencyStatus.DELIVERED}, id="delivered"),
        pytest.param({"status": DependencyStatus.WITHDRAWN}, id="withdrawn"),
    ],
)
def test_what_has_ended_holds_nobody_up(changes: dict[str, DependencyStatus]) -> None:
    ended = owed("ledger-api", None, "payouts", date(2026, 6, 1), **changes)
    chain = program(initiative("payouts", date(2026, 2, 18)), dependencies=(ended,))

    assert carried_forecasts(chain, own_forecasts(chain, {}), moved={}) == {PAYOUTS: date(2026, 2, 18)}


def test_what_is_delivered_waits_for_nothing() -> None:
    late = owed("ledger-api", None, "payouts", date(2026, 6, 1))
    done = initiative("payouts", date(2026, 2, 18), delivered_on=date(2026, 2, 1))
    chain = program(done, dependencies=(late,))

    assert carried_forecasts(chain, own_forecasts(chain, {}), moved={}) == {PAYOUTS: date(2026, 2, 18)}


def test_without_a_promise_the_date_needed_is_expected() -> None:
    proposed = owed("ledger-api", None, "payouts", date(2026, 3, 2), status=DependencyStatus.PROPOSED)
    chain = program(initiative("payouts", date(2026, 2, 18)), dependencies=(proposed,))

    assert carried_forecasts(chain, own_forecasts(chain, {}), moved={})[PAYOUTS] == date(2026, 3, 2)


def test_an_owners_own_forecast_is_the_latest_answer_else_the_committed_date() -> None:
    plan = program(initiative("payouts", date(2026, 2, 18)), initiative("launch", date(2026, 3, 18)))

    own = own_forecasts(plan, {PAYOUTS: (update(date(2026, 2, 20)), update(date(2026, 3, 1))), LAUNCH: ()})

    assert own == {PAYOUTS: date(2026, 3, 1), LAUNCH: date(2026, 3, 18)}


@pytest.mark.parametrize(
    ("links", "shown"),
    [
        pytest.param([("a", "b"), ("b", "a")], "A → B → A", id="two"),
        pytest.param([("a", "b"), ("b", "c"), ("c", "a")], "A → B → C → A", id="three"),
        pytest.param([("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")], "B → C → B", id="what hangs on it is not shown"),
    ],
)
def test_initiatives_that_wait_for_each_other_are_refused_with_the_loop_shown(
    links: list[tuple[str, str]], shown: str
) -> None:
    due = date(2026, 3, 31)
    circle = program(
        *(initiative(name, due) for name in "abcd"),
        dependencies=tuple(owed(f"{one}-{two}", one, two, due) for one, two in links),
    )

    with pytest.raises(LoopError) as refused:
        levels(circle)

    loop = str(refused.value).split(": ")[1].split(". ")[0].split(" → ")
    expected = shown.split(" → ")
    turned = [expected[turn:-1] + expected[:turn] + [expected[turn]] for turn in range(len(expected) - 1)]
    assert loop in turned


DAY = date(2026, 1, 5)
edges = st.tuples(
    st.integers(0, 6), st.integers(1, 7), st.integers(0, 60), st.integers(0, 5), st.sampled_from([None, 0, 5, 30])
)


@given(
    offsets=st.lists(st.integers(0, 80), min_size=8, max_size=8),
    drawn=st.lists(edges, max_size=14),
    outside=st.tuples(st.integers(0, 7), st.integers(0, 60)),
    moved_by=st.integers(-5, 40),
)
def test_carried_forecasts_agree_with_walking_every_path(
    offsets: list[int], drawn: list[tuple[int, int, int, int, int | None]], outside: tuple[int, int], moved_by: int
) -> None:
    own = {InitiativeId(str(number)): DAY + timedelta(days=offset) for number, offset in enumerate(offsets)}
    links = [link(number, *each) for number, each in enumerate(drawn) if each[0] < each[1]]
    first = dependency(
        consumer=InitiativeId(str(outside[0])), needed_by=DAY + timedelta(days=outside[1]), promised_on=None
    )
    plan = program(
        *(initiative(name, due) for name, due in own.items()),
        dependencies=(first, *links),
        cadence=Cadence(holidays=frozenset({date(2026, 1, 20)})),
    )
    moved = {LEDGER: first.needed_by + timedelta(days=moved_by)}

    carried = carried_forecasts(plan, own, moved=moved)

    assert carried == {each: walked(each, plan, own, moved) for each in own}


def link(number: int, provider: int, consumer: int, needed_in: int, lag: int, slip: int | None) -> Dependency:
    needed_by = DAY + timedelta(days=needed_in)
    return dependency(
        id=DependencyId(f"link-{number}"),
        provider_initiative=InitiativeId(str(provider)),
        consumer=InitiativeId(str(consumer)),
        needed_by=needed_by,
        promised_on=None if slip is None else needed_by + timedelta(days=slip),
        lag_days=lag,
    )


def walked(at: InitiativeId, plan: Program, own: dict[InitiativeId, date], moved: dict[DependencyId, date]) -> date:
    """Return the forecast by recursion over everything upstream, day by day, without any order or table."""
    latest = own[at]
    for each in plan.dependencies.values():
        if each.consumer != at:
            continue
        arrival = moved.get(each.id, each.promised_on or each.needed_by)
        pushed = 0
        if each.provider_initiative is not None:
            upstream = walked(each.provider_initiative, plan, own, moved)
            pushed = stepped_between(own[each.provider_initiative], upstream, plan)
        for _ in range(pushed + each.lag_days):
            arrival = next_working_day(arrival, plan)
        latest = max(latest, arrival)
    return latest


def stepped_between(start: date, end: date, plan: Program) -> int:
    steps, at = 0, next_working_day(start, plan)
    while at <= end:
        steps, at = steps + 1, next_working_day(at, plan)
    return steps


def next_working_day(day: date, plan: Program) -> date:
    day += timedelta(days=1)
    while day.weekday() > 4 or day in plan.cadence.holidays:
        day += timedelta(days=1)
    return day
