"""C5: the bot was down across due times."""

from datetime import datetime, timedelta

import pytest

from bot.jobs import JOBS, tick
from handlers.services import Services
from rituals.announcements import AnnouncementStatus
from storage.ticks import last_finished
from tests.faults.post_office import HOUR, MARIA, PostOffice, say

S = AnnouncementStatus
CATCH_UP = 8 * HOUR


@pytest.mark.parametrize(
    ("down", "status", "copies"),
    [
        pytest.param(timedelta(seconds=3), S.SENT, 1, id="3 s"),
        pytest.param(timedelta(hours=3), S.SENT, 1, id="3 h"),
        pytest.param(timedelta(days=3), S.SKIPPED_LATE, 0, id="3 days"),
    ],
)
def test_c5_after_a_pause_a_message_is_sent_once_or_visibly_skipped(
    office: PostOffice, down: timedelta, status: AnnouncementStatus, copies: int
):
    due_at = office.clock.now() + HOUR
    said = [say(f"{number}", MARIA, due_at=due_at, expires_at=due_at + CATCH_UP) for number in range(3)]
    office.enqueue(*said)

    office.clock.set(due_at + down)
    office.run()
    office.run()

    assert [office.status(each.key) for each in said] == [status] * 3
    assert [office.copies(each.key) for each in said] == [copies] * 3
    assert len(office.calls()) == 3 * copies


def test_c5_what_waits_for_nothing_but_time_is_skipped_also_while_slack_is_down(office: PostOffice):
    office.sandbox.faults.add("*", "500_before", times=10**9)
    office.enqueue(say("card", expires_at=office.clock.now() + CATCH_UP))
    delivery = office.delivery()
    office.run(delivery, within=CATCH_UP + HOUR)

    office.sandbox.faults.clear()
    office.run(delivery)

    assert (office.status("card"), office.copies("card")) == (S.SKIPPED_LATE, 0)


def test_c5_what_comes_due_while_the_jobs_run_is_not_taken_for_done(office: PostOffice):
    began = office.clock.now()

    def slowly_passing() -> datetime:
        return office.clock.advance(timedelta(seconds=1)) - timedelta(seconds=1)

    failed = tick(
        Services(
            database=office.database,
            workspace=office.workspace,
            now=slowly_passing,
            wake=lambda: None,
            flag_command="/flag",
        )
    )

    with office.database.reading(office.workspace) as session:
        assert last_finished(session) == dict.fromkeys(JOBS, began)
    assert failed == ()
    assert office.clock.now() > began
