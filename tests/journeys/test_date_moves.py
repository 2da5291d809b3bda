"""A committed date moves with a reason and an approver, and never out of sight (feature 5)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rituals.date_moves import DateMove, DateMoveStatus
from rituals.health import Health
from rituals.ids import InitiativeId, PersonId
from rituals.program import BaselineMove, Initiative
from sandbox.desk import Submission
from sandbox.door import Delivery
from storage.shelves import AUDIT, BASELINE_MOVES, DATE_MOVES, INITIATIVES
from tests.journeys.check_in_kit import (
    answer,
    ask,
    card,
    green,
    late,
    path_back,
    program,
    reads_card,
    settled,
    updates,
    why,
)
from tests.places import EXAMPLES
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

DEBT = InitiativeId("debt-paydown")
BUTTON = "Ask to move the date"


@pytest.fixture
def thursday(world: World) -> World:
    """Sofia has answered: her debt paydown comes three weeks late, in amber."""
    ask(world)
    sofia = world.person("sofia")
    answer(sofia, {**green(1), **late(0)})
    sofia.fill({**why(), **path_back()})
    settled(world, sofia.submit())
    return world


def wish(world: World, reason: str = "The tester is ill until March", **more: Any) -> Submission:
    """Have Sofia ask for another date."""
    sofia = world.person("sofia")
    sofia.press(BUTTON, card(sofia))
    sofia.fill({"Why has the date to move?": reason, **more})
    return settled(world, sofia.submit())


def reply(world: World, label: str, person: str = "tara") -> None:
    who = world.person(person)
    who.press(label, [each for each in who.dm() if label in who.buttons(each)][-1])
    world.settle()


def refuse(world: World, why_not: str = "The regulator waits for it") -> Submission:
    reply(world, "Refuse …")
    tara = world.person("tara")
    tara.fill({"Why does the date stay?": why_not})
    return settled(world, tara.submit())


def press(world: World, person: str, action_id: str, value: str) -> Delivery:
    """Press a button that may stand on no message that the person has."""
    who = world.person(person)
    action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value}
    shown = card(world.person("sofia"))
    payload = world.sandbox.desk.payloads.actions_on_message(who.user, shown, action, {})
    delivery = world.sandbox.door.send_again(payload, kind="interactive")
    world.settle()
    return delivery


def reads_all(world: World, person: str, channel: str | None = None) -> str:
    who = world.person(person)
    return "\n".join(map(who.reads, who.messages(channel) if channel else who.everything()))


def moves(world: World) -> tuple[DateMove, ...]:
    with world.bot.services.reading() as session:
        return DATE_MOVES.find(session)


def baseline_moves(world: World) -> tuple[BaselineMove, ...]:
    with world.bot.services.reading() as session:
        return BASELINE_MOVES.find(session)


def debt(world: World) -> Initiative:
    with world.bot.services.reading() as session:
        return INITIATIVES.get(session, DEBT)


def refusals(world: World) -> list[tuple[str, str]]:
    with world.bot.services.reading() as session:
        found = AUDIT.find(session, AUDIT.c.action.startswith("refused."))
    return [(each.actor, str(each.details["reason"])) for each in found]


def test_a_late_forecast_offers_to_ask_for_another_date_with_the_forecast_filled_in(thursday: World) -> None:
    sofia = thursday.person("sofia")

    opened = sofia.press(BUTTON, card(sofia))

    assert sofia.buttons(card(sofia)) == [BUTTON, "Change my answer"]
    assert opened.view is not None
    read = sofia.reads(opened.view)
    assert "Settlement batch debt paydown · committed Fri 27 Feb 2026" in read
    assert "Tara Lindqvist approves it or says why not." in read
    assert "New date: 2026-03-20" in read


def test_of_several_late_initiatives_one_is_chosen_from_a_menu(world: World) -> None:
    ask(world)
    sofia = world.person("sofia")
    answer(sofia, {**late(0), **late(1, on="2026-03-27")})
    sofia.fill({**why(0), **path_back(0), **why(1), **path_back(1)})
    settled(world, sofia.submit())

    opened = sofia.choose("Ask to move a date …", "Ledger API", card(sofia))

    assert sofia.buttons(card(sofia)) == ["Change my answer"]
    assert opened.view is not None
    assert "Ledger API · committed Fri 13 Mar 2026" in sofia.reads(opened.view)
    assert "New date: 2026-03-27" in sofia.reads(opened.view)


def test_a_forecast_that_holds_offers_nothing(world: World) -> None:
    ask(world)
    sofia = world.person("sofia")

    settled(world, answer(sofia, green(0, 1)))

    assert sofia.buttons(card(sofia)) == ["Change my answer"]


def test_whoever_approves_reads_the_effect_and_nothing_changes_yet(thursday: World) -> None:
    submission = wish(thursday)

    tara = thursday.person("tara")
    asked = tara.dm()[-1]
    read = tara.reads(asked)
    assert submission.view is not None
    assert "M-1 was sent to Tara Lindqvist: from Fri 27 Feb 2026 to Fri 20 Mar 2026." in tara.reads(submission.view)
    assert "@sofia asks to move Settlement batch debt paydown from Fri 27 Feb 2026 to Fri 20 Mar 2026 (+21 d)." in read
    assert "Why: The tester is ill until March" in read
    assert "Baseline Fri 27 Feb 2026, never moved so far." in read
    assert "Platform migration needs “Settlement batch off the shared database” by Fri 27 Feb 2026" in read
    assert tara.buttons(asked) == ["Approve", "Refuse …"]
    assert debt(thursday).committed_on == date(2026, 2, 27)
    assert baseline_moves(thursday) == ()


def test_approved_it_is_committed_with_its_reason_and_everybody_is_told(thursday: World) -> None:
    wish(thursday)

    reply(thursday, "Approve")

    [kept] = baseline_moves(thursday)
    assert (kept.number, kept.from_on, kept.to_on, kept.reason, kept.approver) == (
        1,
        date(2026, 2, 27),
        date(2026, 3, 20),
        "The tester is ill until March",
        "tara",
    )
    assert (debt(thursday).committed_on, debt(thursday).baseline_on) == (date(2026, 3, 20), date(2026, 2, 27))
    said = "Approved by Tara Lindqvist: Fri 20 Mar 2026 is committed now, moved 1×, +21 d."
    assert said in reads_all(thursday, "tara")
    assert said in reads_all(thursday, "sofia")
    line = "Settlement batch debt paydown is committed for Fri 20 Mar 2026 now (moved 1×, +21 d), approved by Tara"
    assert line in reads_all(thursday, "sofia", "#platform")
    with thursday.bot.services.reading() as session:
        actions = [each.action for each in AUDIT.find(session, AUDIT.c.subject == "M-1")]
    assert actions == ["date_move.asked", "date_move.approved"]


def test_refused_it_stays_and_the_owner_reads_why(thursday: World) -> None:
    wish(thursday)

    submission = refuse(thursday)

    assert submission.closed
    assert [each.status for each in moves(thursday)] == [DateMoveStatus.REFUSED]
    assert debt(thursday).committed_on == date(2026, 2, 27)
    read = reads_all(thursday, "sofia")
    assert "Refused by Tara Lindqvist: Fri 27 Feb 2026 stays committed." in read
    assert "Because: The regulator waits for it" in read


def test_a_moved_date_turns_nothing_green_and_stands_on_the_card_and_in_the_form(thursday: World) -> None:
    wish(thursday)
    reply(thursday, "Approve")
    ask(thursday, "2026-01-15T08:30")
    sofia = thursday.person("sofia")

    opened = sofia.press("Answer", card(sofia))

    line = "Committed Fri 20 Mar 2026, moved 1×, +21 d · last forecast Fri 20 Mar 2026"
    assert line in reads_card(sofia)
    assert "Settlement batch debt paydown · 🔶 amber" in reads_card(sofia)
    assert sofia.buttons(card(sofia)) == ["Answer"]
    assert opened.view is not None
    assert line in sofia.reads(opened.view)
    sofia.fill(green(0, 1))
    settled(thursday, sofia.submit())
    assert updates(thursday, "sofia:2026-W03")["debt-paydown"].health is Health.GREEN
    assert "The committed date was moved 1×, +21 d." in reads_card(sofia)


def test_who_approves_the_next_one_reads_of_the_moves_before(thursday: World) -> None:
    wish(thursday)
    reply(thursday, "Approve")

    press(thursday, "sofia", "date_move.ask", DEBT)
    sofia = thursday.person("sofia")
    sofia.fill({"New date": "2026-04-02", "Why has the date to move?": "Once more"})
    settled(thursday, sofia.submit())
    read = thursday.person("tara").reads(thursday.person("tara").dm()[-1])
    reply(thursday, "Approve")

    assert "Baseline Fri 27 Feb 2026, moved 1×, +21 d so far." in read
    assert [each.number for each in baseline_moves(thursday)] == [1, 2]
    assert "moved 2×, +34 d" in reads_all(thursday, "sofia")


def test_asking_again_takes_back_what_waits(thursday: World) -> None:
    wish(thursday)
    sofia, tara = thursday.person("sofia"), thursday.person("tara")
    opened = sofia.press(BUTTON, card(sofia))
    assert opened.view is not None
    assert "M-1, to Fri 20 Mar 2026, still waits; this one takes its place." in sofia.reads(opened.view)
    sofia.fill({"New date": "2026-03-27", "Why has the date to move?": "It is worse"})

    settled(thursday, sofia.submit())
    press(thursday, "tara", "date_move.approve", "M-1")

    assert [each.status for each in moves(thursday)] == [DateMoveStatus.WITHDRAWN, DateMoveStatus.ASKED]
    assert debt(thursday).committed_on == date(2026, 2, 27)
    assert "Its owner has asked for another date instead." in reads_all(thursday, "tara")
    assert refusals(thursday) == [("tara", "MoveAnsweredError")]
    assert len([each for each in tara.dm() if "Approve" in tara.buttons(each)]) == 1


def test_an_approval_counts_for_the_date_that_was_seen_only(thursday: World) -> None:
    wish(thursday)
    with thursday.bot.services.transaction() as session:
        INITIATIVES.save(session, replace(INITIATIVES.get(session, DEBT), committed_on=date(2026, 3, 6)))

    reply(thursday, "Approve")

    assert debt(thursday).committed_on == date(2026, 3, 6)
    assert baseline_moves(thursday) == ()
    said = "It was to move Fri 27 Feb 2026, and meanwhile Fri 6 Mar 2026 is committed. Nothing was changed"
    assert said in reads_all(thursday, "tara")
    assert said in reads_all(thursday, "sofia")


def test_b9_a_form_from_before_another_wish_shows_both_and_counts_once_sent_again(thursday: World) -> None:
    sofia = thursday.person("sofia")
    sofia.press(BUTTON, card(sofia))
    sofia.fill({"Why has the date to move?": "Said at the desk"})
    desk = sofia.modal
    sofia.close()
    wish(thursday, "Said on the phone")
    payload = thursday.sandbox.desk.payloads.submission(sofia.user, desk)

    conflict = thursday.sandbox.door.send_again(payload, kind="interactive")
    again = thursday.sandbox.door.send_again(payload, kind="interactive")

    assert conflict.ack is not None
    assert conflict.ack.body["response_action"] == "push"
    assert "M-1, to Fri 20 Mar 2026, waits for an answer" in str(conflict.ack.body)
    assert "Said at the desk" in str(conflict.ack.body)
    assert again.ack is not None
    assert again.ack.body["response_action"] == "update"
    assert [each.reason for each in moves(thursday)] == ["Said on the phone", "Said at the desk"]


@pytest.mark.parametrize(
    ("day", "message"),
    [
        pytest.param("2026-01-07", "This date has passed. Please give one to come.", id="gone by"),
        pytest.param("2026-02-27", "This is the committed date already.", id="the same"),
    ],
)
def test_a_date_that_moves_nothing_is_refused_beside_its_field(thursday: World, day: str, message: str) -> None:
    submission = wish(thursday, **{"New date": day})

    assert submission.blocks == {"to_on": message}
    assert moves(thursday) == ()


@pytest.mark.parametrize("person", ["sofia", "maya", "jonas"])
def test_f1_neither_the_owner_nor_anybody_else_approves(thursday: World, person: str) -> None:
    wish(thursday)

    press(thursday, person, "date_move.approve", "M-1")
    press(thursday, person, "date_move.refuse", "M-1")

    assert refusals(thursday) == [(person, "NotFoundError")] * 2
    assert [each.status for each in moves(thursday)] == [DateMoveStatus.ASKED]


@pytest.mark.parametrize(
    ("person", "value"),
    [
        pytest.param("maya", "debt-paydown", id="another's"),
        pytest.param("sofia", "nothing", id="an initiative that is not there"),
    ],
)
def test_f1_only_its_owner_asks_for_another_date(thursday: World, person: str, value: str) -> None:
    press(thursday, person, "date_move.ask", value)

    assert refusals(thursday) == [(person, "NotFoundError")]
    assert thursday.person(person).view is None


def test_b8_a_second_answer_changes_nothing(thursday: World) -> None:
    wish(thursday)
    reply(thursday, "Refuse …")
    tara = thursday.person("tara")
    tara.fill({"Why does the date stay?": "It stays"})
    press(thursday, "tara", "date_move.approve", "M-1")

    submission = settled(thursday, tara.submit())

    assert submission.view is not None
    assert "M-1 was already approved. Nothing was changed." in tara.reads(submission.view)
    assert [each.status for each in moves(thursday)] == [DateMoveStatus.APPROVED]


def test_one_who_steers_may_approve_and_nobody_does_for_themselves(world: World) -> None:
    loaded = program(world)
    sponsored = replace(loaded.initiatives[DEBT], sponsor=PersonId("sofia"))
    world.load(replace(loaded, initiatives={**loaded.initiatives, DEBT: sponsored}))
    ask(world)
    sofia = world.person("sofia")
    answer(sofia, {**green(1), **late(0)})
    sofia.fill({**why(), **path_back()})
    settled(world, sofia.submit())
    wish(world)

    press(world, "elena", "date_move.approve", "M-1")

    [move] = moves(world)
    assert move.approver != "sofia"
    assert (move.status, move.answered_by) == (DateMoveStatus.APPROVED, "elena")


def test_a_later_load_of_the_program_file_leaves_an_approved_date_as_it_is(thursday: World) -> None:
    wish(thursday)
    reply(thursday, "Approve")

    thursday.load(EXAMPLES / "fintech.yaml")

    assert debt(thursday).committed_on == date(2026, 3, 20)
    assert debt(thursday).baseline_on == date(2026, 2, 27)
