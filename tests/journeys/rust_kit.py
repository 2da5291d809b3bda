"""How the Rust project's goals are played: each owner says in the form what they published in that month.

Months of weekly check-ins would be ten thousand messages, so of each month the one week is played to which its update
belongs, from the prompt to the digest, and the clock jumps from one instant that matters to the next. Between the
months the bot is off, and takes up again where it stopped. What the goals ask of teams is taken as delivered here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from examples.rust_goals import HALVES, MonthlyUpdate, load_goals, program_of, updates_of, workspace_of
from rituals.dependencies import DependencyStatus
from rituals.ids import PersonId
from rituals.program import Initiative, Program
from sandbox.desk import Submission
from sandbox.person import Person
from sandbox.records import View
from tests.places import SHARED
from tests.world import World

GOALS = SHARED / "data" / "rust_goals"
ABSENT = "the Rust project's goals are not beside the project"
PROMPT = "Your weekly check-in about"
LONGEST_INPUT = 3_000
"""What Slack's client lets a person type into a field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One round of monthly updates, by initiative, and the instants (UTC) of the week in which they are told."""

    published_on: date
    updates: Mapping[str, MonthlyUpdate]

    @property
    def asked_at(self) -> datetime:
        """The hour of the last check-in before the updates came out: a Thursday at half past nine."""
        thursday = self.published_on - timedelta(days=(self.published_on.weekday() - 3) % 7)
        return datetime.combine(thursday, time(9, 30), UTC)

    @property
    def reminded_at(self) -> datetime:
        return self.asked_at + timedelta(days=1, hours=5)

    @property
    def closed_at(self) -> datetime:
        return self.asked_at + timedelta(days=4)

    @property
    def told_at(self) -> datetime:
        """The hour of the next digest."""
        return self.asked_at + timedelta(days=4, minutes=30)

    def says(self, initiative: Initiative) -> MonthlyUpdate | None:
        """Return what was published, None where nobody wrote a word."""
        update = self.updates.get(initiative.id)
        return update if update and (update.text or update.help_wanted) else None


def months_of(cycle: str) -> Sequence[Month]:
    """Return the months of a half, the earliest first."""
    told = [update for update in updates_of(GOALS) if update.cycle == cycle]
    return [
        Month(published_on=day, updates={each.initiative: each for each in told if each.date == day})
        for day in sorted({update.date for update in told})
    ]


def program(cycle: str) -> Program:
    """Return the half as a program whose digest comes when the check-ins have closed, at ten on Mondays."""
    loaded = program_of(load_goals(GOALS), cycle)
    delivered = {
        key: replace(each, status=DependencyStatus.ACCEPTED, promised_on=each.needed_by)
        for key, each in loaded.dependencies.items()
    }
    return replace(loaded, cadence=replace(loaded.cadence, digest_at=time(10)), dependencies=delivered)


def open_world(loaded: Program, database_url: str, at: datetime) -> World:
    """Start a workspace with the program's people on the Monday before the first month."""
    world = World.open(workspace_of(loaded), database_url=database_url, at=at)
    world.load(loaded)
    world.tick()
    return world


def tick_at(world: World, moment: datetime) -> None:
    """Let the clock jump to a moment, unless it is past it, and let the bot do what is due then."""
    world.sandbox.clock.set(max(moment, world.sandbox.clock.now()))
    world.tick()


def owners(loaded: Program) -> Mapping[PersonId, Sequence[Initiative]]:
    """Return all owners with their initiatives."""
    everybody = dict.fromkeys(each.owner for each in loaded.initiatives.values())
    return {owner: [each for each in loaded.initiatives.values() if each.owner == owner] for owner in everybody}


def act_as(world: World, loaded: Program, owner: PersonId) -> Person:
    """Return the owner, to act as."""
    return world.person(str(loaded.people[owner].slack_id))


def answer(person: Person, month: Month, initiatives: Sequence[Initiative]) -> Submission:
    """Answer the check-in with what was published: both pages, where the second is asked for."""
    person.press("Answer", [each for each in person.dm() if each.text.startswith(PROMPT)][-1])
    view = person.modal
    placed = dict(_places(view, person.reads(view), initiatives))
    person.fill(
        {
            f"{field}-{place}": value
            for place, each in placed.items()
            for field, value in _expectation(month, each).items()
        }
    )
    submission = person.submit()
    if submission.view is not None and not submission.errors:
        drawn = {block["block_id"] for block in submission.view.blocks}
        off = {place: each for place, each in placed.items() if f"cause-{place}" in drawn}
        person.fill(
            {f"{field}-{place}": value for place, each in off.items() for field, value in _cause(month, each).items()}
        )
        submission = person.submit()
    return submission


def raise_flag(person: Person, wish: str, initiative: Initiative, impact_on: date) -> Submission:
    """Raise a flag with the help that is wanted, by the command; what was asked for before is asked for once more."""
    person.slash("/flag", wish)
    person.fill(
        {
            "When would it hit, at the earliest?": impact_on.isoformat(),
            "Which initiative would it hit?": initiative.id,
            "How likely is it?": "Likely: I expect it",
            "What help do you want?": wish,
        }
    )
    submission = person.submit()
    if submission.view is not None and not submission.errors:
        person.choose("Is it the same risk?", "It is another risk: raise it")
        submission = person.submit()
    return submission


def one_line(text: str) -> str:
    return " ".join(text.split())


def shows(read: str, text: str, *, at_least: int = 80) -> bool:
    """Tell whether a person reads the text: whole, or at least its beginning and then “…” where it was cut."""
    read, text = one_line(read), one_line(text)
    if text in read:
        return True
    beginnings = re.finditer(re.escape(text[:at_least]), read)
    return any(_is_cut(read[found.start() :], text) for found in beginnings)


def _is_cut(read: str, text: str) -> bool:
    same = next(place for place, (one, other) in enumerate(zip(read + "\0", text + "\0", strict=False)) if one != other)
    # A cut inside of a blank leaves the mark right after the last word.
    return read[same : same + 1] == "…" or read[same - 1 : same + 1].strip() == "…"


def _places(view: View, read: str, initiatives: Sequence[Initiative]) -> Iterator[tuple[int, Initiative]]:
    """Yield the place of each initiative in the form: the order in which its names are read."""
    headed = sorted((read.index(f"{each.name} · "), each.id, each) for each in initiatives)
    yield from ((place, each) for place, (_, _, each) in enumerate(headed))


def _expectation(month: Month, initiative: Initiative) -> Mapping[str, object]:
    update = month.says(initiative)
    is_over = month.asked_at.date() >= initiative.committed_on
    wants_help = bool(update and update.help_wanted)
    # After the half has ended the work goes on in the next one.
    forecast_on = HALVES["2025h1"].ends if is_over else initiative.committed_on
    return {
        "forecast": forecast_on.isoformat(),
        "confidence": 40 if wants_help else 80,
        "metric": _share_done(update),
        **({"done": update.text[:LONGEST_INPUT]} if update and update.text else {}),
        **({"must_change": _what_must_change(update)} if is_over or wants_help else {}),
    }


def _cause(month: Month, initiative: Initiative) -> Mapping[str, object]:
    update = month.says(initiative)
    cause = {
        "cause_class": "People or skills missing",
        "cause": one_line(update.text if update and update.text else "Not told")[:LONGEST_INPUT],
    }
    if update and update.help_wanted:
        return {**cause, "ask": update.help_wanted[0]}
    return {**cause, "condition": "the next half begins", "action": "it goes on as a goal of the next half"}


def _what_must_change(update: MonthlyUpdate | None) -> str:
    if update is None:
        return "Not told"
    return "\n".join(update.help_wanted) or update.text[:LONGEST_INPUT]


def _share_done(update: MonthlyUpdate | None) -> int:
    return round(100 * (update.done or 0) / update.total) if update and update.total else 0
