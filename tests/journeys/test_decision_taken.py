"""A trade-off is decided by its one decider, and the decision takes effect everywhere at once."""

from rituals.dependencies import DependencyStatus
from rituals.escalations import EscalationStatus
from sandbox.desk import Submission
from storage.shelves import DECISIONS, OPTIONS, TRADE_OFFS
from tests.journeys.dependency_kit import card, dependency, escalations
from tests.journeys.escalation_kit import PAYMENTS, WRITE_API, escalation, heard, opened
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""What depends on the database is shown elsewhere: SQLite at each change is enough."""

TIME, SCOPE, PEOPLE, DROP = (
    "Option 1: time",
    "Option 2: scope",
    "Option 3: people",
    "Option 4: drop something",
)


def test_the_form_proposes_options_with_their_effect_and_shows_what_is_missing(world: World) -> None:
    opened(world)
    elena = world.person("elena")

    _open_form(world)

    assert elena.view is not None
    read = elena.reads(elena.view)
    assert "How is Instant payouts to go on without “Ledger write API in production” in time?" in read
    assert "Nobody has named a later date. If it came on Mon 2 Mar 2026:" in read
    assert f"{TIME} (optional): Wait for it and move what depends on it" in read
    assert f"{PEOPLE} (optional): Lend people or money so that the date holds" in read
    assert "Effect: Instant payouts: no delay" in read
    assert "Effect: Instant payouts: not given" in read


def test_a_decision_ends_the_escalation_and_stands_on_every_card(world: World) -> None:
    provider_card = opened(world)

    submission = _decide(world, TIME, {"The new date, if you choose time": "2026-04-10"})

    consumer_card = card(world, "maya", PAYMENTS, "R-1 is resolved: Ledger write API")
    read = world.person("maya").reads(consumer_card)
    assert submission.closed
    assert read == world.person("viktor").reads(provider_card)
    assert "D-1, decided by @elena on Mon 2 Feb 2026: The launch can wait" in read
    assert "✔ chosen, time: Wait for it and move what depends on it (Instant payouts: 11 working days)" in read
    assert "✘ not chosen, scope: Go on with a part of it (Instant payouts: not given)" in read
    assert world.person("maya").buttons(consumer_card) == []
    assert escalation(world).status is EscalationStatus.RESOLVED


def test_a_decision_is_told_in_the_threads_and_to_both_owners(world: World) -> None:
    provider_card = opened(world)

    _decide(world, PEOPLE)

    viktor = world.person("viktor")
    told = "R-1 about “Ledger write API in production” from Platform for Instant payouts is resolved: D-1, people"
    assert told in viktor.reads(viktor.thread(provider_card)[-1])
    assert told in heard(world, "viktor")[-1]
    assert told in heard(world, "maya")[-1]


def test_giving_time_moves_the_date_that_is_promised_and_needed(world: World) -> None:
    opened(world)

    _decide(world, TIME, {"The new date, if you choose time": "2026-04-10"})
    world.at("2026-02-02T10:00")
    world.tick()

    agreed = dependency(world, WRITE_API)
    assert (agreed.status, str(agreed.promised_on), str(agreed.needed_by)) == (
        DependencyStatus.COMMITTED,
        "2026-04-10",
        "2026-04-10",
    )
    assert [each.id for each in escalations(world)] == ["R-1"]


def test_dropping_it_frees_the_provider(world: World) -> None:
    opened(world)

    _decide(world, DROP)

    assert dependency(world, WRITE_API).status is DependencyStatus.WITHDRAWN


def test_the_decision_is_kept_with_its_options_and_reason(world: World) -> None:
    opened(world)

    _decide(world, SCOPE)

    with world.bot.services.reading() as session:
        decision = DECISIONS.get(session, "D-1")
        trade_off = TRADE_OFFS.get(session, decision.trade_off)
        options = OPTIONS.find(session, OPTIONS.c.trade_off == trade_off.id)
    assert (decision.option, decision.reason, decision.decided_by) == (2, "The launch can wait", "elena")
    assert (trade_off.escalation, len(options)) == ("R-1", 4)


def test_one_option_is_no_choice(world: World) -> None:
    opened(world)

    submission = _decide(world, PEOPLE, {TIME: "", SCOPE: "", DROP: ""})

    assert submission.errors == {
        TIME: "A choice needs at least two options. Describe one more, even if it is not the one you take."
    }
    assert escalation(world).status is EscalationStatus.OPEN


def test_the_option_chosen_has_to_say_something(world: World) -> None:
    opened(world)

    submission = _decide(world, SCOPE, {SCOPE: ""})

    assert submission.errors == {SCOPE: "The option you chose has no description. Describe it, or choose another."}


def test_giving_time_needs_the_new_date(world: World) -> None:
    opened(world)

    submission = _decide(world, TIME)

    assert submission.errors == {
        "The new date, if you choose time": "Choose the new date, today or later: time is what you give."
    }


def test_only_the_decider_decides(world: World) -> None:
    provider_card = opened(world)

    reply = world.person("viktor").press("Decide", provider_card)

    assert "There is no escalation" in reply.text
    assert reply.view is None


def test_a_decision_taken_meanwhile_is_not_taken_twice(world: World) -> None:
    opened(world)
    tara = world.person("tara")
    tara.press("Decide", card(world, "tara", "#platform", "R-1"))
    _decide(world, PEOPLE)

    tara.fill({"Your choice": DROP, "Why": "Too late"})
    submission = tara.submit()

    assert submission.view is not None
    assert "R-1 is resolved already" in tara.reads(submission.view)
    assert dependency(world, WRITE_API).status is DependencyStatus.COMMITTED


def _open_form(world: World) -> None:
    # The form can be opened from any of the messages; the decider is told by the ladder, in working hours.
    world.at("2026-02-02T17:00")
    world.tick()
    world.person("elena").press("Decide")


def _decide(world: World, choice: str, changes: dict[str, str] | None = None) -> Submission:
    elena = world.person("elena")
    _open_form(world)
    elena.fill({**(changes or {}), "Your choice": choice, "Why": "The launch can wait"})
    submission = elena.submit()
    world.settle()
    return submission
