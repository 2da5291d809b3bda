"""A forecast that cannot be: an input comes too late for it, and there are three ways out (feature 36).

Maya's Instant payouts waits for the Ledger write API, promised for Fri 13 Feb 2026, and needs five working days to use
it: Fri 20 Feb 2026 at the earliest.
"""

from dataclasses import replace
from datetime import date

import pytest

from rituals.health import Health
from sandbox.desk import Submission
from storage.shelves import DEPENDENCIES
from tests.journeys.check_in_kit import MAYAS, MAYAS_HOUR, answer, ask, card, reads_card, settled, updates
from tests.journeys.dependency_kit import escalations
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

TOO_EARLY = {"forecast-0": "2026-02-18", "confidence-0": 70}


@pytest.fixture
def thursday(world: World) -> World:
    ask(world, MAYAS_HOUR)
    return world


def refuse(world: World) -> Submission:
    """Have Maya forecast what cannot be."""
    return answer(world.person("maya"), TOO_EARLY)


def choose(world: World, way_out: str) -> Submission:
    """Have Maya choose a way out, and deliver what it causes."""
    maya = world.person("maya")
    maya.fill({"way_out-0": way_out})
    return settled(world, maya.submit())


def test_the_form_names_the_input_its_provider_and_its_date(thursday: World) -> None:
    submission = refuse(thursday)

    assert submission.view is not None
    read = thursday.person("maya").reads(submission.view)
    assert "waits for “Ledger write API in production”, which Platform promises for Fri 13 Feb 2026" in read
    assert "and 5 working days to use it. The earliest possible date is Fri 20 Feb 2026." in read
    assert "Move my forecast to Fri 20 Feb 2026" in read
    assert "Ask Platform for an earlier date" in read
    assert "Raise it for a decision now" in read
    assert "Forecast: 2026-02-18" in read
    assert updates(thursday, MAYAS) == {}


def test_none_of_the_three_is_taken_for_the_owner(thursday: World) -> None:
    refuse(thursday)

    submission = thursday.person("maya").submit()

    assert "Please choose one of the three, or give a date from Fri 20 Feb 2026 on." in submission.blocks["way_out-0"]
    assert updates(thursday, MAYAS) == {}


def test_a_possible_date_is_taken_without_any_way_out(thursday: World) -> None:
    refuse(thursday)
    maya = thursday.person("maya")
    maya.fill({"forecast-0": "2026-02-20"})

    submission = settled(thursday, maya.submit())

    assert submission.closed
    assert updates(thursday, MAYAS)["instant-payouts"].forecast_on == date(2026, 2, 20)


def test_moving_the_forecast_stores_the_earliest_possible_date(thursday: World) -> None:
    refuse(thursday)

    submission = choose(thursday, "Move my forecast to Fri 20 Feb 2026")

    assert submission.closed
    stored = updates(thursday, MAYAS)["instant-payouts"]
    assert (stored.forecast_on, stored.health) == (date(2026, 2, 20), Health.GREEN)
    assert "Your forecast was moved to Fri 20 Feb 2026" in reads_card(thursday.person("maya"))


def test_asking_the_provider_tells_their_channel_which_date_would_do(thursday: World) -> None:
    refuse(thursday)

    choose(thursday, "Ask Platform for an earlier date")

    viktor = thursday.person("viktor")
    [asked] = [each for each in viktor.messages("#platform") if "Wed 11 Feb 2026" in viktor.reads(each)]
    assert "Ledger write API in production" in viktor.reads(asked)
    assert updates(thursday, MAYAS)["instant-payouts"].forecast_on == date(2026, 2, 20)
    receipt = reads_card(thursday.person("maya"))
    assert "Platform was asked for “Ledger write API in production” by Wed 11 Feb 2026." in receipt
    assert "Until there is an answer, the forecast is Fri 20 Feb 2026." in receipt


def test_raising_it_opens_the_resolution_at_once(thursday: World) -> None:
    refuse(thursday)

    choose(thursday, "Raise it for a decision now")

    [opened] = [each for each in escalations(thursday) if each.subject == "ledger-write"]
    assert "Instant payouts is wanted by Wed 18 Feb 2026" in opened.why
    assert updates(thursday, MAYAS)["instant-payouts"].forecast_on == date(2026, 2, 20)
    assert f"Raised as {opened.id}" in reads_card(thursday.person("maya"))


def test_a_way_out_does_not_spare_why_and_what_leads_back(world: World) -> None:
    ask(world, "2026-01-08T14:30")
    ben = world.person("ben")
    first = answer(ben, {"confidence-0": 80, "confidence-1": 40, "forecast-1": "2026-06-05"})
    assert first.view is not None
    # The last accounts come on Fri 29 May and take ten working days: Fri 12 Jun. Committed is Fri 26 Jun.
    ben.fill({"way_out-1": "Move my forecast to Fri 12 Jun 2026", "must_change-1": "More hands"})

    second = ben.submit()

    assert second.view is not None
    assert "a confidence of 40, below 50" in ben.reads(second.view)


def test_a_date_that_became_impossible_is_said_as_soon_as_the_form_opens(thursday: World) -> None:
    maya = thursday.person("maya")
    settled(thursday, answer(maya, {"forecast-0": "2026-02-20", "confidence-0": 90}))
    with thursday.bot.services.transaction() as session:
        slipped = replace(DEPENDENCIES.get(session, "ledger-write"), promised_on=date(2026, 3, 6))
        DEPENDENCIES.save(session, slipped)
    ask(thursday, "2026-01-15T09:30")

    reply = maya.press("Answer", card(maya))

    assert maya.buttons(card(maya)) == ["Answer"]
    assert reply.view is not None
    assert "The earliest possible date is Fri 13 Mar 2026." in maya.reads(reply.view)
