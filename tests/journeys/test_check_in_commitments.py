"""What an owner said last time stands first on the next card, and one tap says what became of it (feature 15)."""

from dataclasses import replace
from typing import Any

import pytest

from rituals.check_ins import CommitmentOutcome, Update
from rituals.ids import PersonId
from sandbox.door import Delivery
from storage.shelves import AUDIT, UPDATES
from tests.journeys.check_in_kit import SOFIAS, answer, ask, card, check_in, green, reads_card, settled, updates
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

NEXT = "sofia:2026-W03"
NEXT_HOUR = "2026-01-15T08:30"
SAID = {"commitment-0": "Retire the March batch", "commitment-1": "Cut the write path over"}


@pytest.fixture
def next_thursday(world: World) -> World:
    """Sofia said last week what she would have done by now, for both of her initiatives."""
    ask(world)
    settled(world, answer(world.person("sofia"), {**green(0, 1), **SAID}))
    ask(world, NEXT_HOUR)
    return world


def tap(world: World, label: str, near: str = "Cut the write path over") -> None:
    sofia = world.person("sofia")
    sofia.press(label, card(sofia), near=near)
    world.settle()


def promised(world: World) -> Update:
    return updates(world)["ledger-api"]


def press(world: World, person: str, action_id: str, value: str) -> Delivery:
    """Press a button that may stand on no message that the person has."""
    who = world.person(person)
    action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value}
    payload = world.sandbox.desk.payloads.actions_on_message(who.user, card(who), action, {})
    return world.sandbox.door.send_again(payload, kind="interactive")


def test_the_receipt_repeats_what_the_owner_will_have_done(world: World) -> None:
    ask(world)
    sofia = world.person("sofia")

    settled(world, answer(sofia, {**green(0, 1), **SAID}))

    assert promised(world).commitment == "Cut the write path over"
    assert "By next check-in you will: Cut the write path over" in reads_card(sofia)
    assert "Last time you said" not in reads_card(sofia)


def test_the_next_card_opens_with_what_was_said_and_three_buttons_each(next_thursday: World) -> None:
    sofia = next_thursday.person("sofia")

    read = reads_card(sofia)

    assert read.index("Last time you said:") < read.index("Committed Fri 27 Feb 2026")
    assert "Ledger API: “Cut the write path over" in read
    assert "Settlement batch debt paydown: “Retire the March batch" in read
    assert sofia.buttons(card(sofia)) == ["Kept", "Moved", "Dropped"] * 2 + ["Answer", "No change"]


def test_one_tap_is_recorded_and_the_card_says_so_in_words(next_thursday: World) -> None:
    tap(next_thursday, "Kept")

    read = reads_card(next_thursday.person("sofia"))
    assert promised(next_thursday).outcome is CommitmentOutcome.KEPT
    assert promised(next_thursday).outcome_at is not None
    assert "Cut the write path over” · Kept ✓" in read
    assert "Retire the March batch” · " not in read
    with next_thursday.bot.services.reading() as session:
        [entry] = AUDIT.find(session, AUDIT.c.action == "commitment.kept")
    assert (entry.actor, entry.subject) == ("sofia", f"{SOFIAS}:ledger-api")


def test_another_tap_within_the_window_changes_it(next_thursday: World) -> None:
    tap(next_thursday, "Kept")
    next_thursday.at("2026-01-16T10:00")

    tap(next_thursday, "Dropped")

    assert promised(next_thursday).outcome is CommitmentOutcome.DROPPED
    assert "Cut the write path over” · Dropped ✓" in reads_card(next_thursday.person("sofia"))


def test_what_was_moved_stands_again_in_the_form_and_in_the_answer(next_thursday: World) -> None:
    sofia = next_thursday.person("sofia")
    tap(next_thursday, "Moved")

    reply = sofia.press("Answer", card(sofia))
    sofia.fill(green(0, 1))
    settled(next_thursday, sofia.submit())

    assert reply.view is not None
    assert "By next check-in I will … (optional): Cut the write path over" in sofia.reads(reply.view)
    said = {key: each.commitment for key, each in updates(next_thursday, NEXT).items()}
    assert said == {"ledger-api": "Cut the write path over", "debt-paydown": None}


def test_what_is_moved_while_the_form_is_open_stands_again_too(next_thursday: World) -> None:
    sofia = next_thursday.person("sofia")
    sofia.press("Answer", card(sofia))
    sofia.fill(green(0, 1))
    payload: Any = next_thursday.sandbox.desk.payloads.submission(sofia.user, sofia.modal)
    sofia.close()
    tap(next_thursday, "Moved")

    next_thursday.sandbox.door.send_again(payload, kind="interactive")

    assert updates(next_thursday, NEXT)["ledger-api"].commitment == "Cut the write path over"


@pytest.mark.parametrize(
    ("then", "stands"),
    [pytest.param("Moved", "Cut the write path over", id="moved"), pytest.param("Kept", None, id="kept after all")],
)
def test_it_may_be_said_on_the_receipt_too(next_thursday: World, then: str, stands: str | None) -> None:
    settled(next_thursday, answer(next_thursday.person("sofia"), green(0, 1)))
    tap(next_thursday, "Moved")

    tap(next_thursday, then)

    read = reads_card(next_thursday.person("sofia"))
    assert "Recorded, thank you" in read
    assert f"Cut the write path over” · {then} ✓" in read
    assert updates(next_thursday, NEXT)["ledger-api"].commitment == stands
    assert check_in(next_thursday, NEXT).revision == 1


def test_a_late_receipt_says_what_was_not_said_and_has_no_buttons_for_it(next_thursday: World) -> None:
    sofia = next_thursday.person("sofia")
    tap(next_thursday, "Kept")
    next_thursday.at("2026-01-19T08:30")
    next_thursday.tick()

    settled(next_thursday, answer(sofia, green(0, 1), button="Answer late"))

    read = reads_card(sofia)
    assert "Retire the March batch” · not said" in read
    assert "Cut the write path over” · Kept ✓" in read
    assert "Kept" not in sofia.buttons(card(sofia))


def test_b8_a_tap_after_the_window_is_refused_and_writes_nothing(next_thursday: World) -> None:
    next_thursday.at("2026-01-19T08:30")

    press(next_thursday, "sofia", "commitment.kept", f"{NEXT}:ledger-api")

    assert promised(next_thursday).outcome is None


def test_b8_a_tap_on_the_card_of_an_earlier_week_is_refused_kindly(next_thursday: World) -> None:
    sofia = next_thursday.person("sofia")
    settled(next_thursday, answer(sofia, {**green(0, 1), "commitment-1": "Turn it off"}))
    ask(next_thursday, "2026-01-22T08:30")

    press(next_thursday, "sofia", "commitment.kept", f"{NEXT}:ledger-api")

    assert promised(next_thursday).outcome is None
    assert any("This check-in is over: a newer one is open" in sofia.reads(each) for each in sofia.everything())


@pytest.mark.parametrize(
    ("person", "value"),
    [
        pytest.param("jonas", f"{NEXT}:ledger-api", id="another's"),
        pytest.param("sofia", f"{NEXT}:instant-payouts", id="an initiative of somebody else"),
        pytest.param("sofia", f"{NEXT}:nothing", id="an initiative that is not there"),
        pytest.param("sofia", "nothing", id="no id at all"),
    ],
)
def test_f2_what_a_tap_names_and_may_not_is_not_found(next_thursday: World, person: str, value: str) -> None:
    press(next_thursday, person, "commitment.kept", value)

    with next_thursday.bot.services.reading() as session:
        assert UPDATES.find(session, UPDATES.c.outcome.is_not(None)) == ()
        [refused] = AUDIT.find(session, AUDIT.c.action == "refused.commitment.kept")
    assert (refused.actor, refused.details["reason"]) == (person, "NotFoundError")


def test_what_a_former_owner_said_is_not_the_new_owners_to_keep(world: World) -> None:
    ask(world)
    settled(world, answer(world.person("sofia"), {**green(0, 1), **SAID}))
    with world.bot.services.transaction() as session:
        said = UPDATES.get(session, SOFIAS, "ledger-api", 1)
        # As if Viktor had owned it then.
        UPDATES.save(session, replace(said, person=PersonId("viktor")))

    ask(world, NEXT_HOUR)

    read = reads_card(world.person("sofia"))
    assert "Retire the March batch" in read
    assert "Cut the write path over" not in read
