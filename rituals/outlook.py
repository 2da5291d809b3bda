"""What is expected of a dependency in danger: when it will come, and whom that moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rituals.breaches import has_slipped_past
from rituals.check_ins import Update
from rituals.dependencies import Dependency
from rituals.ids import InitiativeId
from rituals.people import Team
from rituals.program import Program
from rituals.propagation import Slip, slips


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """`delivered_on` is the date expected; assumed, and not said by anybody, where `is_assumed`."""

    delivered_on: date
    is_assumed: bool
    slips: tuple[Slip, ...]

    @property
    def affected(self) -> tuple[InitiativeId, ...]:
        """The consumer, and who is moved behind it."""
        return tuple(slip.initiative for slip in self.slips)


def outlook(
    dependency: Dependency, program: Program, own: Mapping[InitiativeId, date], *, provider_said: Update | None
) -> Outlook:
    """Return what to expect: the provider's own later date, be it of the promise or of its initiative.

    Where nobody has named a later date, the outlook shows what the policy's lead time of delay would do.
    """
    later = _later_dates(dependency, provider_said)
    assumed = program.cadence.calendar().add_working_days(dependency.needed_by, program.policy.lead_days)
    expected = max(later, default=assumed)
    return Outlook(delivered_on=expected, is_assumed=not later, slips=slips(program, own, dependency, expected))


def _later_dates(dependency: Dependency, provider_said: Update | None) -> list[date]:
    later: list[date] = []
    if dependency.promised_on is not None and dependency.promised_on > dependency.needed_by:
        later.append(dependency.promised_on)
    if provider_said is not None and has_slipped_past(dependency, provider_said):
        later.append(provider_said.forecast_on)
    return later


def teams_of(dependency: Dependency, affected: tuple[InitiativeId, ...], program: Program) -> tuple[Team, ...]:
    """Return the provider's team and those of the affected initiatives, each once."""
    ids = dict.fromkeys([dependency.provider, *(program.initiatives[each].team for each in affected)])
    return tuple(program.teams[each] for each in ids)
