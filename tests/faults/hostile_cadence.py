"""What is said around absences, snoozes, silence and successors, with given text wherever somebody's is shown."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from handlers.blocks import check_in_card, news_cards, silence_cards
from handlers.blocks.prose import Card
from handlers.blocks.snooze import with_snooze
from handlers.blocks.successor_card import successor_card
from handlers.blocks.turnout import turnout_cards
from rituals.check_ins import CheckInStatus
from rituals.handovers import Vacancy
from rituals.program import Program
from rituals.silence import SilenceRung
from rituals.snoozes import Snooze
from rituals.turnout import Missing, Turnout
from tests.faults import hostile_records as records
from tests.faults.hostile_program import CHIEF, LEAD, NOW, ONE, OTHER, OWNER, Write, name


def cadence_cards(program: Program, write: Write) -> Iterator[tuple[str, Card]]:
    """Yield each of the messages."""
    check_in, standings = records.check_in(), [records.standing(each, program, write) for each in (ONE, OTHER)]
    silent = replace(check_in, status=CheckInStatus.SILENT)
    reminder = check_in_card.reminder_card(silent, initiatives=2, zone="UTC")
    yield "late reminder", reminder
    snoozed = replace(check_in, snoozed_until=NOW, snoozes=1)
    yield "snoozed", with_snooze(reminder, snoozed, dict.fromkeys(Snooze, NOW), zone="UTC")
    excused = replace(check_in, status=CheckInStatus.CANCELLED, silence="owner away until Fri 16 Jan")
    yield "excused", check_in_card.excused_card(excused, standings, program, zone="UTC")
    for_another = replace(check_in, person=LEAD)
    yield "for another", check_in_card.prompt_card(for_another, standings, program, zone="UTC", may_repeat=False)

    told = silence_cards.Unanswered(check_in=silent, standings=standings, zone="UTC", next_at=NOW + timedelta(days=7))
    answered = replace(told, check_in=replace(check_in, status=CheckInStatus.ANSWERED, answered_at=NOW))
    for rung in (SilenceRung.DEPUTY, SilenceRung.SPONSOR):
        yield "silence", silence_cards.silence_card([told, answered], program, rung=rung)
    yield "silence ended", silence_cards.answered_card([answered], program)

    missing = (Missing(name=name(write), why=f"{name(write)} asked instead"),)
    yield from (("turnout", card) for card in turnout_cards(Turnout(cycle="2026-W03", answered=1, missing=missing)))
    left, heir, teams = program.people[OWNER], program.people[LEAD], tuple(program.teams.values())
    vacancy = Vacancy(left=left, heir=heir, initiatives=tuple(program.initiatives.values()), teams=teams)
    yield "successor", successor_card(vacancy, office=[program.people[CHIEF]])
    yield "successor of the office", successor_card(vacancy, office=[])
    yield "departure", news_cards.departure_card(left, vacancy.initiatives, teams, stand_ins=[heir])
    yield "departure without heir", news_cards.departure_card(left, vacancy.initiatives, teams, stand_ins=[])
