"""One record of each kind about the hostile program, with given text in each place where somebody writes."""

from dataclasses import replace
from datetime import timedelta

from handlers.blocks.escalation_words import say_doubts
from handlers.blocks.prose import Card, plain
from rituals.announcements import Announcement
from rituals.answers import Answer, Deviation
from rituals.breaches import Doubt
from rituals.check_ins import CauseClass, CheckIn, CheckInStatus, Recovery, Update
from rituals.contradictions import RULES
from rituals.decisions import Decision, Effect, OptionKind, TradeOff, TradeOffOption
from rituals.escalations import Escalation, SubjectKind
from rituals.feasibility import Obstacle
from rituals.flags import Chance, Flag, FlagAnswerKind, FlagStatus
from rituals.health import Health
from rituals.ids import (
    AnnouncementKey,
    CheckInId,
    DecisionId,
    EscalationId,
    FlagId,
    InitiativeId,
    MetricId,
    RecoveryId,
    SignalId,
    TradeOffId,
)
from rituals.program import BaselineMove, Program
from rituals.propagation import Slip
from rituals.signals import Signal
from rituals.snapshot import Snapshot
from rituals.standing import Standing
from tests.faults.hostile_program import CHIEF, LATER, LEAD, NOW, ONE, OTHER, OWED, OWNER, SOON, TODAY, Write, name


def check_in() -> CheckIn:
    """Build the check-in of the week."""
    closes_at = NOW + timedelta(days=2)
    return CheckIn(
        id=CheckInId("owner:2026-W03"), person=OWNER, cycle="2026-W03", due_at=NOW, closes_at=closes_at, revision=2
    )


def update(initiative: InitiativeId, write: Write) -> Update:
    """Build an answer with everything that it can hold."""
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


def recovery(write: Write) -> Recovery:
    """Build an open step."""
    return Recovery(
        id=RecoveryId("S-1"),
        check_in=CheckInId("owner:2026-W03"),
        initiative=ONE,
        condition=write(3_000),
        action=write(3_000),
        owner=OWNER,
        due_on=LATER,
    )


def standing(initiative: InitiativeId, program: Program, write: Write) -> Standing:
    """Build how an initiative stands when its owner is asked."""
    owed = tuple(program.dependencies.values())
    return Standing(
        initiative=program.initiatives[initiative],
        health=Health.RED,
        last=update(initiative, write),
        metric=program.metrics[MetricId("metric")],
        recovery=recovery(write),
        missed=recovery(write),
        inputs=owed,
        outputs=owed,
    )


def answer(write: Write) -> Answer:
    """Build what was typed into both pages of the form."""
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


def obstacle(program: Program) -> Obstacle:
    """Build the input that comes too late."""
    return Obstacle(dependency=program.dependencies[OWED], arrives_on=LATER, earliest_on=LATER)


def flag(write: Write) -> Flag:
    """Build an open flag."""
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


def answered(flag: Flag, answer: str) -> Flag:
    """Return the flag with its answer."""
    return replace(
        flag,
        status=FlagStatus.ANSWERED,
        answer_kind=FlagAnswerKind.HELP,
        answer=answer,
        answered_by=CHIEF,
        answered_at=NOW,
    )


def slips() -> tuple[Slip, ...]:
    """Build the effect on both initiatives."""
    slip = Slip(initiative=ONE, from_on=SOON, to_on=LATER, days=10, float_days=0)
    return (slip, replace(slip, initiative=OTHER))


def escalation(program: Program, write: Write) -> Escalation:
    """Build an escalation with every text that it can hold."""
    owed = program.dependencies[OWED]
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


def trade_off(program: Program) -> TradeOff:
    """Build the question that the escalation puts."""
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


def move(write: Write) -> BaselineMove:
    """Build a moved date."""
    return BaselineMove(
        initiative=ONE, number=1, from_on=TODAY, to_on=SOON, reason=write(1_000), approver=CHIEF, moved_on=TODAY
    )


def signal(write: Write) -> Signal:
    """Build a contradiction between two owners."""
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


def announcement(write: Write) -> Announcement:
    """Build a message that its channel refuses."""
    card = Card(name(write), (plain(name(write)),))
    return Announcement(
        key=AnnouncementKey("flag:F-1:card"), recipient="C0CONSUMER", text=card.text, blocks=card.to_json()
    )


def options(write: Write) -> tuple[TradeOffOption, ...]:
    """Build an option of each kind, with an effect that is told and one that is not."""
    return tuple(
        TradeOffOption(
            trade_off=TradeOffId("T-1"),
            number=number,
            kind=kind,
            summary=write(300),
            effects=(Effect(initiative=ONE, text=write(300)), Effect(initiative=OTHER)),
        )
        for number, kind in enumerate(OptionKind, start=1)
    )


def decision(write: Write) -> Decision:
    """Build the decision for the first option."""
    return Decision(
        id=DecisionId("D-1"),
        trade_off=TradeOffId("T-1"),
        option=1,
        reason=write(1_000),
        decided_by=CHIEF,
        decided_at=NOW,
    )


def snapshot(program: Program, write: Write) -> Snapshot:
    """Build a week in which everything is wrong at once."""
    return Snapshot(
        as_of=NOW + timedelta(days=7),
        program=program,
        check_ins=(replace(check_in(), status=CheckInStatus.SILENT, silence="no answer within 15 working hours"),),
        updates={each: (replace(update(each, write), answered_at=NOW),) for each in (ONE, OTHER)},
        recoveries=(recovery(write),),
        baseline_moves={ONE: (move(write),)},
        flags={
            FlagId("F-1"): flag(write),
            FlagId("F-2"): replace(answered(flag(write), "x"), id=FlagId("F-2")),
        },
        escalations=(escalation(program, write),),
        trade_offs={TradeOffId("T-1"): trade_off(program)},
        signals=(signal(write),),
    )
