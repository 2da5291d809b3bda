"""FAULTS B7: a press before the bot knows where its message stands, and a form before its opening is heard of."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from bot.budgets import Budgets
from bot.delivery import Delivery
from bot.slack_transport import SlackTransport
from bot.slack_writer import SlackWriter
from rituals.announcements import AnnouncementStatus, OutboxEntry
from rituals.dependencies import DependencyStatus
from rituals.escalations import EscalationStatus
from sandbox.person import Person
from sandbox.records import Message
from storage.outbox import find_entries
from storage.shelves import RECOVERIES
from tests.journals import new_journal
from tests.journeys.check_in_kit import SOFIAS_HOUR, answer, check_in, green, late, path_back, recoveries, why
from tests.journeys.dependency_kit import HOLDS, PROVIDER_CHANNEL, dependency
from tests.journeys.escalation_kit import LAST_ASKED, WINDOW_OPENS, escalation
from tests.journeys.flag_kit import HELP, fill, flag
from tests.places import EXAMPLES, MANIFEST
from tests.world import START, World

POSTGRESQL_IN_SOAK = True
"""What depends on the database is shown elsewhere: SQLite at each change is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A card, the moment at which it goes out, and what is pressed on it before the bot knows its place.

    `reads` is what the card says once the edit that follows has arrived.
    """

    person: str
    recipient: str
    at: str
    button: str
    reads: str
    is_done: Callable[[World], bool]
    fields: Mapping[str, Any] | None = None
    prepare: Callable[[World], None] = lambda world: None


def _step(world: World) -> None:
    """Have Sofia promise a step that is due on the ninth."""
    world.at(SOFIAS_HOUR)
    world.tick()
    sofia = world.person("sofia")
    answer(sofia, {**late(0), "confidence-1": 80})
    sofia.fill({**why(0), **path_back(0), "due-0": "2026-01-09"})
    assert sofia.submit().closed
    world.settle()
    with world.bot.services.reading() as session:
        assert [each.owner for each in RECOVERIES.find(session)] == ["sofia"]


def _last_asked(world: World) -> None:
    world.at(LAST_ASKED)
    world.tick()


CASES = {
    "check-in": Case(
        person="sofia",
        recipient="U0SOFIA",
        at=SOFIAS_HOUR,
        button="Answer",
        fields=green(0, 1),
        reads="Recorded, thank you",
        is_done=lambda world: check_in(world).revision == 1,
    ),
    "promise": Case(
        person="sofia",
        recipient="C0LEDGER",
        at="2026-01-05T09:00",
        button="Commit",
        reads="Promised for Mon 16 Mar 2026",
        is_done=lambda world: dependency(world).status is DependencyStatus.COMMITTED,
    ),
    "other date": Case(
        person="sofia",
        recipient="C0LEDGER",
        at="2026-01-05T09:00",
        button="Other date",
        fields={"The date you can promise": "2026-03-27", "What makes it that date": "The supplier is late"},
        reads="Fri 27 Mar 2026 is offered",
        is_done=lambda world: dependency(world).status is DependencyStatus.COUNTERED,
    ),
    "acknowledge": Case(
        person="viktor",
        recipient="C0PLATFORM",
        at=WINDOW_OPENS,
        button="Acknowledge",
        fields={"The next step": "Ask the supplier"},
        reads="Ask the supplier",
        is_done=lambda world: escalation(world).status is EscalationStatus.ACKNOWLEDGED,
        prepare=_last_asked,
    ),
    "decision": Case(
        person="tara",
        recipient="C0PLATFORM",
        at=WINDOW_OPENS,
        button="Decide",
        fields={"Your choice": "Option 4: drop something", "Why": "It costs too much"},
        reads="It costs too much",
        is_done=lambda world: escalation(world).status is EscalationStatus.RESOLVED,
        prepare=_last_asked,
    ),
    "recovery step": Case(
        person="sofia",
        recipient="U0SOFIA",
        at="2026-01-09T08:30",
        button="Done",
        reads="Recorded as done, thank you",
        is_done=lambda world: [each.status.value for each in recoveries(world)] == ["done"],
        prepare=_step,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_b7_a_press_before_the_place_of_its_message_is_known_takes_effect_and_the_edit_follows_once(
    world: World, name: str
) -> None:
    case = CASES[name]
    case.prepare(world)
    world.at(case.at)
    rule = world.sandbox.faults.add("chat.postMessage", "500_after", channel=case.recipient)
    assert world.bot.tick() == ()
    _deliver_now(world)
    card = _card(world, case, name)
    assert rule.hits == 1

    _act(world.person(case.person), case, card)

    assert case.is_done(world)
    assert [each.status for each in _in_doubt(world)] == [AnnouncementStatus.UNKNOWN]
    assert _edits(world, card) == 0
    world.settle()
    assert _in_doubt(world) == []
    assert _posted_once(world)
    assert _edits(world, card) == 1
    assert case.reads in world.person(case.person).reads(_now(world, case, card))


def test_b7_the_answer_to_a_flag_before_the_place_of_its_cards_is_known(world: World) -> None:
    world.at("2026-01-08T15:00")
    for channel in ("U0PAULA", "C0PAYMENTS"):
        world.sandbox.faults.add("chat.postMessage", "500_after", channel=channel)
    jonas, paula = world.person("jonas"), world.person("paula")
    jonas.slash("/flag", channel="#payments")
    fill(jonas, **{"What could happen?": "The supplier slips"})
    jonas.submit()
    _deliver_now(world)
    cards = [paula.dm()[-1], world.person("maya").messages("#payments")[-1]]
    assert len(_in_doubt(world)) == 2

    paula.press("Help", cards[0])
    paula.fill(HELP)
    paula.submit()

    assert flag(world).answered_by == "paula"
    assert [_edits(world, card) for card in cards] == [0, 0]
    world.settle()
    assert _posted_once(world)
    assert [_edits(world, card) for card in cards] == [1, 1]
    assert "I call their chief" in paula.reads(paula.dm()[0])


class PressedWhileSending(SlackWriter):
    """A writer during whose call, once Slack has the message and before the bot hears so, something happens."""

    def __init__(self, world: World, then: Callable[[OutboxEntry], None]) -> None:
        transport = SlackTransport(world.sandbox.api_url, timeout=timedelta(seconds=10))
        super().__init__(transport, world.sandbox.bot_token)
        self._then = then

    def say(self, entry: OutboxEntry, place: Any) -> Any:
        outcome = super().say(entry, place)
        self._then(entry)
        return outcome


def test_b7_a_press_while_the_message_is_being_sent_takes_effect_and_the_edit_follows_once(world: World) -> None:
    world.at("2026-01-05T09:00")
    pressed: list[Message] = []

    def press(entry: OutboxEntry) -> None:
        if entry.announcement.key.startswith(f"dependency:{HOLDS}:ask") and not pressed:
            sofia = world.person("sofia")
            pressed.append(sofia.messages(PROVIDER_CHANNEL)[-1])
            sofia.press("Commit", pressed[0])

    writer = PressedWhileSending(world, press)
    services = world.bot.services
    world.bot = replace(
        world.bot,
        delivery=Delivery(world.database, services.workspace, writer, services.now, Budgets()),
    )
    world.tick()

    assert len(pressed) == 1
    assert dependency(world).status is DependencyStatus.COMMITTED
    assert _posted_once(world)
    assert _edits(world, pressed[0]) == 1
    assert "Promised for Mon 16 Mar 2026" in world.person("sofia").reads(world.person("sofia").messages("#ledger")[-1])


def test_b7_a_press_before_the_message_is_sent_at_all_is_told_by_the_message_itself(world: World) -> None:
    """Another card of the same thing was pressed: what still waits in the outbox goes out as it then reads."""
    world.at("2026-01-05T09:00")
    assert world.bot.tick() == ()
    sofia = world.person("sofia")
    sofia.post("old talk", "#ledger")
    action = {"type": "button", "action_id": "dependency.commit", "block_id": "b", "value": HOLDS}
    message = sofia.messages("#ledger")[-1]
    payload = world.sandbox.desk.payloads.actions_on_message(sofia.user, message, action, {})

    world.sandbox.door.send_again(payload, kind="interactive")
    world.settle()

    [card] = [each for each in sofia.messages("#ledger") if "Holds and reversals" in sofia.reads(each)]
    assert "Promised for Mon 16 Mar 2026" in sofia.reads(card)
    assert _edits(world, card) == 0


def test_b7_a_form_that_is_sent_before_its_opening_is_heard_of_is_recorded(database_url: str) -> None:
    with World.start(
        EXAMPLES / "fintech_workspace.yaml",
        database_url=database_url,
        at=START,
        manifest=MANIFEST,
        journal=new_journal(),
        slack_timeout_seconds=2,
    ) as world:
        world.load(EXAMPLES / "fintech.yaml")
        world.at(SOFIAS_HOUR)
        world.tick()
        sofia = world.person("sofia")
        world.sandbox.faults.add("views.open", "hang_after")
        with ThreadPoolExecutor(1) as other_hand:
            press = other_hand.submit(sofia.press, "Answer")
            world.sandbox.wait_until(lambda: sofia.view is not None)
            sofia.fill(green(0, 1))
            submission = sofia.submit()
            was_heard_of = press.done()
        world.settle()

        assert not was_heard_of
        assert submission.closed
        assert check_in(world).revision == 1


def _deliver_now(world: World) -> None:
    """Deliver what may go at this very instant, so that nothing in doubt settles."""
    again = world.bot.deliver_due()
    now = world.sandbox.clock.now()
    while again is not None and (again - now).total_seconds() < 5:
        world.sandbox.clock.set(max(again, now))
        again = world.bot.deliver_due()


def _in_doubt(world: World) -> list[OutboxEntry]:
    with world.bot.services.reading() as session:
        return [each for each in find_entries(session) if each.status is AnnouncementStatus.UNKNOWN]


def _card(world: World, case: Case, name: str) -> Message:
    reader = world.person(case.person)
    seen = reader.dm() if case.recipient.startswith("U") else reader.messages(case.recipient)
    cards = [each for each in seen if case.button in reader.buttons(each)]
    assert cards, name
    return cards[-1]


def _act(person: Person, case: Case, card: Message) -> None:
    person.press(case.button, card)
    if case.fields is not None:
        person.fill(case.fields)
        assert person.submit().closed


def _now(world: World, case: Case, card: Message) -> Message:
    found = world.sandbox.workspace.timeline(card.channel).find(card.ts)
    assert found is not None
    return found


def _edits(world: World, card: Message) -> int:
    places = [(each.args.get("channel"), each.args.get("ts")) for each in world.sandbox.journal.calls("chat.update")]
    return places.count((card.channel, card.ts))


def _posted_once(world: World) -> bool:
    keys = [each.key for each in world.sandbox.accepted if each.method == "chat.postMessage"]
    return len(set(keys)) == len(keys)
