"""What becomes of a flag: by when that is said, who may say it, and who is reminded."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rituals.dispositions import (
    AlreadySettledError,
    DispositionReminderKind,
    NotAnsweredError,
    await_disposition,
    check_may_be_settled,
    due_disposition_reminders,
    is_awaited,
    may_accept,
    overdue_dispositions,
    settle,
    value_at_risk,
    who_may_accept,
)
from rituals.flags import Disposition, FlagAnswerKind, FlagStatus, NotToBeWithdrawnError, answer_flag, withdraw_flag
from rituals.ids import InitiativeId, PersonId
from tests.rituals.flag_kit import THURSDAY, draft, initiative, open_one, person, program

HOUR = timedelta(hours=1)
WORTH = initiative("payouts", sponsor=PersonId("paula"), value_at_stake=1_000)
PROGRAM = program(WORTH)
DUE = datetime(2026, 1, 15, 22, tzinfo=UTC)
"""Thursday and five working days, five in the afternoon in New York, where Paula is."""


def answered(kind: FlagAnswerKind = FlagAnswerKind.HELP, *, at: datetime = THURSDAY, in_program=PROGRAM, **more):
    flag = answer_flag(open_one(**more), kind, "I call them", in_program, answered_by=PersonId("paula"), now=at)
    return await_disposition(flag, in_program)


def allowed(**limits: int):
    """Return the program with these acceptance limits."""
    return program(
        WORTH,
        people=tuple(replace(PROGRAM.people[PersonId(key)], acceptance_limit=each) for key, each in limits.items()),
    )


@pytest.mark.parametrize(
    ("answered_at", "due_at"),
    [
        pytest.param(THURSDAY + HOUR, DUE, id="five working days after it was raised"),
        pytest.param(datetime(2026, 1, 14, 15, tzinfo=UTC), DUE, id="the answer came on the eve"),
        pytest.param(
            datetime(2026, 1, 15, 15, tzinfo=UTC), datetime(2026, 1, 16, 22, tzinfo=UTC), id="on the day: one more"
        ),
        pytest.param(
            datetime(2026, 1, 23, 15, tzinfo=UTC), datetime(2026, 1, 26, 22, tzinfo=UTC), id="late on a Friday: Monday"
        ),
    ],
)
def test_it_is_due_five_working_days_after_the_flag_and_never_before_a_day_is_left(answered_at, due_at):
    assert answered(at=answered_at).disposition_by == due_at


def test_who_accepts_within_their_limit_has_said_what_became_of_it():
    flag = answered(FlagAnswerKind.ACCEPT, in_program=allowed(paula=1_000))

    assert (flag.disposition, flag.disposed_by, flag.disposed_at) == (Disposition.ACCEPTED, "paula", THURSDAY)
    assert not is_awaited(flag)


def test_who_accepts_more_than_their_limit_still_owes_it():
    flag = answered(FlagAnswerKind.ACCEPT, in_program=allowed(paula=999))

    assert flag.disposition is None
    assert is_awaited(flag)


def test_a_flag_without_an_answer_awaits_nothing():
    assert await_disposition(open_one(), PROGRAM) == open_one()
    assert not is_awaited(open_one())


def test_one_answered_by_an_older_release_awaits_nothing():
    assert not is_awaited(replace(answered(), disposition_by=None))


def test_it_is_said_once():
    flag = settle(
        answered(),
        Disposition.MITIGATED,
        PROGRAM,
        note="Two now",
        led_to="A contract",
        by=PersonId("omar"),
        now=THURSDAY,
    )

    assert (flag.disposition, flag.disposition_note, flag.led_to) == (Disposition.MITIGATED, "Two now", "A contract")
    with pytest.raises(AlreadySettledError, match="F-1 was already marked as mitigated by Omar on 8 Jan 2026"):
        check_may_be_settled(flag, PROGRAM)


def test_of_a_flag_that_is_open_it_cannot_be_said_yet():
    with pytest.raises(NotAnsweredError, match="It is answered first"):
        check_may_be_settled(open_one(), PROGRAM)


@pytest.mark.parametrize(
    ("limits", "able"),
    [
        pytest.param({}, [], id="nobody has a limit"),
        pytest.param({"paula": 999}, [], id="one less than the value"),
        pytest.param({"paula": 5_000, "omar": 1_000, "elena": 10}, ["omar", "paula"], id="the lowest that covers it"),
    ],
)
def test_who_may_accept_has_a_limit_that_covers_the_value(limits, able):
    in_program = allowed(**limits)

    assert [each.id for each in who_may_accept(open_one(), in_program)] == able
    assert may_accept(in_program.people[PersonId("paula")], open_one(), in_program) is ("paula" in able)


@pytest.mark.parametrize(
    ("hits", "value"), [("payouts", 1_000), ("gone", 0), (None, 0)], ids=["known", "left the program", "a draft"]
)
def test_the_value_at_risk_is_that_of_what_is_hit(hits, value):
    assert value_at_risk(open_one(hits=InitiativeId(hits) if hits else None), PROGRAM) == value


@pytest.mark.parametrize(
    ("now", "kinds"),
    [
        pytest.param(DUE, [], id="at the deadline: not yet"),
        pytest.param(DUE + HOUR, [("paula", DispositionReminderKind.DUE)], id="after it: who owes it"),
        pytest.param(
            datetime(2026, 1, 16, 22, tzinfo=UTC),
            [("paula", DispositionReminderKind.DUE), ("omar", DispositionReminderKind.OVERDUE)],
            id="a working day later: the manager too",
        ),
    ],
)
def test_reminders_climb_once(now, kinds):
    reminders = due_disposition_reminders([answered()], PROGRAM, now=now)

    assert [(each.recipient, each.kind) for each in reminders] == kinds


def test_the_deputy_of_who_left_is_reminded():
    left = program(WORTH, people=(replace(PROGRAM.people[PersonId("paula")], active=False),))

    [reminder] = due_disposition_reminders([answered()], left, now=DUE + HOUR)

    assert reminder.recipient == "maya"


def test_nobody_is_above_who_has_no_manager_and_stands_alone():
    alone = program(WORTH, people=(person("elena"), person("omar"), person("paula")))

    found = due_disposition_reminders([answered()], alone, now=DUE + 50 * HOUR)

    assert [each.kind for each in found] == [DispositionReminderKind.DUE]


def test_without_an_owner_nobody_is_reminded():
    nobodys = replace(answered(), answer_owner=None)

    assert due_disposition_reminders([nobodys], PROGRAM, now=DUE + HOUR) == ()


def test_the_longest_overdue_stand_first():
    older = replace(answered(), id="F-2", disposition_by=DUE - HOUR)

    assert [each.id for each in overdue_dispositions([answered(), older, open_one()], now=DUE + HOUR)] == ["F-2", "F-1"]


@pytest.mark.parametrize("status", [FlagStatus.DRAFT, FlagStatus.OPEN])
def test_what_waits_can_be_taken_back(status):
    assert withdraw_flag(draft(status=status)).status is FlagStatus.WITHDRAWN


@pytest.mark.parametrize("status", [FlagStatus.ANSWERED, FlagStatus.WITHDRAWN])
def test_what_is_over_cannot(status):
    with pytest.raises(NotToBeWithdrawnError, match="cannot be taken back"):
        withdraw_flag(draft(status=status))
