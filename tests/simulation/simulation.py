"""One run of the simulation: a company, Slack, and a few replicas on one heap of events, from one seed."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rituals.announcements import AnnouncementStatus, OutboxEntry, Priority, Verb
from rituals.delivery import SETTLE
from rituals.ids import CheckInId, EscalationId
from tests.simulation.check_ins import HOUR, ForgottenError, ModelCheckIns
from tests.simulation.drawing import draw_hardship, draw_program, draw_weather
from tests.simulation.escalations import ModelEscalations
from tests.simulation.outbox import TERMINAL, ModelOutbox
from tests.simulation.replica import SECOND, Replica, Wall
from tests.simulation.slack import Fate, ModelSlack
from tests.simulation.timeline import Act, Timeline

S = AnnouncementStatus
WEEK = timedelta(weeks=1)
DRAIN = timedelta(days=4)
"""How long everything goes well at the end: until the last window has closed and all has been looked up."""


class LostError(AssertionError):
    """A message is not in Slack, and the outbox believes it is; or it never came to an end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What protects: the parts that a negative control takes away."""

    replica: type[Replica] = Replica
    check_ins: type[ModelCheckIns] = ModelCheckIns
    escalations: type[ModelEscalations] = ModelEscalations
    settle: timedelta = SETTLE


class Simulation:
    def __init__(self, seed: int, *, people: int, weeks: int, replicas: int = 3, rules: Rules | None = None) -> None:
        rules = rules or Rules()
        self.seed = seed
        self.dice = dice = random.Random(seed)
        # Any Monday of four years, so that the clocks change in some runs and the year ends in others.
        self.start = datetime(2024, 1, 1, tzinfo=UTC) + WEEK * dice.randrange(4 * 52)
        self.end = self.start + WEEK * weeks
        self.timeline = Timeline(self.start)
        self.outbox = ModelOutbox()
        self.weather = draw_weather(dice)
        self.hardship = draw_hardship(dice, self.weather)
        self.slack = ModelSlack(self.timeline, dice, self.weather)
        self.slack.arrived = self._read
        self.wall = Wall()
        program = draw_program(dice, people, loaded_at=self.start)
        self.check_ins = rules.check_ins(program, self.outbox, dice)
        self.escalations = rules.escalations(program, self.outbox, dice)
        self.replicas = [
            rules.replica(
                f"replica {number}",
                self.timeline,
                dice,
                outbox=self.outbox,
                slack=self.slack,
                wall=self.wall,
                hardship=self.hardship,
                settle=rules.settle,
            )
            for number in range(replicas)
        ]

    def run(self) -> None:
        """Live through the weeks, then let everything go well; raises AssertionError where something did not hold."""
        for replica in self.replicas:
            replica.start()
            self._tick_again(replica)
        self._plan_troubles()
        self.timeline.run(until=self.end)
        self.weather.calm()
        self.hardship.crashes = self.hardship.stops = 0.0
        self._set_wall(timedelta(0))
        self.timeline.run(until=self.end + DRAIN)
        self._check_ends()
        self.check_ins.check_nobody_forgotten(since=self.start, until=self.end)

    @property
    def sent(self) -> int:
        return len(self.slack.copies)

    @property
    def crashes(self) -> int:
        return sum(replica.crashes for replica in self.replicas)

    # What happens

    def _tick_again(self, replica: Replica) -> None:
        def tick() -> None:
            if replica.is_up:
                acts = [*self.escalations.acts(replica), *self.check_ins.acts(replica)]
                self._work_off(acts, replica)
                self._come_between(SECOND * len(acts))
            self._tick_again(replica)

        self.timeline.after(timedelta(minutes=self.dice.uniform(3, 600)), tick)

    def _come_between(self, longest: timedelta) -> None:
        """Let people act, at the very moment, on what the clock is about to act on (FAULTS C12)."""
        for number in self.check_ins.contested:
            if self.dice.random() < 0.2:
                self._answer(number, longest)
        for escalation in self.escalations.contested:
            if self.dice.random() < 0.2:
                self._take_up(escalation, longest)

    def _work_off(self, acts: list[Act], replica: Replica) -> None:
        """Do one transaction after the other; other replicas and people come in between."""
        if not acts:
            return

        def act() -> None:
            acts[0]()
            self._wake()
            self._work_off(acts[1:], replica)

        replica.then(act)

    def _wake(self) -> None:
        for replica in self.replicas:
            replica.wake()

    def _read(self, entry: OutboxEntry) -> None:
        """Let whoever reads a message act on it, or not."""
        key = entry.announcement.key
        if self.timeline.now > self.end or entry.announcement.verb is Verb.EDIT:
            return
        if entry.announcement.priority is Priority.ESCALATION:
            self._take_up(EscalationId(key.split(":")[1]), 24 * HOUR)
        elif self.dice.random() < 0.8:
            self._answer(CheckInId(key.removeprefix("check_in:").removesuffix(":reminder")), 24 * HOUR)

    def _answer(self, number: CheckInId, longest: timedelta) -> None:
        submission = f"{number} {self.dice.random()}"
        # Now and then Slack hands it over twice.
        for _ in range(self.dice.choice([1, 1, 1, 2])):
            self._click(
                lambda replica: self.check_ins.answer(number, submission, now=replica.now()),
                longest * self.dice.random(),
            )

    def _take_up(self, number: EscalationId, longest: timedelta) -> None:
        chance, wait = self.dice.random(), longest * self.dice.random()
        if chance < 0.4:
            by = self.escalations.escalations[number].resolution_owner
            self._click(lambda replica: self.escalations.acknowledge(number, by=by, now=replica.now()), wait)
        elif chance < 0.6:
            self._click(lambda replica: self.escalations.resolve(number, now=replica.now()), wait)

    def _click(self, act: Callable[[Replica], None], wait: timedelta) -> None:
        """Hand something to any replica that is up; a person whose click comes to nothing clicks again."""

        def click() -> None:
            up = [replica for replica in self.replicas if replica.is_up]
            if up:
                act(self.dice.choice(up))
                self._wake()
            else:
                self._click(act, timedelta(minutes=5))

        self.timeline.after(wait, click)

    # Troubles

    def _plan_troubles(self) -> None:
        weeks = (self.end - self.start) // WEEK
        people = list(self.check_ins.program.people)
        for _ in range(weeks):
            self._sometime(self._slack_down)
            self._sometime(lambda: self.check_ins.move(self.dice.choice(people)))
            self._sometime(lambda: self.escalations.open(now=self.replicas[0].now()))
        for _ in range(max(1, weeks // 4)):
            self._sometime(self._all_down)
            self._sometime(self._set_back)

    def _sometime(self, act: Act) -> None:
        self.timeline.at(self.start + (self.end - self.start) * self.dice.random(), act)

    def _slack_down(self) -> None:
        usual = self.weather.weights
        self.weather.weights = {Fate.UNREACHABLE: 1, Fate.LOST: 1}

        def back() -> None:
            # Unless the end has come meanwhile, and everything is calm.
            if self.timeline.now <= self.end:
                self.weather.weights = usual

        self.timeline.after(2 * HOUR * self.dice.random(), back)

    def _all_down(self) -> None:
        away = self.dice.choice([timedelta(seconds=3), 3 * HOUR, timedelta(days=3)])
        for replica in self.replicas:
            replica.crash(away)

    def _set_back(self) -> None:
        """Set the clock on the wall back, and later right again (FAULTS C8)."""
        self._set_wall(-self.dice.choice([HOUR, timedelta(days=1)]))
        self.timeline.after(6 * HOUR * self.dice.random(), lambda: self._set_wall(timedelta(0)))

    def _set_wall(self, offset: timedelta) -> None:
        forward = offset > self.wall.offset
        self.wall.offset = offset
        for replica in self.replicas:
            if forward:
                replica.pause_sending(timedelta(minutes=5))

    # What must hold in the end; what must hold at each step is checked there

    def _check_ends(self) -> None:
        for entry in self.outbox.entries.values():
            said = entry.announcement
            if entry.status not in TERMINAL and entry.not_before < self.timeline.now - 6 * HOUR:
                raise LostError(f"{said.key} is {entry.status.value} since {entry.not_before}, and nobody sees to it")
            copies = len(self.slack.copies.get(entry.nonce, ()))
            if (
                entry.status not in TERMINAL
                or said.verb is Verb.EDIT
                or entry.status is S.UNCONFIRMED
                or self.slack.may_double(entry)
            ):
                continue
            if copies != (entry.status is S.SENT):
                raise LostError(f"{said.key} is {entry.status.value}, and Slack has {copies} copies")
        if not self.outbox.entries:
            raise ForgottenError("nothing was ever said")
