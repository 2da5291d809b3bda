"""Health as it counts now, and how it rolls up to a goal: the worst and the share of value, never an average."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rituals.check_ins import CheckIn, CheckInStatus, Update
from rituals.health import Health
from rituals.ids import GoalId, InitiativeId, PersonId
from rituals.presence import answered_for_by
from rituals.program import Initiative, Program, Stage
from rituals.rhythms import cycle_of, newest_about
from rituals.snapshot import Snapshot
from rituals.standing import health_now

WORST_FIRST = (Health.RED, Health.AMBER, Health.GREY, Health.GREEN)


def current_health(snapshot: Snapshot, initiative: InitiativeId) -> Health:
    """Return the health of one initiative as it counts at `snapshot.as_of`; `every_health` serves many.

    It is what its owner's last answer came to. It is grey where there is none, where the answer is older than
    `Policy.stale_cycles` of its own rhythm, and where the owner was asked about it since and stayed silent. A green one
    is grey, too, while the metric's last reading is that old; an amber or red one stays what it is, so that old figures
    never hide it.
    """
    subject = snapshot.program.initiatives[initiative]
    asked = answered_for_by(subject, snapshot.program)
    ended = newest_first(check_in for check_in in snapshot.check_ins if check_in.person == asked and _is_over(check_in))
    return _health(snapshot, subject, ended)


def every_health(snapshot: Snapshot) -> Mapping[InitiativeId, Health]:
    """Return `current_health` of every initiative that is not closed, in the order of the program file."""
    ended = newest_first(check_in for check_in in snapshot.check_ins if _is_over(check_in))
    return {initiative.id: _health(snapshot, initiative, ended) for initiative in live_initiatives(snapshot.program)}


def live_initiatives(program: Program) -> Iterable[Initiative]:
    """Return the initiatives that are not closed, in the order of the program file."""
    return (initiative for initiative in program.initiatives.values() if initiative.stage is not Stage.CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class RollUp:
    """What a goal's initiatives come to. `value` and `value_red` are in whole units of the program's currency."""

    worst: Health
    counts: Mapping[Health, int]
    value: int
    value_red: int

    @property
    def red_share(self) -> float | None:
        """The part of the value that is red, 0 to 1; None where no value is given."""
        return self.value_red / self.value if self.value else None


def roll_up(initiatives: Iterable[Initiative], healths: Mapping[InitiativeId, Health]) -> RollUp:
    """Roll initiatives up: a goal is never better than the worst of them, and not known where it has none."""
    members = tuple(initiatives)
    counts = Counter(healths[member.id] for member in members)
    return RollUp(
        worst=next((health for health in WORST_FIRST if counts[health]), Health.GREY),
        counts={health: counts[health] for health in WORST_FIRST},
        value=sum(member.value_at_stake for member in members),
        value_red=sum(member.value_at_stake for member in members if healths[member.id] is Health.RED),
    )


def value_at_stake_of(program: Program, initiatives: Collection[InitiativeId]) -> int:
    """Return the value at stake in the initiatives together, in whole units of the currency, nothing counted twice.

    Each counts once, and no goal comes to more than the value at stake that it states itself: initiatives that each
    claim the whole of it do not multiply it.
    """
    sums: defaultdict[GoalId, int] = defaultdict(int)
    for initiative in set(initiatives):
        sums[program.initiatives[initiative].goal] += program.initiatives[initiative].value_at_stake
    total = 0
    for goal in sorted(program.goals.values(), key=lambda goal: len(program.path_of(goal.id)), reverse=True):
        value = min(sums[goal.id], goal.value_at_stake) if goal.value_at_stake else sums[goal.id]
        if goal.parent is None:
            total += value
        else:
            sums[goal.parent] += value
    return total


def newest_first(check_ins: Iterable[CheckIn]) -> Mapping[PersonId, Sequence[CheckIn]]:
    """Return the check-ins of each person, the newest first."""
    found: defaultdict[PersonId, list[CheckIn]] = defaultdict(list)
    for check_in in sorted(check_ins, key=lambda check_in: check_in.due_at, reverse=True):
        found[check_in.person].append(check_in)
    return found


def _is_over(check_in: CheckIn) -> bool:
    """Tell whether a check-in has ended; one still open says nothing yet."""
    return check_in.status is not CheckInStatus.OPEN


def _health(snapshot: Snapshot, initiative: Initiative, ended: Mapping[PersonId, Sequence[CheckIn]]) -> Health:
    program, update = snapshot.program, snapshot.latest_update(initiative.id)
    if update is None:
        return Health.GREY
    check_in = newest_about(initiative, ended.get(answered_for_by(initiative, program), ()), program)
    asked_since = check_in if check_in and check_in.due_at > update.answered_at else None
    stale_after = program.policy.stale_cycles * cycle_of(initiative, program)
    health = health_now(update, asked_since, stale_after=stale_after, now=snapshot.as_of)
    if health is Health.GREEN and _is_metric_stale(snapshot, initiative, update):
        return Health.GREY
    return health


def _is_metric_stale(snapshot: Snapshot, initiative: Initiative, update: Update) -> bool:
    """Tell whether the newest value of the metric, fed or told in the answer, is too old; one never read is not."""
    metric = snapshot.program.metrics.get(initiative.metric) if initiative.metric else None
    readings = snapshot.readings.get(metric.id, ()) if metric else ()
    if metric is None or not readings or update.metric_value is not None:
        return False
    age = (snapshot.today - readings[-1].read_on).days
    return age > metric.cadence_days * snapshot.program.policy.stale_cycles
