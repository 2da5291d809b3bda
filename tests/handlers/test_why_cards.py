"""The sentence for each reason, as the person reads it and as others do."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from handlers.blocks.prose import to_dicts
from handlers.blocks.why_cards import Asked, choices_card, why_card
from rituals.policy import Rhythm
from rituals.why import Answer, Reason, Why
from sandbox.reading import text_of_message
from tests.rituals.test_why import JONAS, MAYA, NEXT_AT, NOW, PAYOUTS, program

DAY = date(2026, 1, 20)
PEOPLE = program().people
OWN = Asked(reader=PEOPLE[MAYA], person=PEOPLE[MAYA], reader_zone="Europe/London", zone="Europe/London", initiatives=3)
OTHER = replace(OWN, reader=PEOPLE[JONAS], reader_zone="Europe/Berlin")


def lines(reason: Reason, asked: Asked, *besides: Reason, next_at: datetime | None = None) -> list[str]:
    card = why_card(Answer(reason=reason, besides=besides, stand_in=None, next_at=next_at), asked)
    return text_of_message(to_dicts(card.blocks), card.text).splitlines()


@pytest.mark.parametrize(
    ("reason", "own", "other"),
    [
        (Reason(why=Why.LEFT), "You have left this workspace or the program.", "Maya has left this workspace"),
        (Reason(why=Why.NOT_ON_SLACK), "I do not know your account in Slack", "I do not know Maya's account in Slack"),
        (
            Reason(why=Why.NOTHING_TO_ASK),
            "There is nothing to ask you: you own",
            "There is nothing to ask Maya: they own",
        ),
        (Reason(why=Why.AWAY, day=DAY), "You are away until Tue 20 Jan 2026.", "Maya is away."),
        (
            Reason(why=Why.PAUSED, at=NOW, words="program"),
            "Everything is paused until Thu 8 Jan, 08:00.",
            "Everything is paused until Thu 8 Jan, 09:00 (their time 08:00).",
        ),
        (
            Reason(why=Why.PAUSED, at=NOW, words="person"),
            "Your own check-ins are paused until Thu 8 Jan, 08:00.",
            "Their own check-ins are paused until",
        ),
        (Reason(why=Why.PAUSED, at=NOW, words="team"), "The team is paused until", "The team is paused until"),
        (
            Reason(why=Why.NOT_DELIVERED, words="is_archived"),
            "I asked you and could not reach you: Slack says “is_archived”.",
            "I asked Maya and could not reach them: Slack says “is_archived”.",
        ),
        (Reason(why=Why.ON_ITS_WAY), "The question is on its way to you", "The question is on its way to Maya"),
        (
            Reason(why=Why.SNOOZED, at=NOW),
            "You have put it off until Thu 8 Jan, 08:00.",
            "Maya has put it off until Thu 8 Jan, 09:00 (their time 08:00).",
        ),
        (
            Reason(why=Why.WAITING, at=NOW),
            "I have asked you, and your check-in is open until Thu 8 Jan, 08:00.",
            "I have asked Maya, and the check-in is open until",
        ),
        (
            Reason(why=Why.ANSWERED, at=NOW),
            "You answered on Thu 8 Jan, 08:00, so I ask nothing more this week.",
            "Maya answered on Thu 8 Jan, 09:00 (their time 08:00), so",
        ),
        (
            Reason(why=Why.NO_ANSWER, words="not asked: the hour had passed"),
            "This week's check-in is over: not asked: the hour had passed.",
            "This week's check-in is over: not asked",
        ),
        (Reason(why=Why.NOT_YET), "Your hour has not come yet.", "Maya's hour has not come yet."),
        (Reason(why=Why.MOVED, day=DAY), "Tue 20 Jan 2026 is no working day of yours", "no working day of theirs"),
        (
            Reason(why=Why.ENOUGH_TODAY),
            "You have had all the messages that a day allows",
            "Maya has had all the messages",
        ),
        (Reason(why=Why.NIGHT), "It is your quiet time", "It is Maya's quiet time"),
    ],
    ids=lambda value: value.why.name if isinstance(value, Reason) else "",
)
def test_each_reason_is_one_sentence_to_the_person_and_to_others(reason: Reason, own: str, other: str) -> None:
    assert lines(reason, OWN)[1].startswith(f"• {own}")
    assert other in lines(reason, OTHER)[1]


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        (Reason(why=Why.DELIVERED, day=DAY), "“payouts” was delivered on Tue 20 Jan 2026, so I ask nothing about it."),
        (Reason(why=Why.CLOSED), "“payouts” is closed, so I ask nothing about it."),
    ],
)
def test_of_an_initiative_that_is_over_nobody_is_named(reason: Reason, says: str) -> None:
    assert lines(reason, replace(OTHER, initiative=PAYOUTS)) == ["payouts", f"• {says}"]


@pytest.mark.parametrize(
    ("rhythm", "says"), [(Rhythm.FORTNIGHTLY, "every other week"), (Rhythm.MONTHLY, "once a month")]
)
def test_a_rhythm_is_told_with_the_week_of_its_next_turn(rhythm: Rhythm, says: str) -> None:
    reason = Reason(why=Why.RHYTHM, rhythm=rhythm, day=DAY)

    read = lines(Reason(why=Why.NOT_YET), replace(OWN, initiative=PAYOUTS), reason, next_at=NEXT_AT)

    assert read == [
        "payouts, which I ask you about",
        "• Your hour has not come yet.",
        "• Next question: Thu 15 Jan, 09:30.",
        f"• “payouts” is asked about {says}; its next turn is in the week of Tue 20 Jan 2026.",
    ]


def test_the_next_question_is_told_with_its_size_and_its_absence_too() -> None:
    assert (
        lines(Reason(why=Why.NOT_YET), OWN, next_at=NEXT_AT)[2]
        == "• Next question: Thu 15 Jan, 09:30, about 3 initiatives."
    )
    assert lines(Reason(why=Why.NOT_YET), OWN)[2] == "• No next question is in sight."


def test_on_another_day_there_the_day_is_told_too() -> None:
    far = replace(OTHER, zone="Pacific/Auckland")

    read = lines(Reason(why=Why.NOT_YET), far, next_at=datetime(2026, 1, 15, 20, 30, tzinfo=UTC))

    assert read[2] == "• Next question: Thu 15 Jan, 21:30 (their time Fri 16 Jan, 09:30), about 3 initiatives."


def test_of_many_initiatives_five_are_offered() -> None:
    card = choices_card("pay", [PAYOUTS] * 9)

    read = text_of_message(to_dicts(card.blocks), card.text)
    assert read.count("[ This one ]") == 5
    assert "The first 5 of 9 initiatives; add a word." in read
