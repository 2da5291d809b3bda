"""Subjects: which initiative an escalation, a trade-off or a signal is about."""

from collections.abc import Callable, Mapping

from rituals.escalations import SubjectKind
from rituals.ids import DependencyId, FlagId, InitiativeId, MetricId, PersonId
from rituals.roll_up import live_initiatives
from rituals.snapshot import Snapshot


class Subjects:
    """Looks subjects up in one snapshot; of several initiatives the first in the program file stands for all."""

    def __init__(self, snapshot: Snapshot) -> None:
        live = tuple(live_initiatives(snapshot.program))
        self._dependencies = snapshot.program.dependencies
        self._flags = snapshot.flags
        self._live = {initiative.id for initiative in live}
        self._of_metric = {initiative.metric: initiative.id for initiative in reversed(live)}
        self._of_owner = {initiative.owner: initiative.id for initiative in reversed(live)}
        self._finders: Mapping[SubjectKind, Callable[[str], InitiativeId | None]] = {
            SubjectKind.INITIATIVE: InitiativeId,
            SubjectKind.DEPENDENCY: self._of_dependency,
            SubjectKind.FLAG: self._of_flag,
            SubjectKind.METRIC: lambda subject: self._of_metric.get(MetricId(subject)),
            SubjectKind.CHECK_IN: lambda subject: self._of_owner.get(PersonId(subject.rpartition(":")[0])),
        }

    def find_initiative(self, kind: SubjectKind, subject: str) -> InitiativeId | None:
        """Return the initiative that is not closed and that the subject is about, None where there is none."""
        found = self._finders[kind](subject)
        return found if found in self._live else None

    def _of_dependency(self, subject: str) -> InitiativeId | None:
        dependency = self._dependencies.get(DependencyId(subject))
        return dependency.consumer if dependency else None

    def _of_flag(self, subject: str) -> InitiativeId | None:
        flag = self._flags.get(FlagId(subject))
        return flag.hits if flag else None
