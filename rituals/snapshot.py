"""One consistent reading of everything at one instant; every digest and every tick is made from one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from rituals.check_ins import CheckIn, Recovery, Update
from rituals.decisions import Decision, TradeOff
from rituals.escalations import Escalation
from rituals.flags import Flag
from rituals.ids import FlagId, InitiativeId, MetricId, TradeOffId
from rituals.local_time import local_date
from rituals.program import BaselineMove, Program, Reading
from rituals.second_opinions import SecondOpinion
from rituals.signals import Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The program and all that has been said of it until `as_of` (UTC).

    `updates` holds the newest few updates of each initiative, one per cycle, newest last; `readings` the newest
    readings of each metric, newest last. Ended escalations and signals are left out.
    """

    as_of: datetime
    program: Program
    check_ins: tuple[CheckIn, ...] = ()
    """Those of the current and the previous cycle, of all persons."""
    updates: Mapping[InitiativeId, tuple[Update, ...]] = field(default_factory=dict)
    recoveries: tuple[Recovery, ...] = ()
    """The open ones."""
    readings: Mapping[MetricId, tuple[Reading, ...]] = field(default_factory=dict)
    baseline_moves: Mapping[InitiativeId, tuple[BaselineMove, ...]] = field(default_factory=dict)
    flags: Mapping[FlagId, Flag] = field(default_factory=dict)
    """The open ones, and those answered within the last ten weeks."""
    escalations: tuple[Escalation, ...] = ()
    trade_offs: Mapping[TradeOffId, TradeOff] = field(default_factory=dict)
    """The open ones, and those of the decisions below."""
    decisions: tuple[Decision, ...] = ()
    """Those of the last ten weeks."""
    signals: tuple[Signal, ...] = ()
    opinions: tuple[SecondOpinion, ...] = ()
    """The second opinions that were given lately, the oldest first."""

    @property
    def today(self) -> date:
        """The date of the snapshot where the program is."""
        return self.date_of(self.as_of)

    def date_of(self, moment: datetime) -> date:
        """Return the date of a UTC instant where the program is."""
        return local_date(moment, self.program.cadence.zone)

    def latest_update(self, initiative: InitiativeId) -> Update | None:
        """Return what its owner said last, or None if never asked or never answered."""
        updates = self.updates.get(initiative, ())
        return updates[-1] if updates else None
