"""Before a flag is raised that stands open already, its writer may join the one that is there."""

import pytest

from rituals.flags import FlagStatus
from sandbox.desk import Submission
from sandbox.records import View
from storage.shelves import AUDIT, FLAG_VOICES
from tests.journeys.flag_kit import HELP, fill, flag, flags_of, raise_flag, reads_all
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

SAME = "Supplier will slip by weeks"
JOIN, ANOTHER = "Add my voice to F-1", "It is another risk: raise it"


@pytest.fixture
def raised(world: World) -> World:
    """Jonas has raised F-1 on Thursday; on Sunday Maya is about to raise it once more."""
    world.at("2026-01-08T09:30")
    raise_flag(world)
    world.at("2026-01-11T09:30")
    return world


def write(world: World, what: str = SAME, *, by: str = "maya", text: str = "", **fields: object) -> Submission:
    """Fill in the form and send it."""
    person = world.person(by)
    person.slash("/flag", text, channel="#payments")
    fill(person, **{"What could happen?": what, **fields})
    return person.submit()


def choose(world: World, option: str, *, note: str | None = None, by: str = "maya") -> Submission:
    """Choose on the page that offers the open flag, and send it."""
    person = world.person(by)
    person.choose("Is it the same risk?", option)
    if note is not None:
        person.fill({"What do you add to it?": note})
    submission = person.submit()
    world.settle()
    return submission


def test_the_open_flag_is_shown_with_its_age_and_who_owes_the_answer_before_a_double_is_made(raised: World) -> None:
    submission = write(raised)

    page = submission.view
    assert isinstance(page, View)
    read = raised.person("maya").reads(page)
    assert "This looks like F-1" in str(page.content)
    assert "F-1: The supplier slips" in read
    assert "Raised 3 days ago" in read
    assert "Answer owed by @paula by Mon 12 Jan, 22:00" in read
    assert "Jonas" not in read
    assert list(flags_of(raised)) == ["F-1"]


def test_joining_counts_a_voice_shows_it_on_the_card_and_makes_no_double(raised: World) -> None:
    write(raised)

    submission = choose(raised, JOIN, note="The second one is late too")

    maya, paula = raised.person("maya"), raised.person("paula")
    [card] = [each for each in maya.messages("#payments") if not each.thread_ts or each.thread_ts == each.ts]
    assert submission.closed
    assert list(flags_of(raised)) == ["F-1"]
    for reader, places in ((maya, [card]), (maya, maya.thread(card)[1:]), (paula, paula.dm())):
        read = reads_all(reader, places)
        assert "2 people see" in read
        assert "The second one is late too" in read
        assert "Maya" not in read
    assert "Your voice stands with flag F-1" in reads_all(maya, maya.dm())
    assert "@paula owes an answer by Mon 12 Jan, 22:00, your time" in reads_all(maya, maya.dm())


def test_what_was_typed_is_offered_as_what_one_adds(raised: World) -> None:
    write(raised)

    choose(raised, JOIN)

    with raised.bot.services.reading() as session:
        [voice] = FLAG_VOICES.find(session)
        changes = [(each.actor, each.action) for each in AUDIT.find(session, AUDIT.c.subject == "F-1")]
    assert (voice.person, voice.note) == ("maya", SAME)
    assert changes[-1] == ("maya", "flag.joined")


def test_what_only_repeats_the_flag_adds_nothing_to_it(raised: World) -> None:
    write(raised, "the supplier  SLIPS")

    choose(raised, JOIN)

    with raised.bot.services.reading() as session:
        [voice] = FLAG_VOICES.find(session)
    paula = raised.person("paula")
    assert voice.note is None
    assert "2 people see" in reads_all(paula, paula.dm())
    assert "Added" not in reads_all(paula, paula.dm())


def test_another_risk_is_raised_with_everything_that_was_typed(raised: World) -> None:
    write(raised)

    submission = choose(raised, ANOTHER)

    second = flag(raised, "F-2")
    assert submission.closed
    assert (second.status, second.what, second.raised_by) == (FlagStatus.OPEN, SAME, "maya")
    assert (second.hits, second.help_wanted) == (flag(raised).hits, "A second supplier")
    assert "Stored as flag F-2" in reads_all(raised.person("maya"), raised.person("maya").dm())


def test_going_back_finds_what_was_typed(raised: World) -> None:
    write(raised)
    maya = raised.person("maya")

    below = maya.close()

    assert below is not None
    assert f"What could happen?: {SAME}" in maya.reads(below)


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        pytest.param("Our key engineer leaves", {}, id="another text"),
        pytest.param(SAME, {"Which initiative would it hit?": "Instant payouts"}, id="another initiative"),
        pytest.param(SAME, {"When would it hit, at the earliest?": "2026-04-10"}, id="two months later"),
    ],
)
def test_what_is_not_alike_is_raised_at_once(raised: World, what: str, fields: dict[str, str]) -> None:
    submission = write(raised, what, **fields)

    assert submission.closed
    assert list(flags_of(raised)) == ["F-1", "F-2"]


def test_a_flag_that_has_its_answer_is_not_offered(raised: World) -> None:
    paula = raised.person("paula")
    paula.press("Help")
    paula.fill(HELP)
    paula.submit()

    submission = write(raised)

    assert submission.closed


def test_another_persons_draft_is_never_offered(world: World) -> None:
    world.at("2026-01-08T09:30")
    world.person("jonas").slash("/flag", "The supplier slips", channel="#payments")

    submission = write(world)

    assert submission.closed


def test_a_flag_that_was_answered_while_one_chose_is_told_beside_the_choice(raised: World) -> None:
    write(raised)
    paula = raised.person("paula")
    paula.press("Help")
    paula.fill(HELP)
    paula.submit()

    submission = choose(raised, JOIN)

    assert "not open any more" in submission.errors["Is it the same risk?"]
    assert choose(raised, ANOTHER).closed
    assert flag(raised, "F-2").what == SAME


def test_the_page_that_is_sent_twice_joins_once(raised: World) -> None:
    write(raised)
    maya = raised.person("maya")
    maya.choose("Is it the same risk?", JOIN)
    payload = raised.sandbox.desk.payloads.submission(maya.user, maya.modal)

    first = raised.sandbox.door.send_again(payload, kind="interactive")
    second = raised.sandbox.door.send_again(payload, kind="interactive")
    raised.settle()

    assert first.ack is not None
    assert second.ack is not None
    assert first.ack.body == second.ack.body == {"response_action": "clear"}
    assert "already recorded" in reads_all(maya, maya.dm())
    with raised.bot.services.reading() as session:
        assert len(FLAG_VOICES.find(session)) == 1


def test_a_flag_that_was_not_offered_is_refused(raised: World) -> None:
    raise_flag(raised, "Our key engineer leaves", by="maya")
    write(raised)
    maya = raised.person("maya")
    payload = raised.sandbox.desk.payloads.submission(maya.user, maya.modal)
    payload["view"]["state"]["values"]["flag.alike_choice"]["flag.alike_choice"]["selected_option"] = {"value": "F-2"}

    delivery = raised.sandbox.door.send_again(payload, kind="interactive")

    assert delivery.ack is not None
    assert delivery.ack.body["errors"] == {"flag.alike_choice": "Choose one of these."}


def test_who_raised_it_adds_to_their_own_flag_and_is_counted_once(raised: World) -> None:
    write(raised, by="jonas")

    choose(raised, "Add this to my flag F-1", by="jonas")

    paula = raised.person("paula")
    assert "1 person sees this risk" in reads_all(paula, paula.dm())


def test_the_draft_of_somebody_who_joins_is_put_away(raised: World) -> None:
    write(raised, text="The supplier slips")

    choose(raised, JOIN)

    assert flag(raised, "F-2").status is FlagStatus.WITHDRAWN
