"""A resolution opens before the date is missed, in both teams' channels, with the same words."""

from rituals.escalations import EscalationStatus
from tests.journeys.dependency_kit import card, escalations
from tests.journeys.escalation_kit import PAYMENTS, PLATFORM, WINDOW_OPENS, escalation, heard, opened
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""What depends on the database is shown elsewhere: SQLite at each change is enough."""


def test_nothing_opens_while_the_date_is_far_away(world: World) -> None:
    world.at("2026-01-30T16:59")

    world.tick()

    assert escalations(world) == ()


def test_a_promise_kept_alive_opens_nothing_in_the_lead_time(world: World) -> None:
    world.at("2026-01-29T10:00")
    world.tick()
    world.person("viktor").press("Yes", card(world, "viktor", PLATFORM, "Still good?"), near="Ledger write API")

    world.at(WINDOW_OPENS)
    world.tick()

    assert escalations(world) == ()


def test_silence_in_the_lead_time_opens_twin_cards_that_read_the_same(world: World) -> None:
    provider_card = opened(world)

    consumer_card = card(world, "maya", PAYMENTS, "R-1: Ledger write API")
    read = world.person("maya").reads(consumer_card)
    assert read == world.person("viktor").reads(provider_card)
    assert "Needed by Mon 16 Feb 2026, promised for Fri 13 Feb 2026" in read
    assert "The promise was never confirmed." in read
    assert "If it came on Mon 2 Mar 2026:" in read
    assert "Instant payouts stays on Tue 31 Mar 2026, with 16 working days of float left" in read
    assert "Maya Okafor → Instant payouts → Instant payouts in all four markets" in read
    assert "$1.8 M at stake" in read
    assert "Resolution: @viktor. Decision: @elena by Thu 5 Feb 2026" in read
    assert world.person("maya").buttons(consumer_card) == ["Acknowledge", "Decide"]


def test_the_discussion_begins_in_the_thread_of_each_card(world: World) -> None:
    provider_card = opened(world)

    viktor = world.person("viktor")
    [_, first_reply] = viktor.thread(provider_card)
    assert "Talk about R-1 in this thread. The same card stands in #platform, #payments" in viktor.reads(first_reply)


def test_both_owners_are_told_at_once(world: World) -> None:
    opened(world)

    told = {name: sum("R-1" in text for text in heard(world, name)) for name in ("viktor", "maya", "elena")}
    assert told == {"viktor": 1, "maya": 1, "elena": 0}


def test_a_later_date_shows_its_effect_on_every_team_it_moves(world: World) -> None:
    provider_card = opened(world)
    world.person("viktor").press("At risk", card(world, "viktor", PLATFORM, "Still good?"), near="Ledger write API")
    _say_may(world)

    ben = world.person("ben")
    read = ben.reads(card(world, "ben", "#launch", "R-1: Ledger write API"))
    assert read == world.person("viktor").reads(provider_card)
    assert "On Fri 1 May 2026:" in read
    assert "Instant payouts moves from Tue 31 Mar 2026 to Mon 11 May 2026: 26 working days later" in read
    assert "Spring launch in four markets moves from Fri 15 May 2026" in read


def test_an_open_resolution_is_not_opened_again(world: World) -> None:
    opened(world)

    world.at("2026-02-02T09:30")
    world.tick()

    assert [each.id for each in escalations(world)] == ["R-1"]


def test_the_delivery_ends_the_resolution_by_itself(world: World) -> None:
    provider_card = opened(world)
    viktor = world.person("viktor")

    viktor.press("Delivered", card(world, "viktor", PLATFORM, "Still good?"), near="Ledger write API")
    world.settle()

    ended = escalation(world)
    assert (ended.status, ended.outcome) == (EscalationStatus.RESOLVED, "delivered")
    assert "Resolved: delivered" in viktor.reads(provider_card)
    assert viktor.buttons(provider_card) == []
    consumer_card = card(world, "maya", PAYMENTS, "R-1 is resolved: Ledger write API")
    assert "Resolved: delivered" in world.person("maya").reads(consumer_card)


def _say_may(world: World) -> None:
    viktor = world.person("viktor")
    viktor.fill({"The date you can promise": "2026-05-01", "What makes it that date": "Old batch"})
    viktor.submit()
    world.settle()
