"""The Rust project's goals of two half-years, as published: their owners, months of updates, asks of teams.

One week of each month is played, see `rust_kit`: seven in all, from the prompt to the digest. They are played once, on
SQLite, and each test looks at what came of them. The asks of one half are played on PostgreSQL.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from examples.rust_goals import load_goals, program_of, workspace_of
from handlers.blocks.words import clean, say_date
from rituals.announcements import AnnouncementStatus
from rituals.calendar import Cycle
from rituals.ids import PersonId
from rituals.program import Initiative, Program
from storage.outbox import SUPERSEDED, find_entries
from storage.shelves import ESCALATIONS, FLAGS
from tests.faults.hostile_kit import assert_slack_took_everything
from tests.journeys.rust_half import Half
from tests.journeys.rust_kit import (
    ABSENT,
    GOALS,
    LONGEST_INPUT,
    PROMPT,
    Month,
    act_as,
    answer,
    months_of,
    one_line,
    open_world,
    owners,
    program,
    raise_flag,
    shows,
    tick_at,
)
from tests.world import World

pytestmark = pytest.mark.skipif(not GOALS.exists(), reason=ABSENT)

MONTH = timedelta(days=30)


@pytest.fixture(scope="module", params=["2024h2", "2025h1"])
def half(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Half]:
    """A half-year, month by month, with every update told by its owner."""
    loaded, months = program(request.param), months_of(request.param)
    database_url = f"sqlite:///{tmp_path_factory.mktemp('rust') / 'drumbeat.db'}"
    with open_world(loaded, database_url, months[0].asked_at - timedelta(days=3)) as world:
        answered: dict[date, list[PersonId]] = {}
        wishes: list[tuple[Initiative, str]] = []
        for month in months:
            tick_at(world, month.asked_at)
            answered[month.published_on] = list(_answer_all(world, loaded, month))
            wishes += _wish_all(world, loaded, month)
            world.settle()
            for moment in (month.reminded_at, month.closed_at, month.told_at):
                tick_at(world, moment)
        yield Half(world=world, program=loaded, months=months, answered=answered, wishes=wishes)


def test_every_owner_is_asked_exactly_once_a_month(half: Half) -> None:
    workspace = half.world.sandbox.workspace
    direct: dict[str, PersonId] = {workspace.dm_with(half.person(owner).id).id: owner for owner in owners(half.program)}

    asked = Counter(
        (direct[each.channel], Cycle.of(each.at.date()))
        for each in half.world.sandbox.accepted
        if each.method == "chat.postMessage" and each.text.startswith(PROMPT)
    )

    cycles = [Cycle.of(month.asked_at.date()) for month in half.months]
    assert asked == Counter((owner, cycle) for owner in owners(half.program) for cycle in cycles)


def test_who_says_nothing_is_grey_in_the_next_digest_with_the_reason(half: Half) -> None:
    silent = list(half.silent())

    told = [(initiative, month, half.digest(month).splitlines()) for month, initiative in silent]

    assert silent
    for initiative, month, lines in told:
        asked_on = say_date(month.asked_at.date())
        reason = f"🔕 “{initiative.name}”: no answer within 15 working hours, asked on {asked_on}."
        assert any(line.startswith(reason) for line in lines), reason
        assert half.stands(month, initiative).startswith(f"{initiative.name}: ◻️ grey")


def test_who_answers_is_not_called_silent(half: Half) -> None:
    answered = list(half.said())

    told = [(initiative, half.digest(month)) for month, initiative in answered]

    assert not [initiative.id for initiative, digest in told if f"🔕 “{initiative.name}”:" in digest]


def test_what_was_published_is_stored_word_for_word(half: Half) -> None:
    said = list(half.said())

    stored = [(month.says(initiative), half.update(month, initiative)) for month, initiative in said]

    assert stored
    for published, update in stored:
        assert published is not None
        assert (update.done or "") == clean(published.text[:LONGEST_INPUT])
        if published.help_wanted:
            assert update.ask == clean(published.help_wanted[0])


def test_what_is_off_its_baseline_is_read_with_its_cause(half: Half) -> None:
    off = [(month, each) for month, each in half.said() if half.update(month, each).cause]

    for month, initiative in off:
        owner, cause = half.person(initiative.owner), half.update(month, initiative).cause or ""
        assert shows(owner.reads(half.receipt(month, initiative)), cause), initiative.id
        # The digest gives reasons for what has changed, and a red that stays one has not.
        if "(unchanged)" not in half.stands(month, initiative):
            assert shows(half.digest(month), cause), initiative.id
    assert off


def test_what_is_asked_for_is_read_by_whoever_can_help(half: Half) -> None:
    said = ((month, each, half.update(month, each).ask) for month, each in half.said())
    asked = [(month, initiative, ask) for month, initiative, ask in said if ask]

    for month, initiative, ask in asked:
        written = "\n".join(half.lead.reads(message) for message in half.lead.dm())
        assert shows(written, f"@{initiative.owner.lower()} asks for: {ask}"), initiative.id
        assert shows(half.digest(month), ask), initiative.id
    assert asked


def test_every_wish_for_help_is_a_flag_that_its_team_reads(half: Half) -> None:
    with half.world.bot.services.reading() as session:
        flags = FLAGS.find(session)

    assert sorted((str(flag.hits), flag.what, flag.help_wanted) for flag in flags) == sorted(
        (initiative.id, clean(wish), clean(wish)) for initiative, wish in half.wishes
    )
    for initiative, wish in half.wishes:
        owner, team = half.person(initiative.owner), half.program.team_of(initiative.id)
        assert any(shows(owner.reads(message), wish) for message in owner.messages(team.channel)), initiative.id
        assert any(shows(half.digest(month), wish) for month in half.months), initiative.id


def test_slack_takes_every_text_however_long_or_odd(half: Half) -> None:
    longest = max(len(month.says(each).text) for month, each in half.said())  # type: ignore[union-attr]  # was said

    assert_slack_took_everything(half.world)
    assert longest > 1_900


def test_everything_that_was_due_ended_well(half: Half) -> None:
    with half.world.bot.services.reading() as session:
        entries = find_entries(session)

    ended = Counter((each.status, _kind(each)) for each in entries if each.status is not AnnouncementStatus.SENT)

    # The digests of the weeks in which the bot was off come too late, and say so.
    assert set(ended) <= {(AnnouncementStatus.SKIPPED_LATE, "digest"), (AnnouncementStatus.CANCELLED, SUPERSEDED)}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_goals_ask_of_teams_is_asked_once_and_resolved_before_it_is_missed(database_url: str) -> None:
    loaded = program_of(load_goals(GOALS), "2024h2")
    asked = {key: each for key, each in loaded.dependencies.items() if each.promised_on is None}
    monday = datetime(2024, 11, 11, 9, tzinfo=UTC)

    with World.open(workspace_of(loaded), database_url=database_url, at=monday) as world:
        world.load(loaded)
        # Three working days on, what is unanswered climbs; ten before it is needed, a resolution opens.
        for days in (0, 3, 4):
            tick_at(world, monday + timedelta(days=days))

        posted = Counter(each.channel for each in world.sandbox.accepted if " is asked for “" in each.text)
        with world.bot.services.reading() as session:
            opened = [each.subject for each in ESCALATIONS.find(session)]
            entries = find_entries(session)
        for each in asked.values():
            lead = act_as(world, loaded, loaded.teams[each.provider].lead)
            read = "\n".join(lead.reads(message) for message in lead.messages(loaded.teams[each.provider].channel))
            assert shows(read, each.deliverable), each.id
            assert shows(read, each.acceptance or "not described"), each.id
        assert sum(posted.values()) == len(asked)
        assert sorted(opened) == sorted(asked)
        assert {each.status for each in entries} <= {AnnouncementStatus.SENT, AnnouncementStatus.CANCELLED}
        assert_slack_took_everything(world)


def _answer_all(world: World, loaded: Program, month: Month) -> Iterator[PersonId]:
    for owner, initiatives in owners(loaded).items():
        if any(month.says(each) for each in initiatives):
            submission = answer(act_as(world, loaded, owner), month, initiatives)
            assert submission.closed, (owner, submission.errors, submission.error)
            yield owner


def _wish_all(world: World, loaded: Program, month: Month) -> Iterator[tuple[Initiative, str]]:
    for initiative in loaded.initiatives.values():
        update = month.says(initiative)
        for wish in update.help_wanted if update else ():
            today = month.asked_at.date()
            impact_on = max(initiative.committed_on, today + MONTH)
            submission = raise_flag(act_as(world, loaded, initiative.owner), wish, initiative, impact_on)
            assert submission.closed, (initiative.id, submission.errors, submission.error)
            yield initiative, one_line(wish)


def _kind(entry: Any) -> str:
    return (
        str(entry.reason) if entry.status is AnnouncementStatus.CANCELLED else entry.announcement.key.partition(":")[0]
    )
