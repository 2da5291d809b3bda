"""A half-year of the Rust project's goals that was played, and what came of it: stored, told and read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from handlers.blocks.words import say_date
from rituals.calendar import Cycle
from rituals.check_ins import Update
from rituals.ids import PersonId
from rituals.program import Initiative, Program
from sandbox.person import Person
from sandbox.records import Message
from storage.check_ins import find_updates
from tests.journeys.rust_kit import PROMPT, Month, act_as
from tests.world import World

LEAD = "nikomatsakis"
Said = tuple[Month, Initiative]


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """A half-year that was played: who answered in which month, and which flags were raised."""

    world: World
    program: Program
    months: Sequence[Month]
    answered: Mapping[date, Sequence[PersonId]]
    wishes: Sequence[tuple[Initiative, str]]

    @property
    def lead(self) -> Person:
        """Whoever runs the goal program: the only member of the steering group, who reads the digest."""
        return self.world.person(LEAD)

    def person(self, owner: PersonId) -> Person:
        return act_as(self.world, self.program, owner)

    def said(self) -> Iterator[Said]:
        """Yield everything that was published by somebody who was asked."""
        for month in self.months:
            for initiative in self.program.initiatives.values():
                if month.says(initiative) is not None:
                    yield month, initiative

    def silent(self) -> Iterator[Said]:
        """Yield every initiative on which its owner said nothing in a month."""
        for month in self.months:
            for initiative in self.program.initiatives.values():
                if initiative.owner not in self.answered[month.published_on]:
                    yield month, initiative

    def digest(self, month: Month) -> str:
        """Return the thread of the month's digest, as it is read."""
        heading = f"The digest of {say_date(month.told_at.date())}"
        [parent] = [message for message in self.lead.dm() if message.text.startswith(heading)]
        return "\n".join(self.lead.reads(message) for message in self.lead.thread(parent))

    def stands(self, month: Month, initiative: Initiative) -> str:
        """Return the line of the digest that says how an initiative stands."""
        [line] = [line for line in self.digest(month).splitlines() if line.startswith(f"{initiative.name}: ")]
        return line

    def update(self, month: Month, initiative: Initiative) -> Update:
        """Return what is stored of the answer."""
        with self.world.bot.services.reading() as session:
            check_in = f"{initiative.owner}:{Cycle.of(month.asked_at.date()).key}"
            return find_updates(session, check_in)[initiative.id]  # type: ignore[arg-type]  # as the rituals build it

    def receipt(self, month: Month, initiative: Initiative) -> Message:
        """Return the card of the month's check-in, which has become the receipt."""
        cards = [each for each in self.person(initiative.owner).dm() if _is_card(each)]
        return next(each for each in cards if each.posted_at >= month.asked_at)


def _is_card(message: Message) -> bool:
    return message.text.startswith((PROMPT, "Your check-in about"))
