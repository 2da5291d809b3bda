"""What people do in the hostile workspace, each time with the text they are given."""

from collections.abc import Mapping

from handlers.blocks.words import clean
from sandbox.desk import Submission
from sandbox.person import Person
from sandbox.records import Message
from storage.check_ins import find_updates
from storage.shelves import RECOVERIES
from tests.faults.hostile_kit import LONGEST_INPUT, typed_into_one_line
from tests.faults.hostile_world import LATE, MOST_AT_ONCE, SOON
from tests.world import World

CHECK_IN = "owner:2026-W02"
MULTILINE = ("must_change", "done")
ONE_LINE = ("cause", "condition", "action", "ask", "override")


def raise_flag(person: Person, *, what: str, help_wanted: str) -> None:
    """Complete the open form of a flag."""
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


def answer_flag(leader: Person, number: int, text: str) -> str:
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


def card(person: Person, channel: str, words: str) -> Message:
    """Return the newest message with buttons in a channel that says the words."""
    found = [each for each in person.messages(channel) if words in person.reads(each) and person.buttons(each)]
    return found[-1]


def offer(lead: Person, number: int, reason: str) -> None:
    """Offer another date for a delivery."""
    lead.press("Other date", card(lead, "provider", f"Delivery d{number:02}"))
    lead.fill({"The date you can promise": LATE.isoformat(), "What makes it that date": reason})
    assert lead.submit().closed


def refuse(lead: Person, number: int, reason: str) -> None:
    """Say that it cannot be delivered."""
    lead.press("Cannot", card(lead, "provider", f"Delivery d{number:02}"))
    lead.fill({"What stands in the way": reason})
    assert lead.submit().closed


def acknowledge(lead: Person, number: int, step: str) -> None:
    """Take its resolution up."""
    lead.press("Acknowledge", card(lead, "provider", f"R-{number + 1}: Delivery"))
    lead.fill({"The next step": step})
    assert lead.submit().closed


def decide(chief: Person, number: int, summaries: list[str], reason: str) -> None:
    """Decide its resolution, with words for each of the four options."""
    chief.press("Decide", card(chief, "provider", f"R-{number + 1}: Delivery"))
    fields = ("Option 1: time", "Option 2: scope", "Option 3: people", "Option 4: drop something")
    chief.fill({field: typed_into_one_line(each) for field, each in zip(fields, summaries, strict=True)})
    chief.fill({"Your choice": "Option 4: drop something", "Why": reason})
    assert chief.submit().closed


def answer_late(world: World, text: str) -> None:
    """Let the owner's hour come, and have all nine initiatives late, with the same text in each field."""
    world.at("2026-01-08T09:30")
    world.tick()
    owner = world.person("owner")
    owner.press("Answer", owner.dm()[0])
    fill_in_all(owner, must_change=text, done=text, forecast=LATE.isoformat(), confidence=80)
    owner.submit()
    explained = {"cause": text, "condition": text, "action": text, "ask": text}
    typed = {f"{field}-{place}": each for field, each in explained.items() for place in range(MOST_AT_ONCE)}
    assert explain(owner, typed, tuple(explained), cause_class="Outside the company").closed
    world.settle()


def explain(person: Person, typed: Mapping[str, str], fields: tuple[str, ...], **same: object) -> Submission:
    """Fill in and send the second page, and those after it: long texts take more than one."""
    while True:
        fill_in(person, typed, fields, **same)
        submission = person.submit()
        if submission.view is None or submission.errors:
            return submission


def fill_in_all(person: Person, **same: object) -> None:
    """Fill in the same for each of the initiatives on the page."""
    fields = {f"{field}-{place}": value for field, value in same.items() for place in range(MOST_AT_ONCE)}
    person.fill({name: value for name, value in fields.items() if name in _fields_of(person)})


def _fields_of(person: Person) -> set[str]:
    return {block["block_id"] for block in person.modal.content["blocks"] if block["type"] == "input"}


def typed_in(texts: list[str]) -> Mapping[str, str]:
    """Put every text into each field, each time of another initiative."""
    return {
        f"{field}-{place}": (text if field in MULTILINE else typed_into_one_line(text))[:LONGEST_INPUT]
        for offset, field in enumerate((*MULTILINE, *ONE_LINE))
        for place, text in enumerate(texts[offset:] + texts[:offset])
    }


def fill_in(person: Person, typed: Mapping[str, str], fields: tuple[str, ...], **same: object) -> None:
    """Fill in the texts of a page, and the same in its other fields for each initiative."""
    here = _fields_of(person)
    person.fill({name: text for name, text in typed.items() if name.split("-")[0] in fields and name in here})
    fill_in_all(person, **same)


def stored_texts(world: World) -> Mapping[str, str]:
    """Return the texts of the newest answer, by field; a form asks for what stands alike in the order of the ids."""
    with world.bot.services.reading() as session:
        updates = find_updates(session, CHECK_IN)  # type: ignore[arg-type]  # as the rituals build it
        steps = {each.initiative: each for each in RECOVERIES.find(session, RECOVERIES.c.status == "open")}
    stored: dict[str, str] = {}
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
