"""Draws what deputies and sponsors are told of check-ins without an answer: of initiatives, and without blame."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import Block

from handlers.blocks.check_in_words import fitting, headline, say_dates
from handlers.blocks.prose import Card, header, paragraph, plain, sentence, small
from handlers.blocks.words import count, say_moment
from rituals.check_ins import CheckIn, CheckInStatus
from rituals.program import Program
from rituals.silence import SilenceRung
from rituals.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A check-in that was not answered in its window, or only after it, as one reader in `zone` is told of it.

    `next_at` (UTC) is when the person is asked again.
    """

    check_in: CheckIn
    standings: Sequence[Standing]
    zone: str
    next_at: datetime | None

    @property
    def is_answered(self) -> bool:
        return self.check_in.status is CheckInStatus.ANSWERED


def silence_card(told: Sequence[Unanswered], program: Program, *, rung: SilenceRung) -> Card:
    """Tell what is not known, how it last stood, and what the reader can do."""
    open_ones = [each for each in told if not each.is_answered]
    initiatives = count(sum(len(each.standings) for each in open_ones), "initiative")
    why_you = f"You hear of it because {_why_you(rung)}."
    text = f"There is no answer yet about {initiatives}. {why_you}"
    blocks: list[Block] = [header(f"No answer yet about {initiatives}"), plain(why_you)]
    blocks += _list(told, program)
    blocks.append(plain(_WHAT_TO_DO))
    return Card(text, tuple(blocks))


def answered_card(told: Sequence[Unanswered], program: Program) -> Card:
    """Draw the message once every answer has come."""
    text = "What had no answer here is answered now. There is nothing left for you to do."
    return Card(text, (plain(text), *_list(told, program)))


_WHAT_TO_DO = (
    "Please speak with them: only who was asked can answer, and a late answer still counts. If they are away, an "
    "administrator can note it, and the next check-in goes to their deputy. This message tells when the answer comes."
)


def _why_you(rung: SilenceRung) -> str:
    if rung is SilenceRung.DEPUTY:
        return "you are the deputy or the manager of who was asked"
    return "you sponsor it"


def _list(told: Sequence[Unanswered], program: Program) -> list[Block]:
    drawn = list(_draw(told, program))
    return fitting(drawn, len(drawn))


def _draw(told: Sequence[Unanswered], program: Program) -> Iterator[Block]:
    for each in told:
        yield small(_say_asked(each, program))
        if each.is_answered:
            continue
        for standing in each.standings:
            yield paragraph(headline(standing), sentence(say_dates(standing)))


def _say_asked(each: Unanswered, program: Program) -> str:
    name = program.people[each.check_in.person].name
    if each.is_answered and each.check_in.answered_at is not None:
        return f"{name} answered on {say_moment(each.check_in.answered_at, each.zone)}."
    asked, closed = say_moment(each.check_in.due_at, each.zone), say_moment(each.check_in.closes_at, each.zone)
    until = f"; an answer is taken until {say_moment(each.next_at, each.zone)}" if each.next_at else ""
    return f"{name} was asked on {asked}; it closed on {closed}{until}."
