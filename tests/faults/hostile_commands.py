"""What the command answers, with given text in each place where somebody's text is shown."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from slack_sdk.models.views import View

from handlers.blocks import away_cards, command_cards, pause_cards, why_cards
from handlers.blocks.away_form import away_form
from handlers.blocks.prose import Card
from rituals.absences import Absence, AbsenceSource
from rituals.ids import CheckInId, FormId, PauseId
from rituals.needs import Need, NeedKind
from rituals.pauses import Pause, PauseScope
from rituals.policy import Rhythm
from rituals.program import Program
from rituals.why import Answer, Reason, Why
from tests.faults.hostile_program import CHIEF, LATER, NOW, ONE, OWNER, SOON, TODAY, Write, name

FORM = FormId("form-of-hostile-text")


def draw_commands(program: Program, write: Write) -> Iterator[tuple[str, Card | View]]:
    """Yield the cards and the form of the command."""
    yield from _menu(write)
    yield from _away(program)
    yield from _pauses(program)
    yield from _why(program, write)


def _menu(write: Write) -> Iterator[tuple[str, Card | View]]:
    needs = tuple(Need(kind=kind, subject="S-1", due_on=SOON, about=write(3_000)) for kind in NeedKind)
    menu = command_cards.Menu(
        needs=needs,
        next_at=NOW,
        initiatives=2,
        zone="UTC",
        away_until=SOON,
        paused_until=NOW,
        open_check_in=CheckInId("owner:2026-W02"),
    )
    yield "menu", command_cards.menu_card(menu)
    yield "empty menu", command_cards.menu_card(replace(menu, needs=(), next_at=None))
    yield "help", command_cards.help_card("/drumbeat", "/flag", f"I do not know “{write(40)}”.")


def _away(program: Program) -> Iterator[tuple[str, Card | View]]:
    owner, chief = program.people[OWNER], program.people[CHIEF]
    absence = Absence(person=OWNER, first_on=SOON, last_on=LATER, source=AbsenceSource.SLACK, told_at=NOW)
    for reader in (owner, chief):
        outlook = away_cards.Outlook(person=owner, reader=reader, next_at=NOW, zone="UTC", today=TODAY)
        for stand_in in (None, owner, chief):
            noted = away_cards.Noted(absence=absence, replaced=(absence,), teller=chief, stand_in=stand_in)
            yield "away", away_cards.away_card(noted, outlook, program)
        yield "back", away_cards.back_card([absence, replace(absence, first_on=TODAY)], outlook)
        yield "planned", away_cards.planned_card([absence] * 30, outlook)
        yield "away form", away_form(FORM, person=owner, is_own=reader is owner, today=TODAY)
    yield "ended", away_cards.ended_card(absence)


def _pauses(program: Program) -> Iterator[tuple[str, Card | View]]:
    owner, chief = program.people[OWNER], program.people[CHIEF]
    [team, *_] = program.teams.values()
    for scope, person, of_team in (
        (PauseScope.PERSON, owner, None),
        (PauseScope.TEAM, None, team),
        (PauseScope.PROGRAM, None, None),
    ):
        pause = Pause(
            id=PauseId("P-1"),
            scope=scope,
            subject="",
            begins_at=NOW,
            ends_at=datetime(2026, 3, 1, tzinfo=UTC),
            asked_by=CHIEF,
        )
        held = pause_cards.Held(
            pause=pause,
            reader=chief,
            initiatives=2,
            zone="UTC",
            is_to_come=True,
            person=person,
            team=of_team,
            next_at=NOW,
        )
        yield "paused", pause_cards.paused_card(held)
        yield "resumed", pause_cards.resumed_card(held, [pause])


def _why(program: Program, write: Write) -> Iterator[tuple[str, Card | View]]:
    owner, chief, initiative = program.people[OWNER], program.people[CHIEF], program.initiatives[ONE]
    for why in Why:
        reason = Reason(why=why, day=SOON, at=NOW, words=write(200), rhythm=Rhythm.MONTHLY)
        answer = Answer(reason=reason, besides=(reason,), stand_in=CHIEF, next_at=NOW)
        for reader in (owner, chief):
            asked = why_cards.Asked(
                reader=reader,
                person=owner,
                reader_zone="UTC",
                zone="Asia/Tokyo",
                initiatives=2,
                initiative=initiative,
                stand_in=chief,
            )
            yield f"why, {why.value}", why_cards.why_card(answer, asked)
    yield "choices", why_cards.choices_card(name(write), [*program.initiatives.values()] * 9)
    yield "no program", why_cards.no_program_card()
