"""A flag, from the first word to the receipt, the card and the question to the leader."""

import pytest

from rituals.flags import Chance, FlagStatus
from sandbox.faults import Rule
from storage.shelves import AUDIT
from tests.journeys.flag_kit import fill, flag, flags_of, raise_flag, reads_all
from tests.world import World

THURSDAY = "2026-01-08T09:30"


@pytest.fixture
def thursday(world: World) -> World:
    world.at(THURSDAY)
    return world


def test_the_form_has_five_fields_and_guesses_the_initiative_from_the_channel(thursday: World) -> None:
    maya = thursday.person("maya")

    reply = maya.slash("/flag", channel="#payments")

    assert reply.view is not None
    inputs = [block["block_id"] for block in reply.view.blocks if block["type"] == "input"]
    assert inputs == ["flag.what", "flag.impact_on", "flag.hits", "flag.chance", "flag.help_wanted"]
    assert "Which initiative would it hit?: Instant payouts" in maya.reads(reply.view)


def test_the_form_says_how_much_notice_the_date_gives_and_keeps_what_is_typed(thursday: World) -> None:
    jonas = thursday.person("jonas")
    jonas.slash("/flag", channel="#payments")

    view = jonas.fill({"What could happen?": "It slips", "When would it hit, at the earliest?": "2026-02-10"})

    assert view is not None
    assert "You give us 23 working days" in jonas.reads(view)
    assert "What could happen?: It slips" in jonas.reads(view)


def test_a_view_that_changed_meanwhile_is_drawn_again_once(thursday: World) -> None:
    jonas = thursday.person("jonas")
    jonas.slash("/flag", channel="#payments")
    rule: Rule = thursday.sandbox.faults.add("views.update", "error:hash_conflict")

    view = jonas.fill({"When would it hit, at the earliest?": "2026-01-09"})

    assert rule.hits == 1
    assert view is not None
    assert "You give us 1 working day." in jonas.reads(view)


def test_the_raiser_gets_a_receipt_with_the_answer_owner_and_date_in_their_zone(thursday: World) -> None:
    submission = raise_flag(thursday)

    jonas = thursday.person("jonas")
    receipt = reads_all(jonas, jonas.dm())
    assert submission.closed
    assert "Stored as flag F-1: The supplier slips" in receipt
    assert "You gave us 26 working days. Thank you" in receipt
    # Five in the afternoon in New York, where Paula is, is eleven at night in Berlin, where Jonas is.
    assert "@paula owes you an answer by Mon 12 Jan, 23:00, your time" in receipt
    assert "you → Payout insights for merchants → Money moves in seconds" in receipt
    assert "The card stands in #payments" in receipt


def test_the_team_sees_the_risk_and_not_who_raised_it(thursday: World) -> None:
    raise_flag(thursday)

    maya = thursday.person("maya")
    [card] = maya.messages("#payments")
    read = maya.reads(card)
    assert "Could hit on Fri 13 Feb 2026" in read
    assert "Chance: likely." in read
    assert "Help wanted: A second supplier" in read
    assert "Jonas Weber → Payout insights for merchants → Money moves in seconds" in read
    assert "at stake" in read
    assert "Answer owed by @paula" in read
    assert "@jonas" not in read
    assert card.text.startswith("Flag F-1 on Payout insights for merchants: it could hit on Fri 13 Feb 2026")


def test_the_leader_is_asked_for_help_a_decision_or_an_acceptance(thursday: World) -> None:
    raise_flag(thursday)

    paula = thursday.person("paula")
    [ask] = paula.dm()
    assert paula.buttons(ask) == ["Help", "Decide", "Accept in my name"]
    assert "Please answer by Mon 12 Jan, 17:00" in paula.reads(ask)
    assert "Raised by @jonas" in paula.reads(ask)


def test_a_flag_is_stored_and_audited_in_one_transaction(thursday: World) -> None:
    raise_flag(thursday)

    stored = flag(thursday)
    with thursday.bot.services.reading() as session:
        changes = [(entry.actor, entry.action) for entry in AUDIT.find(session, AUDIT.c.subject == "F-1")]
    assert (stored.status, stored.hits, stored.chance) == (FlagStatus.OPEN, "payout-insights", Chance.LIKELY)
    assert (stored.answer_owner, stored.raised_by) == ("paula", "jonas")
    assert changes == [("jonas", "flag.drafted"), ("jonas", "flag.raised")]


def test_a_sentence_after_the_command_is_a_draft_at_once(thursday: World) -> None:
    jonas = thursday.person("jonas")

    reply = jonas.slash("/flag", "The supplier <!channel> slips", channel="#payments")

    assert flag(thursday).status is FlagStatus.DRAFT
    assert flag(thursday).what == "The supplier <!channel> slips"
    assert "Draft F-1 is stored" in reply.text
    assert reply.view is not None
    assert "What could happen?: The supplier <!channel> slips" in jonas.reads(reply.view)


def test_a_draft_is_completed_from_its_form(thursday: World) -> None:
    jonas = thursday.person("jonas")
    jonas.slash("/flag", "The supplier slips", channel="#payments")
    fill(jonas)

    jonas.submit()

    assert [(each.id, each.status) for each in flags_of(thursday).values()] == [("F-1", FlagStatus.OPEN)]


def test_a_draft_whose_form_did_not_open_in_time_says_so_and_can_be_completed(thursday: World) -> None:
    jonas = thursday.person("jonas")
    thursday.sandbox.faults.add("views.open", "error:expired_trigger_id")
    reply = jonas.slash("/flag", "The supplier slips", channel="#payments")

    jonas.press("Complete it", reply.messages[0])

    assert reply.view is None
    assert "Draft F-1 is stored" in reply.text
    assert jonas.view is not None
    assert "What could happen?: The supplier slips" in jonas.reads(jonas.view)


def test_a_blank_form_that_did_not_open_in_time_is_not_passed_over_in_silence(thursday: World) -> None:
    thursday.sandbox.faults.add("views.open", "error:expired_trigger_id")

    reply = thursday.person("jonas").slash("/flag", channel="#payments")

    assert "could not be opened in time" in reply.text


def test_one_draft_in_two_forms_becomes_one_flag(thursday: World) -> None:
    jonas = thursday.person("jonas")
    reply = jonas.slash("/flag", "The supplier slips", channel="#payments")
    fill(jonas)
    jonas.submit()

    jonas.press("Complete it", reply.messages[0])

    assert jonas.view is None
    assert "F-1 was already sent" in reads_all(jonas, jonas.messages("#payments"))


def test_help_is_short_and_private(thursday: World) -> None:
    jonas = thursday.person("jonas")

    reply = jonas.slash("/flag", "help", channel="#payments")

    assert "/flag opens the form" in reply.text
    assert thursday.person("maya").messages("#payments") == []


def test_nothing_of_a_command_is_seen_by_others(thursday: World) -> None:
    thursday.person("jonas").slash("/flag", "Salaries leak in instant payouts", channel="#payments")
    thursday.settle()

    assert thursday.person("maya").messages("#payments") == []


def test_a_day_gone_by_is_refused_under_its_field_and_nothing_is_stored(thursday: World) -> None:
    jonas = thursday.person("jonas")
    jonas.slash("/flag", channel="#payments")
    fill(jonas, **{"What could happen?": "It slips", "When would it hit, at the earliest?": "2026-01-07"})

    submission = jonas.submit()

    assert "Choose today or a later day" in submission.errors["When would it hit, at the earliest?"]
    assert flags_of(thursday) == {}


def test_the_form_can_be_sent_after_it_was_refused_once(thursday: World) -> None:
    jonas = thursday.person("jonas")
    jonas.slash("/flag", channel="#payments")
    fill(jonas, **{"What could happen?": "It slips", "When would it hit, at the earliest?": "2026-01-07"})
    jonas.submit()
    jonas.fill({"When would it hit, at the earliest?": "2026-01-09"})

    submission = jonas.submit()

    assert submission.closed
    assert flag(thursday).status is FlagStatus.OPEN


def test_an_initiative_that_was_not_offered_is_refused(thursday: World) -> None:
    jonas = thursday.person("jonas")
    jonas.slash("/flag", channel="#payments")
    fill(jonas, **{"What could happen?": "It slips"})
    view = jonas.view
    assert view is not None
    payload = thursday.sandbox.desk.payloads.submission(jonas.user, view)
    payload["view"]["state"]["values"]["flag.hits"]["flag.hits"]["selected_option"]["value"] = "somebody-elses"

    delivery = thursday.sandbox.door.send_again(payload, kind="interactive")

    assert delivery.ack is not None
    assert delivery.ack.body["errors"] == {"flag.hits": "Choose one of the initiatives."}
    assert flags_of(thursday) == {}


@pytest.mark.parametrize(
    "what",
    [
        pytest.param("x" * 3_000, id="as long as the field takes"),
        pytest.param("👩‍👩‍👧‍👦" * 270, id="families of emoji"),
        pytest.param("<!channel> <@U0MAYA> <https://evil.example|payroll> *bold* &amp;", id="Slack's own markup"),
        pytest.param("\u202egnisrever \u0000 \x1b[31m Z̸̢a̵͔l̷̦g̶o", id="reversed, controls, and Zalgo"),
    ],
)
def test_long_and_odd_text_is_inert_and_fits_everywhere(thursday: World, what: str) -> None:
    raise_flag(thursday, what)

    maya = thursday.person("maya")
    [card] = maya.messages("#payments")
    mentions = [
        element
        for block in card.blocks
        for section in block.get("elements", [])
        for element in section.get("elements", [])
        if element["type"] in {"broadcast", "link", "usergroup"}
    ]
    assert mentions == []
    assert len(thursday.person("jonas").dm()) == 1
    assert len(thursday.person("paula").dm()) == 1
