from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.check_ins import CheckInStatus, Recovery
from rituals.contradictions import contradictions
from rituals.decisions import TradeOffStatus
from rituals.digest_building import build_digest
from rituals.digest_lines import DispositionLine, FlagLine, RedLine
from rituals.digests import MOST_LINES, Entry, Risk, ToldDigest, Topic
from rituals.escalations import SubjectKind
from rituals.flags import Chance, Disposition, FlagAnswerKind, FlagStatus
from rituals.health import Health
from rituals.ids import CheckInId, EscalationId, GoalId, InitiativeId, PersonId, RecoveryId, SignalId
from rituals.program import BaselineMove, Stage
from rituals.roll_up import current_health, every_health
from rituals.snapshot import Snapshot
from tests.rituals.digest_kit import (
    BILLING,
    CHECKOUT,
    DAY,
    DUE_ON,
    LEDGER,
    MONDAY,
    THURSDAY,
    check_in,
    decision,
    dependency,
    escalation,
    flag,
    initiative,
    program,
    snapshot,
    trade_off,
    update,
)
from tests.rituals.programs import random_snapshot, snapshots

LAST_MONDAY = MONDAY - 7 * DAY


def digest_of(stands: Snapshot, previous: ToldDigest | None) -> Any:
    """Build the digest; `Any`, as each test knows what kind of line it looks at."""
    return build_digest(stands, previous)


def told(stands, as_of=LAST_MONDAY) -> ToldDigest:
    return ToldDigest(cycle="2026-W02", as_of=as_of, facts=digest_of(stands, None).facts)


def entries(digest) -> list[Entry]:
    return [entry for section in digest.sections for entry in section.entries]


def entry_of(digest, key: InitiativeId) -> Any:
    (found,) = (entry for entry in entries(digest) if entry.initiative.id == key)
    return found


def parent_lines(digest) -> int:
    summaries = (digest.risk.initiatives, digest.silences, digest.catches, any(digest.hidden.values()))
    return 3 + sum(map(len, digest.headlines.values())) + sum(map(bool, summaries))


@given(snapshots, st.booleans())
def test_the_parent_message_has_at_most_twelve_lines(stands, is_first):
    digest = digest_of(stands, None if is_first else told(random_snapshot(1, initiatives=60)))

    assert parent_lines(digest) <= MOST_LINES


@given(snapshots, snapshots)
def test_every_change_and_every_line_stands_exactly_once_in_the_thread(stands, earlier):
    before = told(earlier)

    digest = digest_of(stands, before)

    changed = {key for key, fact in digest.facts.items() if fact != before.facts.get(key)}
    counted = Counter(entry.initiative.id for entry in entries(digest))
    assert set(counted.values()) <= {1}
    assert {entry.initiative.id for entry in entries(digest) if entry.is_changed} == changed
    lines = [line for entry in entries(digest) for line in entry.lines]
    lines += [line for section in digest.sections for line in section.loose_lines]
    headlines = [line for found in digest.headlines.values() for line in found if not isinstance(line, Entry)]
    assert len({id(line) for line in lines}) == len(lines)
    assert all(line in lines for line in (*headlines, *digest.silences, *digest.catches))
    owed = sum(len(digest.headlines[topic]) + digest.hidden[topic] for topic in Topic if topic is not Topic.MOVES)
    assert len(lines) == owed + len(digest.silences) + len(digest.catches)


@given(snapshots)
def test_any_two_digests_of_one_snapshot_are_identical(stands):
    for_finance = digest_of(stands, None)
    for_technology = digest_of(replace(stands), None)

    assert for_finance == for_technology
    assert {key: fact.health for key, fact in for_finance.facts.items()} == every_health(stands)
    assert all(entry.fact.health is current_health(stands, entry.initiative.id) for entry in entries(for_finance))


@given(snapshots)
def test_what_was_told_is_not_told_again(stands):
    digest = digest_of(stands, told(stands))

    assert digest.changed == 0
    assert digest.unchanged == len(digest.facts)
    assert not any(entry.is_changed for entry in entries(digest))
    assert digest.headlines[Topic.MOVES] == ()


def test_only_what_changed_is_told_with_its_reason_and_its_recovery():
    before = snapshot(update(CHECKOUT), update(BILLING), update(LEDGER))
    step = Recovery(
        id=RecoveryId("step"),
        check_in=CheckInId("maria:2026-W02"),
        initiative=CHECKOUT,
        condition="the supplier confirms",
        action="we cut the second market",
        owner=program().initiatives[CHECKOUT].owner,
        due_on=date(2026, 1, 20),
    )
    later = replace(step, id=RecoveryId("later"), due_on=date(2026, 2, 20))
    slipped = update(CHECKOUT, Health.AMBER, forecast_on=DUE_ON + 18 * DAY, cause="Late input")

    digest = digest_of(snapshot(slipped, update(BILLING), update(LEDGER), recoveries=(later, step)), told(before))

    entry = entry_of(digest, CHECKOUT)
    assert (digest.changed, digest.unchanged) == (1, 2)
    assert (entry.before.health, entry.fact.health) == (Health.GREEN, Health.AMBER)
    assert (entry.update, entry.recovery) == (slipped, step)
    assert digest.headlines[Topic.MOVES] == (entry,)


@pytest.mark.parametrize(
    ("change", "is_moved"),
    [
        pytest.param({"committed_on": DUE_ON + 34 * DAY}, True, id="the committed date moved"),
        pytest.param({"name": "Till"}, False, id="nothing moved"),
    ],
)
def test_a_moved_date_is_told_with_all_its_moves(change, is_moved):
    move = BaselineMove(
        initiative=CHECKOUT,
        number=1,
        from_on=DUE_ON,
        to_on=DUE_ON + 34 * DAY,
        reason="Second supplier",
        approver=program().initiatives[CHECKOUT].owner,
        moved_on=date(2026, 1, 8),
    )
    now = snapshot(of=program(initiative(CHECKOUT, "maria", **change)), baseline_moves={CHECKOUT: (move,)})

    digest = digest_of(now, told(snapshot()))

    assert [entry.initiative.id for entry in digest.headlines[Topic.MOVES]] == [CHECKOUT] * is_moved
    assert [(entry.days_moved, entry.moves) for entry in digest.headlines[Topic.MOVES]] == [(34, (move,))] * is_moved


def test_a_first_forecast_is_a_change_but_no_moved_date():
    digest = digest_of(snapshot(update(CHECKOUT)), told(snapshot()))

    assert entry_of(digest, CHECKOUT).is_changed
    assert digest.headlines[Topic.MOVES] == ()


def test_decisions_come_by_their_date_and_carry_what_their_button_opens():
    stands = snapshot(
        of=program(dependencies=(dependency(),)),
        trade_offs={
            each.id: each
            for each in (
                trade_off("T-1", escalation=EscalationId("R-1"), decide_by=date(2026, 1, 15)),
                trade_off("T-2"),
                trade_off("T-3", status=TradeOffStatus.DECIDED),
            )
        },
        escalations=(escalation("R-1"), escalation("R-2")),
    )

    found = digest_of(stands, None).headlines[Topic.DECISIONS]

    assert [(line.decide_by, line.is_overdue, line.escalation) for line in found] == [
        (date(2026, 1, 9), True, None),
        (date(2026, 1, 13), False, "R-2"),
        (date(2026, 1, 15), False, "R-1"),
    ]
    assert {line.initiative for line in found} == {CHECKOUT}


def test_what_waits_for_an_answer_comes_by_gravity_then_overdue_then_by_age():
    stands = snapshot(
        update(LEDGER, Health.RED, answered_at=MONDAY - 14 * DAY),
        update(LEDGER, Health.RED, answered_at=THURSDAY),
        update(BILLING, Health.RED, answered_at=THURSDAY),
        flags={
            each.id: each
            for each in (
                flag("F-1"),
                flag("F-2", answer_by=MONDAY + DAY, chance=Chance.POSSIBLE),
                flag("F-3", status=FlagStatus.ANSWERED, answer_kind=FlagAnswerKind.ACCEPT, answered_at=THURSDAY),
            )
        },
    )

    found = digest_of(stands, None).headlines[Topic.UNANSWERED]

    assert [(type(line), line.initiative, line.is_overdue) for line in found] == [
        (RedLine, LEDGER, True),
        (FlagLine, CHECKOUT, True),
        (RedLine, BILLING, False),
        (FlagLine, CHECKOUT, False),
    ]
    assert [line.is_critical for line in found if isinstance(line, FlagLine)] == [True, False]
    assert [line.age for line in found if isinstance(line, FlagLine)] == [4, 4]


def test_a_critical_flag_stands_before_an_overdue_one_that_is_not():
    late = flag("F-1", chance=Chance.UNLIKELY, raised_at=MONDAY - 20 * DAY, answer_by=MONDAY - 10 * DAY)
    critical = flag("F-2", answer_by=MONDAY + DAY)

    found = digest_of(snapshot(flags={"F-1": late, "F-2": critical}), None).headlines[Topic.UNANSWERED]

    assert [(line.flag.id, line.is_critical) for line in found] == [("F-2", True), ("F-1", False)]


def test_what_became_of_a_flag_is_asked_after_what_waits_for_an_answer_once_it_is_overdue():
    flags = (
        caught("F-1", disposition_by=MONDAY - DAY),
        caught("F-2", disposition_by=MONDAY - 6 * DAY),
        caught("F-3", disposition_by=MONDAY + DAY),
        caught("F-4", disposition_by=MONDAY - DAY, disposition=Disposition.OWNED),
        caught("F-5"),
        flag("F-6"),
    )

    found = digest_of(snapshot(flags={each.id: each for each in flags}), None).headlines[Topic.UNANSWERED]

    assert [type(line) for line in found] == [FlagLine, DispositionLine, DispositionLine]
    assert [(line.flag.id, line.age) for line in found[1:]] == [("F-2", 4), ("F-1", 1)]


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"trade_offs": {trade_off().id: trade_off()}}, id="a decision is under way"),
        pytest.param(
            {
                "trade_offs": {trade_off().id: trade_off(status=TradeOffStatus.DECIDED)},
                "decisions": (decision(decided_at=MONDAY),),
            },
            id="it was decided",
        ),
    ],
)
def test_a_red_is_answered_once_somebody_decides(more):
    digest = digest_of(snapshot(update(CHECKOUT, Health.RED), **more), None)

    assert digest.headlines[Topic.UNANSWERED] == ()


def test_contradictions_are_told_the_oldest_first_and_overdue_after_two_working_days():
    stands = snapshot(update(CHECKOUT, forecast_on=DUE_ON + DAY), update(BILLING, forecast_on=DUE_ON + DAY))
    new, old = contradictions(stands)
    other = replace(new, id=SignalId("something_else:x"), rule="something_else")

    digest = digest_of(replace(stands, signals=(new, replace(old, opened_at=LAST_MONDAY), other)), None)

    found = digest.headlines[Topic.CONTRADICTIONS]
    assert [(line.initiative, line.is_overdue) for line in found] == [(BILLING, True), (CHECKOUT, False)]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param([check_in("maria", CheckInStatus.ANSWERED)], [], id="answered"),
        pytest.param(
            [check_in("maria", CheckInStatus.SILENT, silence="no answer within 15 working hours")],
            [(CHECKOUT, "no answer within 15 working hours")],
            id="silent",
        ),
        pytest.param(
            [check_in("maria", CheckInStatus.CANCELLED, silence="not on Slack yet")],
            [(CHECKOUT, "not on Slack yet")],
            id="never asked",
        ),
        pytest.param([check_in("maria", CheckInStatus.OPEN)], [(CHECKOUT, None)], id="open for days"),
        pytest.param([check_in("maria", CheckInStatus.OPEN, MONDAY - timedelta(hours=1))], [], id="open for an hour"),
        pytest.param(
            [check_in("maria", CheckInStatus.SILENT, LAST_MONDAY), check_in("maria", CheckInStatus.ANSWERED)],
            [],
            id="silent a week before",
        ),
    ],
)
def test_what_nobody_answered_is_told_by_initiative_with_the_reason(asked, expected):
    digest = digest_of(snapshot(check_ins=tuple(asked)), None)

    assert [(line.initiative, line.why) for line in digest.silences] == expected


def test_nobody_is_silent_about_what_was_answered_since():
    asked = check_in("maria", CheckInStatus.SILENT, THURSDAY - DAY)

    assert digest_of(snapshot(update(CHECKOUT), check_ins=(asked,)), None).silences == ()


def test_nobody_is_silent_about_what_is_delivered():
    delivered = program(initiative(CHECKOUT, "maria", delivered_on=date(2026, 1, 5)))

    digest = digest_of(snapshot(of=delivered, check_ins=(check_in("maria", CheckInStatus.SILENT),)), None)

    assert digest.silences == ()


SETTLED = {"disposition_by": MONDAY + DAY, "disposition": Disposition.RESOLVED, "disposed_at": MONDAY - DAY}


def caught(key: str, **more):
    helped = {"status": FlagStatus.ANSWERED, "answer_kind": FlagAnswerKind.HELP, "answered_at": THURSDAY}
    return flag(key, **{**helped, "impact_on": date(2026, 1, 20), **more})


def test_good_catches_are_early_flags_that_led_to_action_the_longest_lead_time_first():
    flags = (
        caught("F-1"),
        caught("F-2", impact_on=date(2026, 3, 2), answer_kind=FlagAnswerKind.DECIDE),
        caught("F-3", impact_on=date(2026, 1, 19)),
        caught("F-4", answer_kind=FlagAnswerKind.ACCEPT),
        caught("F-5", answered_at=LAST_MONDAY),
        caught("F-6", impact_on=None),
        flag("F-7"),
    )
    stands = snapshot(flags={each.id: each for each in flags})

    digest = digest_of(stands, told(snapshot()))

    assert [(line.flag.id, line.lead_days) for line in digest.catches] == [("F-2", 39), ("F-1", 10)]


@pytest.mark.parametrize(
    ("more", "is_told"),
    [
        pytest.param({"disposition_by": MONDAY + DAY}, False, id="its disposition is not due: it waits for the name"),
        pytest.param({"disposition_by": MONDAY}, True, id="it is due and was not said: thanked all the same"),
        pytest.param(SETTLED, True, id="settled since"),
        pytest.param({**SETTLED, "disposed_at": LAST_MONDAY}, False, id="settled before the last digest: told then"),
        pytest.param({**SETTLED, "answer_kind": FlagAnswerKind.ACCEPT}, False, id="accepted: led to nothing"),
        pytest.param(
            {**SETTLED, "answer_kind": FlagAnswerKind.ACCEPT, "led_to": "A plan B"}, True, id="accepted, with a plan"
        ),
    ],
)
def test_a_catch_is_told_once_it_is_said_what_became_of_it(more, is_told):
    stands = snapshot(flags={"F-1": caught("F-1", **more)})

    assert bool(digest_of(stands, told(snapshot())).catches) is is_told


@pytest.mark.parametrize(("may_be_named", "name"), [(True, "maria"), (False, None)])
def test_a_catch_names_its_raiser_only_where_they_agreed(may_be_named, name):
    stands = snapshot(flags={"F-1": caught("F-1", raised_by=PersonId("maria"), may_be_named=may_be_named, **SETTLED)})

    [line] = digest_of(stands, None).catches

    assert line.raised_by == name


def test_the_first_digest_thanks_for_all_catches_it_knows_of():
    stands = snapshot(flags={"F-1": caught("F-1", answered_at=LAST_MONDAY)})

    assert [line.flag.id for line in digest_of(stands, None).catches] == ["F-1"]


def test_value_at_risk_counts_what_is_red_flagged_as_critical_or_escalated_once():
    worth = [
        initiative(CHECKOUT, "maria", value_at_stake=100),
        initiative(BILLING, "ben", value_at_stake=20),
        initiative(LEDGER, "lena", goal=GoalId("core"), value_at_stake=3),
    ]
    stands = snapshot(
        update(BILLING, Health.RED),
        of=program(*worth, dependencies=(dependency(),)),
        flags={each.id: each for each in (flag("F-1"), flag("F-2", hits=LEDGER, chance=Chance.UNLIKELY))},
        escalations=(escalation(),),
    )

    assert digest_of(stands, None).risk == Risk(initiatives=2, value=120, of_value=123)


def test_each_top_goal_has_its_section_in_the_order_of_the_program_file():
    digest = digest_of(snapshot(update(LEDGER)), None)

    assert [(section.goal.id, len(section.entries)) for section in digest.sections] == [("growth", 2), ("core", 1)]
    assert digest.sections[1].roll_up.worst is Health.GREEN


def test_the_worst_comes_first_within_a_goal():
    digest = digest_of(snapshot(update(CHECKOUT), update(BILLING, Health.RED)), None)

    assert [entry.initiative.id for entry in digest.sections[0].entries] == [BILLING, CHECKOUT]


def test_what_is_unchanged_but_needs_somebody_stands_in_its_section():
    stands = snapshot(flags={"F-1": flag()})

    digest = digest_of(stands, told(stands))

    (entry,) = digest.sections[0].entries
    assert (entry.is_changed, [line.flag.id for line in entry.lines]) == (False, ["F-1"])
    assert digest.sections[0].unchanged == 2


def test_lines_about_what_left_the_program_are_told_in_a_section_of_their_own():
    digest = digest_of(snapshot(escalations=(escalation(subject_kind=SubjectKind.METRIC, subject="gone"),)), None)

    last = digest.sections[-1]
    assert (last.goal, last.entries, [line.escalation for line in last.loose_lines]) == (None, (), ["R-1"])


def test_closed_initiatives_are_told_no_more():
    closed = program(initiative(CHECKOUT, "maria", stage=Stage.CLOSED))

    assert CHECKOUT not in digest_of(snapshot(of=closed), None).facts


def test_an_escalation_that_opens_is_a_change():
    strategy = program(dependencies=(dependency(),))

    digest = digest_of(snapshot(of=strategy, escalations=(escalation(),)), told(snapshot(of=strategy)))

    assert entry_of(digest, CHECKOUT).fact.escalations == ("R-1",)
    assert digest.changed == 1


def test_each_topic_gets_a_line_before_any_gets_two():
    many = {f"T-{number}": trade_off(f"T-{number}") for number in range(20)}
    stands = snapshot(
        update(BILLING, forecast_on=DUE_ON + DAY),
        trade_offs=many,
        flags={each.id: each for each in (flag(), caught("F-2"))},
    )
    stands = replace(stands, signals=contradictions(stands), check_ins=(check_in("maria", CheckInStatus.SILENT),))

    digest = digest_of(stands, told(replace(stands, updates={})))

    assert {topic: len(found) for topic, found in digest.headlines.items()} == {
        Topic.DECISIONS: 3,
        Topic.UNANSWERED: 1,
        Topic.CONTRADICTIONS: 1,
        Topic.MOVES: 0,
    }
    assert digest.hidden[Topic.DECISIONS] == 17
    assert parent_lines(digest) == MOST_LINES


def test_a_week_without_anything_has_three_lines():
    stands = snapshot(update(CHECKOUT), update(BILLING), update(LEDGER))

    digest = digest_of(stands, told(stands))

    assert parent_lines(digest) == 3
    assert digest.since == datetime(2026, 1, 5, 7, 30, tzinfo=UTC)
