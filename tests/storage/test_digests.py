"""What a digest told is kept, and what settles a red is remembered as long as the red can be."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from rituals.calendar import Cycle
from rituals.decisions import TradeOffStatus
from rituals.digest_building import build_digest
from rituals.digests import ToldDigest
from rituals.health import Health
from rituals.ids import DecisionId, TradeOffId, WorkspaceId
from storage.database import Database, WorkspaceSession
from storage.digests import DIGESTS, find_last_told, is_told
from storage.files.applying import apply
from storage.shelves import DECISIONS, TRADE_OFFS
from storage.snapshots import load_snapshot
from storage.workspaces import connect_workspace
from tests.rituals.digest_kit import CHECKOUT, DAY, MONDAY, decision, escalation, program, snapshot, trade_off, update

WORKSPACE = WorkspaceId("T1")


@pytest.fixture
def session(database: Database) -> Iterator[WorkspaceSession]:
    with database.transaction(WORKSPACE) as session:
        connect_workspace(session, name="Acme", bot_user_id="UBOT", now=MONDAY)
        apply(session, program(), now=MONDAY, actor="test")
        yield session


def test_what_was_told_comes_back_as_it_was(session: WorkspaceSession) -> None:
    stands = replace(snapshot(update(CHECKOUT, Health.AMBER)), escalations=(escalation(subject="gone"),))
    told = ToldDigest(cycle="2026-W03", as_of=MONDAY, facts=build_digest(stands, None).facts)

    DIGESTS.insert_once(session, replace(told, cycle="2026-W02", as_of=MONDAY - 7 * DAY))
    DIGESTS.insert_once(session, told)

    assert find_last_told(session) == told
    assert is_told(session, Cycle(2026, 3))
    assert not is_told(session, Cycle(2026, 4))


def test_before_the_first_digest_nothing_was_told(session: WorkspaceSession) -> None:
    assert find_last_told(session) is None


@pytest.mark.parametrize(
    ("decided", "is_remembered"),
    [
        pytest.param(timedelta(days=40), True, id="six weeks ago, about a question twice as old"),
        pytest.param(timedelta(days=80), False, id="before everything that is remembered"),
    ],
)
def test_a_decision_comes_with_its_trade_off(
    session: WorkspaceSession, decided: timedelta, is_remembered: bool
) -> None:
    question = trade_off("T-1", status=TradeOffStatus.DECIDED, opened_at=MONDAY - timedelta(days=85))
    TRADE_OFFS.save(session, question)
    DECISIONS.save(session, decision(decided_at=MONDAY - decided))
    TRADE_OFFS.save(session, replace(question, id=TradeOffId("T-2"), status=TradeOffStatus.WITHDRAWN))

    stands = load_snapshot(session, now=MONDAY)

    assert [each.id for each in stands.decisions] == [DecisionId("D-1")] * is_remembered
    assert list(stands.trade_offs) == [TradeOffId("T-1")] * is_remembered
