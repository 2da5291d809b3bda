"""How an initiative stands at one moment: what was said of it last, what it waits for and what waits on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rituals.check_ins import CheckIn, CheckInStatus, Recovery, Update
from rituals.dependencies import ENDED, Dependency
from rituals.health import Health
from rituals.ids import CheckInId, InitiativeId
from rituals.program import Initiative, Metric, Program, Reading

_DANGER = (Health.RED, Health.AMBER, Health.GREY, Health.GREEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An initiative as its owner is asked about it.

    `last` is the newest update, `previous` the one of the check-in before it, `reading` the newest of its metric,
    `recovery` its open step. `missed` is a step that was not done after the last answer: it re-opens the deviation.
    `moves` is how often the committed date was moved. `inputs` are what it waits for, `outputs` what waits on it.
    """

    initiative: Initiative
    health: Health
    last: Update | None = None
    previous: Update | None = None
    metric: Metric | None = None
    reading: Reading | None = None
    recovery: Recovery | None = None
    missed: Recovery | None = None
    moves: int = 0
    inputs: tuple[Dependency, ...] = ()
    outputs: tuple[Dependency, ...] = ()

    @property
    def days_late(self) -> int:
        """Calendar days from the committed date to the last forecast; negative is early, 0 without a forecast."""
        return (self.last.forecast_on - self.initiative.committed_on).days if self.last else 0


def health_now(last: Update | None, check_in: CheckIn | None, *, stale_after: timedelta, now: datetime) -> Health:
    """Return the health that counts at `now`: what was answered last, grey once that is stale or the owner silent.

    `check_in` is the newest one that asked about the initiative.
    """
    if last is None or now - last.answered_at > stale_after:
        return Health.GREY
    is_silent = check_in is not None and check_in.status is CheckInStatus.SILENT and check_in.id != last.check_in
    return Health.GREY if is_silent else last.health


def most_endangered_first(standings: Iterable[Standing]) -> tuple[Standing, ...]:
    """Return red before amber before grey before green, then the latest, the nearest date, the highest value."""
    return tuple(sorted(standings, key=_danger))


def next_to_ask(standings: Iterable[Standing], check_in: CheckInId, *, most: int) -> tuple[Standing, ...]:
    """Return what the form asks about next: what the check-in does not know yet, and everything once it knows all."""
    ordered = most_endangered_first(standings)
    unknown = tuple(each for each in ordered if each.last is None or each.last.check_in != check_in)
    return (unknown or ordered)[:most]


def open_inputs(program: Program, initiative: InitiativeId) -> tuple[Dependency, ...]:
    """Return what the initiative still waits for."""
    return tuple(each for each in _open(program) if each.consumer == initiative)


def open_outputs(program: Program, initiative: InitiativeId) -> tuple[Dependency, ...]:
    """Return what still waits on the initiative."""
    return tuple(each for each in _open(program) if each.provider_initiative == initiative)


def _open(program: Program) -> Iterable[Dependency]:
    return (each for each in program.dependencies.values() if each.status not in ENDED)


def _danger(standing: Standing) -> tuple[int, int, date, int, InitiativeId]:
    initiative = standing.initiative
    return (
        _DANGER.index(standing.health),
        -standing.days_late,
        initiative.committed_on,
        -initiative.value_at_stake,
        initiative.id,
    )
