"""Layer 2 of the proof: the functions of the outbox, in any order, do what their model in memory does."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from rituals.announcements import Announcement, OutboxEntry, Priority, Verb
from rituals.delivery import (
    SETTLE,
    Accepted,
    Doubtful,
    Limited,
    LookUp,
    Missing,
    Outcome,
    Refused,
    Revoked,
    Unreachable,
    after_call,
    after_look_up,
    released,
)
from rituals.ids import AnnouncementKey, WorkspaceId
from storage import claims, outbox, outbox_care
from storage.database import Database, WorkspaceSession
from storage.workspaces import connect_workspace
from tests.figures import Figures
from tests.simulation.outbox import ModelOutbox

START = datetime(2026, 1, 8, 9, 30, tzinfo=UTC)
LEASE = timedelta(seconds=30)
KEYS = [f"k{number}" for number in range(6)]
RECIPIENTS = ["C1", "U2"]
VERBS = [(Verb.POST,), (Verb.EDIT,), tuple(Verb)]
WORKSPACES = count(1)
BATCH = 3

keys = st.sampled_from(KEYS)
moments = st.sampled_from([timedelta(0), timedelta(seconds=10), timedelta(minutes=2), timedelta(hours=1)])
outcomes = st.sampled_from(
    [
        Accepted("C1", "1.000001"),
        Refused("is_archived"),
        Limited(timedelta(seconds=30)),
        Unreachable("dns"),
        Revoked("token_revoked"),
        Doubtful("no answer"),
    ]
)
found = st.sampled_from(
    [Accepted("C1", "1.000002"), Missing(), Refused("missing_scope"), Limited(timedelta(seconds=30)), Doubtful("503")]
)


def claim(
    session: WorkspaceSession, *, now: datetime, verbs: Sequence[Verb], resting: Sequence[str]
) -> list[OutboxEntry]:
    """Claim as delivery does. However many are claimed at once, the model claims as many, one by one."""
    wanted = claims.Wanted(owner="me", lease=LEASE, verbs=verbs, resting=resting, limit=BATCH)
    return claims.claim(session, wanted, now=now)


class OutboxMachine(RuleBasedStateMachine):
    """Does everything twice: with the real functions, each in a transaction of its own, and with the model."""

    database: Database
    model_kind: type[ModelOutbox] = ModelOutbox

    @initialize()
    def begin(self) -> None:
        # A workspace of its own for each example: what others left behind must not be seen.
        self.workspace = WorkspaceId(f"T{next(WORKSPACES)}")
        self.now = START
        self.model = self.model_kind()
        self.hands: list[tuple[OutboxEntry, OutboxEntry]] = []
        with self.database.transaction(self.workspace) as session:
            connect_workspace(session, name="Acme", bot_user_id="UBOT", now=START)

    @rule(wait=moments)
    def let_time_pass(self, wait: timedelta) -> None:
        self.now += wait

    @rule(
        key=keys,
        parent=st.none() | keys,
        recipient=st.sampled_from(RECIPIENTS),
        priority=st.sampled_from(Priority),
        due=st.none() | moments,
        lasts=st.none() | moments,
        fallback=st.booleans(),
    )
    def enqueue(
        self,
        key: str,
        parent: str | None,
        recipient: str,
        priority: Priority,
        due: timedelta | None,
        lasts: timedelta | None,
        fallback: bool,
    ) -> None:
        said = Announcement(
            key=AnnouncementKey(f"{key}:fallback" if fallback else key),
            recipient=recipient,
            text=f"{key}.",
            priority=priority,
            parent=AnnouncementKey(parent) if parent is not None and parent < key else None,
            due_at=None if due is None else self.now + due,
            expires_at=None if lasts is None else self.now + lasts,
        )
        with self.database.transaction(self.workspace) as session:
            outbox.enqueue(session, said, now=self.now)
        self.model.enqueue(said, now=self.now)

    @rule(key=keys, words=st.text("abc", min_size=1, max_size=3))
    def revise(self, key: str, words: str) -> None:
        with self.database.transaction(self.workspace) as session:
            outbox.revise(session, AnnouncementKey(key), text=words, blocks="[]", now=self.now)
        self.model.revise(AnnouncementKey(key), text=words, now=self.now)

    @rule(key=keys)
    def cancel(self, key: str) -> None:
        with self.database.transaction(self.workspace) as session:
            cancelled = outbox.cancel(session, AnnouncementKey(key), reason="answered")

        assert cancelled == self.model.cancel(AnnouncementKey(key), reason="answered")

    @rule(
        verbs=st.sampled_from([(Verb.POST,), (Verb.EDIT,), tuple(Verb)]), rests=st.none() | st.sampled_from(RECIPIENTS)
    )
    def claim(self, verbs: Sequence[Verb], rests: str | None) -> None:
        resting = () if rests is None else (rests,)
        with self.database.transaction(self.workspace) as session:
            taken = claim(session, now=self.now, verbs=verbs, resting=resting)
        nothing: list[OutboxEntry | None] = [None]
        for entry in taken or nothing:
            modelled = self.model.claim(owner="me", now=self.now, lease=LEASE, verbs=verbs, resting=resting)
            assert _key(entry) == _key(modelled)
            if entry is not None and modelled is not None:
                self.hands.append((entry, modelled))

    @rule(data=st.data(), outcome=outcomes)
    def answer(self, data: st.DataObject, outcome: Outcome) -> None:
        self._settle(data, lambda entry: after_call(entry, outcome, now=self.now))

    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        self._settle(data, lambda entry: released(entry, now=self.now))

    @rule(outcome=found)
    def look_up(self, outcome: LookUp) -> None:
        with self.database.transaction(self.workspace) as session:
            unknown = claims.claim_look_up(session, now=self.now, lease=LEASE)
        modelled = self.model.claim_look_up(now=self.now, lease=LEASE)
        assert _key(unknown) == _key(modelled)
        if unknown is None or modelled is None:
            return
        with self.database.transaction(self.workspace) as session:
            saved = claims.save(session, unknown, after_look_up(unknown, outcome, now=self.now))
        assert saved == self.model.save(modelled, after_look_up(modelled, outcome, now=self.now))

    @rule()
    def tidy(self) -> None:
        with self.database.transaction(self.workspace) as session:
            outbox_care.tidy(session, now=self.now, settle=SETTLE)
        self.model.tidy(now=self.now, settle=SETTLE)

    @rule(key=keys)
    def restore_parent(self, key: str) -> None:
        with self.database.transaction(self.workspace) as session:
            reply = outbox.find_entry(session, AnnouncementKey(key))
            restored = reply is not None and outbox_care.restore_parent(session, reply, now=self.now)

        assert restored == (reply is not None and self.model.restore_parent(AnnouncementKey(key), now=self.now))

    @invariant()
    def claims_hold_alike(self) -> None:
        if not hasattr(self, "hands"):
            return
        with self.database.reading(self.workspace) as session:
            for entry, modelled in self.hands[-3:]:
                assert claims.holds(session, entry, until=self.now) == self.model.holds(modelled, until=self.now)

    @invariant()
    def holds_the_same(self) -> None:
        if not hasattr(self, "model"):
            return
        with self.database.reading(self.workspace) as session:
            real = {entry.announcement.key: entry for entry in outbox.find_entries(session)}

        assert {key: replace(entry, nonce="") for key, entry in real.items()} == {
            key: replace(entry, nonce="") for key, entry in self.model.entries.items()
        }

    def _settle(self, data: st.DataObject, after: Callable[[OutboxEntry], OutboxEntry]) -> None:
        if not self.hands:
            return
        entry, modelled = data.draw(st.sampled_from(self.hands))
        with self.database.transaction(self.workspace) as session:
            saved = claims.save(session, entry, after(entry))

        assert saved == self.model.save(modelled, after(modelled))


def _key(entry: OutboxEntry | None) -> str | None:
    return None if entry is None else entry.announcement.key


def run_machine(
    database: Database, *, examples: int, steps: int, derandomize: bool = True, model: type[ModelOutbox] = ModelOutbox
) -> None:
    machine = type("Machine", (OutboxMachine,), {"database": database, "model_kind": model})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=derandomize,
            report_multiple_bugs=False,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink) if model is ModelOutbox else (Phase.generate,),
        ),
    )


def test_d1_any_sequence_of_the_outbox_does_what_its_model_does(database: Database):
    run_machine(database, examples=20, steps=40)


@pytest.mark.soak
@pytest.mark.timeout(4 * 3_600)
def test_d1_long_sequences_of_the_outbox_do_what_its_model_does(database: Database, figures: Figures):
    run_machine(database, examples=1_000, steps=60, derandomize=False)

    figures.reach(f"state machine {database.engine.dialect.name}", "1,000 sequences of 60 steps, no difference")


class Stubborn(ModelOutbox):
    """Takes nothing back."""

    def cancel(self, key: AnnouncementKey, *, reason: str) -> bool:
        return False


def test_control_a_model_that_takes_nothing_back_is_told_apart(database: Database):
    """Must differ, or the machine is blind."""
    with pytest.raises(AssertionError):
        run_machine(database, examples=300, steps=40, model=Stubborn)
