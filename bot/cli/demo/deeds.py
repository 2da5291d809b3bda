"""What people do in Slack, with their own hands; each deed raises ValueError or LookupError where it does not work."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.desk import Reply, Submission
from sandbox.person import Person
from sandbox.records import Message

Do = Callable[[Person], None]

FORECAST = "Forecast"
CONFIDENCE = "Confidence in this forecast, 0 to 100"
WRITE_API = "Ledger write API in production"
MOST_PAGES = 4
"""A form of more pages than this has no end."""


def submit(person: Person) -> Submission:
    """Send the form that is open; raises ValueError with what was wrong where it was not taken."""
    submission = person.submit()
    if submission.errors or submission.error:
        wrong = [f"{label}: {text}" for label, text in submission.errors.items()]
        raise ValueError("; ".join([*wrong, submission.error or ""]).strip("; "))
    return submission


def press(person: Person, label: str, message: Message | None = None, near: str | None = None) -> Reply:
    """Press a button; raises ValueError where nothing came of it but a private answer that says why."""
    return _taken(person.press(label, message, near))


def commit(person: Person) -> None:
    """Promise the date that was asked for."""
    press(person, "Commit", near="Holds and reversals")


def answer_on_baseline(forecasts: Mapping[str, str], confidence: int = 80) -> Do:
    """Make a deed of answering the check-in with these forecasts by initiative, which need no second page."""

    def answer(person: Person) -> None:
        press(person, "Answer")
        for initiative, forecast in forecasts.items():
            person.fill({FORECAST: forecast, CONFIDENCE: confidence}, under=initiative)
        submit(person)

    return answer


def answer_as_before(person: Person, card: Message) -> None:
    """Answer the check-in of that card with what the form is prefilled with."""
    press(person, "Answer", card)
    for _ in range(MOST_PAGES):
        if submit(person).closed:
            return
    message = "The form has no end."
    raise ValueError(message)


def say_nothing_changed(person: Person) -> None:
    """Repeat the last answer with one press."""
    press(person, "No change")


def answer_off_baseline(first_page: Mapping[str, Any], second_page: Mapping[str, Any]) -> Do:
    """Make a deed of answering the check-in off the baseline: the form then asks for the cause and the way back."""

    def answer(person: Person) -> None:
        press(person, "Answer")
        person.fill(first_page)
        submit(person)
        person.fill(second_page)
        submit(person)

    return answer


def raise_flag(person: Person) -> None:
    """Raise a flag from the team's channel."""
    said = "The write API fails at 400 writes a second in staging"
    _taken(person.slash("/flag", said, channel="#payments"))
    person.fill(
        {
            "When would it hit, at the earliest?": "2026-02-16",
            "Which initiative would it hit?": "Instant payouts",
            "How likely is it?": "likely",
            "What help do you want?": "Two weeks of somebody who has tuned the ledger's database before.",
        }
    )
    submit(person)


def give_help(person: Person) -> None:
    """Answer the flag with help."""
    press(person, "Help")
    person.fill(
        {
            "What help do you give?": "Ledger lends its database engineer for two weeks.",
            "Who gives it?": "Sofia Marino",
            "By when?": "2026-01-26",
        }
    )
    submit(person)


def say_what_became_of_the_flag(person: Person) -> None:
    """Say that the risk is smaller now, and what was done because of the flag."""
    press(person, "What became of it?")
    person.fill(
        {
            "What became of it?": "mitigated",
            "How, or why?": "Ledger's engineer sits with Platform until the write path holds 1,000 a second.",
            "What was done because of the flag?": "Ledger lent its database engineer, two weeks before the hit.",
        }
    )
    submit(person)


def offer_later_date(person: Person) -> None:
    """Say that the date is at risk, and which one can be held."""
    press(person, "At risk", near=WRITE_API)
    person.fill(
        {
            "The date you can promise": "2026-04-07",
            "What makes it that date": "The batch must move first; before that the write path is not safe.",
            "How sure are you, 0 to 100": 60,
        }
    )
    submit(person)


def keep_date(person: Person) -> None:
    """Refuse the later date."""
    press(person, "Keep our date", near=WRITE_API)


def acknowledge(person: Person) -> None:
    """Stop the climb with a next step."""
    press(person, "Acknowledge", near=WRITE_API)
    person.fill({"The next step": "A cutover plan with the hours of both teams in it.", "Done by": "2026-02-03"})
    submit(person)


def decide(person: Person) -> None:
    """Decide the trade-off: the consumer's date moves."""
    press(person, "Decide", near=WRITE_API)
    person.fill(
        {
            "Your choice": "Option 1: time",
            "Why": "An unsafe write path would cost us the licence; three weeks cost us one campaign.",
        }
    )
    submit(person)


def _taken(reply: Reply) -> Reply:
    if reply.error or (reply.text and reply.view is None):
        raise ValueError(reply.error or reply.text)
    return reply
