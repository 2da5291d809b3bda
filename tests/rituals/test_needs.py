from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from rituals.check_ins import CheckInStatus, Recovery
from rituals.contradictions import contradictions
from rituals.dependencies import DependencyStatus
from rituals.escalations import EscalationStatus
from rituals.flags import FlagAnswerKind, FlagStatus
from rituals.ids import CheckInId, EscalationId, PersonId, RecoveryId
from rituals.needs import NeedKind, needs_of, next_prompt_at
from rituals.policy import Cadence
from tests.rituals.digest_kit import (
    CHECKOUT,
    DAY,
    DUE_ON,
    MONDAY,
    THURSDAY,
    TODAY,
    check_in,
    dependency,
    escalation,
    flag,
    program,
    snapshot,
    trade_off,
    update,
)


def needs(stands, who: str) -> list[tuple[NeedKind, str, date]]:
    person = stands.program.people[PersonId(who)]
    return [(need.kind, need.subject, need.due_on) for need in needs_of(stands, person)]


def step(due_on: date) -> Recovery:
    return Recovery(
        id=RecoveryId("step"),
        check_in=CheckInId("maria:2026-W02"),
        initiative=CHECKOUT,
        condition="it rains",
        action="we stay",
        owner=PersonId("maria"),
        due_on=due_on,
    )


def with_dependency(**more):
    return snapshot(of=program(dependencies=(dependency(**more),)))


SLIPPED = snapshot(update(CHECKOUT, forecast_on=DUE_ON + DAY))


@pytest.mark.parametrize(
    ("stands", "who", "expected"),
    [
        pytest.param(
            snapshot(check_ins=(check_in("maria", CheckInStatus.OPEN),)),
            "maria",
            (NeedKind.CHECK_IN, "maria:2026-W02", date(2026, 1, 12)),
            id="an open check-in",
        ),
        pytest.param(
            snapshot(flags={"F-1": flag()}), "dana", (NeedKind.FLAG, "F-1", date(2026, 1, 8)), id="a flag to answer"
        ),
        pytest.param(
            snapshot(
                flags={
                    "F-1": flag(
                        status=FlagStatus.ANSWERED,
                        answer_kind=FlagAnswerKind.HELP,
                        answered_at=MONDAY,
                        disposition_by=MONDAY + timedelta(days=1),
                    )
                }
            ),
            "dana",
            (NeedKind.DISPOSITION, "F-1", date(2026, 1, 13)),
            id="what became of a flag",
        ),
        pytest.param(
            snapshot(escalations=(escalation(),)),
            "dana",
            (NeedKind.DECISION, "R-1", date(2026, 1, 13)),
            id="a decision",
        ),
        pytest.param(
            snapshot(escalations=(escalation(resolution_owner=PersonId("lena")),)),
            "lena",
            (NeedKind.ESCALATION, "R-1", date(2026, 1, 13)),
            id="a resolution to take up",
        ),
        pytest.param(
            with_dependency(status=DependencyStatus.PROPOSED, proposed_at=THURSDAY),
            "dana",
            (NeedKind.PROMISE, "api", date(2026, 1, 13)),
            id="a promise to make",
        ),
        pytest.param(
            with_dependency(status=DependencyStatus.PROPOSED),
            "dana",
            (NeedKind.PROMISE, "api", date(2026, 1, 15)),
            id="a promise that is about to be asked for",
        ),
        pytest.param(
            with_dependency(status=DependencyStatus.COUNTERED),
            "maria",
            (NeedKind.COUNTER, "api", date(2026, 3, 2)),
            id="a date to accept",
        ),
        pytest.param(
            with_dependency(status=DependencyStatus.DELIVERED),
            "maria",
            (NeedKind.DELIVERY, "api", date(2026, 3, 2)),
            id="a delivery to accept",
        ),
        pytest.param(
            snapshot(recoveries=(step(TODAY),)),
            "maria",
            (NeedKind.RECOVERY, "step", TODAY),
            id="a recovery step on its day",
        ),
        pytest.param(
            replace(
                SLIPPED,
                signals=contradictions(SLIPPED),
                check_ins=(
                    check_in("maria", CheckInStatus.ANSWERED),
                    check_in("maria", CheckInStatus.ANSWERED, THURSDAY - 7 * DAY),
                ),
            ),
            "maria",
            (NeedKind.CONTRADICTION, "maria:2026-W02", date(2026, 1, 14)),
            id="a contradiction, settled in the newest check-in",
        ),
    ],
)
def test_what_waits_for_a_person_is_listed_with_its_deadline(stands, who, expected):
    assert needs(stands, who) == [expected]


@pytest.mark.parametrize(
    "stands",
    [
        pytest.param(snapshot(check_ins=(check_in("maria", CheckInStatus.ANSWERED),)), id="an answered check-in"),
        pytest.param(snapshot(check_ins=(check_in("ben", CheckInStatus.OPEN),)), id="somebody else's check-in"),
        pytest.param(
            snapshot(flags={"F-1": flag(status=FlagStatus.ANSWERED, answer_owner=PersonId("maria"))}),
            id="an answered flag",
        ),
        pytest.param(
            snapshot(
                escalations=(escalation(resolution_owner=PersonId("maria"), status=EscalationStatus.ACKNOWLEDGED),)
            ),
            id="an acknowledged escalation",
        ),
        pytest.param(with_dependency(), id="a promise that stands"),
        pytest.param(snapshot(recoveries=(step(TODAY + DAY),)), id="a step of tomorrow"),
        pytest.param(replace(SLIPPED, signals=contradictions(SLIPPED)), id="a contradiction that no form can settle"),
        pytest.param(
            replace(
                SLIPPED,
                signals=tuple(replace(each, owners=(PersonId("ben"),)) for each in contradictions(SLIPPED)),
                check_ins=(check_in("maria", CheckInStatus.ANSWERED),),
            ),
            id="a contradiction of others",
        ),
    ],
)
def test_what_waits_for_nobody_or_for_others_is_not_listed(stands):
    assert needs(stands, "maria") == []


def test_the_nearest_deadline_comes_first_and_a_decision_tells_its_question():
    stands = snapshot(
        escalations=(escalation(),),
        trade_offs={"T-1": trade_off(escalation=EscalationId("R-1"))},
        flags={"F-1": flag()},
    )

    found = needs_of(stands, stands.program.people[PersonId("dana")])

    assert [(need.kind, need.about) for need in found] == [
        (NeedKind.FLAG, "The supplier slips"),
        (NeedKind.DECISION, "What gives?"),
    ]


BERLIN = Cadence(zone="Europe/Berlin")
OFF = frozenset(TODAY + timedelta(days=day) for day in range(70))


@pytest.mark.parametrize(
    ("who", "as_of", "cadence", "expected"),
    [
        pytest.param("maria", MONDAY, BERLIN, datetime(2026, 1, 15, 8, 30, tzinfo=UTC), id="on Thursday of this week"),
        pytest.param(
            "maria", THURSDAY, BERLIN, datetime(2026, 1, 15, 8, 30, tzinfo=UTC), id="asked today, so next week"
        ),
        pytest.param(
            "maria",
            MONDAY,
            Cadence(holidays=frozenset({date(2026, 1, 15)}), check_in_at=time(9, 30)),
            datetime(2026, 1, 16, 9, 30, tzinfo=UTC),
            id="a holiday moves it",
        ),
        pytest.param("maria", MONDAY, Cadence(holidays=OFF), None, id="no working day in sight"),
        pytest.param("dana", MONDAY, BERLIN, None, id="who owns nothing is not asked"),
    ],
)
def test_the_next_prompt_is_told_for_where_the_person_is(who, as_of, cadence, expected):
    stands = snapshot(of=program(cadence=cadence), as_of=as_of)

    assert next_prompt_at(stands, stands.program.people[PersonId(who)]) == expected
