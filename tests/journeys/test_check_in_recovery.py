"""A recovery step is asked about on its date, and a missed one opens the deviation again (feature 13)."""

import pytest

from rituals.check_ins import RecoveryStatus
from sandbox.person import Person
from sandbox.records import Message
from tests.journeys.check_in_kit import answer, ask, card, green, late, path_back, recoveries, settled, why
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

ASKED_ABOUT = ("A recovery step of Settlement batch debt paydown", "Settlement batch debt paydown: Recorded")


@pytest.fixture
def tuesday(world: World) -> World:
    """Sofia has promised a step for Tuesday, 20 January; it is that day, at her hour."""
    ask(world)
    sofia = world.person("sofia")
    answer(sofia, {**green(1), **late(0)})
    sofia.fill({**why(), **path_back(), "due-0": "2026-01-20"})
    settled(world, sofia.submit())
    ask(world, "2026-01-20T08:30")
    return world


def question(person: Person) -> Message:
    """Return the question whether the step was done, or what it became."""
    return [message for message in person.dm() if message.text.startswith(ASKED_ABOUT)][-1]


def statuses(world: World) -> list[RecoveryStatus]:
    return [each.status for each in recoveries(world)]


def test_on_its_date_the_step_is_asked_about_once(tuesday: World) -> None:
    sofia = tuesday.person("sofia")

    tuesday.tick()

    asked = [message for message in sofia.dm() if "Was it done?" in message.text]
    assert len(asked) == 1
    assert "Promised: if no tester is found, then Jonas tests, by Tue 20 Jan 2026" in sofia.reads(asked[0])
    assert sofia.buttons(asked[0]) == ["Done", "Not done", "Changed …"]


def test_done_is_recorded(tuesday: World) -> None:
    sofia = tuesday.person("sofia")

    sofia.press("Done", question(sofia))
    tuesday.settle()

    assert statuses(tuesday) == [RecoveryStatus.DONE]
    assert "Recorded as done, thank you." in sofia.reads(question(sofia))


def test_not_done_opens_the_deviation_again(tuesday: World) -> None:
    sofia = tuesday.person("sofia")

    sofia.press("Not done", question(sofia))
    tuesday.settle()
    ask(tuesday, "2026-01-22T08:30")

    assert statuses(tuesday) == [RecoveryStatus.MISSED]
    assert "The deviation is open again" in sofia.reads(question(sofia))
    assert "Open again, as its step was not done: if no tester is found, then Jonas tests" in sofia.reads(card(sofia))
    assert sofia.buttons(card(sofia)) == ["Answer"]


def test_no_answer_by_the_next_check_in_counts_as_missed(tuesday: World) -> None:
    sofia = tuesday.person("sofia")

    ask(tuesday, "2026-01-22T08:30")

    assert statuses(tuesday) == [RecoveryStatus.MISSED]
    assert "Open again, as its step was not done" in sofia.reads(card(sofia))


def test_changed_puts_another_step_in_its_place(tuesday: World) -> None:
    sofia = tuesday.person("sofia")
    sofia.press("Changed …", question(sofia))
    sofia.fill({"action": "Wei tests", "due": "2026-01-27", "doer": "jonas"})

    settled(tuesday, sofia.submit())

    old, new = recoveries(tuesday)
    assert (old.status, new.status) == (RecoveryStatus.CHANGED, RecoveryStatus.OPEN)
    assert (new.action, new.owner, str(new.due_on)) == ("Wei tests", "jonas", "2026-01-27")
    assert "Recorded as changed: if no tester is found, then Wei tests, by Tue 27 Jan 2026." in sofia.reads(
        question(sofia)
    )


def test_a_change_to_a_day_gone_by_is_refused_beside_its_field(tuesday: World) -> None:
    sofia = tuesday.person("sofia")
    sofia.press("Changed …", question(sofia))
    sofia.fill({"due": "2026-01-19"})

    submission = sofia.submit()

    assert set(submission.blocks) == {"due"}
    assert statuses(tuesday) == [RecoveryStatus.OPEN]


def test_a_second_answer_changes_nothing(tuesday: World) -> None:
    sofia = tuesday.person("sofia")
    asked = question(sofia)
    sofia.press("Done", asked)

    reply = sofia.press("Not done", asked)

    assert "already recorded as done" in reply.text
    assert statuses(tuesday) == [RecoveryStatus.DONE]


def test_nobody_reports_on_anothers_step(tuesday: World) -> None:
    sofia, wei = tuesday.person("sofia"), tuesday.person("wei")
    step = recoveries(tuesday)[0].id
    payload = tuesday.sandbox.desk.payloads.actions_on_message(
        wei.user,
        question(sofia),
        {"type": "button", "action_id": "recovery.done", "block_id": "b", "value": step},
        {},
    )

    tuesday.sandbox.door.send_again(payload, kind="interactive")

    assert statuses(tuesday) == [RecoveryStatus.OPEN]


def test_a_new_plan_at_the_next_check_in_replaces_the_step(tuesday: World) -> None:
    sofia = tuesday.person("sofia")
    sofia.press("Not done", question(sofia))
    ask(tuesday, "2026-01-22T08:30")
    answer(sofia, {**green(1), **late(0)})
    sofia.fill({**why(), "condition-0": "the audit ends", "action-0": "Wei helps"})

    settled(tuesday, sofia.submit())

    assert statuses(tuesday) == [RecoveryStatus.MISSED, RecoveryStatus.OPEN]
