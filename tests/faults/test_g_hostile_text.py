"""Hostile text through every field of the bot (FAULTS G1 to G4, G11): stored as typed, shown as text, calling nobody.

Every string of the big list and those made by hand go through each form, command and message that takes text. Half of
them meet SQLite and half PostgreSQL. Where a form has few fields they go in bundles, one string a line.
"""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.blocks.words import clean, clip
from rituals.flags import Flag, FlagStatus
from sandbox.person import Person
from sandbox.records import Message
from storage.shelves import DECISIONS, DEPENDENCIES, ESCALATIONS, FLAGS, OPTIONS, RECOVERIES
from tests.faults.hostile_acts import (
    MULTILINE,
    ONE_LINE,
    acknowledge,
    answer_flag,
    answer_late,
    card,
    decide,
    explain,
    fill_in,
    offer,
    raise_flag,
    refuse,
    stored_texts,
    typed_in,
)
from tests.faults.hostile_kit import (
    LONGEST_INPUT,
    assert_nobody_is_called,
    assert_slack_took_everything,
    typed_into_one_line,
)
from tests.faults.hostile_world import (
    LATE,
    MOST_AT_ONCE,
    bundled,
    hostile,
    nearly_alone,
    open_world,
    program,
    rotated,
    share_of,
)
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""

FIRST_QUESTION = datetime(2026, 7, 24, 10, tzinfo=UTC)
"""The step is due a week before the forecast, on the last day of July."""


def test_g1_to_g4_the_check_in_keeps_every_string_in_every_field(database_url: str) -> None:
    # What is nothing once it is clean is refused where something is needed, and has its own test.
    strings = [each for each in share_of(database_url, nearly_alone()) if clean(each)]

    with open_world(database_url, program()) as world:
        world.at("2026-01-08T09:30")
        world.tick()
        owner = world.person("owner")
        for texts in rotated(strings, MOST_AT_ONCE):
            typed = typed_in(texts)
            owner.press("Answer" if texts[0] == strings[0] else "Change my answer", owner.dm()[0])
            fill_in(owner, typed, MULTILINE, forecast=LATE.isoformat(), confidence=80)
            page = owner.submit()
            assert page.view is not None, page
            submission = explain(owner, typed, ONE_LINE, cause_class="Outside the company", health="🟥 red")
            world.settle()

            assert submission.closed, submission
            assert stored_texts(world) == {field: clean(text) for field, text in typed.items()}
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
        fill_in(owner, typed, (), forecast=LATE.isoformat(), confidence=80)
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
            raise_flag(owner, what=following, help_wanted=text)
            raised = _newest_flag(world)
            assert (raised.status, raised.what, raised.help_wanted) == (
                FlagStatus.OPEN,
                clean(following),
                clean(text),
            )
            world.settle()
            answer = answer_flag(chief, number, text)
            world.settle()

            assert (_newest_flag(world).answer or "").startswith(answer)
        assert_slack_took_everything(world)
        assert_nobody_is_called(world)


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


@pytest.mark.parametrize("database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)], indirect=True)
def test_g1_to_g4_a_promise_its_resolution_and_its_decision_keep_every_string(database_url: str) -> None:
    bundles = [each for each in bundled(share_of(database_url, hostile()), 450) if clean(each)]

    with open_world(database_url, program(dependencies=len(bundles))) as world:
        lead, owner, chief = (world.person(name) for name in ("lead", "owner", "chief"))
        for number, text in enumerate(bundles):
            following = bundles[(number + 1) % len(bundles)]
            offer(lead, number, text)
            world.settle()
            owner.press("Keep our date", card(owner, "consumer", f"Delivery d{number:02}"))
            world.settle()
            refuse(lead, number, following)
            world.settle()
            acknowledge(lead, number, text)
            world.settle()
            summaries = [
                f"{way} {each}"[:300] for way, each in zip("abcd", (text, following, text, following), strict=True)
            ]
            decide(chief, number, summaries, following)
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


def test_g1_to_g4_another_step_keeps_every_string(database_url: str) -> None:
    bundles = [each for each in bundled(share_of(database_url, hostile()), 2_900) if clean(each)]

    with open_world(database_url, program()) as world:
        answer_late(world, "A tester is missing")
        owner = world.person("owner")
        for day, text in enumerate(bundles):
            following = typed_into_one_line(bundles[(day + 1) % len(bundles)])
            world.sandbox.clock.set(max(world.sandbox.clock.now(), FIRST_QUESTION) + timedelta(days=day > 0))
            world.tick()
            owner.press("Changed …", _asked(owner))
            owner.fill({"If …": typed_into_one_line(text), "… then …": following, "On": _tomorrow(world)})
            submission = owner.submit()
            world.settle()

            assert submission.closed, submission
            with world.bot.services.reading() as session:
                step = max(RECOVERIES.find(session), key=lambda each: int(each.id.removeprefix("S-")))
            assert (step.condition, step.action) == (clean(typed_into_one_line(text)), clean(following))
        assert_slack_took_everything(world)
        assert_nobody_is_called(world)


def test_g1_to_g4_what_a_reader_of_the_digest_writes_arrives_as_text(database_url: str) -> None:
    bundles = [each for each in bundled(share_of(database_url, hostile()), 1_000) if clean(each)]

    with open_world(database_url, program()) as world:
        world.at("2026-01-12T07:30")
        world.tick()
        owner, chief = world.person("owner"), world.person("chief")
        for text in bundles:
            chief.press("Ask owner", _digest_reply(chief), near="“Initiative i0”")
            chief.fill({"What do you want to know?": text})
            submission = chief.submit()
            world.settle()

            assert submission.closed, submission
            assert clean(text) in owner.reads(owner.dm()[-1])
            assert clean(text) in chief.reads(chief.dm()[-1])
        assert_slack_took_everything(world)
        assert_nobody_is_called(world)


def _newest_flag(world: World) -> Flag:
    with world.bot.services.reading() as session:
        return max(FLAGS.find(session), key=lambda flag: int(flag.id.removeprefix("F-")))


def _asked(person: Person) -> Message:
    return [each for each in person.dm() if "Changed …" in person.buttons(each)][-1]


def _tomorrow(world: World) -> str:
    return (world.sandbox.clock.now().date() + timedelta(days=1)).isoformat()


def _digest_reply(person: Person) -> Message:
    [parent] = [each for each in person.dm() if each.text.startswith("The digest of")]
    return person.thread(parent)[1]
