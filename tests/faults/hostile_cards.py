"""Every message and view the bot can draw, with given text in each place where somebody's text is shown."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle

from slack_sdk.models.views import View

from handlers.blocks import (
    check_in_card,
    check_in_receipt,
    contradiction_cards,
    dependency_cards,
    dependency_forms,
    digest_forms,
    escalation_cards,
    escalation_forms,
    flag_answer_form,
    flag_cards,
    recovery,
    undelivered,
)
from handlers.blocks.check_in_deviation import DeviationQuestion, second_page
from handlers.blocks.check_in_form import Question, first_page
from handlers.blocks.decision_forms import decision_form
from handlers.blocks.digest import draw_parent, draw_skipped
from handlers.blocks.digest_thread import draw_replies
from handlers.blocks.flag_form import FilledIn, draw_form
from handlers.blocks.home import Home, draw_home
from handlers.blocks.prose import Card, plain
from handlers.blocks.words import clean, clip, escape
from rituals.announcements import Announcement
from rituals.check_ins import RecoveryStatus
from rituals.conclusions import conclude
from rituals.dependencies import DependencyStatus
from rituals.digest_building import build_digest
from rituals.escalations import EscalationStatus
from rituals.flag_reminders import FlagReminder, ReminderKind
from rituals.flag_targets import Targets
from rituals.flags import FlagAnswerKind
from rituals.health import Health
from rituals.ids import (
    CheckInId,
    FormId,
)
from rituals.needs import Need, NeedKind
from rituals.outlook import Outlook
from rituals.program import Program
from sandbox.records import Json
from tests.faults import hostile_records as records
from tests.faults.hostile_cadence import cadence_cards
from tests.faults.hostile_commands import draw_commands
from tests.faults.hostile_flags import draw_confidences, draw_ends_of_flags
from tests.faults.hostile_program import CHIEF, LATER, LEAD, NOW, ONE, OTHER, OWED, OWNER, SOON, TODAY, Write, name
from tests.faults.hostile_program import program as build_program

FORM = FormId("form-of-hostile-text")

Drawn = tuple[str, Json]


def draw_everything(texts: Sequence[str]) -> Iterator[Drawn]:
    """Yield everything that can be drawn, by name, as it is sent; the texts are used in turn."""
    following = cycle(texts)

    def write(limit: int) -> str:
        return clip(clean(next(following)), limit)

    program = build_program(write)
    parts = (
        _check_ins,
        _recoveries,
        _flags,
        _dependencies,
        _escalations,
        _digests,
        draw_commands,
        _others,
        cadence_cards,
    )
    for drawn in parts:
        yield from ((what, _as_sent(each)) for what, each in drawn(program, write))
    said = records.announcement(write)
    yield "redirected", _redirected(said, "is_archived")
    yield "redirected without its blocks", _redirected(said, "invalid_blocks")


def _as_sent(drawn: Card | View) -> Json:
    if isinstance(drawn, View):
        return dict(drawn.to_dict())
    return {"text": escape(drawn.text), "blocks": [block.to_dict() for block in drawn.blocks]}


def _redirected(said: Announcement, reason: str) -> Json:
    text = escape(undelivered.redirected_text(said, reason))
    return {"text": text, "blocks": json.loads(undelivered.redirected_blocks(said, reason))}


def _check_ins(program: Program, write: Write) -> Iterator[tuple[str, Card | View]]:
    check_in, standings = records.check_in(), [records.standing(each, program, write) for each in (ONE, OTHER)]
    yield "prompt", check_in_card.prompt_card(check_in, standings, program, zone="UTC", may_repeat=True)
    yield "reminder", check_in_card.reminder_card(check_in, initiatives=2, zone="UTC")
    yield "reminder done", check_in_card.reminder_done_card()
    yield "silent", check_in_card.silent_card(check_in, standings, program, zone="UTC")
    answer = records.answer(write)
    questions = [
        Question(place=place, standing=each, answer=answer, obstacle=records.obstacle(program))
        for place, each in enumerate(standings)
    ]
    yield (
        "first page",
        first_page(FORM, questions, program, gone=[name(write), name(write)]),
    )
    off = [
        DeviationQuestion(
            place=place, conclusion=conclude(answer, each, program, today=TODAY), deviation=answer.deviation
        )
        for place, each in enumerate(standings)
    ]
    yield "second page", second_page(FORM, off, program)
    updates = {each: records.update(each, write) for each in (ONE, OTHER)}
    receipt = check_in_receipt.Receipt(
        check_in=check_in,
        updates=list(updates.values()),
        recoveries={ONE: records.recovery(write)},
        notes={ONE: f"Your forecast was moved, when “{name(write)}” can be used."},
        left=1,
        next_on="Thu 22 Jan, 09:30",
        zone="UTC",
    )
    yield "receipt", check_in_receipt.receipt_card(receipt, program)
    yield "ask", check_in_receipt.ask_card(updates[ONE], program)
    yield "ask taken back", check_in_receipt.ask_card(replace(updates[ONE], ask=None), program)
    yield "conflict", check_in_receipt.conflict_page(FORM, updates, list(updates.values()), program)


def _recoveries(program: Program, write: Write) -> Iterator[tuple[str, Card | View]]:
    step = records.recovery(write)
    yield "recovery question", recovery.question_card(step, program, reader=OWNER)
    for status in RecoveryStatus:
        yield f"recovery {status.value}", recovery.answered_card(replace(step, status=status), program)
    yield "recovery changed", recovery.answered_card(step, program, successor=records.recovery(write))
    yield "recovery form", recovery.change_form(FORM, step, program)


def _flags(program: Program, write: Write) -> Iterator[tuple[str, Card | View]]:
    flag, chief = records.flag(write), program.people[CHIEF]
    answers = (
        flag_answer_form.say_help(write(1_000), write(200), SOON),
        flag_answer_form.say_decision(write(1_000), write(1_000)),
        flag_answer_form.say_acceptance(write(1_000), chief),
    )
    for state in (flag, *(records.answered(flag, answer) for answer in answers)):
        yield "flag for the team", flag_cards.draw_team_card(state, program)
        yield "flag to answer", flag_cards.draw_ask(state, program)
        yield "flag receipt", flag_cards.draw_receipt(state, program)
        yield "flag answer", flag_cards.draw_answer_for_raiser(state, program)
        yield "flag reply", flag_cards.draw_answer_reply(state, program)
    yield "flag draft", flag_cards.draw_draft(flag, form_is_open=True)
    yield from draw_ends_of_flags(program, write, FORM)
    yield from draw_confidences(program, write, FORM)
    for kind in ReminderKind:
        yield "flag reminder", flag_cards.draw_reminder(FlagReminder(flag=flag, kind=kind, recipient=CHIEF), program)
    for answer_kind in FlagAnswerKind:
        yield "flag answer form", flag_answer_form.draw_answer_form(FORM, flag, answer_kind, chief)
    initiatives = tuple(program.initiatives.values())
    filled = FilledIn(what=flag.what, hits=ONE, help_wanted=flag.help_wanted)
    yield "flag form", draw_form(FORM, Targets(own_teams=initiatives[:1], others=initiatives[1:], guess=None), filled)


def _dependencies(program: Program, write: Write) -> Iterator[tuple[str, Card | View]]:
    for status in DependencyStatus:
        owed = replace(program.dependencies[OWED], status=status, promised_on=LATER)
        yield f"provider, {status.value}", dependency_cards.provider_card(owed, program)
        yield f"consumer, {status.value}", dependency_cards.consumer_card(owed, records.slips(), program)
        yield "heartbeat", dependency_cards.heartbeat_card(name(write), [owed, owed], program)
        yield "climb", dependency_cards.climb_card(owed, program, days=3)
        yield "earlier date", dependency_cards.earlier_date_card(owed, SOON, program)
        yield "counter form", dependency_forms.counter_form(owed, program, FORM, today=TODAY)
        yield "refusal form", dependency_forms.refusal_form(owed, program, FORM)


def _escalations(program: Program, write: Write) -> Iterator[tuple[str, Card | View]]:
    escalation, owed = records.escalation(program, write), program.dependencies[OWED]
    options = records.options(write)
    decided = records.decision(write)
    for status in EscalationStatus:
        shown = escalation_cards.Resolution(
            escalation=replace(escalation, status=status),
            dependency=owed,
            outlook=Outlook(delivered_on=LATER, is_assumed=True, slips=records.slips()),
            options=options,
            decided=decided if status is EscalationStatus.RESOLVED else None,
        )
        yield f"twin, {status.value}", escalation_cards.twin_card(shown, program)
        yield "discussion", escalation_cards.discussion_card(shown, ["consumer", "provider"])
        yield "rung", escalation_cards.rung_card(shown, program, hours=4)
        if shown.decided is not None:
            yield "decision", escalation_cards.decision_card(shown, program)
        yield "decision form", decision_form(records.trade_off(program), options[:4], shown, program, FORM)
    yield "acknowledge form", escalation_forms.acknowledge_form(escalation, owed, FORM, today=TODAY)


def _digests(program: Program, write: Write) -> Iterator[tuple[str, Card | View]]:
    digest = build_digest(records.snapshot(program, write), None)
    yield "digest", draw_parent(digest, program)
    for reply in draw_replies(digest, program):
        yield "digest reply", reply.card
    yield "digest skipped", draw_skipped(NOW, program)
    yield (
        "contradictions",
        contradiction_cards.draw_contradictions(
            [records.signal(write), records.signal(write)],
            program,
            reader=LEAD,
            check_in=CheckInId("lead:2026-W03"),
            settle_by=SOON,
        ),
    )


def _others(program: Program, write: Write) -> Iterator[tuple[str, Card | View]]:
    owner, chief, initiative = program.people[OWNER], program.people[CHIEF], program.initiatives[ONE]
    for purpose in digest_forms.Purpose:
        yield "note form", digest_forms.draw_message_form(FORM, initiative, purpose)
        yield (
            "note",
            digest_forms.draw_note(write(1_000), purpose, initiative, program, sender=chief, reader=owner),
        )
    yield "note receipt", digest_forms.draw_note_receipt(write(1_000), initiative, program, owner=owner)
    needs = tuple(Need(kind=kind, subject="S-1", due_on=SOON, about=write(3_000)) for kind in NeedKind)
    owned = ((initiative, Health.RED), (program.initiatives[OTHER], Health.GREEN))
    yield "home", draw_home(Home(reader=owner, needs=needs, owned=owned, next_prompt_at=NOW), program)
    yield (
        "explanation",
        Card(f"“{name(write)}” is delivered.", (plain(f"“{name(write)}” is delivered."),)),
    )
    said = records.announcement(write)
    yield "failed", undelivered.failed_card(said, "is_archived")
    yield "unconfirmed", undelivered.unconfirmed_card(said)
