"""The figures that a program file may change, with their defaults."""

from dataclasses import dataclass, field
from datetime import date, time
from enum import Enum

from rituals.calendar import Weekday, WorkCalendar


class Rhythm(Enum):
    """How often an initiative is checked in on: every week, every other, or once a month."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """When people hear from the bot. Hours are wall time where the hearer is."""

    check_in_on: Weekday = Weekday.THURSDAY
    check_in_at: time = time(9, 30)
    check_in_every: Rhythm = Rhythm.WEEKLY
    check_in_window_hours: int = 15
    """Working hours from the prompt until no answer counts as silence: on Friday afternoon, before Monday's digest."""
    digest_on: Weekday = Weekday.MONDAY
    digest_at: time = time(7, 30)
    digest_zone: str = "UTC"
    digest_channel: str | None = None
    """Where leadership reads the digest; without one it goes to each member of the steering group by DM."""
    digest_channel_id: str | None = None
    working_days: frozenset[Weekday] = field(
        default_factory=lambda: frozenset(
            {Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY}
        )
    )
    opens_at: time = time(9)
    closes_at: time = time(17)
    quiet_from: time = time(19)
    quiet_until: time = time(7)
    holidays: frozenset[date] = frozenset()
    """The company's own days off, besides the public holidays of each person's country."""
    country: str | None = None
    """Whose public holidays count for people who have none of their own, such as "DE" or "DE-BY"."""
    zone: str = "UTC"
    """For people whose zone Slack does not tell, and for the program's own working hours."""

    def calendar(self, zone: str | None = None) -> WorkCalendar:
        """Return the working hours in `zone`, by default the program's own."""
        return WorkCalendar(
            working_days=self.working_days,
            holidays=self.holidays,
            opens=self.opens_at,
            closes=self.closes_at,
            zone=zone or self.zone,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Thresholds of the rules. Days are working days and hours working hours unless the name says otherwise."""

    lead_days: int = 10
    """A resolution opens this many working days before the needed-by date (feature 37)."""
    confidence_floor: int = 70
    """A provider's confidence below this counts as doubt (feature 37)."""
    heartbeat_calendar_days: int = 7
    """A provider not heard from for this long counts as doubt (feature 37)."""
    off_baseline_confidence: int = 50
    """An owner's confidence below this puts an initiative off its baseline, whatever the dates say."""
    proposal_days: int = 3
    """A proposal unanswered for this long climbs to both leads' managers (feature 35)."""
    decision_days: int = 3
    """A resolution is to be decided within this many days of its opening, never later than the eve of needed-by."""
    flag_answer_days: int = 2
    """A leader owes a flag an answer within this many days (feature 28)."""
    critical_impact_days: int = 10
    """A likely flag that hits within this many days is critical."""
    ladder_hours: tuple[int, int, int, int] = (0, 4, 8, 16)
    """When each rung of the ladder is reached: owners, both channels, common manager, steering group (feature 39)."""
    stale_cycles: float = 1.5
    """A reading or answer older than this many cycles is stale, and stale is never green (feature 54)."""
    snoozes: int = 2
    """How often a person may put off one check-in (feature 18)."""
    silence_hours: tuple[int, int] = (0, 8)
    """How long after the window has closed an unanswered check-in climbs to the deputy, and to the sponsor."""
    disposition_days: int = 5
    """A flag has its disposition within this many days (feature 29)."""
    opinion_gap: int = 25
    """Points between an owner's confidence and a second opinion that make a contradiction (feature 20)."""
    opinion_one_in: int = 8
    """One in this many answers gets a second opinion by chance; 0 for none (feature 20)."""
    daily_messages: int = 3
    """Direct messages a person gets from the bot in one day; escalations are exempt (feature 17)."""
    catch_up_hours: int = 8
    """A message missed while the bot was down is still sent within this many hours, else skipped (FAULTS C5)."""
    undecided_red_days: int = 10
    """Reds older than this without decision or acceptance make up the report-to-decision ratio (feature 72)."""
