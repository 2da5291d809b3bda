"""What a moved date does downstream: forecasts carried along the dependencies, level by level."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rituals.check_ins import Update
from rituals.dependencies import ENDED, Dependency
from rituals.errors import UserFacingError
from rituals.ids import DependencyId, InitiativeId
from rituals.program import Program


class LoopError(UserFacingError):
    """Initiatives that wait for each other can never be forecast."""

    def __init__(self, names: tuple[str, ...]) -> None:
        shown = " → ".join((*names, names[0]))
        super().__init__(f"These initiatives wait for each other: {shown}. Take one of the dependencies out.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What a moved delivery does to one initiative. `days` are working days, negative if it gets earlier.

    `float_days` are the working days that the delivery can come later still before the initiative misses its
    committed date through it; 0 where none is left.
    """

    initiative: InitiativeId
    from_on: date
    to_on: date
    days: int
    float_days: int


def own_forecasts(program: Program, updates: Mapping[InitiativeId, tuple[Update, ...]]) -> Mapping[InitiativeId, date]:
    """Return what each owner forecasts: the latest answer, else the committed date."""
    return {
        each.id: updates[each.id][-1].forecast_on if updates.get(each.id) else each.committed_on
        for each in program.initiatives.values()
    }


def levels(program: Program) -> list[list[InitiativeId]]:
    """Return the initiatives such that each stands after all that it waits for; raises LoopError.

    Ended dependencies count too: one that is sent back must not close a loop.
    """
    consumers: dict[InitiativeId, list[InitiativeId]] = {each: [] for each in program.initiatives}
    waiting_for = dict.fromkeys(program.initiatives, 0)
    for dependency in program.dependencies.values():
        if dependency.provider_initiative is not None:
            consumers[dependency.provider_initiative].append(dependency.consumer)
            waiting_for[dependency.consumer] += 1
    found: list[list[InitiativeId]] = []
    level = [each for each, count in waiting_for.items() if not count]
    while level:
        found.append(level)
        following: list[InitiativeId] = []
        for consumer in (consumer for provider in level for consumer in consumers[provider]):
            waiting_for[consumer] -= 1
            if not waiting_for[consumer]:
                following.append(consumer)
        level = following
    stuck = {each for each, count in waiting_for.items() if count}
    if stuck:
        raise LoopError(tuple(program.initiatives[each].name for each in _loop_in(stuck, program)))
    return found


def carried_forecasts(
    program: Program, own: Mapping[InitiativeId, date], *, moved: Mapping[DependencyId, date]
) -> dict[InitiativeId, date]:
    """Return each initiative's forecast once all its inputs are counted in; raises LoopError.

    An owner's own forecast stands unless an input comes later: the input's date (`moved`, else promised, else
    needed), later still by the working days that its providing initiative was itself pushed, and the consumer's lag.
    """
    calendar = program.cadence.calendar()
    inputs = _open_inputs(program)
    forecast: dict[InitiativeId, date] = {}
    pushed: dict[InitiativeId, int] = {}
    for initiative in (initiative for level in levels(program) for initiative in level):
        latest = own[initiative]
        for each in inputs.get(initiative, ()):
            expected = moved.get(each.id, each.promised_on or each.needed_by)
            late_by = pushed[each.provider_initiative] if each.provider_initiative is not None else 0
            latest = max(latest, calendar.add_working_days(expected, late_by + each.lag_days))
        forecast[initiative] = latest
        pushed[initiative] = calendar.working_days_between(own[initiative], latest)
    return forecast


def slips(
    program: Program, own: Mapping[InitiativeId, date], dependency: Dependency, delivered_on: date
) -> tuple[Slip, ...]:
    """Return what it means if the deliverable comes on `delivered_on` and not when needed: the consumer first.

    Behind the consumer stand those downstream that move too, each after what it waits for. Raises LoopError.
    """
    calendar = program.cadence.calendar()
    before = carried_forecasts(program, own, moved={dependency.id: dependency.needed_by})
    after = carried_forecasts(program, own, moved={dependency.id: delivered_on})
    affected = [each for each in after if each == dependency.consumer or after[each] != before[each]]
    # The consumer may have room before the delivery moves it; whoever is moved behind it has none but up to its date.
    arrival = {**after, dependency.consumer: calendar.add_working_days(delivered_on, dependency.lag_days)}
    return tuple(
        Slip(
            initiative=each,
            from_on=before[each],
            to_on=after[each],
            days=calendar.working_days_between(before[each], after[each]),
            float_days=max(0, calendar.working_days_between(arrival[each], program.initiatives[each].committed_on)),
        )
        for each in affected
    )


def _open_inputs(program: Program) -> dict[InitiativeId, list[Dependency]]:
    inputs: dict[InitiativeId, list[Dependency]] = {}
    for each in program.dependencies.values():
        if each.status not in ENDED and program.initiatives[each.consumer].delivered_on is None:
            inputs.setdefault(each.consumer, []).append(each)
    return inputs


def _loop_in(stuck: set[InitiativeId], program: Program) -> tuple[InitiativeId, ...]:
    # Whoever is stuck waits for somebody stuck: walking upstream comes round, and what lies before the loop is cut.
    provider_of: dict[InitiativeId, InitiativeId] = {}
    for each in program.dependencies.values():
        if each.consumer in stuck and each.provider_initiative in stuck:
            provider_of[each.consumer] = each.provider_initiative
    at = next(each for each in program.initiatives if each in stuck)
    walked: list[InitiativeId] = []
    while at not in walked:
        walked.append(at)
        at = provider_of[at]
    return tuple(reversed(walked[walked.index(at) :]))
