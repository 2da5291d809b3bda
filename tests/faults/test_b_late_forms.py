"""FAULTS B8: what comes after the thing was closed, withdrawn or given away, or from who lost the role or left."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product

import pytest

from handlers.blocks import ids
from rituals.audit import AuditEntry
from rituals.ids import DependencyId, InitiativeId, PersonId, TeamId
from rituals.program import Program
from tests.conftest import fresh_database
from tests.faults.late_kit import ACTS, RISK, Late, everything_but_the_log, log_of
from tests.journeys.check_in_kit import program
from tests.journeys.dependency_kit import HOLDS
from tests.journeys.escalation_kit import WRITE_API
from tests.journeys.flag_kit import FIELDS, HELP, fill, flags_of
from tests.places import EXAMPLES
from tests.world import World

CLOSED, WITHDRAWN, GIVEN_AWAY, ROLE_LOST, LEFT = "closed", "withdrawn", "given away", "role lost", "left"
REASONS = (CLOSED, WITHDRAWN, GIVEN_AWAY, ROLE_LOST, LEFT)
PAYOUTS, INSIGHTS, LEDGER = (
    InitiativeId("instant-payouts"),
    InitiativeId("payout-insights"),
    InitiativeId("debt-paydown"),
)
BEN, WEI, GRACE = PersonId("ben"), PersonId("wei"), PersonId("grace")

GONE, STALE, NOTHING = "NotFoundError", "StalePromiseError", "NothingToAnswerError"
_PROVIDER = (
    ids.DEPENDENCY_COUNTER_FORM,
    ids.DEPENDENCY_REFUSAL_FORM,
    ids.DEPENDENCY_COMMIT,
    ids.DEPENDENCY_DELIVERED,
    ids.HEARTBEAT_YES,
)
_CONSUMER = (
    ids.DEPENDENCY_ACCEPT_COUNTER,
    ids.DEPENDENCY_KEEP_DATE,
    ids.DEPENDENCY_ACCEPT_DELIVERY,
    ids.DEPENDENCY_SEND_BACK,
)
_PROMISES = dict.fromkeys(
    product(_PROVIDER + _CONSUMER, (CLOSED, WITHDRAWN, GIVEN_AWAY, ROLE_LOST)), GONE
) | dict.fromkeys(product(_PROVIDER + _CONSUMER, (CLOSED,)), STALE)
_CHECK_INS = {
    (act, reason): "CheckInOverError" if reason == CLOSED else NOTHING
    for act, reason in product((ids.CHECK_IN_FORM, ids.CHECK_IN_NO_CHANGE), (CLOSED, WITHDRAWN, GIVEN_AWAY))
}
_STEPS = {
    (act, reason): "StepAnsweredError" if reason == CLOSED else GONE
    for act, reason in product(
        (ids.RECOVERY_DONE, ids.RECOVERY_NOT_DONE, ids.RECOVERY_FORM), (CLOSED, WITHDRAWN, GIVEN_AWAY)
    )
}

REFUSED: Mapping[tuple[str, str], str] = {
    **_PROMISES,
    **_CHECK_INS,
    **_STEPS,
    (ids.FLAG_FORM, CLOSED): "AlreadyRaisedError",
    (ids.FLAG_ANSWER_FORM, CLOSED): "AlreadyAnsweredError",
    (ids.FLAG_ANSWER_FORM, WITHDRAWN): "NothingHitError",
    (ids.FLAG_ANSWER_FORM, ROLE_LOST): GONE,
    (ids.ESCALATION_ACKNOWLEDGE_FORM, CLOSED): "AlreadyResolvedError",
    (ids.ESCALATION_ACKNOWLEDGE_FORM, WITHDRAWN): GONE,
    (ids.ESCALATION_ACKNOWLEDGE_FORM, GIVEN_AWAY): GONE,
    (ids.ESCALATION_ACKNOWLEDGE_FORM, ROLE_LOST): GONE,
    (ids.DECISION_FORM, CLOSED): "AlreadyResolvedError",
    (ids.DECISION_FORM, WITHDRAWN): GONE,
    (ids.DECISION_FORM, ROLE_LOST): GONE,
    (ids.DIGEST_MESSAGE_FORM, WITHDRAWN): GONE,
    **dict.fromkeys(product(ACTS, (LEFT,)), "StrangerError"),
}
"""Who is refused, and by which error. The audit log names it."""

NOT_REFUSED: Mapping[tuple[str, str], str] = {
    **dict.fromkeys(
        product((ids.CHECK_IN_FORM, ids.CHECK_IN_NO_CHANGE), (ROLE_LOST,)), "to own the initiative is the role"
    ),
    **dict.fromkeys(
        product((ids.RECOVERY_DONE, ids.RECOVERY_NOT_DONE, ids.RECOVERY_FORM), (ROLE_LOST,)),
        "to own the initiative is the role, and who does the step keeps it",
    ),
    (ids.FLAG_FORM, WITHDRAWN): "told beside the field: another initiative may be chosen, and the rest stays typed",
    (ids.FLAG_FORM, GIVEN_AWAY): "whoever owns it then is told of the flag",
    (ids.FLAG_FORM, ROLE_LOST): "everybody may raise a flag",
    (ids.FLAG_ANSWER_FORM, GIVEN_AWAY): "who owes the answer is kept with the flag",
    (ids.DECISION_FORM, GIVEN_AWAY): "who decides is kept with the escalation",
    (ids.DIGEST_MESSAGE_FORM, CLOSED): "there is nothing in a question that could be closed",
    (ids.DIGEST_MESSAGE_FORM, GIVEN_AWAY): "it goes to whoever owns the initiative then",
    (ids.DIGEST_MESSAGE_FORM, ROLE_LOST): "everybody may write to an owner",
}
"""Where there is nothing to refuse, and why."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a late act."""

    told: str
    wrote: bool
    audited: tuple[AuditEntry, ...]


def test_b8_the_table_of_late_acts_has_no_hole() -> None:
    assert set(REFUSED) | set(NOT_REFUSED) == set(product(ACTS, REASONS))
    assert not set(REFUSED) & set(NOT_REFUSED)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def late(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Late]:
    """One world for the whole table: what is refused leaves no trace, as each of its cells asserts."""
    with (
        fresh_database(request, tmp_path_factory.mktemp("late")) as url,
        World.open(EXAMPLES / "fintech_workspace.yaml", database_url=url) as world,
    ):
        world.load(EXAMPLES / "fintech.yaml")
        yield Late(world)


@pytest.fixture(scope="module")
def verdicts(late: Late) -> Mapping[tuple[str, str], Verdict]:
    """Everything that is refused, tried: first what can be undone again, then what was closed for good."""
    found: dict[tuple[str, str], Verdict] = {}
    for reason in (WITHDRAWN, GIVEN_AWAY, ROLE_LOST, LEFT):
        with _changed(late.world, reason):
            found |= _try_all(late, reason)
    _close(late)
    return found | _try_all(late, CLOSED)


@pytest.mark.parametrize(("act", "reason"), sorted(REFUSED), ids=lambda each: each.replace(" ", "_"))
def test_b8_a_late_act_is_refused_with_a_reason_writes_nothing_and_is_audited(
    verdicts: Mapping[tuple[str, str], Verdict], act: str, reason: str
) -> None:
    verdict = verdicts[act, reason]

    [entry] = verdict.audited
    who = "stranger" if reason == LEFT else ACTS[act].person
    assert not verdict.wrote
    assert (entry.actor, entry.action, entry.subject) == (who, f"refused.{act}", ACTS[act].subject)
    assert entry.details["reason"] == REFUSED[act, reason]
    assert len(verdict.told) > 40
    assert "broke" not in verdict.told


def test_b8_a_flag_on_what_was_withdrawn_is_told_beside_its_field(world: World) -> None:
    jonas = world.person("jonas")
    jonas.slash("/flag", channel="#payments")
    fill(jonas, **{"What could happen?": "The supplier slips"})
    world.load(_without(program(world)))

    submission = jonas.submit()

    assert submission.blocks == {ids.FLAG_HITS: "Choose one of the initiatives."}
    assert flags_of(world) == {}


def _try_all(late: Late, reason: str) -> dict[tuple[str, str], Verdict]:
    found = {}
    before = everything_but_the_log(late.world)
    for act in [act for act, why in REFUSED if why == reason]:
        logged = len(log_of(late.world))
        told = late.reads(ACTS[act].person, late.do(act))
        after = everything_but_the_log(late.world)
        found[act, reason] = Verdict(told, after != before, log_of(late.world)[logged:])
        before = after
    return found


@contextmanager
def _changed(world: World, reason: str) -> Iterator[None]:
    """Let something have happened while the forms were open, and undo it afterwards."""
    if reason == LEFT:
        people = {act.person for act in ACTS.values()}
        for person in people:
            world.sandbox.deactivate_user(person)
        _let_all_news_arrive(world)
        world.bot.sync_directory()
        yield
        for person in people:
            world.sandbox.reactivate_user(person)
        _let_all_news_arrive(world)
        world.bot.sync_directory()
        return
    before = program(world)
    change = {WITHDRAWN: _without, GIVEN_AWAY: _given_away, ROLE_LOST: _without_roles}[reason]
    world.load(change(before))
    yield
    world.load(before)


def _let_all_news_arrive(world: World) -> None:
    """What could not be taken at once comes again after a minute, and after five."""
    for _ in range(7):
        world.sandbox.quiet()
        world.sandbox.clock.advance(timedelta(minutes=1))


def _without(loaded: Program) -> Program:
    """Take out what the acts are about, and what hangs on it."""
    gone = {PAYOUTS, INSIGHTS, LEDGER}
    return replace(
        loaded,
        initiatives={key: each for key, each in loaded.initiatives.items() if key not in gone},
        dependencies={
            key: each
            for key, each in loaded.dependencies.items()
            if each.consumer not in gone and each.provider_initiative not in gone
        },
    )


def _given_away(loaded: Program) -> Program:
    """Give the initiatives to Wei, and each dependency to another provider and another consumer."""
    moved = {
        DependencyId(key): replace(
            loaded.dependencies[DependencyId(key)],
            provider=TeamId("launch"),
            provider_initiative=None,
            consumer=InitiativeId("counter-credit"),
        )
        for key in (HOLDS, WRITE_API)
    }
    given = {key: replace(loaded.initiatives[key], owner=WEI) for key in (PAYOUTS, LEDGER)}
    return replace(
        loaded,
        initiatives={**loaded.initiatives, **given},
        dependencies={**loaded.dependencies, **moved},
    )


def _without_roles(loaded: Program) -> Program:
    """Let others lead the teams and own the initiatives, and nobody of finance steer."""
    leads = {TeamId("ledger"): BEN, TeamId("payments"): GRACE}
    owners = {InitiativeId("ledger-api"): BEN, PAYOUTS: WEI}
    return replace(
        loaded,
        teams={**loaded.teams, **{key: replace(loaded.teams[key], lead=lead) for key, lead in leads.items()}},
        initiatives={
            **loaded.initiatives,
            **{key: replace(loaded.initiatives[key], owner=owner) for key, owner in owners.items()},
        },
        people={
            **loaded.people,
            PersonId("frank"): replace(loaded.people[PersonId("frank")], roles=frozenset()),
        },
    )


def _close(late: Late) -> None:
    """Let others, or the same people elsewhere, finish everything that the forms are about."""
    world = late.world
    jonas, paula, elena = world.person("jonas"), world.person("paula"), world.person("elena")
    late.press("jonas", ids.FLAG_COMPLETE, "F-2")
    jonas.fill({**FIELDS, "What could happen?": "Salaries leak"})
    assert jonas.submit().closed
    late.press("paula", ids.FLAG_HELP, RISK)
    paula.fill(HELP)
    assert paula.submit().closed
    for who, what in (("sofia", ids.DEPENDENCY_COMMIT), ("sofia", ids.DEPENDENCY_DELIVERED)):
        late.press(who, what, HOLDS)
    late.press("maya", ids.DEPENDENCY_ACCEPT_DELIVERY, HOLDS)
    late.press("elena", ids.ESCALATION_DECIDE, "R-1")
    elena.fill({"Your choice": "Option 4: drop something", "Why": "It costs too much"})
    assert elena.submit().closed
    late.press("jonas", ids.RECOVERY_DONE, "S-1")
    world.at("2026-01-15T09:30")
    world.tick()
