"""The shelves: one for each kind of record."""

from rituals.absences import Absence
from rituals.audit import AuditEntry
from rituals.channels import KnownChannel
from rituals.check_ins import CheckIn, Recovery, Update
from rituals.confidential_flags import ConfidentialFlag
from rituals.date_moves import DateMove
from rituals.decisions import Decision, TradeOff, TradeOffOption
from rituals.dependencies import Dependency
from rituals.escalations import Escalation
from rituals.flag_voices import FlagVoice
from rituals.flags import Flag
from rituals.forms import Form
from rituals.pauses import Pause
from rituals.people import Person, Team
from rituals.program import BaselineMove, Goal, Initiative, Metric, Reading
from rituals.second_opinions import SecondOpinion
from rituals.signals import Signal
from storage.shelf import Shelf
from storage.tables.conversations import (
    CheckInRow,
    ConfidentialFlagRow,
    FlagRow,
    FlagVoiceRow,
    FormRow,
    RecoveryRow,
    SecondOpinionRow,
    UpdateRow,
)
from storage.tables.delivery import AuditRow, ChannelRow
from storage.tables.program import (
    AbsenceRow,
    BaselineMoveRow,
    DateMoveRow,
    DependencyRow,
    GoalRow,
    InitiativeRow,
    MetricRow,
    PauseRow,
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
DATE_MOVES = Shelf(DateMoveRow, DateMove, "move")
ABSENCES = Shelf(AbsenceRow, Absence, "absence", is_program=True)
PAUSES = Shelf(PauseRow, Pause, "pause", is_program=True)
DEPENDENCIES = Shelf(DependencyRow, Dependency, "dependency", is_program=True)

CHECK_INS = Shelf(CheckInRow, CheckIn, "check-in")
UPDATES = Shelf(UpdateRow, Update, "update")
RECOVERIES = Shelf(RecoveryRow, Recovery, "recovery step")
FLAGS = Shelf(FlagRow, Flag, "flag")
FLAG_VOICES = Shelf(FlagVoiceRow, FlagVoice, "voice")
CONFIDENTIAL_FLAGS = Shelf(ConfidentialFlagRow, ConfidentialFlag, "flag")
SECOND_OPINIONS = Shelf(SecondOpinionRow, SecondOpinion, "second opinion")
FORMS = Shelf(FormRow, Form, "form")

ESCALATIONS = Shelf(EscalationRow, Escalation, "escalation")
TRADE_OFFS = Shelf(TradeOffRow, TradeOff, "trade-off")
OPTIONS = Shelf(TradeOffOptionRow, TradeOffOption, "option")
DECISIONS = Shelf(DecisionRow, Decision, "decision")
SIGNALS = Shelf(SignalRow, Signal, "signal")

CHANNELS = Shelf(ChannelRow, KnownChannel, "channel")
AUDIT = Shelf(AuditRow, AuditEntry, "audit entry")
