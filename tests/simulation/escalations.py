"""Escalations in the simulation: they open, climb by the clock, and stop where somebody acknowledges."""

import random
from datetime import datetime, timedelta

from rituals.announcements import Announcement, Priority
from rituals.escalations import Escalation, EscalationStatus, Rung, SubjectKind
from rituals.ids import AnnouncementKey, EscalationId, PersonId
from rituals.ladder import AlreadyResolvedError, acknowledge, climb, resolve, rungs_up_to
from rituals.local_time import local_date
from rituals.program import Program
from tests.simulation.check_ins import DisturbedError
from tests.simulation.outbox import ModelOutbox
from tests.simulation.replica import Replica
from tests.simulation.timeline import Act

CHANNELS = tuple(f"C{number}" for number in range(6))


class ModelEscalations:
    """What is stored of escalations. Each method that saves is one transaction on one replica's clock."""

    def __init__(self, program: Program, outbox: ModelOutbox, dice: random.Random) -> None:
        self.escalations: dict[EscalationId, Escalation] = {}
        self.contested: list[EscalationId] = []
        """What the last tick is about to let climb."""
        self._calendar, self._policy = program.cadence.calendar(), program.policy
        self._people = tuple(program.people)
        self._outbox = outbox
        self._dice = dice

    def open(self, *, now: datetime) -> None:
        """Open one about a dependency in danger."""
        owner, decider = self._dice.sample(self._people, 2)
        number = EscalationId(f"R-{len(self.escalations) + 1}")
        escalation = Escalation(
            id=number,
            subject_kind=SubjectKind.DEPENDENCY,
            subject=f"dependency {number}",
            why="The promise was never confirmed.",
            opened_at=now,
            climbing_since=now,
            resolution_owner=owner,
            decider=decider,
            decide_by=self._calendar.add_working_days(local_date(now, self._calendar.zone), 3),
        )
        self.escalations[number] = escalation
        self._announce(escalation, Rung.OWNERS, now=now)

    def acts(self, replica: Replica) -> list[Act]:
        """Look at the clock and return what a tick does about it, one transaction each."""
        seen = [each for each in self.escalations.values() if each.status is not EscalationStatus.RESOLVED]
        due = [each for each in seen if self._climbed(each, now=replica.now()) != each]
        self.contested = [each.id for each in due]
        return [lambda each=each: self._climb(each, now=replica.now()) for each in due]  # type: ignore[misc]  # mypy infers no default of a lambda

    def acknowledge(self, number: EscalationId, *, by: PersonId, now: datetime) -> None:
        """Let somebody take it up until a day between today and the decision."""
        standing = self.escalations[number]
        today = local_date(now, self._calendar.zone)
        longest = max(0, (standing.decide_by - today).days)
        step_on = today + timedelta(days=self._dice.randint(0, longest))
        try:
            self.escalations[number] = acknowledge(standing, "Call them.", step_on, by=by, today=today)
        except AlreadyResolvedError:
            return

    def resolve(self, number: EscalationId, *, now: datetime) -> None:
        """Decide, unless it was decided already."""
        try:
            self.escalations[number] = resolve(self.escalations[number], "Decided.", now=now)
        except AlreadyResolvedError:
            return

    def _climb(self, seen: Escalation, *, now: datetime) -> None:
        standing = self._locked(seen)
        climbed = self._climbed(standing, now=now)
        if standing.status is EscalationStatus.RESOLVED or climbed == standing:
            return
        self._check_nobody_has_it(climbed, now=now)
        self.escalations[climbed.id] = climbed
        for rung in rungs_up_to(climbed.rung):
            self._announce(climbed, rung, now=now)

    def _locked(self, seen: Escalation) -> Escalation:
        """Return the row as it stands once it is locked: it decides, and not what was seen before (FAULTS C12)."""
        return self.escalations[seen.id]

    def _climbed(self, escalation: Escalation, *, now: datetime) -> Escalation:
        return climb(escalation, calendar=self._calendar, policy=self._policy, now=now)

    def _check_nobody_has_it(self, climbed: Escalation, *, now: datetime) -> None:
        stored = self.escalations[climbed.id]
        step_on = stored.next_step_on
        is_taken = (
            stored.status is EscalationStatus.ACKNOWLEDGED and step_on is not None and local_date(now, "UTC") <= step_on
        )
        if is_taken or stored.status is EscalationStatus.RESOLVED:
            raise DisturbedError(f"{climbed.id} is {stored.status.value} until {step_on} and climbed at {now}")

    def _announce(self, escalation: Escalation, rung: Rung, *, now: datetime) -> None:
        since = f"{escalation.climbing_since:%Y-%m-%dT%H:%M}"
        for recipient in self._recipients(escalation, rung):
            said = Announcement(
                key=AnnouncementKey(f"escalation:{escalation.id}:{rung.name.lower()}:{since}:{recipient}"),
                recipient=recipient,
                text=rung.value,
                priority=Priority.ESCALATION,
            )
            self._outbox.enqueue(said, now=now)

    def _recipients(self, escalation: Escalation, rung: Rung) -> tuple[str, ...]:
        place = int(escalation.id.removeprefix("R-"))
        match rung:
            case Rung.CHANNELS:
                return CHANNELS[place % 5], CHANNELS[place % 5 + 1]
            case Rung.STEERING:
                return (CHANNELS[0],)
            case _:
                return f"U{escalation.resolution_owner}", f"U{escalation.decider}"
