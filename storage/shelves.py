"""The shelves: one for each kind of record."""

from rituals.audit import AuditEntry
from rituals.channels import KnownChannel
from rituals.check_ins import CheckIn, Recovery, Update
from rituals.decisions import Decision, TradeOff, TradeOffOption
from rituals.dependencies import Dependency
from rituals.escalations import Escalation
from rituals.flags import Flag
from rituals.forms import Form
from rituals.people import Person, Team
from rituals.program import BaselineMove, Goal, Initiative, Metric, Reading
from rituals.signals import Signal
from storage.shelf import Shelf
from storage.tables.conversations import CheckInRow, FlagRow, FormRow, RecoveryRow, UpdateRow
from storage.tables.delivery import AuditRow, ChannelRow
from storage.tables.program import (
    BaselineMoveRow,
    DependencyRow,
    GoalRow,
    InitiativeRow,
    MetricRow,
    PersonRow,
    ReadingRow,
    TeamRow,
)
from storage.tables.resolutions import DecisionRow, EscalationRow, SignalRow, TradeOffOptionRow, TradeOffRow

PEOPLE = Shelf(PersonRow, Person, "person", is_program=True)
TEAMS = Shelf(TeamRow, Team, "team", is_program=True)
GOALS = Shelf(GoalRow, Goal, "goal", is_program=True)
METRICS = Shelf(MetricRow, Metric, "metric", is_program=True)
READINGS = Shelf(ReadingRow, Reading, "reading")
INITIATIVES = Shelf(InitiativeRow, Initiative, "initiative", is_program=True)
BASELINE_MOVES = Shelf(BaselineMoveRow, BaselineMove, "move")
DEPENDENCIES = Shelf(DependencyRow, Dependency, "dependency", is_program=True)

CHECK_INS = Shelf(CheckInRow, CheckIn, "check-in")
UPDATES = Shelf(UpdateRow, Update, "update")
RECOVERIES = Shelf(RecoveryRow, Recovery, "recovery step")
FLAGS = Shelf(FlagRow, Flag, "flag")
FORMS = Shelf(FormRow, Form, "form")

ESCALATIONS = Shelf(EscalationRow, Escalation, "escalation")
TRADE_OFFS = Shelf(TradeOffRow, TradeOff, "trade-off")
OPTIONS = Shelf(TradeOffOptionRow, TradeOffOption, "option")
DECISIONS = Shelf(DecisionRow, Decision, "decision")
SIGNALS = Shelf(SignalRow, Signal, "signal")

CHANNELS = Shelf(ChannelRow, KnownChannel, "channel")
AUDIT = Shelf(AuditRow, AuditEntry, "audit entry")
