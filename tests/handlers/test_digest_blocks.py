"""What the digest looks like, read as a person reads it."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from handlers.blocks.digest import draw_parent, draw_skipped
from handlers.blocks.digest_thread import draw_replies
from handlers.blocks.prose import Card, to_dicts
from handlers.blocks.words import HEALTH_SHORT
from rituals.check_ins import CauseClass, CheckInStatus, Recovery
from rituals.contradictions import contradictions
from rituals.digest_building import build_digest
from rituals.digests import Digest, ToldDigest
from rituals.escalations import SubjectKind
from rituals.flags import Chance, FlagAnswerKind, FlagStatus
from rituals.health import Health
from rituals.ids import CheckInId, EscalationId, GoalId, InitiativeId, PersonId, RecoveryId
from rituals.program import BaselineMove, Goal
from rituals.snapshot import Snapshot
from sandbox.blocks import faults_of_message
from sandbox.reading import text_of_message
from tests.rituals.digest_kit import (
    BILLING,
    CHECKOUT,
    DAY,
    DUE_ON,
    LEDGER,
    MONDAY,
    THURSDAY,
    check_in,
    dependency,
    escalation,
    flag,
    initiative,
    program,
    snapshot,
    trade_off,
    update,
)
from tests.rituals.programs import snapshots

STATUS = re.compile(rf"^Initiative (i\d+)\b.*: ({'|'.join(HEALTH_SHORT.values())})[ ;]")


def read(card: Card) -> str:
    return text_of_message(to_dicts(card.blocks), card.text)


def thread(digest: Digest, stands: Snapshot) -> list[Card]:
    return [reply.card for reply in draw_replies(digest, stands.program)]


def told(stands: Snapshot) -> ToldDigest:
    return ToldDigest(cycle="2026-W02", as_of=MONDAY - 7 * DAY, facts=build_digest(stands, None).facts)


def statuses(cards: Sequence[Card]) -> list[tuple[str, str]]:
    lines = [line for card in cards for line in read(card).splitlines()]
    return [(found[1], found[2]) for found in map(STATUS.match, lines) if found]


@given(snapshots)
def test_the_parent_message_reads_as_at_most_twelve_lines(stands):
    card = draw_parent(build_digest(stands, None), stands.program)

    assert len(read(card).splitlines()) <= 12
    assert faults_of_message(to_dicts(card.blocks), card.text) == []


@given(snapshots)
def test_the_thread_shows_each_initiative_once_with_its_one_status(stands):
    digest = build_digest(stands, None)

    shown = statuses(thread(digest, stands))

    assert len(dict(shown)) == len(shown)
    assert dict(shown) == {key: HEALTH_SHORT[fact.health] for key, fact in digest.facts.items()}


@given(snapshots)
def test_replies_are_of_a_size_that_slack_takes(stands):
    for card in thread(build_digest(stands, None), stands):
        blocks = to_dicts(card.blocks)

        assert len(blocks) <= 45
        assert len(json.dumps(blocks, ensure_ascii=False)) <= 10_000
        assert faults_of_message(blocks, card.text) == []


def test_five_hundred_initiatives_of_one_goal_are_split_without_a_line_lost():
    many = [initiative(InitiativeId(f"i{number}"), "maria", name=f"Initiative i{number}") for number in range(500)]
    said = [update(each.id, Health.AMBER, cause="x" * 400) for each in many]
    stands = snapshot(*said, of=replace(program(), initiatives={each.id: each for each in many}))

    digest = build_digest(stands, None)
    cards = thread(digest, stands)

    assert [key for key, _ in statuses(cards)] == [each.id for each in many]
    assert all(len(card.blocks) <= 45 and len(card.to_json()) <= 10_000 for card in cards)
    assert [reply.number for reply in draw_replies(digest, stands.program)][:3] == [1, 2, 3]
    assert read(cards[0]).startswith(f"## Growth (1 of {len(cards) - 1})")


def eventful() -> tuple[Snapshot, ToldDigest]:
    """Return a Monday on which something of each kind is to be told, and what was told a week before."""
    strategy = program(
        initiative(CHECKOUT, "maria", value_at_stake=4_000_000, committed_on=DUE_ON + 34 * DAY),
        initiative(BILLING, "ben", value_at_stake=500_000),
        dependencies=(dependency(),),
    )
    before = snapshot(update(BILLING), update(LEDGER), of=program(dependencies=(dependency(),)))
    after = snapshot(
        update(
            CHECKOUT,
            Health.AMBER,
            forecast_on=DUE_ON + 40 * DAY,
            cause="The ledger is late",
            cause_class=CauseClass.LATE_INPUT,
            ask="An earlier date",
        ),
        update(BILLING, Health.RED, answered_at=THURSDAY - 14 * DAY),
        update(
            BILLING,
            Health.RED,
            answered_at=THURSDAY - 7 * DAY,
            ask="Two testers",
            override_reason="We know more",
            derived_health=Health.AMBER,
        ),
        update(LEDGER, forecast_on=DUE_ON + DAY),
        of=strategy,
        escalations=(escalation(),),
        trade_offs={"T-1": trade_off(escalation=EscalationId("R-1"), question="Wait,\nor go without it?")},
        flags={
            each.id: each
            for each in (
                flag("F-1"),
                flag(
                    "F-2",
                    status=FlagStatus.ANSWERED,
                    answer_kind=FlagAnswerKind.HELP,
                    answered_at=THURSDAY,
                    impact_on=date(2026, 2, 20),
                ),
            )
        },
        check_ins=(check_in("ben", CheckInStatus.SILENT, silence="no answer within 15 working hours"),),
        baseline_moves={
            CHECKOUT: (
                BaselineMove(
                    initiative=CHECKOUT,
                    number=1,
                    from_on=DUE_ON,
                    to_on=DUE_ON + 34 * DAY,
                    reason="The second market was added",
                    approver=PersonId("dana"),
                    moved_on=date(2026, 1, 8),
                ),
            )
        },
        recoveries=(
            Recovery(
                id=RecoveryId("step"),
                check_in=CheckInId("maria:2026-W02"),
                initiative=CHECKOUT,
                condition="the ledger is not there by then",
                action="we launch in one market",
                owner=PersonId("maria"),
                due_on=date(2026, 1, 20),
            ),
        ),
    )
    return replace(after, signals=contradictions(replace(after, as_of=THURSDAY))), told(before)


def test_the_parent_message_leads_with_what_reporting_led_to_and_what_is_to_be_decided():
    stands, before = eventful()

    card = draw_parent(build_digest(stands, before), stands.program)

    assert (
        read(card)
        == """\
## Digest of Mon 12 Jan 2026: Test
🟥 1 of 1 reds older than 10 working days have neither decision nor accepted risk (100%).
3 of 3 initiatives changed since Mon 5 Jan 2026, 0 unchanged.
⚖️ Decision by Fri 9 Jan 2026 (overdue), by Dana: Wait, or go without it?  [ Decide ]
⏰ Overdue answer to “Billing”, which has asked for help for 12 working days: Two testers  [ Offer help ]
⚑ Overdue answer to critical flag F-1 on “Checkout”, 4 working days old: The supplier slips  [ Help ]
⚡ “Ledger” is green and in the same answer forecast for Wed 1 Apr 2026, 1 day after the committed \
date. Settle it by Mon 12 Jan 2026.  [ Ask owner ]
📅 “Checkout” moved 1×, +34 d, to Mon 4 May 2026; forecast Sun 10 May 2026; because: The second market was added; \
recovery by Tue 20 Jan 2026.  [ Ask owner ]
📅 “Ledger” committed Tue 31 Mar 2026; forecast Wed 1 Apr 2026 (+1 d); no recovery step open.  \
[ Ask owner ]
💰 Value at risk: $4.5 M of $4.5 M, in 2 initiatives.
🔕 1 initiative with no answer within 15 working hours: “Billing”.
🌱 Good catches, thank you: flag F-2 on “Checkout” came 33 working days ahead and led to help."""
    )
    assert card.text == (
        "The digest of Mon 12 Jan 2026 tells of decisions due (1), answers owed (2), contradictions (1), "
        "moved dates (2). 3 of 3 initiatives changed since Mon 5 Jan 2026, 0 unchanged."
    )


def test_the_thread_tells_each_change_with_its_reason_and_its_recovery():
    stands, before = eventful()

    growth, _ = thread(build_digest(stands, before), stands)

    assert (
        read(growth)
        == """\
## Growth
Worst: 🔶 amber, off it with a path back. 🔶 amber: 1, ◻️ grey: 1. 2 changed, 0 unchanged.
Checkout: 🔶 amber (was ◻️ grey); moved 1×, +34 d, to Mon 4 May 2026; forecast Sun 10 May 2026
Moved because: The second market was added
Why: late input from another team: The ledger is late
Recovery by Tue 20 Jan 2026: if the ledger is not there by then, then we launch in one market
⚖️ Decision by Fri 9 Jan 2026 (overdue), by Dana: Wait, or go without it?  [ Decide ]
⚑ Overdue answer to critical flag F-1 on “Checkout”, 4 working days old: The supplier slips  [ Help ]
🌱 Good catch, thank you: flag F-2 on “Checkout” came 33 working days ahead and led to help.
Billing: ◻️ grey (was 🟢 green); committed Tue 31 Mar 2026; forecast Tue 31 Mar 2026
Derived was 🔶 amber; overridden because: We know more
⏰ Overdue answer to “Billing”, which has asked for help for 12 working days: Two testers
[ Offer help ]  [ Ask owner ]
🔕 “Billing”: no answer within 15 working hours, asked on Thu 8 Jan 2026.  [ Ask owner ]"""
    )


def test_a_quiet_week_says_that_nothing_changed():
    stands = snapshot(update(CHECKOUT), update(BILLING), update(LEDGER))
    digest = build_digest(stands, told(stands))

    parent = read(draw_parent(digest, stands.program)).splitlines()
    growth, core = (read(card) for card in thread(digest, stands))

    assert parent == [
        "## Digest of Mon 12 Jan 2026: Test",
        "No reds.",
        "Nothing changed since Mon 5 Jan 2026: 3 initiatives as told then.",
    ]
    assert growth.endswith("Nothing changed, 2 as told before.")
    assert core.endswith("Nothing changed, 1 as told before.")


@pytest.mark.parametrize(
    ("stands", "line"),
    [
        pytest.param(
            snapshot(update(CHECKOUT, Health.RED)), "🟥 1 red, none older than 10 working days.", id="a young red"
        ),
        pytest.param(
            snapshot(update(CHECKOUT, Health.RED)),
            "💰 1 initiative at risk; no value at stake is stated.",
            id="no value stated",
        ),
        pytest.param(
            snapshot(update(CHECKOUT, Health.RED)),
            "⏰ Answer owed to “Checkout”, which has asked for help for 2 working days: no path back yet  "
            "[ Offer help ]",
            id="a red that asks for nothing in particular",
        ),
        pytest.param(
            snapshot(trade_offs={"T-1": trade_off(subject="gone", decide_by=date(2026, 1, 15))}),
            "⚖️ Decision by Thu 15 Jan 2026, by Dana: What gives?",
            id="a decision without an escalation has no button",
        ),
        pytest.param(
            snapshot(flags={"F-1": flag(chance=Chance.POSSIBLE, hits=InitiativeId("gone"), answer_by=MONDAY + DAY)}),
            "⚑ Answer owed to flag F-1 on what left the program, 4 working days old: The supplier slips  [ Help ]",
            id="a flag on what left the program",
        ),
        pytest.param(
            snapshot(check_ins=(check_in("maria", CheckInStatus.OPEN),)),
            "🔕 1 initiative with no answer yet: “Checkout”.",
            id="an answer may still come",
        ),
    ],
)
def test_lines_say_just_what_is_known(stands, line):
    digest = build_digest(stands, told(snapshot()))

    assert line in read(draw_parent(digest, stands.program)).splitlines()


def test_what_finds_no_room_is_counted_and_stands_in_the_thread():
    many = {f"T-{number}": trade_off(f"T-{number}", question=f"Question {number}?") for number in range(20)}
    stands = snapshot(trade_offs=many)
    digest = build_digest(stands, told(snapshot()))

    parent = read(draw_parent(digest, stands.program)).splitlines()
    everything = "\n".join(read(card) for card in thread(digest, stands))

    assert parent[-1] == "… and 12 more in the thread: decisions due (12)."
    assert all(f"Question {number}?" in everything for number in range(20))


def test_a_goal_without_initiatives_says_so():
    stands = snapshot()
    empty = Goal(id=GoalId("people"), name="People", level="pillar")
    strategy = replace(stands.program, goals={**stands.program.goals, empty.id: empty})

    *_, people = thread(build_digest(replace(stands, program=strategy), None), replace(stands, program=strategy))

    assert read(people) == "## People\nNo initiative works on this goal."


def test_a_goal_shows_its_worst_and_the_share_of_value_that_is_red():
    worth = [
        initiative(CHECKOUT, "maria", value_at_stake=3_000_000),
        initiative(BILLING, "ben", value_at_stake=1_000_000),
    ]
    stands = snapshot(update(CHECKOUT), update(BILLING, Health.RED), of=program(*worth))

    growth, _ = thread(build_digest(stands, None), stands)

    assert (
        "Worst: 🟥 red, asking for help. 🟥 red: 1, 🟢 green: 1. 25% of the value at stake is red."
        in read(growth).splitlines()[1]
    )


def test_what_left_the_program_comes_last():
    stands = snapshot(escalations=(escalation(subject_kind=SubjectKind.METRIC, subject="gone"),))

    *_, last = draw_replies(build_digest(stands, None), stands.program)

    assert (last.goal, last.card.text) == (None, "About what left the program: 1 open point.")
    assert "It is promised later than needed.  [ Decide ]" in read(last.card)


def test_a_skipped_digest_says_why_it_was_not_sent():
    card = draw_skipped(MONDAY, program())

    assert card.text == (
        "The digest of Mon 12 Jan 2026 was not sent: its hour had passed by more than 8 working hours. "
        "The next one tells it all."
    )
