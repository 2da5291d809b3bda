"""What the home tab and the message about contradictions keep short, and what they then count."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from handlers.blocks.contradiction_cards import draw_contradictions
from handlers.blocks.home import Home, draw_home
from handlers.blocks.prose import to_dicts
from rituals.contradictions import contradictions
from rituals.health import Health
from rituals.ids import InitiativeId, PersonId, SignalId
from rituals.needs import Need, NeedKind
from sandbox.reading import text_of_message, text_of_view
from sandbox.views import faults_of_view
from tests.rituals.digest_kit import CHECKOUT, DAY, DUE_ON, initiative, program, snapshot, update

MARIA = program().people[PersonId("maria")]


def home(*needs: Need, initiatives: int = 1) -> dict[str, Any]:
    owned = tuple((initiative(InitiativeId(f"i{number}"), "maria"), Health.GREEN) for number in range(initiatives))
    next_prompt_at = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
    return draw_home(Home(reader=MARIA, needs=needs, owned=owned, next_prompt_at=next_prompt_at), program()).to_dict()


def need(number: int, kind: NeedKind = NeedKind.CHECK_IN) -> Need:
    return Need(kind=kind, subject=f"s{number}", due_on=date(2026, 1, 12), about=f"What {number}")


def test_at_most_seven_things_are_asked_for_and_the_rest_is_counted():
    read = text_of_view(home(*map(need, range(9))))

    assert "What 6" in read
    assert "What 7" not in read
    assert "… and 2 more, all due later. They move up as you finish these." in read


@pytest.mark.parametrize("kind", list(NeedKind), ids=lambda kind: kind.name)
def test_each_kind_of_need_has_a_button_that_finishes_it(kind):
    view = home(need(1, kind))

    (actions,) = (block for block in view["blocks"] if block["type"] == "actions")
    assert {element["value"] for element in actions["elements"]} == {"s1"}
    assert faults_of_view(view) == []


def test_whoever_owns_very_much_still_has_a_home_tab_of_a_hundred_blocks():
    view = home(*map(need, range(20)), initiatives=500)

    assert len(view["blocks"]) <= 100
    assert faults_of_view(view) == []
    assert "… and 440 initiatives more, which stand better." in text_of_view(view)


def test_many_contradictions_at_once_are_one_message_that_counts_the_rest():
    stands = snapshot(update(CHECKOUT, forecast_on=DUE_ON + DAY))
    (found,) = contradictions(stands)
    many = [replace(found, id=SignalId(f"s{number}")) for number in range(20)]

    card = draw_contradictions(many, stands.program, reader=MARIA.id, check_in=None, settle_by=date(2026, 1, 14))

    read = text_of_message(to_dicts(card.blocks), card.text)
    assert read.startswith("## 20 contradictions to settle")
    assert "… and 5 more; the digest lists them all." in read
    assert "Change my answer" not in read


def test_a_contradiction_about_what_left_the_program_still_reads():
    stands = snapshot(update(CHECKOUT, forecast_on=DUE_ON + DAY))
    (found,) = contradictions(stands)
    gone = replace(found, initiatives=(InitiativeId("gone"),))

    card = draw_contradictions([gone], stands.program, reader=MARIA.id, check_in=None, settle_by=date(2026, 1, 14))

    assert found.evidence in text_of_message(to_dicts(card.blocks), card.text)
