"""Flags raised where slash commands do not work: from a message, and by mentioning the bot in a thread."""

import pytest

from rituals.flags import FlagStatus
from tests.journeys.flag_kit import fill, flag, flags_of, raise_flag, reads_all
from tests.world import World

POSTGRESQL_IN_SOAK = True
"""Nothing here depends on the database: SQLite at each change is enough."""


@pytest.fixture
def thursday(world: World) -> World:
    world.at("2026-01-08T09:30")
    return world


def test_flag_this_works_on_a_reply_and_carries_its_text_and_permalink(thursday: World) -> None:
    maya, jonas = thursday.person("maya"), thursday.person("jonas")
    root = maya.post("How is the supplier doing?", channel="#payments")
    reply = maya.post("They may slip by weeks, @jonas", thread=root)

    told = jonas.shortcut("Flag this", reply)

    draft = flag(thursday)
    assert draft.status is FlagStatus.DRAFT
    assert draft.what == "They may slip by weeks, @Jonas Weber"
    assert draft.permalink is not None
    assert reply.ts.replace(".", "") in draft.permalink
    assert "Draft F-1 is stored" in told.text
    assert jonas.view is not None
    assert "What could happen?: They may slip by weeks" in jonas.reads(jonas.view)


def test_the_card_links_to_the_message_the_flag_came_from(thursday: World) -> None:
    maya, jonas = thursday.person("maya"), thursday.person("jonas")
    message = maya.post("They may slip by weeks", channel="#payments")
    jonas.shortcut("Flag this", message)
    fill(jonas)

    jonas.submit()
    thursday.settle()

    card, permalink = maya.messages("#payments")[-1], flag(thursday).permalink
    assert "It comes from this message" in maya.reads(card)
    assert permalink is not None
    assert permalink in str(card.blocks)


def test_a_mention_in_a_thread_stores_a_draft_and_answers_there_privately(thursday: World) -> None:
    maya, jonas = thursday.person("maya"), thursday.person("jonas")
    root = maya.post("How is the supplier doing?", channel="#payments")

    jonas.mention("flag the supplier may slip by weeks", thread=root)

    answer = jonas.thread(root)[-1]
    assert flag(thursday).what == "the supplier may slip by weeks"
    assert answer.ephemeral_to == jonas.id
    assert "Draft F-1 is stored" in jonas.reads(answer)
    assert "Draft" not in reads_all(maya, maya.thread(root))


def test_the_draft_of_a_mention_is_completed_with_its_button(thursday: World) -> None:
    maya, jonas = thursday.person("maya"), thursday.person("jonas")
    root = maya.post("How is the supplier doing?", channel="#payments")
    jonas.mention("flag: the supplier may slip", thread=root)
    jonas.press("Complete it", jonas.thread(root)[-1])
    fill(jonas)

    submission = jonas.submit()

    assert submission.closed
    assert flag(thursday).status is FlagStatus.OPEN
    assert flag(thursday).permalink is not None


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("what can you do?", id="something else"),
        pytest.param("flag", id="nothing after the word"),
        pytest.param("flagpoles are tall", id="a word that only begins like it"),
    ],
)
def test_a_mention_that_flags_nothing_is_explained_to_privately(thursday: World, said: str) -> None:
    jonas = thursday.person("jonas")

    jonas.mention(said, channel="#payments")

    assert flags_of(thursday) == {}
    assert "/flag opens the form" in reads_all(jonas, jonas.messages("#payments"))
    assert "/flag" not in reads_all(thursday.person("maya"), thursday.person("maya").messages("#payments"))


def test_a_private_answer_that_cannot_be_shown_there_comes_by_direct_message(thursday: World) -> None:
    jonas = thursday.person("jonas")
    thursday.sandbox.faults.add("chat.postEphemeral", "error:user_not_in_channel")

    jonas.mention("flag the supplier may slip", channel="#payments")
    thursday.settle()

    assert "Draft F-1 is stored" in reads_all(jonas, jonas.dm())


def test_a_flag_without_a_permalink_is_better_than_no_flag(thursday: World) -> None:
    thursday.sandbox.faults.add("chat.getPermalink", "error:message_not_found")

    thursday.person("jonas").mention("flag the supplier may slip", channel="#payments")

    assert flag(thursday).what == "the supplier may slip"
    assert flag(thursday).permalink is None


def test_in_the_thread_of_a_card_the_form_guesses_what_the_card_is_about(thursday: World) -> None:
    raise_flag(thursday)
    maya = thursday.person("maya")
    [card] = maya.messages("#payments")
    reply = maya.post("The second supplier is not ready either", thread=card)

    maya.shortcut("Flag this", reply)

    # Maya owns another initiative of this channel's team.
    assert maya.view is not None
    assert "Which initiative would it hit?: Payout insights for merchants" in maya.reads(maya.view)


def test_in_any_other_thread_the_form_guesses_from_the_channel_and_the_person(thursday: World) -> None:
    raise_flag(thursday)
    maya = thursday.person("maya")
    reply = maya.post("Neither is ours", thread=maya.post("The supplier is late", channel="#payments"))

    maya.shortcut("Flag this", reply)

    assert maya.view is not None
    assert "Which initiative would it hit?: Instant payouts" in maya.reads(maya.view)


def test_the_guess_stays_when_the_draft_of_a_mention_is_completed_later(thursday: World) -> None:
    raise_flag(thursday)
    maya = thursday.person("maya")
    [card] = maya.messages("#payments")
    maya.mention("flag the second supplier is not ready either", thread=card)

    maya.press("Complete it")

    assert maya.view is not None
    assert "Which initiative would it hit?: Payout insights for merchants" in maya.reads(maya.view)
