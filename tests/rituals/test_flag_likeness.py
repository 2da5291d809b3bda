"""Which flags seem to tell of the same risk: by words and letters, in any language, and only near in time."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.flag_likeness import ALIKE, MOST_ALIKE, find_alike, likeness
from rituals.ids import InitiativeId
from tests.rituals.flag_kit import THURSDAY, open_one, risk


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("The supplier slips", "The supplier slips", id="the same"),
        pytest.param("The supplier slips", "THE SUPPLIER SLIPS!!", id="capitals and punctuation"),
        pytest.param("The supplier slips", "Supplier will slip by weeks", id="another form of the words"),
        pytest.param("Terminals arrive late from the supplier", "Supplier delivers the terminals late", id="turned"),
        pytest.param("The ledger API is not ready for the pilot", "Ledger API wont be ready before pilot", id="typos"),
        pytest.param("Budget is cut", "The budget may be cut", id="short"),
        pytest.param("It slips", "It slips", id="two short words"),
        pytest.param("outage", "Outages", id="one word"),
        pytest.param("Der Lieferant fällt aus", "Der Lieferant faellt aus", id="German, umlaut spelt out"),
        pytest.param("Le fournisseur est en retard", "Le fournisseur sera en retard", id="French"),
        pytest.param("Поставщик сорвёт сроки", "Поставщик может сорвать сроки", id="Russian"),
        pytest.param("供应商可能延迟交货", "供应商延迟交货", id="Chinese, which puts no words apart"),
        pytest.param("Phase 2 slips", "phase 2 will slip", id="the same number"),
    ],
)
def test_these_say_the_same(one, other):
    assert likeness(one, other) >= ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("The supplier slips", "Our key engineer leaves", id="another risk"),
        pytest.param("The supplier slips", "The regulator says no", id="joined by small words only"),
        pytest.param("It slips", "It breaks", id="short"),
        pytest.param("Phase 2 slips", "Phase 3 slips", id="another number"),
        pytest.param("供应商可能延迟交货", "数据库会崩溃", id="Chinese"),
        pytest.param("Der Lieferant fällt aus", "Die Prüfung wird nicht bestanden", id="German"),
        pytest.param("", "The supplier slips", id="nothing typed"),
        pytest.param("🚀🚀", "🔥🔥", id="signs only"),
    ],
)
def test_these_do_not(one, other):
    assert likeness(one, other) < ALIKE


@given(st.text(max_size=50), st.text(max_size=50))
def test_likeness_is_between_none_and_all_and_the_same_both_ways(one, other):
    assert 0 <= likeness(one, other) == likeness(other, one) <= 1


@pytest.mark.parametrize(
    ("flag", "is_found"),
    [
        pytest.param(open_one(), True, id="the same text, initiative and date"),
        pytest.param(open_one(impact_on=date(2026, 3, 6)), True, id="three weeks apart"),
        pytest.param(open_one(impact_on=date(2026, 3, 7)), False, id="a day more"),
        pytest.param(open_one(impact_on=None), False, id="without a date"),
        pytest.param(open_one(hits=InitiativeId("ledger-api")), False, id="on another initiative"),
        pytest.param(open_one(what="Our key engineer leaves"), False, id="another text"),
    ],
)
def test_only_a_flag_on_the_same_initiative_near_in_time_is_offered(flag, is_found):
    assert (find_alike(risk(), [flag]) == (flag,)) is is_found


def test_the_most_alike_come_first_then_the_oldest_and_never_more_than_three():
    near = open_one("F-1", what="The supplier may slip")
    same = [open_one(f"F-{number}", raised_at=THURSDAY - timedelta(days=number)) for number in (2, 3, 4)]

    found = find_alike(risk(), [near, *same])

    assert [each.id for each in found] == ["F-4", "F-3", "F-2"]
    assert len(found) == MOST_ALIKE
