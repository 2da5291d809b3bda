"""Hostile text through every field of the bot (FAULTS G1 to G4, G11): stored as typed, shown as text, calling nobody.

Every string of the big list and those made by hand go through each form, command and message that takes text. Half of
them meet SQLite and half PostgreSQL. Where a form has few fields they go in bundles, one string a line.
"""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from handlers.blocks.words import clean, clip
from rituals.flags import Flag, FlagStatus
from sandbox.person import Person
from sandbox.records import Message
from storage.check_ins import find_updates
from storage.shelves import DECISIONS, DEPENDENCIES, ESCALATIONS, FLAGS, OPTIONS, RECOVERIES
from tests.faults.hostile_kit import (
    LONGEST_INPUT,
    assert_nobody_is_called,
    assert_slack_took_everything,
    typed_into_one_line,
)
from tests.faults.hostile_world import (
    LATE,
    MOST_AT_ONCE,
    SOON,
    bundled,
    hostile,
    open_world,
    program,
    rotated,
    share_of,
)
from tests.world import World

CHECK_IN = "owner:2026-W02"
MULTILINE = ("must_change", "done")
ONE_LINE = ("cause", "condition", "action", "ask", "override")


def test_g1_to_g4_the_check_in_keeps_every_string_in_every_field(database_url: str) -> None:
    # What is nothing once it is clean is refused where something is needed, and has its own test.
    strings = [each for each in share_of(database_url, hostile()) if clean(each)]

    with open_world(database_url, program()) as world:
        world.at("2026-01-08T09:30")
        world.tick()
        owner = world.person("owner")
        for texts in rotated(strings, MOST_AT_ONCE):
            typed = _typed(texts)
            owner.press("Answer" if texts[0] == strings[0] else "Change my answer", owner.dm()[0])
            _fill_in(owner, typed, MULTILINE, forecast=LATE.isoformat(), confidence=80)
            page = owner.submit()
            assert page.view is not None, page
            _fill_in(owner, typed, ONE_LINE, cause_class="Outside the company", health="🟥 red")
            submission = owner.submit()
            world.settle()

            assert submission.closed, submission
            assert _stored(world) == {field: clean(text) for field, text in typed.items()}
        assert_slack_took_everything(world)
        assert_nobody_is_called(world)


@pytest.mark.parametrize("text", ["\u200e\u202e", "\x00\x01", " \t ", "\ud800"], ids=ascii)
def test_g4_what_shows_nothing_is_no_answer(database_url: str, text: str) -> None:
    with open_world(database_url, program()) as world:
        world.at("2026-01-08T09:30")
        world.tick()
        owner = world.person("owner")
        owner.press("Answer", owner.dm()[0])
        typed = {f"must_change-{place}": text for place in range(MOST_AT_ONCE)}
        _fill_in(owner, typed, (), forecast=LATE.isoformat(), confidence=80)
        owner.fill(typed)

        submission = owner.submit()

        assert set(submission.blocks) == set(typed)
        assert_slack_took_everything(world)


def test_g1_to_g4_a_flag_and_its_answer_keep_every_string(database_url: str) -> None:
    bundles = bundled(share_of(database_url, hostile()), 950)

    with open_world(database_url, program()) as world:
        owner, chief = world.person("owner"), world.person("chief")
        for number, text in enumerate(bundles, start=1):
            world.sandbox.clock.advance(timedelta(minutes=2))
            said = owner.slash("/flag", text)
            assert said.error is None
            if not clean(text):
                owner.close()
                continue
            assert _newest_flag(world).what == clip(clean(text), LONGEST_INPUT)
            following = f"And {bundles[number % len(bundles)]}"
            _raise(owner, what=following, help_wanted=text)
            raised = _newest_flag(world)
            assert (raised.status, raised.what, raised.help_wanted) == (
                FlagStatus.OPEN,
                clean(following),
                clean(text),
            )
            world.settle()
            answer = _answer(chief, number, text)
            world.settle()

            assert (_newest_flag(world).answer or "").startswith(answer)
        assert_slack_took_everything(world)
        assert_nobody_is_called(world)


@pytest.mark.parametrize("length", [3_000, 3_001, 40_000])
def test_g3_what_is_too_long_for_a_field_is_cut_with_a_mark(world: World, length: int) -> None:
    owner = world.person("jonas")

    reply = owner.slash("/flag", "ß👨‍👩‍👧‍👦" * (length // 8) + "a" * (length % 8))
    owner.mention("flag " + "<!here>" * (length // 7), "#payments")

    assert reply.error is None
    with world.bot.services.reading() as session:
        by_command, by_mention = FLAGS.find(session)
    assert len(by_command.what) <= LONGEST_INPUT
    assert len(by_mention.what) <= LONGEST_INPUT
    assert by_command.what.endswith("…") == (length > LONGEST_INPUT)
    assert_slack_took_everything(world)


def test_g1_a_message_that_is_flagged_is_kept_as_it_is_read(database_url: str) -> None:
    bundles = [each for each in bundled(share_of(database_url, hostile()), 2_900) if clean(each)]

    with open_world(database_url, program()) as world:
        owner = world.person("owner")
        for text in bundles:
            world.sandbox.clock.advance(timedelta(minutes=2))
            owner.mention(f"flag {text}", "consumer")
            by_mention = _newest_flag(world)
            reply = owner.shortcut("Flag this", owner.post(text, "consumer"))

            assert reply.error is None
            # Slack's client makes a link of a channel's id that is typed, and the channel's name is what is read.
            read = clean(text).replace("#C0SECRET", "#secret")
            assert (by_mention.what, _newest_flag(world).what) == (read, read)
        assert_slack_took_everything(world)
        assert_nobody_is_called(world)


def test_g1_to_g4_a_promise_its_resolution_and_its_decision_keep_every_string(database_url: str) -> None:
    bundles = [each for each in bundled(share_of(database_url, hostile()), 450) if clean(each)]

    with open_world(database_url, program(dependencies=len(bundles))) as world:
        lead, owner, chief = (world.person(name) for name in ("lead", "owner", "chief"))
        for number, text in enumerate(bundles):
            following = bundles[(number + 1) % len(bundles)]
            _offer(lead, number, text)
            world.settle()
            owner.press("Keep our date", _card(owner, "consumer", f"Delivery d{number:02}"))
            world.settle()
            _refuse(lead, number, following)
            world.settle()
            _acknowledge(lead, number, text)
            world.settle()
            summaries = [
                f"{way} {each}"[:300] for way, each in zip("abcd", (text, following, text, following), strict=True)
            ]
            _decide(chief, number, summaries, following)
            world.settle()

            with world.bot.services.reading() as session:
                refused = DEPENDENCIES.get(session, f"d{number:02}")
                resolution = ESCALATIONS.get(session, f"R-{number + 1}")
                decision = DECISIONS.get(session, f"D-{number + 1}")
                options = OPTIONS.find(session, OPTIONS.c.trade_off == decision.trade_off)
            assert refused.counter_reason == clean(following)
            assert resolution.next_step == clean(text)
            assert decision.reason == clean(following)
            assert [option.summary for option in options] == [
                clean(typed_into_one_line(summary)) for summary in summaries
            ]
        assert_slack_took_everything(world)
        assert_nobody_is_called(world)


def _typed(texts: list[str]) -> Mapping[str, str]:
    """Put every text into each field, each time of another initiative."""
    return {
        f"{field}-{place}": (text if field in MULTILINE else typed_into_one_line(text))[:LONGEST_INPUT]
        for offset, field in enumerate((*MULTILINE, *ONE_LINE))
        for place, text in enumerate(texts[offset:] + texts[:offset])
    }


def _fill_in(person: Person, typed: Mapping[str, str], fields: tuple[str, ...], **same: object) -> None:
    """Fill in the texts of a page, and the same in its other fields for each initiative."""
    person.fill({name: text for name, text in typed.items() if name.split("-")[0] in fields})
    person.fill({f"{name}-{place}": value for name, value in same.items() for place in range(MOST_AT_ONCE)})


def _stored(world: World) -> Mapping[str, str]:
    """Return the texts of the newest answer, by field; a form asks for what stands alike in the order of the ids."""
    with world.bot.services.reading() as session:
        updates = find_updates(session, CHECK_IN)  # type: ignore[arg-type]  # as the rituals build it
        steps = {each.initiative: each for each in RECOVERIES.find(session, RECOVERIES.c.status == "open")}
    stored = {}
    for place, initiative in enumerate(sorted(updates)):
        update, step = updates[initiative], steps[initiative]
        stored |= {
            f"must_change-{place}": update.must_change,
            f"done-{place}": update.done or "",
            f"cause-{place}": update.cause or "",
            f"condition-{place}": step.condition,
            f"action-{place}": step.action,
            f"ask-{place}": update.ask or "",
            f"override-{place}": update.override_reason or "",
        }
    return stored


def _newest_flag(world: World) -> Flag:
    with world.bot.services.reading() as session:
        return max(FLAGS.find(session), key=lambda flag: int(flag.id.removeprefix("F-")))


def _raise(person: Person, *, what: str, help_wanted: str) -> None:
    person.fill(
        {
            "What could happen?": what,
            "When would it hit, at the earliest?": SOON.isoformat(),
            "Which initiative would it hit?": "Initiative i0",
            "How likely is it?": "Likely: I expect it",
            "What help do you want?": help_wanted,
        }
    )
    assert person.submit().closed


def _answer(leader: Person, number: int, text: str) -> str:
    """Answer the newest flag in one of the three ways; return what is stored of it first."""
    button, fields = (
        ("Help", {"What help do you give?": text, "Who gives it?": f"x {text}"[:200], "By when?": SOON.isoformat()}),
        ("Decide", {"What is decided?": text, "Why?": f"x {text}"}),
        ("Accept in my name", {"Why is the risk acceptable?": text}),
    )[number % 3]
    leader.press(button, [each for each in leader.dm() if button in leader.buttons(each)][-1])
    single = {"Who gives it?"}
    leader.fill({label: typed_into_one_line(each) if label in single else each for label, each in fields.items()})
    assert leader.submit().closed
    return clean(text)


def _card(person: Person, channel: str, words: str) -> Message:
    found = [each for each in person.messages(channel) if words in person.reads(each) and person.buttons(each)]
    return found[-1]


def _offer(lead: Person, number: int, reason: str) -> None:
    lead.press("Other date", _card(lead, "provider", f"Delivery d{number:02}"))
    lead.fill({"The date you can promise": LATE.isoformat(), "What makes it that date": reason})
    assert lead.submit().closed


def _refuse(lead: Person, number: int, reason: str) -> None:
    lead.press("Cannot", _card(lead, "provider", f"Delivery d{number:02}"))
    lead.fill({"What stands in the way": reason})
    assert lead.submit().closed


def _acknowledge(lead: Person, number: int, step: str) -> None:
    lead.press("Acknowledge", _card(lead, "provider", f"R-{number + 1}: Delivery"))
    lead.fill({"The next step": step})
    assert lead.submit().closed


def _decide(chief: Person, number: int, summaries: list[str], reason: str) -> None:
    chief.press("Decide", _card(chief, "provider", f"R-{number + 1}: Delivery"))
    fields = ("Option 1: time", "Option 2: scope", "Option 3: people", "Option 4: drop something")
    chief.fill({field: typed_into_one_line(each) for field, each in zip(fields, summaries, strict=True)})
    chief.fill({"Your choice": "Option 4: drop something", "Why": reason})
    assert chief.submit().closed
