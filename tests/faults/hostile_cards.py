"""Every message and view the bot can draw, with given text in each place where somebody's text is shown."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
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
from handlers.blocks.escalation_words import say_doubts
from handlers.blocks.flag_form import FilledIn, draw_form
from handlers.blocks.home import Home, draw_home
from handlers.blocks.prose import Card, plain
from handlers.blocks.words import clean, clip, escape
from rituals.announcements import Announcement
from rituals.answers import Answer, Deviation
from rituals.breaches import Doubt
from rituals.check_ins import CauseClass, CheckIn, CheckInStatus, Recovery, RecoveryStatus, Update
from rituals.conclusions import conclude
from rituals.contradictions import RULES
from rituals.decisions import Decision, Effect, OptionKind, TradeOff, TradeOffOption
from rituals.dependencies import Dependency, DependencyStatus
from rituals.digest_building import build_digest
from rituals.escalations import Escalation, EscalationStatus, SubjectKind
from rituals.feasibility import Obstacle
from rituals.flag_reminders import FlagReminder, ReminderKind
from rituals.flag_targets import Targets
from rituals.flags import Chance, Flag, FlagAnswerKind, FlagStatus
from rituals.health import Health
from rituals.ids import (
    AnnouncementKey,
    CheckInId,
    DecisionId,
    DependencyId,
    EscalationId,
    FlagId,
    FormId,
    GoalId,
    InitiativeId,
    MetricId,
    PersonId,
    RecoveryId,
    SignalId,
    SlackUserId,
    TeamId,
    TradeOffId,
)
from rituals.needs import Need, NeedKind
from rituals.outlook import Outlook
from rituals.people import Person, Role, Team
from rituals.program import BaselineMove, Direction, Goal, Initiative, Metric, MetricKind, Program
from rituals.propagation import Slip
from rituals.signals import Signal
from rituals.snapshot import Snapshot
from rituals.standing import Standing
from sandbox.records import Json

NOW = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)
TODAY, SOON, LATER = date(2026, 1, 12), date(2026, 2, 16), date(2026, 3, 2)
OWNER, LEAD, CHIEF = PersonId("owner"), PersonId("lead"), PersonId("chief")
ONE, OTHER = InitiativeId("one"), InitiativeId("other")
FORM = FormId("form-of-hostile-text")
NAME_LIMIT = 1_000
"""What a program file takes for a name."""

Drawn = tuple[str, Json]
Write = Callable[[int], str]
"""Returns the next text, cleaned as it is stored and cut to what its field takes."""


def draw_everything(texts: Sequence[str]) -> Iterator[Drawn]:
    """Yield everything that can be drawn, by name, as it is sent; the texts are used in turn."""
    following = cycle(texts)

    def write(limit: int) -> str:
        return clip(clean(next(following)), limit)

    program = _program(write)
    for drawn in (_check_ins, _recoveries, _flags, _dependencies, _escalations, _digests, _others):
        yield from ((name, _as_sent(each)) for name, each in drawn(program, write))
    said = _announcement(write)
    yield "redirected", _redirected(said, "is_archived")
    yield "redirected without its blocks", _redirected(said, "invalid_blocks")


def _as_sent(drawn: Card | View) -> Json:
    if isinstance(drawn, View):
        return dict(drawn.to_dict())
    return {"text": escape(drawn.text), "blocks": [block.to_dict() for block in drawn.blocks]}


def _announcement(write: Write) -> Announcement:
    card = Card(_name(write), (plain(_name(write)),))
    return Announcement(
        key=AnnouncementKey("flag:F-1:card"), recipient="C0CONSUMER", text=card.text, blocks=card.to_json()
    )


def _redirected(said: Announcement, reason: str) -> Json:
    text = escape(undelivered.redirected_text(said, reason))
    return {"text": text, "blocks": json.loads(undelivered.redirected_blocks(said, reason))}


def _name(write: Write) -> str:
    """Write a name as program files take it: on one line, and never empty."""
    return " ".join(write(NAME_LIMIT).split()) or "x"


def _program(write: Write) -> Program:
    people = [
        Person(id=OWNER, name=_name(write), slack_id=SlackUserId("U0OWNER"), manager=CHIEF),
        Person(id=LEAD, name=_name(write), manager=CHIEF),
        Person(id=CHIEF, name=_name(write), slack_id=SlackUserId("U0CHIEF"), roles=frozenset({Role.STEERING})),
    ]
    teams = [
        Team(id=TeamId("consumer"), name=_name(write), lead=OWNER, channel="#consumer"),
        Team(id=TeamId("provider"), name=_name(write), lead=LEAD, channel="#provider"),
    ]
    goals = [
        Goal(id=GoalId("top"), name=_name(write), level=_name(write), owner=CHIEF),
        Goal(id=GoalId("below"), name=_name(write), level=_name(write), parent=GoalId("top")),
    ]
    metric = Metric(
        id=MetricId("metric"),
        name=_name(write),
        kind=MetricKind.LEADING,
        unit=_name(write),
        direction=Direction.UP,
        baseline=0,
        target=100,
        limit=5,
    )
    initiatives = [
        Initiative(
            id=key,
            name=_name(write),
            goal=GoalId("below"),
            team=TeamId("consumer"),
            owner=OWNER,
            sponsor=CHIEF,
            metric=metric.id,
            baseline_on=SOON,
            committed_on=SOON,
            value_at_stake=1_000_000,
        )
        for key in (ONE, OTHER)
    ]
    dependency = Dependency(
        id=DependencyId("owed"),
        deliverable=_name(write),
        acceptance=_name(write),
        consumer=ONE,
        provider=TeamId("provider"),
        needed_by=SOON,
        proposed_at=NOW,
        confidence=40,
        heard_on=TODAY,
        counter_reason=write(500),
    )
    return Program(
        name=_name(write),
        people={each.id: each for each in people},
        teams={each.id: each for each in teams},
        goals={each.id: each for each in goals},
        metrics={metric.id: metric},
        initiatives={each.id: each for each in initiatives},
        dependencies={dependency.id: dependency},
    )


def _check_in() -> CheckIn:
    closes_at = NOW + timedelta(days=2)
    return CheckIn(
        id=CheckInId("owner:2026-W03"), person=OWNER, cycle="2026-W03", due_at=NOW, closes_at=closes_at, revision=2
    )


def _update(initiative: InitiativeId, write: Write) -> Update:
    return Update(
        check_in=CheckInId("owner:2026-W03"),
        initiative=initiative,
        revision=1,
        person=OWNER,
        answered_at=NOW,
        must_change=write(3_000),
        forecast_on=LATER,
        committed_on=SOON,
        confidence=40,
        health=Health.RED,
        derived_health=Health.AMBER,
        metric_value=3,
        override_reason=write(3_000) or "x",
        cause_class=CauseClass.LATE_INPUT,
        cause=write(3_000),
        ask=write(3_000),
        done=write(3_000),
    )


def _recovery(write: Write) -> Recovery:
    return Recovery(
        id=RecoveryId("S-1"),
        check_in=CheckInId("owner:2026-W03"),
        initiative=ONE,
        condition=write(3_000),
        action=write(3_000),
        owner=OWNER,
        due_on=LATER,
    )


def _standing(initiative: InitiativeId, program: Program, write: Write) -> Standing:
    owed = tuple(program.dependencies.values())
    return Standing(
        initiative=program.initiatives[initiative],
        health=Health.RED,
        last=_update(initiative, write),
        metric=program.metrics[MetricId("metric")],
        recovery=_recovery(write),
        missed=_recovery(write),
        inputs=owed,
        outputs=owed,
    )


def _check_ins(program: Program, write: Write) -> Iterator[tuple[str, Card | View]]:
    check_in, standings = _check_in(), [_standing(each, program, write) for each in (ONE, OTHER)]
    yield "prompt", check_in_card.prompt_card(check_in, standings, program, zone="UTC", may_repeat=True)
    yield "reminder", check_in_card.reminder_card(check_in, initiatives=2, zone="UTC")
    yield "reminder done", check_in_card.reminder_done_card()
    yield "silent", check_in_card.silent_card(check_in, standings, program, zone="UTC")
    answer = _answer(write)
    questions = [
        Question(place=place, standing=each, answer=answer, obstacle=_obstacle(program))
        for place, each in enumerate(standings)
    ]
    yield "first page", first_page(FORM, questions, program, reader=OWNER, gone=[_name(write), _name(write)])
    off = [
        DeviationQuestion(
            place=place, conclusion=conclude(answer, each, program, today=TODAY), deviation=answer.deviation
        )
        for place, each in enumerate(standings)
    ]
    yield "second page", second_page(FORM, off, program)
    updates = {each: _update(each, write) for each in (ONE, OTHER)}
    receipt = check_in_receipt.Receipt(
        check_in=check_in,
        updates=list(updates.values()),
        recoveries={ONE: _recovery(write)},
        notes={ONE: f"Your forecast was moved, when “{_name(write)}” can be used."},
        left=1,
        next_on="Thu 22 Jan, 09:30",
        zone="UTC",
    )
    yield "receipt", check_in_receipt.receipt_card(receipt, program)
    yield "ask", check_in_receipt.ask_card(updates[ONE], program)
    yield "ask taken back", check_in_receipt.ask_card(replace(updates[ONE], ask=None), program)
    yield "conflict", check_in_receipt.conflict_page(FORM, updates, list(updates.values()), program)


def _answer(write: Write) -> Answer:
    deviation = Deviation(
        cause_class=CauseClass.CAPACITY,
        cause=write(3_000),
        condition=write(3_000),
        action=write(3_000),
        doer=OWNER,
        due_on=LATER,
        ask=write(3_000),
        health=Health.RED,
        override=write(3_000),
    )
    return Answer(
        must_change=write(3_000),
        forecast_on=LATER,
        metric_value=3,
        confidence=40,
        done=write(3_000),
        deviation=deviation,
    )


def _obstacle(program: Program) -> Obstacle:
    return Obstacle(dependency=program.dependencies[DependencyId("owed")], arrives_on=LATER, earliest_on=LATER)


def _recoveries(program: Program, write: Write) -> Iterator[tuple[str, Card | View]]:
    step = _recovery(write)
    yield "recovery question", recovery.question_card(step, program, reader=OWNER)
    for status in RecoveryStatus:
        yield f"recovery {status.value}", recovery.answered_card(replace(step, status=status), program)
    yield "recovery changed", recovery.answered_card(step, program, successor=_recovery(write))
    yield "recovery form", recovery.change_form(FORM, step, program)


def _flag(write: Write) -> Flag:
    return Flag(
        id=FlagId("F-1"),
        what=write(3_000),
        raised_by=OWNER,
        raised_at=NOW,
        status=FlagStatus.OPEN,
        impact_on=SOON,
        hits=ONE,
        chance=Chance.LIKELY,
        help_wanted=write(3_000),
        permalink="https://northwind.slack.com/archives/C1/p1",
        answer_owner=CHIEF,
        answer_by=NOW + timedelta(days=2),
    )


def _answered(flag: Flag, answer: str) -> Flag:
    return replace(
        flag,
        status=FlagStatus.ANSWERED,
        answer_kind=FlagAnswerKind.HELP,
        answer=answer,
        answered_by=CHIEF,
        answered_at=NOW,
    )


def _flags(program: Program, write: Write) -> Iterator[tuple[str, Card | View]]:
    flag, chief = _flag(write), program.people[CHIEF]
    answers = (
        flag_answer_form.say_help(write(1_000), write(200), SOON),
        flag_answer_form.say_decision(write(1_000), write(1_000)),
        flag_answer_form.say_acceptance(write(1_000), chief),
    )
    for state in (flag, *(_answered(flag, answer) for answer in answers)):
        yield "flag for the team", flag_cards.draw_team_card(state, program)
        yield "flag to answer", flag_cards.draw_ask(state, program)
        yield "flag receipt", flag_cards.draw_receipt(state, program)
        yield "flag answer", flag_cards.draw_answer_for_raiser(state, program)
        yield "flag reply", flag_cards.draw_answer_reply(state, program)
    yield "flag draft", flag_cards.draw_draft(flag, form_is_open=True)
    for kind in ReminderKind:
        yield "flag reminder", flag_cards.draw_reminder(FlagReminder(flag=flag, kind=kind, recipient=CHIEF), program)
    for answer_kind in FlagAnswerKind:
        yield "flag answer form", flag_answer_form.draw_answer_form(FORM, flag, answer_kind, chief)
    initiatives = tuple(program.initiatives.values())
    filled = FilledIn(what=flag.what, hits=ONE, help_wanted=flag.help_wanted)
    yield "flag form", draw_form(FORM, Targets(own_teams=initiatives[:1], others=initiatives[1:], guess=None), filled)


def _dependencies(program: Program, write: Write) -> Iterator[tuple[str, Card | View]]:
    for status in DependencyStatus:
        owed = replace(program.dependencies[DependencyId("owed")], status=status, promised_on=LATER)
        yield f"provider, {status.value}", dependency_cards.provider_card(owed, program)
        yield f"consumer, {status.value}", dependency_cards.consumer_card(owed, _slips(), program)
        yield "heartbeat", dependency_cards.heartbeat_card(_name(write), [owed, owed], program)
        yield "climb", dependency_cards.climb_card(owed, program, days=3)
        yield "earlier date", dependency_cards.earlier_date_card(owed, SOON, program)
        yield "counter form", dependency_forms.counter_form(owed, program, FORM, today=TODAY)
        yield "refusal form", dependency_forms.refusal_form(owed, program, FORM)


def _slips() -> tuple[Slip, ...]:
    slip = Slip(initiative=ONE, from_on=SOON, to_on=LATER, days=10, float_days=0)
    return (slip, replace(slip, initiative=OTHER))


def _escalation(program: Program, write: Write) -> Escalation:
    owed = program.dependencies[DependencyId("owed")]
    return Escalation(
        id=EscalationId("R-1"),
        subject_kind=SubjectKind.DEPENDENCY,
        subject=owed.id,
        why=say_doubts(list(Doubt), owed),
        opened_at=NOW,
        climbing_since=NOW,
        resolution_owner=LEAD,
        decider=CHIEF,
        decide_by=SOON,
        next_step=write(500),
        next_step_on=SOON,
        acknowledged_by=LEAD,
        outcome=f"D-1, time: {write(300)}",
    )


def _trade_off(program: Program) -> TradeOff:
    return TradeOff(
        id=TradeOffId("T-1"),
        subject_kind=SubjectKind.DEPENDENCY,
        subject="owed",
        question=f"How is {program.initiatives[ONE].name} to go on?",
        decider=CHIEF,
        decide_by=SOON,
        opened_at=NOW,
        escalation=EscalationId("R-1"),
    )


def _escalations(program: Program, write: Write) -> Iterator[tuple[str, Card | View]]:
    escalation, owed = _escalation(program, write), program.dependencies[DependencyId("owed")]
    options = tuple(
        TradeOffOption(
            trade_off=TradeOffId("T-1"),
            number=number,
            kind=kind,
            summary=write(300),
            effects=(Effect(initiative=ONE, text=write(300)), Effect(initiative=OTHER)),
        )
        for number, kind in enumerate(OptionKind, start=1)
    )
    decided = Decision(
        id=DecisionId("D-1"),
        trade_off=TradeOffId("T-1"),
        option=1,
        reason=write(1_000),
        decided_by=CHIEF,
        decided_at=NOW,
    )
    for status in EscalationStatus:
        shown = escalation_cards.Resolution(
            escalation=replace(escalation, status=status),
            dependency=owed,
            outlook=Outlook(delivered_on=LATER, is_assumed=True, slips=_slips()),
            options=options,
            decided=decided if status is EscalationStatus.RESOLVED else None,
        )
        yield f"twin, {status.value}", escalation_cards.twin_card(shown, program)
        yield "discussion", escalation_cards.discussion_card(shown, ["consumer", "provider"])
        yield "rung", escalation_cards.rung_card(shown, program, hours=4)
        if shown.decided is not None:
            yield "decision", escalation_cards.decision_card(shown, program)
        yield "decision form", decision_form(_trade_off(program), options[:4], shown, program, FORM)
    yield "acknowledge form", escalation_forms.acknowledge_form(escalation, owed, FORM, today=TODAY)


def _digests(program: Program, write: Write) -> Iterator[tuple[str, Card | View]]:
    snapshot = Snapshot(
        as_of=NOW + timedelta(days=7),
        program=program,
        check_ins=(replace(_check_in(), status=CheckInStatus.SILENT, silence="no answer within 16 working hours"),),
        updates={each: (replace(_update(each, write), answered_at=NOW),) for each in (ONE, OTHER)},
        recoveries=(_recovery(write),),
        baseline_moves={ONE: (_move(write),)},
        flags={FlagId("F-1"): _flag(write), FlagId("F-2"): replace(_answered(_flag(write), "x"), id=FlagId("F-2"))},
        escalations=(_escalation(program, write),),
        trade_offs={TradeOffId("T-1"): _trade_off(program)},
        signals=(_signal(write),),
    )
    digest = build_digest(snapshot, None)
    yield "digest", draw_parent(digest, program)
    for reply in draw_replies(digest, program):
        yield "digest reply", reply.card
    yield "digest skipped", draw_skipped(NOW, program)
    yield (
        "contradictions",
        contradiction_cards.draw_contradictions(
            [_signal(write), _signal(write)], program, reader=LEAD, check_in=CheckInId("lead:2026-W03"), settle_by=SOON
        ),
    )


def _move(write: Write) -> BaselineMove:
    return BaselineMove(
        initiative=ONE, number=1, from_on=TODAY, to_on=SOON, reason=write(1_000), approver=CHIEF, moved_on=TODAY
    )


def _signal(write: Write) -> Signal:
    return Signal(
        id=SignalId("signal"),
        rule=next(iter(RULES)),
        subject_kind=SubjectKind.INITIATIVE,
        subject=ONE,
        initiatives=(ONE, OTHER),
        owners=(OWNER, LEAD),
        evidence=f"“{write(3_000)}” is green, while “{write(3_000)}” says otherwise.",
        opened_at=NOW,
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
    yield "explanation", Card(f"“{_name(write)}” is delivered.", (plain(f"“{_name(write)}” is delivered."),))
    said = _announcement(write)
    yield "failed", undelivered.failed_card(said, "is_archived")
    yield "unconfirmed", undelivered.unconfirmed_card(said)
