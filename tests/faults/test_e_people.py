"""People as Slack changes them: somebody leaves, becomes a guest, comes back (FAULTS E1, E2)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.budgets import Budgets
from bot.cautious_writer import CautiousWriter
from bot.delivery import Delivery
from bot.slack_transport import Json, SlackTransport
from rituals.announcements import AnnouncementStatus, OutboxEntry
from rituals.check_ins import CheckInStatus
from rituals.delivery import Trouble
from rituals.flags import FlagAnswerKind
from rituals.ids import PersonId
from rituals.prompting import GONE as NO_LONGER_HERE
from rituals.slack_errors import GONE
from storage.directory import take_over
from storage.shelves import TRADE_OFFS
from tests.faults.slack_side import (
    MAYA,
    SOFIA,
    announce,
    audited,
    became_of,
    calls,
    copies,
    deliver_without_caution,
    enqueue,
    lose_events,
    told,
)
from tests.journeys.check_in_kit import SOFIAS_HOUR, ask, check_in, check_ins, program
from tests.journeys.escalation_kit import acknowledge, escalation, opened
from tests.journeys.flag_kit import HELP, flag, raise_flag, reads_all
from tests.world import World

S = AnnouncementStatus
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what no database decides."""
GAP = "has left this Slack workspace"


def test_e1_who_left_is_not_asked_their_deputy_is_and_the_gap_is_told_once(world: World):
    world.sandbox.deactivate_user("sofia")
    world.sandbox.quiet()

    ask(world, SOFIAS_HOUR)
    world.bot.sync_directory()
    world.tick()

    assert {"sofia", "viktor"} & {each.person for each in check_ins(world).values()} == {"viktor"}
    [gap] = told(world, "nadia", GAP)
    assert "Without an owner: Settlement batch debt paydown, Ledger API." in gap
    assert "@viktor, who is their deputy, is asked about it in the meantime." in gap
    assert "Without a lead: Ledger." in gap
    assert [text for text in told(world, "viktor", "check-in") if "Ledger API" in text]
    assert told(world, "sofia", "") == []


def test_e1_whoever_stands_in_is_asked_once_within_a_working_day_to_have_a_successor_named(world: World):
    world.at("2026-01-09T20:00")
    world.sandbox.deactivate_user("sofia")
    world.sandbox.quiet()
    world.tick()
    assert told(world, "viktor", "is not here any more") == []

    world.live_until("2026-01-13T12:00")

    [request] = told(world, "viktor", "2 initiatives and 1 team of theirs")
    assert "Sofia Marino is not here any more." in request
    assert "Initiatives: Settlement batch debt paydown, Ledger API." in request
    assert "Teams: Ledger." in request
    assert "Please choose who follows and tell @nadia, who enters it in the program file." in request
    assert [each.details["with"] for each in audited(world, "successor.asked_for")] == ["viktor"]


@ON_SQLITE
def test_e1_without_a_deputy_the_sponsor_is_asked(world: World):
    loaded = program(world)
    jonas = PersonId("jonas")
    people = {**loaded.people, jonas: replace(loaded.people[jonas], deputy=None)}
    world.load(replace(loaded, people=people))
    world.sandbox.deactivate_user("jonas")
    world.sandbox.quiet()

    world.at("2026-01-08T12:00")
    world.live_until("2026-01-08T16:00")

    assert told(world, "paula", "For Jonas Weber, who is not here any more.")
    assert told(world, "paula", "is with you until somebody follows")
    [gap] = told(world, "nadia", GAP)
    assert "@paula, who sponsors it or is next in line, is asked about it in the meantime." in gap


@ON_SQLITE
def test_e1_an_open_check_in_of_who_left_is_closed_with_the_reason(world: World):
    ask(world, SOFIAS_HOUR)

    world.sandbox.deactivate_user("sofia")
    world.sandbox.quiet()
    world.tick()

    closed = check_in(world)
    assert (closed.status, closed.silence) == (CheckInStatus.CANCELLED, NO_LONGER_HERE)


def test_e1_a_flag_that_waits_for_who_left_goes_to_the_deputy_who_can_answer_it(world: World):
    world.at("2026-01-08T15:00")
    raise_flag(world)
    owed_by = flag(world).answer_owner

    world.sandbox.deactivate_user("paula")
    world.sandbox.quiet()
    world.tick()
    world.tick()

    maya = world.person("maya")
    assert (owed_by, flag(world).answer_owner) == ("paula", "maya")
    [ask_of_maya] = told(world, "maya", "this is with you now")
    assert "Paula Reyes is not here any more" in ask_of_maya
    assert "@maya owes you an answer" in reads_all(world.person("jonas"), world.person("jonas").dm())
    maya.press("Help")
    assert maya.submit(HELP).closed
    world.settle()
    assert flag(world).answer_kind is FlagAnswerKind.HELP
    assert told(world, "maya", "this is with you now") == []
    assert [(each.details["from"], each.details["to"]) for each in audited(world, "flag.handed_over")] == [
        ("paula", "maya")
    ]


def test_e1_a_resolution_and_its_decision_go_to_who_stands_in(world: World):
    opened(world)
    before = escalation(world)

    for person in (before.resolution_owner, before.decider):
        world.sandbox.deactivate_user(person)
    world.sandbox.quiet()
    world.tick()
    world.tick()

    after = escalation(world)
    assert (before.resolution_owner, before.decider) == ("viktor", "elena")
    assert (after.resolution_owner, after.decider) == ("sofia", "omar")
    with world.bot.services.reading() as session:
        assert [each.decider for each in TRADE_OFFS.find(session)] == ["omar"]
    assert [len(told(world, heir, "this is with you now")) for heir in ("sofia", "omar")] == [1, 1]
    assert len(audited(world, "escalation.handed_over")) == 1
    assert acknowledge(world, "sofia", "2026-02-03").closed


def test_e1_a_departure_that_no_event_told_of_is_found_before_the_send(world: World):
    lose_events(world)
    world.sandbox.deactivate_user("maya")
    enqueue(world, "careless", MAYA)
    deliver_without_caution(world)
    world.sandbox.clock.advance(timedelta(hours=25))

    announce(world, "card", MAYA)
    announce(world, "another", MAYA)

    assert copies(world, "careless") == 1, "the control: Slack takes it without a word"
    assert (copies(world, "card"), copies(world, "another")) == (0, 0)
    assert became_of(world, "card") == became_of(world, "another") == (S.FAILED, GONE)
    # Of Maya, who is known then, and of Nadia, who is told.
    assert calls(world, "users.info") == 2
    assert len(told(world, "nadia", GAP)) == len(told(world, "nadia", "they have left, or are a guest now")) == 1
    assert not program(world).people[PersonId("maya")].active


@ON_SQLITE
def test_e1_who_is_known_of_today_is_not_asked_about_and_later_the_message_waits_for_the_answer(world: World):
    world.sandbox.clock.advance(timedelta(hours=23))
    announce(world, "today", MAYA)
    assert (copies(world, "today"), calls(world, "users.info")) == (1, 0)
    world.sandbox.clock.advance(timedelta(hours=2))
    outage = world.sandbox.faults.add("users.info", "500_before", times=1_000)
    enqueue(world, "card", MAYA)

    world.bot.deliver_due()

    assert (became_of(world, "card")[0], copies(world, "card")) == (S.PENDING, 0)
    outage.times = 0
    world.settle()
    assert copies(world, "card") == 1


class StoppedWriter(CautiousWriter):
    """Writes in a process that is stopped for a minute whenever it asks Slack something."""

    def __init__(self, world: World) -> None:
        transport = SlackTransport(world.sandbox.api_url, timeout=timedelta(seconds=2))
        super().__init__(transport, world.sandbox.bot_token, world.bot.services)
        self._clock = world.sandbox.clock

    def _ask(self, method: str, **arguments: str) -> Json | Trouble:
        answer = super()._ask(method, **arguments)
        self._clock.advance(timedelta(minutes=1))
        return answer


class HeedlessWriter(StoppedWriter):
    """The control: does not look at its claim again."""

    def _check_claim(self, entry: OutboxEntry) -> Trouble | None:
        return None


@ON_SQLITE
@pytest.mark.parametrize(("kind", "posts"), [(StoppedWriter, 0), (HeedlessWriter, 1)], ids=["heeds", "control"])
def test_d3_a_sender_stopped_while_it_asks_who_is_there_does_not_send_without_its_claim(
    world: World, kind: type[StoppedWriter], posts: int
):
    services = world.bot.services
    world.sandbox.clock.advance(timedelta(hours=25))
    enqueue(world, "card", MAYA)

    Delivery(world.database, services.workspace, kind(world), services.now, Budgets()).deliver_due()

    assert copies(world, "card") == posts


def test_e1_an_older_reading_does_not_undo_the_news(world: World):
    before = world.bot.read_directory()
    asked_at = world.sandbox.clock.now()
    world.sandbox.clock.advance(timedelta(seconds=5))
    world.sandbox.deactivate_user("maya")
    world.sandbox.quiet()

    with world.bot.services.transaction() as session:
        take_over(session, before, asked_at=asked_at, now=world.sandbox.clock.now())

    assert not program(world).people[PersonId("maya")].active


@ON_SQLITE
def test_e2_who_comes_back_is_asked_from_the_next_cycle_and_a_new_name_changes_nothing(world: World):
    world.sandbox.deactivate_user("sofia")
    world.sandbox.quiet()
    ask(world, SOFIAS_HOUR)

    world.at("2026-01-12T08:00")
    world.tick()
    world.sandbox.change_user("sofia", deleted=False, real_name="Sofia Keller", tz="America/New_York")
    world.sandbox.quiet()
    ask(world, "2026-01-15T14:30")

    sofia = program(world).people[PersonId("sofia")]
    assert (sofia.active, sofia.zone, sofia.slack_id, sofia.name) == (True, "America/New_York", SOFIA, "Sofia Marino")
    assert [each.cycle for each in check_ins(world).values() if each.person == "sofia"] == ["2026-W03"]


@ON_SQLITE
def test_e8_a_prompt_that_somebody_deleted_is_still_open_and_its_reminder_is_new_and_comes_once(world: World):
    ask(world, SOFIAS_HOUR)
    sofia = world.person("sofia")
    world.sandbox.workspace.delete(sofia.dm()[-1])

    for moment in ("2026-01-09T13:30", "2026-01-09T14:00"):
        world.at(moment)
        world.tick()

    assert check_in(world).reminded_at is not None
    assert len(told(world, "sofia", "check-in")) == 1
    assert "Answer" in sofia.buttons(sofia.dm()[-1])


def test_e1_a_departure_that_slack_tells_again_after_the_return_is_old_news(world: World):
    world.sandbox.deactivate_user("maya")
    world.sandbox.quiet()
    departure = next(each for each in world.sandbox.journal.deliveries if "user_change" in str(each.payload)).payload
    world.sandbox.clock.advance(timedelta(minutes=2))
    world.sandbox.reactivate_user("maya")
    world.sandbox.quiet()
    world.sandbox.clock.advance(timedelta(minutes=3))

    again = world.sandbox.door.send_again(departure, attempt=2, reason="http_timeout")

    assert again.error is None
    assert program(world).people[PersonId("maya")].active
