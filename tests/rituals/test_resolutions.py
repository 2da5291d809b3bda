"""One owner, one decider, one date: who they are for each way two teams can stand to each other."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from rituals.dependencies import Dependency
from rituals.ids import EscalationId, PersonId
from rituals.people import Person, Role
from rituals.program import Program
from rituals.resolutions import build_resolution, decider_of, managers_of, present
from tests.rituals.dependency_kit import dependency, initiative, person, program

CEO = person("elena")
CTO = person("tara", manager="elena", deputy="sofia")
LEAD = person("viktor", manager="tara", deputy="sofia")
DEPUTY = person("sofia", manager="viktor")
OWNER = person("maya", manager="paula")
PRODUCT = person("paula", manager="elena")
STEERING = person("omar", roles=frozenset({Role.STEERING}))


def decided_by(*people: Person, **of_initiative: Any) -> PersonId:
    plan = program(initiative("payouts", date(2026, 3, 31), **of_initiative), people=people)
    return decider_of(dependency(), plan)


@pytest.mark.parametrize(
    ("people", "of_initiative", "expected"),
    [
        pytest.param((LEAD, CTO, OWNER, PRODUCT, CEO), {}, "elena", id="the first above both"),
        pytest.param((LEAD, CTO, person("maya", manager="tara"), CEO, DEPUTY), {}, "tara", id="the lowest above both"),
        pytest.param(
            (LEAD, CTO, person("maya", manager="viktor"), CEO, DEPUTY), {}, "tara", id="a party does not judge itself"
        ),
        pytest.param(
            (
                LEAD,
                person("tara", manager="elena", active=False, deputy="sofia"),
                person("maya", manager="tara"),
                CEO,
                DEPUTY,
            ),
            {},
            "sofia",
            id="the deputy of whoever is away",
        ),
        pytest.param((PRODUCT, CEO, STEERING), {"sponsor": "paula"}, "paula", id="else the sponsor"),
        pytest.param(
            (person("paula", active=False), STEERING), {"sponsor": "paula"}, "omar", id="else one of the steering group"
        ),
        pytest.param(
            (person("elena", roles=frozenset({Role.STEERING})), STEERING), {}, "elena", id="one, never a group"
        ),
        pytest.param(
            (person("omar", active=False, roles=frozenset({Role.STEERING})),), {}, "viktor", id="somebody has to"
        ),
    ],
)
def test_the_decider_follows_from_the_rule(
    people: tuple[Person, ...], of_initiative: dict[str, object], expected: str
) -> None:
    assert decided_by(*people, **of_initiative) == expected


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        pytest.param((person("viktor"),), "viktor", id="there"),
        pytest.param((person("viktor", active=False, deputy="sofia"), DEPUTY), "sofia", id="away, with a deputy"),
        pytest.param((person("viktor", active=False),), "viktor", id="away, without one"),
        pytest.param(
            (person("viktor", active=False, deputy="sofia"), person("sofia", active=False)), "viktor", id="both away"
        ),
    ],
)
def test_a_deputy_stands_in_for_whoever_is_away(people: tuple[Person, ...], expected: str) -> None:
    assert present(PersonId("viktor"), program(people=people)) == expected


def test_a_chain_of_managers_that_bites_its_tail_ends() -> None:
    circle = program(people=(person("viktor", manager="tara"), person("tara", manager="viktor")))

    assert list(managers_of(PersonId("viktor"), circle)) == ["tara"]


@pytest.mark.parametrize(
    ("now", "needed_by", "decide_by"),
    [
        pytest.param(datetime(2026, 2, 2, 9, tzinfo=UTC), date(2026, 2, 16), date(2026, 2, 5), id="three working days"),
        pytest.param(datetime(2026, 2, 5, 9, tzinfo=UTC), date(2026, 2, 20), date(2026, 2, 10), id="over a weekend"),
        pytest.param(
            datetime(2026, 2, 12, 9, tzinfo=UTC), date(2026, 2, 16), date(2026, 2, 13), id="not after the eve"
        ),
        pytest.param(
            datetime(2026, 2, 13, 9, tzinfo=UTC), date(2026, 2, 16), date(2026, 2, 13), id="on the eve: today"
        ),
        pytest.param(datetime(2026, 2, 20, 9, tzinfo=UTC), date(2026, 2, 16), date(2026, 2, 20), id="too late: today"),
    ],
)
def test_the_decision_is_due_before_the_date_is_missed(now: datetime, needed_by: date, decide_by: date) -> None:
    resolution = open_for(dependency(needed_by=needed_by), program(), now)

    assert resolution.decide_by == decide_by


def test_the_providers_lead_owns_the_resolution() -> None:
    plan = program(people=(LEAD, CTO, OWNER, PRODUCT, CEO, DEPUTY))

    resolution = open_for(dependency(), plan, datetime(2026, 2, 2, 9, tzinfo=UTC))

    assert (resolution.resolution_owner, resolution.decider, resolution.subject) == ("viktor", "elena", "ledger-api")


def open_for(subject: Dependency, plan: Program, now: datetime):
    return build_resolution(EscalationId("R-1"), subject, "Nobody has committed.", program=plan, now=now)
