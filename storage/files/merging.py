"""What would be stored after a load: the file's program, with what was learnt and promised in Slack since."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rituals.policy import Cadence
from rituals.program import Program, Reading
from storage.database import WorkspaceSession
from storage.files.schema import COLUMNS
from storage.files.sheets import Kind
from storage.programs import load_program_with_readings
from storage.shelf import Shelf
from storage.shelves import DEPENDENCIES, GOALS, INITIATIVES, METRICS, PEOPLE, READINGS, TEAMS

SHELVES: Mapping[Kind, Shelf[Any]] = {
    Kind.PEOPLE: PEOPLE,
    Kind.TEAMS: TEAMS,
    Kind.GOALS: GOALS,
    Kind.METRICS: METRICS,
    Kind.INITIATIVES: INITIATIVES,
    Kind.DEPENDENCIES: DEPENDENCIES,
}
"""Where the records with a key are kept."""
LEARNT: Mapping[Kind, tuple[str, ...]] = {
    kind: tuple(column.attribute for column in COLUMNS[kind] if column.learnt) for kind in SHELVES
}


@dataclass(frozen=True, slots=True)
class Stored:
    """The program in force, every record that was ever loaded, and the readings by their key."""

    program: Program
    records: Mapping[Kind, Mapping[str, Any]]
    readings: Mapping[tuple[Any, ...], Reading]

    @property
    def is_empty(self) -> bool:
        return not self.program.name


def records_of(program: Program, kind: Kind) -> Mapping[str, Any]:
    """Return the program's records of one kind by id."""
    records: Mapping[str, Any] = getattr(program, kind.value)
    return records


def reading_key(reading: Reading) -> tuple[Any, ...]:
    return (reading.metric, reading.read_on, reading.source)


def load_stored(session: WorkspaceSession) -> Stored:
    """Read what a load has to be compared with."""
    return Stored(
        program=load_program_with_readings(session),
        records={kind: {record.id: record for record in shelf.find(session)} for kind, shelf in SHELVES.items()},
        readings={reading_key(reading): reading for reading in READINGS.find(session)},
    )


def merge(program: Program, stored: Stored) -> Program:
    """Return `program` as it is stored beside what is there already."""
    merged: dict[str, Any] = {
        kind.value: {
            key: _keep_learnt(kind, record, stored.records[kind].get(key))
            for key, record in records_of(program, kind).items()
        }
        for kind in SHELVES
    }
    return replace(program, cadence=_keep_channel(program.cadence, stored.program.cadence), **merged)


def _keep_learnt(kind: Kind, record: Any, stored: Any | None) -> Any:
    """Return the record of the file with what Slack knows better."""
    if stored is None:
        return record
    learnt = {name: getattr(stored, name) for name in LEARNT[kind]}
    match kind:
        case Kind.PEOPLE:
            # A file that names somebody by e-mail does not know what Slack has told since.
            learnt["slack_id"] = record.slack_id or stored.slack_id
            learnt["zone"] = stored.zone or record.zone
        case Kind.TEAMS if record.channel != stored.channel:
            learnt["channel_id"] = record.channel_id
        case Kind.INITIATIVES:
            # A file that says nothing of the first target leaves it as it stands.
            learnt["baseline_target"] = (
                stored.baseline_target if record.baseline_target is None else record.baseline_target
            )
    return replace(record, **learnt)


def _keep_channel(cadence: Cadence, stored: Cadence) -> Cadence:
    if cadence.digest_channel != stored.digest_channel:
        return cadence
    return replace(cadence, digest_channel_id=stored.digest_channel_id)
