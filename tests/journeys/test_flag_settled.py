"""What became of a flag: said by a leader within five working days, told to its raiser, who may be thanked by name."""

from dataclasses import replace

import pytest

from rituals.flags import Disposition
from sandbox.desk import Submission
from storage.shelves import AUDIT, PEOPLE
from tests.journeys.flag_kit import HELP, flag, raise_flag, reads_all
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

ASKED = "What became of it?"
RESOLVED = "Resolved: it cannot happen any more"
ACCEPTED = "Accepted: we live with it"
MITIGATED = "Mitigated: it is less likely now, or hurts less"
LED_TO = "What was done because of the flag?"


@pytest.fixture
def answered(world: World) -> World:
    """Jonas has raised F-1 on Thursday, and Paula has promised help an hour later."""
    world.at("2026-01-08T14:00")
    raise_flag(world)
    world.at("2026-01-08T15:00")
    paula = world.person("paula")
    paula.press("Help")
    paula.fill(HELP)
    paula.submit()
    world.settle()
    return world


def say(world: World, disposition: str, *, by: str = "paula", note: str = "", led_to: str = "") -> Submission:
    """Say what became of F-1, from the card or from the story."""
    person = world.person(by)
    if by == "paula":
        person.press(ASKED)
    else:
        person.press(ASKED, person.slash("/flag", "F-1").messages[0])
    person.choose(ASKED, disposition)
    person.fill({key: value for key, value in (("How, or why?", note), (LED_TO, led_to)) if value})
    submission = person.submit()
    world.settle()
    return submission


def limit(world: World, person: str, amount: int) -> None:
    """Let somebody accept risks up to an amount."""
    with world.bot.services.transaction() as session:
        PEOPLE.save(session, replace(PEOPLE.get(session, person), acceptance_limit=amount))


def test_the_answered_card_asks_what_became_of_it_by_a_date(answered: World) -> None:
    paula = answered.person("paula")
    [card] = paula.dm()

    assert paula.buttons(card) == [ASKED]
    # Thursday and five working days, where Paula is.
    assert flag(answered).disposition_by is not None
    assert f"{flag(answered).disposition_by:%Y-%m-%d %H:%M}" == "2026-01-15 22:00"
    assert "Next: @paula says what became of it, by" in paula.reads(card)


def test_what_became_of_it_reaches_the_cards_and_the_raiser(answered: World) -> None:
    submission = say(answered, MITIGATED, note="Two suppliers now", led_to="A second contract")

    jonas, maya, paula = (answered.person(each) for each in ("jonas", "maya", "paula"))
    assert submission.closed
    assert flag(answered).disposition is Disposition.MITIGATED
    assert (flag(answered).disposed_by, flag(answered).led_to) == ("paula", "A second contract")
    for reader, messages in ((maya, maya.messages("#payments")), (paula, paula.dm()), (jonas, jonas.dm())):
        read = reads_all(reader, messages)
        assert "Mitigated: it is less likely now, or hurts less. Said by @paula" in read
        assert "Two suppliers now" in read
        assert "It led to: A second contract" in read
    assert jonas.dm()[-1].text == "Your flag F-1 on Payout insights for merchants led to: A second contract"
    assert paula.buttons(paula.dm()[0]) == []
    with answered.bot.services.reading() as session:
        assert AUDIT.find(session, AUDIT.c.subject == "F-1")[-1].action == "flag.settled"


@pytest.mark.parametrize("disposition", [MITIGATED, ACCEPTED], ids=["mitigated", "accepted"])
def test_two_of_the_four_need_a_word_why(answered: World, disposition: str) -> None:
    limit(answered, "paula", 1_000_000_000)

    submission = say(answered, disposition)

    assert submission.errors["How, or why?"].startswith("Say ")
    assert flag(answered).disposition is None


def test_accepting_takes_a_limit_that_covers_the_value_and_names_who_has_one(answered: World) -> None:
    limit(answered, "paula", 1_000)
    limit(answered, "frank", 10_000_000)

    submission = say(answered, ACCEPTED, note="A week is bearable")

    assert "more than you may accept. Elena Marsh or Frank Adeyemi can." in submission.errors[ASKED]
    assert flag(answered).disposition is None
    assert say(answered, ACCEPTED, by="frank", note="A week is bearable").closed
    assert flag(answered).disposed_by == "frank"


def test_where_nobodys_limit_covers_it_the_way_out_is_told(answered: World) -> None:
    limit(answered, "elena", 0)

    submission = say(answered, ACCEPTED, note="A week is bearable")

    assert "nobody's limit covers that" in submission.errors[ASKED]
    assert "acceptance_limit" in submission.errors[ASKED]


def test_who_accepts_within_their_limit_is_not_asked_again(world: World) -> None:
    world.at("2026-01-08T14:00")
    raise_flag(world)
    limit(world, "paula", 1_000_000_000)
    paula = world.person("paula")
    paula.press("Accept in my name")
    paula.fill({"Why is the risk acceptable?": "A week is bearable"})

    paula.submit()
    world.settle()

    assert flag(world).disposition is Disposition.ACCEPTED
    assert paula.buttons(paula.dm()[0]) == []


def test_somebody_else_is_refused_in_the_words_for_what_is_not_there(answered: World) -> None:
    maya = answered.person("maya")
    payload = answered.sandbox.desk.payloads.actions_on_message(
        maya.user, maya.messages("#payments")[0], {"type": "button", "action_id": "flag.settle", "value": "F-1"}, {}
    )

    answered.sandbox.door.send_again(payload, kind="interactive")

    # Maya is Paula's deputy; Wei has nothing to do with it.
    assert maya.view is not None
    wei = answered.person("wei")
    payload["user"]["id"], payload["trigger_id"] = wei.id, "another"
    answered.sandbox.door.send_again(payload, kind="interactive")
    assert wei.view is None


def test_a_second_word_on_it_is_told_of_the_first(answered: World) -> None:
    elena = answered.person("elena")
    elena.press(ASKED, elena.slash("/flag", "F-1").messages[0])
    elena.choose(ASKED, RESOLVED)
    say(answered, MITIGATED, note="Two suppliers now")

    submission = elena.submit()

    assert submission.view is not None
    assert "already marked as mitigated by Paula Reyes" in elena.reads(submission.view)
    assert flag(answered).disposition is Disposition.MITIGATED


def test_at_the_deadline_the_owner_is_reminded_once_and_a_day_later_the_manager(answered: World) -> None:
    paula, omar = answered.person("paula"), answered.person("omar")
    answered.live_until("2026-01-15T21:30")
    before = reads_all(paula, paula.dm()[1:])
    answered.live_until("2026-01-16T18:00")
    at_manager = reads_all(omar, omar.dm())
    answered.live_until("2026-01-21T12:00")

    reminders = [each for each in paula.dm() if "That was to be said by Thu 15 Jan, 17:00" in paula.reads(each)]
    assert "F-1" not in before
    assert len(reminders) == 1
    assert paula.buttons(reminders[0]) == [ASKED]
    assert "F-1" not in at_manager
    assert len([each for each in omar.dm() if "Nobody has said yet what became of flag F-1" in omar.reads(each)]) == 1


def test_the_reminder_loses_its_button_once_it_is_said(answered: World) -> None:
    paula = answered.person("paula")
    answered.live_until("2026-01-16T18:00")
    [reminder] = [each for each in paula.dm() if "That was to be said" in paula.reads(each)]

    say(answered, RESOLVED)

    assert paula.buttons(reminder) == []
    assert "Resolved: it cannot happen any more" in paula.reads(answered.person("paula").dm()[-1])


@pytest.mark.parametrize(
    ("button", "named"),
    [pytest.param("Yes, by name", True, id="yes"), pytest.param("No, without my name", False, id="no")],
)
def test_the_raiser_of_a_good_catch_decides_whether_the_digest_names_them(
    answered: World, button: str, named: bool
) -> None:
    say(answered, RESOLVED, led_to="A second contract")
    jonas, frank = answered.person("jonas"), answered.person("frank")

    jonas.press(button)
    answered.settle()
    [asked] = [each for each in jonas.dm() if "You are thanked" in jonas.reads(each)]
    answered.live_until("2026-01-12T09:00")

    digest = reads_all(frank, frank.messages("#leadership"))
    by = ", raised by Jonas Weber," if named else ""
    assert flag(answered).may_be_named is named
    assert jonas.buttons(asked) == []
    assert (
        f"flag F-1 on “Payout insights for merchants”{by} came 26 working days ahead and led to this: "
        "A second contract" in digest
    )


def test_without_a_word_from_the_raiser_the_digest_names_nobody(answered: World) -> None:
    say(answered, RESOLVED)
    frank = answered.person("frank")

    answered.live_until("2026-01-12T09:00")

    digest = reads_all(frank, frank.messages("#leadership"))
    assert "flag F-1" in digest
    assert "Jonas Weber" not in digest.split("Good catch")[1].split("\n")[0]


def test_a_risk_that_led_to_nothing_is_no_catch_and_asks_for_no_name(world: World) -> None:
    world.at("2026-01-08T14:00")
    raise_flag(world)
    paula = world.person("paula")
    paula.press("Accept in my name")
    paula.fill({"Why is the risk acceptable?": "A week is bearable"})
    paula.submit()
    world.settle()

    say(world, RESOLVED)

    jonas, frank = world.person("jonas"), world.person("frank")
    assert jonas.buttons(jonas.dm()[-1]) == []
    world.live_until("2026-01-12T09:00")
    assert "Good catch" not in reads_all(frank, frank.messages("#leadership"))
