"""A weekly check-in, from the card to the receipt."""

import pytest

from rituals.check_ins import CauseClass, CheckInStatus
from rituals.health import Health
from storage.shelves import AUDIT, READINGS, UPDATES
from tests.journeys.check_in_kit import (
    SOFIAS,
    answer,
    ask,
    card,
    check_in,
    green,
    late,
    path_back,
    reads_card,
    recoveries,
    settled,
    updates,
    why,
)
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""What depends on the database is shown elsewhere: SQLite at each change is enough."""


@pytest.fixture
def thursday(world: World) -> World:
    ask(world)
    return world


def test_one_card_covers_all_initiatives_with_their_line_of_sight(thursday: World) -> None:
    sofia = thursday.person("sofia")

    [one] = sofia.dm()

    read = sofia.reads(one)
    assert "Your check-in: 2 initiatives" in read
    assert "Please answer by Fri 9 Jan, 16:30." in read
    assert "you → Ledger API → Core platform migration → Leave the old core" in read
    assert "$1.2 M at stake" in read
    assert "Committed Fri 13 Mar 2026 · no forecast yet" in read
    assert "Waiting on it: Credit at the counter by Fri 20 Mar 2026" in read
    assert "◻️ grey, not known" in read
    assert sofia.buttons(one) == ["Answer"]


def test_the_form_asks_first_what_must_change_and_last_what_was_done(thursday: World) -> None:
    sofia = thursday.person("sofia")

    reply = sofia.press("Answer", card(sofia))

    assert reply.view is not None
    inputs = [block["block_id"] for block in reply.view.blocks if block["type"] == "input"]
    assert inputs[:6] == ["must_change-0", "forecast-0", "metric-0", "confidence-0", "commitment-0", "done-0"]
    read = sofia.reads(reply.view)
    assert "What must change to hit Fri 27 Feb 2026?" in read
    assert "Forecast: 2026-02-27" in read
    assert "Ledger write time, 99th percentile (ms): 790" in read


def test_a_green_check_in_of_two_initiatives_takes_two_clicks(thursday: World) -> None:
    sofia = thursday.person("sofia")

    sofia.press("Answer", card(sofia))
    sofia.fill(green(0, 1))
    submission = settled(thursday, sofia.submit())

    assert submission.closed
    stored = check_in(thursday)
    assert (stored.status, stored.revision) == (CheckInStatus.ANSWERED, 1)
    assert {each.health for each in updates(thursday).values()} == {Health.GREEN}


def test_the_card_becomes_the_receipt(thursday: World) -> None:
    sofia = thursday.person("sofia")

    settled(thursday, answer(sofia, green(0, 1)))

    [one] = sofia.dm()
    read = sofia.reads(one)
    assert "Recorded, thank you" in read
    assert "Ledger API · 🟢 green, on the baseline" in read
    assert "Forecast Fri 13 Mar 2026, as committed · confidence 80" in read
    assert "You can change it until Fri 9 Jan, 16:30." in read
    assert "Next check-in: Thu 15 Jan, 09:30." in read
    assert sofia.buttons(one) == ["Change my answer"]


def test_everything_is_stored_in_one_transaction_with_its_reading_and_audit(thursday: World) -> None:
    sofia = thursday.person("sofia")

    settled(thursday, answer(sofia, {**green(0, 1), "metric-0": "780.5", "done-1": "Wrote tests"}))

    with thursday.bot.services.reading() as session:
        readings = READINGS.find(session, READINGS.c.source == "check-in:sofia")
        actions = [each.action for each in AUDIT.find(session, AUDIT.c.subject == SOFIAS)]
    assert [(each.metric, each.value) for each in readings] == [("write-latency", 780.5)]
    assert actions == ["check_in.opened", "check_in.answered"]
    assert updates(thursday)["ledger-api"].done == "Wrote tests"


def test_a_metric_that_two_initiatives_share_is_asked_for_once(thursday: World) -> None:
    sofia = thursday.person("sofia")
    sofia.press("Answer", card(sofia))
    view = sofia.view
    assert view is not None
    sofia.fill({**green(0, 1), "metric-0": "780.5"})

    settled(thursday, sofia.submit())

    assert "metric-1" not in {block["block_id"] for block in view.blocks}
    assert {each.metric_value for each in updates(thursday).values()} == {780.5}


def test_off_the_baseline_a_second_page_says_why_and_asks_for_the_path_back(thursday: World) -> None:
    sofia = thursday.person("sofia")

    submission = answer(sofia, {**green(1), **late(0)})

    assert not submission.closed
    assert submission.view is not None
    read = sofia.reads(submission.view)
    assert "Settlement batch debt paydown: 21 days after Fri 27 Feb 2026." in read
    assert "Ledger API" not in read
    assert "Done by (optional): @sofia" in read
    assert "On (optional): 2026-03-13" in read
    assert updates(thursday) == {}


def test_amber_needs_a_cause_and_a_recovery_step(thursday: World) -> None:
    sofia = thursday.person("sofia")
    answer(sofia, {**green(1), **late(0)})
    sofia.fill({**why(), **path_back()})

    submission = settled(thursday, sofia.submit())

    assert submission.closed
    stored = updates(thursday)["debt-paydown"]
    [step] = recoveries(thursday)
    assert (stored.health, stored.cause_class, stored.cause) == (
        Health.AMBER,
        CauseClass.CAPACITY,
        "One tester is ill",
    )
    assert (step.condition, step.action, step.owner, str(step.due_on)) == (
        "no tester is found",
        "Jonas tests",
        "sofia",
        "2026-03-13",
    )
    read = reads_card(sofia)
    assert "Settlement batch debt paydown · 🔶 amber, off it with a path back" in read
    assert "Recovery: if no tester is found, then Jonas tests, by Fri 13 Mar 2026. I ask you about it" in read


def test_red_without_a_path_asks_for_help_and_the_sponsor_hears_it(thursday: World) -> None:
    sofia, tara = thursday.person("sofia"), thursday.person("tara")
    answer(sofia, {**green(1), **late(0)})
    sofia.fill({**why(), "ask-0": "Two testers for <!channel> a month"})

    settled(thursday, sofia.submit())

    assert updates(thursday)["debt-paydown"].health is Health.RED
    assert "🟥 red, asking for help" in reads_card(sofia)
    assert "You ask for: Two testers for <!channel> a month. It goes to Tara Lindqvist." in reads_card(sofia)
    [help_wanted] = [each for each in tara.dm() if "Help wanted" in tara.reads(each)]
    assert "Two testers for <!channel> a month" in tara.reads(help_wanted)
    assert "Sofia Marino → Settlement batch debt paydown" in tara.reads(help_wanted)
    assert not any("broadcast" in str(block) for block in help_wanted.blocks)


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_stored(thursday: World) -> None:
    sofia = thursday.person("sofia")

    first = answer(sofia, {**green(1), "forecast-0": "2026-03-20", "confidence-0": 60})
    sofia.fill({"must_change-0": "A second tester"})
    sofia.submit()
    sofia.fill({**why(), "action-0": "Jonas tests", "health-0": "🟢 green"})
    second = sofia.submit()

    assert set(first.blocks) == {"must_change-0"}
    assert set(second.blocks) == {"condition-0", "override-0"}
    assert updates(thursday) == {}
    assert recoveries(thursday) == ()


def test_neither_a_step_nor_an_ask_is_refused(thursday: World) -> None:
    sofia = thursday.person("sofia")
    answer(sofia, {**green(1), **late(0)})
    sofia.fill(why())

    submission = sofia.submit()

    assert set(submission.blocks) == {"ask-0"}
    assert updates(thursday) == {}


def test_a_forecast_gone_by_is_refused(thursday: World) -> None:
    sofia = thursday.person("sofia")

    submission = answer(sofia, {**green(0, 1), "forecast-1": "2026-01-07"})

    assert set(submission.blocks) == {"forecast-1"}


def test_a_step_is_taken_by_somebody_in_the_program(thursday: World) -> None:
    sofia = thursday.person("sofia")
    answer(sofia, {**green(1), **late(0)})
    sofia.fill({**why(), **path_back(), "doer-0": "drumbeat"})

    submission = sofia.submit()

    assert set(submission.blocks) == {"doer-0"}


def test_an_owners_own_colour_is_marked_with_its_reason(thursday: World) -> None:
    sofia = thursday.person("sofia")
    answer(sofia, {**green(1), **late(0)})
    sofia.fill({**why(), **path_back(), "health-0": "🟥 red", "override-0": "Nobody is free"})

    settled(thursday, sofia.submit())

    stored = updates(thursday)["debt-paydown"]
    assert (stored.health, stored.derived_health, stored.override_reason) == (
        Health.RED,
        Health.AMBER,
        "Nobody is free",
    )
    assert "Your own colour instead of 🔶 amber: Nobody is free" in reads_card(sofia)


def test_an_answer_can_be_changed_until_the_window_closes_and_its_history_stays(thursday: World) -> None:
    sofia = thursday.person("sofia")
    settled(thursday, answer(sofia, green(0, 1)))
    thursday.at("2026-01-09T10:00")

    settled(thursday, answer(sofia, {"confidence-1": 90}, button="Change my answer"))

    with thursday.bot.services.reading() as session:
        history = UPDATES.find(session, UPDATES.c.initiative == "ledger-api")
    assert [(each.revision, each.confidence) for each in history] == [(1, 80), (2, 90)]
    assert check_in(thursday).revision == 2
    assert "Changed at 11:00, version 2." in reads_card(sofia)
    assert "Before, at Thu 8 Jan, 09:30: Forecast Fri 13 Mar 2026, as committed · confidence 80" in reads_card(sofia)


def test_changing_red_to_green_takes_back_the_call_for_help(thursday: World) -> None:
    sofia, tara = thursday.person("sofia"), thursday.person("tara")
    answer(sofia, {**green(1), **late(0)})
    sofia.fill({**why(), "ask-0": "Two testers"})
    settled(thursday, sofia.submit())

    settled(thursday, answer(sofia, {"forecast-0": "2026-02-27", "confidence-0": 80}, button="Change my answer"))

    [help_wanted] = [each for each in tara.dm() if "Settlement batch debt paydown" in tara.reads(each)]
    assert "No help is asked for any more" in tara.reads(help_wanted)


def test_what_is_typed_is_stored_without_its_hidden_characters(thursday: World) -> None:
    sofia = thursday.person("sofia")

    settled(thursday, answer(sofia, {**green(0, 1), "must_change-1": "A second\u202e tester\u0000"}))

    assert updates(thursday)["ledger-api"].must_change == "A second tester"
