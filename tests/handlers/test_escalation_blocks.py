"""An escalation that hits a hundred initiatives still fits into one message."""

import json
from datetime import UTC, date, datetime, timedelta

from handlers.blocks.escalation_cards import Resolution, twin_card
from rituals.dependencies import DependencyStatus
from rituals.ids import EscalationId, InitiativeId
from rituals.outlook import outlook
from rituals.propagation import own_forecasts
from rituals.resolutions import build_resolution
from tests.rituals.dependency_kit import NEEDED, dependency, initiative, program

NOW = datetime(2026, 2, 2, 9, tzinfo=UTC)


def card_of_chain(length: int):
    names = ["payouts", *(f"step-{number}" for number in range(1, length))]
    links = [
        dependency(
            id=f"link-{number}",
            provider_initiative=InitiativeId(names[number]),
            consumer=InitiativeId(names[number + 1]),
            needed_by=NEEDED + timedelta(days=number),
            promised_on=None,
        )
        for number in range(length - 1)
    ]
    first = dependency(status=DependencyStatus.COUNTERED, promised_on=date(2026, 6, 1))
    initiatives = (initiative(name, NEEDED + timedelta(days=number)) for number, name in enumerate(names))
    plan = program(*initiatives, dependencies=(first, *links))
    escalation = build_resolution(EscalationId("R-1"), first, "It is late.", program=plan, now=NOW)
    expected = outlook(first, plan, own_forecasts(plan, {}), provider_said=None)
    return twin_card(Resolution(escalation=escalation, dependency=first, outlook=expected), plan)


def test_the_nearest_initiatives_are_named_and_the_others_counted() -> None:
    card = card_of_chain(100)

    assert len(card.to_json()) < 10_000
    assert "and 88 initiatives more" in card.to_json()
    assert "Payouts moves from Mon 16 Feb 2026 to Mon 1 Jun 2026" in card.to_json()


def test_a_card_speaks_of_dates_and_names_nobody_as_the_cause() -> None:
    card = card_of_chain(1)

    mentioned = [line for line in json.loads(card.to_json()) if "viktor" in json.dumps(line).lower()]
    assert len(mentioned) == 1
    assert "Resolution: " in json.dumps(mentioned)
    assert card.text == (
        "R-1: “Ledger API” from Platform, which Payouts needs by Mon 16 Feb 2026, is in danger; "
        "a decision is due by Thu 5 Feb 2026."
    )
