"""Check-ins in the simulation: owners all over the world are asked once a week, answer when they like, and move."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

from rituals.announcements import Announcement, Priority
from rituals.calendar import Cycle, due_instant, local_date
from rituals.check_ins import CheckIn, CheckInStatus
from rituals.courtesy import zone_of
from rituals.ids import AnnouncementKey, CheckInId, PersonId
from rituals.program import Program
from rituals.prompting import (
    CheckInOverError,
    Prompt,
    check_in_key,
    check_takes_answers,
    closed_without_answer,
    find_prompts,
    is_window_over,
    reminder_key,
)
from rituals.silence import SilenceRung, due_step
from tests.simulation.outbox import ModelOutbox
from tests.simulation.replica import Replica
from tests.simulation.timeline import Act

HOUR = timedelta(hours=1)
ZONES = (
    "Pacific/Auckland", "Australia/Lord_Howe", "Asia/Tokyo", "Asia/Kolkata", "Africa/Cairo", "Europe/Berlin",
    "Europe/London", "America/Sao_Paulo", "America/New_York", "America/Los_Angeles", "America/Havana",
    "Pacific/Honolulu",
)  # fmt: skip


class AskedTwiceError(AssertionError):
    """Somebody was asked twice in one week."""


class ForgottenError(AssertionError):
    """Something was due and left no trace."""


class DisturbedError(AssertionError):
    """Somebody was reminded or escalated to although they had answered."""


class ModelCheckIns:
    """What is stored of check-ins. Each method that saves is one transaction on one replica's clock."""

    def __init__(self, program: Program, outbox: ModelOutbox, dice: random.Random) -> None:
        self.program = program
        self.check_ins: dict[CheckInId, CheckIn] = {}
        self.refused = 0
        self.contested: list[CheckInId] = []
        """What the last tick is about to remind of or to close."""
        self._outbox = outbox
        self._dice = dice
        self._last_run: datetime | None = None
        self._weeks: set[tuple[PersonId, Cycle]] = set()
        self._taken: set[str] = set()
        self._zones: dict[PersonId, set[str]] = {}
        for person in program.people.values():
            self._zones[person.id] = {zone_of(person, program.cadence)}

    def acts(self, replica: Replica) -> list[Act]:
        """Look at the clock and return what a tick does about it, one transaction each."""
        began = replica.now()
        prompts = find_prompts(self.program, self.check_ins.keys(), now=began, last_run=self._last_run)
        asking: list[Act] = [lambda prompt=prompt: self._open(prompt, now=replica.now()) for prompt in prompts]  # type: ignore[misc]  # mypy infers no default of a lambda
        due = [each for each in self.check_ins.values() if self._is_due(each, now=began)]
        self.contested = [each.id for each in due]
        caring: list[Act] = [lambda each=each: self._care(each, now=replica.now()) for each in due]  # type: ignore[misc]  # mypy infers no default of a lambda
        return [*asking, lambda: self._finish(began), *caring]

    def answer(self, number: CheckInId, submission: str, *, now: datetime) -> None:
        """Take an answer; one that Slack hands over twice is taken once."""
        check_in = self.check_ins[number]
        if submission in self._taken:
            return
        newest = max(
            (each for each in self.check_ins.values() if each.person == check_in.person), key=lambda each: each.cycle
        )
        self._taken.add(submission)
        try:
            check_takes_answers(check_in, newest, now=now)
        except CheckInOverError:
            self.refused += 1
            return
        revision = check_in.revision + 1
        self.check_ins[check_in.id] = replace(
            check_in, status=CheckInStatus.ANSWERED, answered_at=now, revision=revision, silence=None
        )
        self._outbox.revise(check_in_key(check_in.id), text=f"Answer {revision}.", now=now)

    def move(self, person: PersonId) -> None:
        """Let a person be in another zone from now on."""
        zone = self._dice.choice(ZONES)
        self._zones[person].add(zone)
        people = {**self.program.people, person: replace(self.program.people[person], zone=zone)}
        self.program = replace(self.program, people=people)

    def check_nobody_forgotten(self, *, since: datetime, until: datetime) -> None:
        """Raise ForgottenError where a whole week between two instants left no check-in of somebody (FAULTS C4, C5)."""
        cycle = Cycle.of((since + timedelta(days=9)).date())
        while cycle.next().monday < (until - timedelta(days=2)).date():
            for person, zones in self._zones.items():
                if all(self._is_asked_in(cycle, zone) for zone in zones) and (person, cycle) not in self._weeks:
                    raise ForgottenError(f"{person} has no check-in in {cycle.key}")
            cycle = cycle.next()

    def _is_asked_in(self, cycle: Cycle, zone: str) -> bool:
        cadence = self.program.cadence
        return (
            due_instant(
                cycle,
                weekday=cadence.check_in_on,
                at=cadence.check_in_at,
                zone=zone,
                calendar=cadence.calendar(zone),
            )
            is not None
        )

    def _finish(self, began: datetime) -> None:
        self._last_run = began

    def _open(self, prompt: Prompt, *, now: datetime) -> None:
        check_in = prompt.check_in
        if check_in.id in self.check_ins:
            return
        self.check_ins[check_in.id] = check_in
        self._count_week(check_in)
        if check_in.status is CheckInStatus.OPEN:
            self._say(check_in_key(check_in.id), check_in, due_at=prompt.send_at, now=now)

    def _count_week(self, check_in: CheckIn) -> None:
        # By the calendar on the wall, and not by the key, in any zone the person was in.
        weeks = {Cycle.of(local_date(check_in.due_at, zone)) for zone in self._zones[check_in.person]}
        week = Cycle.parse(check_in.cycle)
        if week not in weeks or (check_in.person, week) in self._weeks:
            raise AskedTwiceError(f"{check_in.id} is due at {check_in.due_at}, in {[each.key for each in weeks]}")
        self._weeks.add((check_in.person, week))

    def _care(self, seen: CheckIn, *, now: datetime) -> None:
        """Remind once, or close; whoever answers at this instant has come first."""
        if not self._still_stands(seen):
            return
        if is_window_over(seen, now=now):
            was_delivered = self._outbox.entries[check_in_key(seen.id)].sent_at is not None
            self._note(closed_without_answer(seen, self.program.cadence, was_delivered=was_delivered))
            self._outbox.revise(check_in_key(seen.id), text="Closed.", now=now)
        elif self._is_due(seen, now=now):
            self._note(replace(seen, reminded_at=now, rung=1))
            self._say(reminder_key(seen.id), seen, due_at=now, now=now)

    def _is_due(self, check_in: CheckIn, *, now: datetime) -> bool:
        if check_in.status is not CheckInStatus.OPEN:
            return False
        person = self.program.people[check_in.person]
        step = due_step(check_in, person, self.program, now=now)
        is_reminder = step is not None and step.rung is SilenceRung.REMINDER
        return is_window_over(check_in, now=now) or is_reminder

    def _still_stands(self, seen: CheckIn) -> bool:
        return self.check_ins[seen.id] == seen

    def _note(self, after: CheckIn) -> None:
        if self.check_ins[after.id].status is not CheckInStatus.OPEN:
            raise DisturbedError(f"{after.id} was answered, and is reminded of or closed all the same")
        self.check_ins[after.id] = after

    def _say(self, key: AnnouncementKey, check_in: CheckIn, *, due_at: datetime, now: datetime) -> None:
        said = Announcement(
            key=key,
            recipient=f"U{check_in.person}",
            text=key,
            priority=Priority.PROMPT,
            due_at=due_at,
            expires_at=check_in.closes_at,
        )
        self._outbox.enqueue(said, now=now)
