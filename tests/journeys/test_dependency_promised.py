"""A dependency from the request to the accepted delivery, negotiated in both teams' channels."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from handlers.dependencies import ask_for_earlier_date
from rituals.dependencies import DependencyStatus
from rituals.ids import PersonId
from storage.programs import load_program
from storage.shelves import AUDIT
from tests.journeys.dependency_kit import (
    CONSUMER_CHANNEL,
    HOLDS,
    PROVIDER_CHANNEL,
    asked,
    card,
    dependency,
    escalations,
    offer,
    refuse,
)
from tests.world import World


def test_a_proposal_is_put_to_the_providers_channel_with_all_it_takes_to_answer(world: World) -> None:
    request = asked(world)

    sofia = world.person("sofia")
    read = sofia.reads(request)
    assert "Instant payouts needs a delivery from Ledger" in read
    assert "Holds and reversals for payouts" in read
    assert "For Instant payouts (Payments), needed by Mon 16 Mar 2026" in read
    assert "A payout that is recalled within ten seconds leaves no entry open" in read
    assert "Instant payouts → Instant payouts in all four markets" in read
    assert "$1.8 M at stake" in read
    assert sofia.buttons(request) == ["Commit", "Other date", "Cannot"]


def test_a_proposal_is_asked_once_however_often_the_clock_ticks(world: World) -> None:
    asked(world)

    world.tick()

    read = [world.person("sofia").reads(message) for message in world.person("sofia").messages(PROVIDER_CHANNEL)]
    assert sum("Holds and reversals" in text for text in read) == 1


def test_a_commitment_is_shown_on_the_card_that_asked_for_it(world: World) -> None:
    request = asked(world)
    sofia = world.person("sofia")

    sofia.press("Commit", request)
    world.settle()

    promised = dependency(world)
    assert (promised.status, promised.promised_on, promised.confidence) == (
        DependencyStatus.COMMITTED,
        promised.needed_by,
        90,
    )
    assert "Promised for Mon 16 Mar 2026. Next: a weekly question" in sofia.reads(request)
    assert sofia.buttons(request) == ["Delivered", "Other date", "Cannot"]


def test_a_second_press_of_commit_changes_nothing_and_says_so(world: World) -> None:
    request = asked(world)
    sofia = world.person("sofia")
    sofia.press("Commit", request)

    reply = sofia.press("Commit", request)

    assert "is committed by now, so nothing was changed" in reply.text
    assert _audited(world) == ["dependency.committed", "refused.dependency.commit"]


def test_b5_two_presses_at_one_instant_take_effect_once(world: World) -> None:
    request = asked(world)

    with ThreadPoolExecutor() as pool:
        replies = [pool.submit(world.person(name).press, "Commit", request) for name in ("sofia", "viktor")]
        told = [reply.result().text for reply in replies]

    assert sorted("nothing was changed" in text for text in told) == [False, True]
    with world.bot.services.reading() as session:
        promised = AUDIT.find(session, AUDIT.c.subject == HOLDS, AUDIT.c.action == "dependency.committed")
    assert len(promised) == 1


def test_only_the_provider_may_promise(world: World) -> None:
    request = asked(world)

    reply = world.person("tara").press("Commit", request)

    assert "There is no dependency" in reply.text
    assert dependency(world).status is DependencyStatus.PROPOSED


def test_another_date_returns_to_the_consumer_with_its_effect_in_days(world: World) -> None:
    request = asked(world)

    submission = offer(world, request, "2026-03-30")

    maya = world.person("maya")
    answer = card(world, "maya", CONSUMER_CHANNEL, "Ledger answers Instant payouts")
    read = maya.reads(answer)
    assert submission.closed
    assert "Mon 30 Mar 2026 instead of Mon 16 Mar 2026: 10 working days later" in read
    assert "Instant payouts moves from Tue 31 Mar 2026 to Thu 2 Apr 2026: 2 working days later" in read
    assert "Because: The supplier is late (80 % sure)" in read
    assert maya.buttons(answer) == ["Accept the date", "Keep our date"]
    assert "Mon 30 Mar 2026 is offered" in world.person("sofia").reads(request)


def test_a_date_in_the_past_is_refused_beside_its_field(world: World) -> None:
    request = asked(world)

    submission = offer(world, request, "2026-01-02")

    assert submission.errors == {"The date you can promise": "That date has passed. Choose today or a later day."}
    assert dependency(world).status is DependencyStatus.PROPOSED


def test_an_accepted_date_is_the_date_agreed(world: World) -> None:
    request = asked(world)
    offer(world, request, "2026-03-30")
    maya = world.person("maya")
    answer = card(world, "maya", CONSUMER_CHANNEL, "Ledger answers Instant payouts")

    maya.press("Accept the date", answer)
    world.settle()

    agreed = dependency(world)
    assert (agreed.status, str(agreed.promised_on), str(agreed.needed_by)) == (
        DependencyStatus.COMMITTED,
        "2026-03-30",
        "2026-03-30",
    )
    assert maya.buttons(answer) == []
    assert "Promised for Mon 30 Mar 2026" in maya.reads(answer)
    assert "Promised for Mon 30 Mar 2026" in world.person("sofia").reads(request)


def test_keeping_the_date_asks_the_provider_again_with_the_reason_shown(world: World) -> None:
    request = asked(world)
    offer(world, request, "2026-03-30")
    maya, sofia = world.person("maya"), world.person("sofia")
    world.at("2026-01-06T10:00")

    maya.press("Keep our date")
    world.settle()

    again = card(world, "sofia", PROVIDER_CHANNEL, "Holds and reversals")
    assert again.ts != request.ts
    assert "Mon 30 Mar 2026 was offered. Payments asks you to look again at Mon 16 Mar 2026." in sofia.reads(again)
    assert "Because: The supplier is late" in sofia.reads(again)
    assert sofia.buttons(again) == ["Commit", "Other date", "Cannot"]
    assert sofia.buttons(request) == []


def test_a_refusal_opens_a_resolution_at_once(world: World) -> None:
    request = asked(world)

    submission = refuse(world, request)

    [escalation] = escalations(world)
    assert submission.closed
    assert escalation.why == "It cannot be delivered: “The team was dissolved”."
    assert "R-1: Holds and reversals for payouts" in world.person("sofia").reads(
        card(world, "sofia", PROVIDER_CHANNEL, "R-1")
    )
    assert "The team was dissolved" in world.person("sofia").reads(request)


def test_a_delivery_is_accepted_or_sent_back_by_the_consumer(world: World) -> None:
    request = asked(world)
    sofia, maya = world.person("sofia"), world.person("maya")
    sofia.press("Commit", request)
    world.settle()

    sofia.press("Delivered", request)
    world.settle()
    delivery = card(world, "maya", CONSUMER_CHANNEL, "Ledger answers Instant payouts")
    assert maya.buttons(delivery) == ["Accept", "Send back"]
    maya.press("Send back", delivery)
    world.settle()

    assert dependency(world).status is DependencyStatus.COMMITTED
    sofia.press("Delivered", request)
    world.settle()
    maya.press("Accept", delivery)
    world.settle()
    assert dependency(world).status is DependencyStatus.ACCEPTED
    assert "Nothing is owed any more" in sofia.reads(request)


def test_an_unanswered_proposal_climbs_to_both_leads_managers_after_three_working_days(world: World) -> None:
    asked(world)
    climbed = "has waited for an answer for 3 working days"

    world.at("2026-01-07T15:00")
    world.tick()
    early = _said(world, "tara", climbed) + _said(world, "paula", climbed)
    world.at("2026-01-08T09:00")
    world.tick()
    world.tick()
    # Where Paula is it is four in the morning.
    in_london = _said(world, "tara", climbed), _said(world, "paula", climbed)
    world.at("2026-01-08T12:00")
    world.tick()

    assert early == 0
    assert in_london == (1, 0)
    assert (_said(world, "tara", climbed), _said(world, "paula", climbed)) == (1, 1)


def test_one_tap_a_week_keeps_a_promise_alive(world: World) -> None:
    world.at("2026-01-08T09:00")
    world.tick()
    viktor = world.person("viktor")
    question = card(world, "viktor", "#platform", "Still good?")

    viktor.press("Yes", question, near="Ledger write API")
    world.settle()

    confirmed = dependency(world, "ledger-write")
    assert (str(confirmed.heard_on), confirmed.confidence) == ("2026-01-08", 90)
    assert "still good for Fri 13 Feb 2026?\nLast heard Thu 8 Jan 2026, 90 % sure." in viktor.reads(question)


def test_at_risk_asks_for_the_date_that_can_be_kept(world: World) -> None:
    world.at("2026-01-08T09:00")
    world.tick()
    viktor = world.person("viktor")

    viktor.press("At risk", card(world, "viktor", "#platform", "Still good?"), near="Ledger write API")

    assert viktor.view is not None
    assert "The date you can promise: 2026-02-13" in viktor.reads(viktor.view)


def test_a_wish_for_an_earlier_date_reaches_the_provider_and_changes_nothing(world: World) -> None:
    asked(world)
    services = world.bot.services
    before = dependency(world, "ledger-write")

    with services.transaction() as session:
        program = load_program(session)
        maya = program.people[PersonId("maya")]
        ask_for_earlier_date(session, before, date(2026, 2, 6), asked_by=maya, program=program, now=services.now())
    world.settle()

    viktor = world.person("viktor")
    wish = card(world, "viktor", "#platform", "can come by Fri 6 Feb 2026")
    assert "The date that stands is Fri 13 Feb 2026" in viktor.reads(wish)
    assert viktor.buttons(wish) == ["Other date"]
    assert dependency(world, "ledger-write") == before


def _said(world: World, person: str, words: str) -> int:
    reader = world.person(person)
    return sum(words in reader.reads(message) for message in reader.dm())


def _audited(world: World) -> list[str]:
    with world.bot.services.reading() as session:
        return [entry.action for entry in AUDIT.find(session, AUDIT.c.actor == "sofia") if HOLDS in entry.subject]
