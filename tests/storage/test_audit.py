"""The audit log: every change chained to the one before, and what was tampered with is found."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rituals.audit import AuditEntry, Change, first_broken, seal
from rituals.ids import WorkspaceId
from storage import audit
from storage.database import Database
from storage.shelves import AUDIT

NOW = datetime(2026, 1, 5, 9, 30, 0, 123456, tzinfo=UTC)
ONE, OTHER = WorkspaceId("T0ONE"), WorkspaceId("T0OTHER")


def change(number: int) -> Change:
    return Change(
        actor="maya", action="flag.raised", subject=f"F-{number}", details={"hits": "payouts", "number": number}
    )


def entries(database: Database, workspace: WorkspaceId = ONE) -> tuple[AuditEntry, ...]:
    with database.reading(workspace) as session:
        return AUDIT.find(session)


@pytest.fixture
def log(database: Database) -> tuple[AuditEntry, ...]:
    for number in range(1, 5):
        with database.transaction(ONE) as session:
            audit.record(session, change(number), now=NOW + timedelta(minutes=number))
    return entries(database)


def test_each_entry_is_chained_to_the_one_before(log: tuple[AuditEntry, ...]):
    assert [entry.number for entry in log] == [1, 2, 3, 4]
    assert [entry.previous_hash for entry in log[1:]] == [entry.hash for entry in log[:-1]]
    assert first_broken(log) is None


@pytest.mark.parametrize(
    ("tamper", "number"),
    [
        pytest.param(lambda log: (log[0], replace(log[1], actor="mallory"), *log[2:]), 2, id="another actor"),
        pytest.param(lambda log: (*log[:3], replace(log[3], details={})), 4, id="other details"),
        pytest.param(lambda log: (log[0], *log[2:]), 3, id="one taken out"),
        pytest.param(lambda log: log[1:], 2, id="the first taken out"),
        pytest.param(lambda log: (log[1], log[0], *log[2:]), 2, id="two exchanged"),
        pytest.param(
            lambda log: (*log[:2], seal(change(9), number=3, at=NOW, previous_hash=log[1].hash), log[3]),
            4,
            id="one written anew with a hash that fits",
        ),
    ],
)
def test_the_first_entry_that_was_tampered_with_is_found(log: tuple[AuditEntry, ...], tamper, number: int):
    assert first_broken(tamper(log)) == number


def test_workspaces_have_chains_of_their_own(database: Database):
    for workspace in (ONE, OTHER):
        with database.transaction(workspace) as session:
            audit.record(session, change(1), change(2), now=NOW)

    chains = [entries(database, workspace) for workspace in (ONE, OTHER)]

    assert [[entry.number for entry in chain] for chain in chains] == [[1, 2], [1, 2]]
    assert [first_broken(chain) for chain in chains] == [None, None]


def test_a_transaction_that_fails_leaves_no_entry(database: Database):
    def fail() -> None:
        with database.transaction(ONE) as session:
            audit.record(session, change(1), now=NOW)
            raise RuntimeError("something else went wrong")

    with pytest.raises(RuntimeError):
        fail()

    assert entries(database) == ()
