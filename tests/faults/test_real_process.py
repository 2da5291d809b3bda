"""D1 on the bot as it is run: killed at any moment while prompts go out and people answer them."""

import random
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.composition import build_bot
from bot.settings import Settings
from rituals.announcements import AnnouncementStatus, Verb
from rituals.calendar import Weekday
from rituals.check_ins import CheckInStatus
from rituals.ids import GoalId, InitiativeId, PersonId, SlackUserId, TeamId
from rituals.people import Person, Role, Team
from rituals.policy import Cadence
from rituals.program import Goal, Initiative, Program
from sandbox.clock import Clock
from sandbox.person import Person as Somebody
from sandbox.server import Sandbox
from storage import outbox
from storage.database import Database
from tests.faults.forked_bot import ForkedBot
from tests.faults.post_office import POST
from tests.figures import Figures
from tests.journals import new_journal
from tests.journeys.check_in_kit import card, check_ins, green
from tests.places import MANIFEST
from tests.world import World

OWNERS = 8
KILLS = 3
SOAK_ROUNDS = 40
BETWEEN_KILLS = (0.2, 1.5)
"""Seconds of real time that the bot lives."""
LATER = timedelta(minutes=10)
"""Afterwards, when everything in doubt has settled."""


@pytest.fixture
def company(database_url: str) -> Iterator[World]:
    """A company of a few owners in one zone, on real time, with a bot of the test's own beside the one to be killed."""
    users = [{"id": f"U{number}", "name": f"owner{number}", "tz": "UTC"} for number in range(OWNERS)]
    workspace = {"team": {"name": "Acme"}, "users": users, "channels": [{"name": "team", "bot": True}]}
    sandbox = Sandbox.start(workspace, manifest=MANIFEST, clock=Clock.running(), journal=new_journal(), mode="http")
    database = Database.connect(database_url)
    settings = Settings(
        slack_bot_token=SecretStr(sandbox.bot_token), slack_api_url=sandbox.api_url, database_url=database_url
    )
    bot = build_bot(settings, database, now=sandbox.clock.now, wake=lambda: None)
    with World(sandbox, bot, database, lambda: None) as company:
        yield company


def is_asked(person: Somebody) -> bool:
    return any("check-in" in message.text.lower() for message in person.dm())


def answers(person: Somebody) -> bool:
    """Do what is left of answering the check-in; tell whether the person was told that it is stored."""
    if not is_asked(person):
        return False
    if person.view is None:
        person.press("Answer", card(person))
    if person.view is None:
        return False
    person.fill(green(0))
    return person.submit().closed


def kill_again_and_again(bot: ForkedBot, kills: int, chance: random.Random) -> None:
    for _ in range(kills):
        threading.Event().wait(chance.uniform(*BETWEEN_KILLS))
        bot.kill()
        start(bot)


def live_through(company: World, bot: ForkedBot, *, kills: int, seed: int) -> None:
    """Let everybody be asked and answer, while the bot is killed so often; then finish in peace."""
    for kind in ("500_after", "rst_after", "500_before"):
        company.sandbox.faults.add(POST, kind, probability=0.05)
    company.load(a_program(due_at=company.sandbox.clock.now() + timedelta(seconds=2)))
    start(bot)
    killer = threading.Thread(target=kill_again_and_again, args=(bot, kills, random.Random(seed)))
    killer.start()
    left = {number: company.person(f"owner{number}") for number in range(OWNERS)}
    while left:
        left = {number: person for number, person in left.items() if not answers(person)}
        company.sandbox.journal.wait(0.05)
        if not killer.is_alive() and not all(map(is_asked, left.values())):
            # A prompt is in doubt, and that settles in minutes.
            drain(company, bot)
            start(bot)
    killer.join()
    drain(company, bot)


def start(bot: ForkedBot) -> None:
    bot.start(TICK_SECONDS="1", SLACK_TIMEOUT_SECONDS="1")


def drain(company: World, bot: ForkedBot) -> None:
    """End the bot, and deliver all that is left, without faults and by a clock on which everything has settled."""
    bot.kill()
    company.sandbox.faults.clear()
    company.sandbox.clock.advance(LATER)
    company.settle()


def check_exact(company: World) -> int:
    """Hold Slack's own log against the database, and return how many messages there are."""
    with company.bot.services.reading() as session:
        posts = [each for each in outbox.find_entries(session) if each.announcement.verb is Verb.POST]
    copies = Counter(each.key for each in company.sandbox.accepted if each.method == POST)
    assert {each.status for each in posts} == {AnnouncementStatus.SENT}
    assert copies == dict.fromkeys((each.nonce for each in posts), 1)
    asked = check_ins(company).values()
    assert [(each.status, each.revision) for each in asked] == [(CheckInStatus.ANSWERED, 1)] * OWNERS
    return len(posts)


@pytest.mark.timeout(300)
def test_d1_the_bot_as_it_is_run_killed_while_people_answer(company: World, database_url: str, tmp_path: Path):
    bot = ForkedBot(company, database_url, str(tmp_path / "bot.log"))

    live_through(company, bot, kills=KILLS, seed=20260105)

    assert check_exact(company) >= OWNERS


@pytest.mark.soak
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("seed", range(SOAK_ROUNDS))
def test_d1_the_bot_as_it_is_run_killed_often(
    company: World, database_url: str, tmp_path: Path, seed: int, figures: Figures
):
    bot = ForkedBot(company, database_url, str(tmp_path / "bot.log"))

    live_through(company, bot, kills=10, seed=seed)

    engine = company.database.engine.dialect.name
    figures.reach(
        f"D1 drumbeat run, {engine}", f"10 kills, {check_exact(company)} messages, 0 lost, 0 doubled (round {seed})"
    )


def a_program(*, due_at: datetime) -> Program:
    """Build a program whose owners are all asked at `due_at`, at work day and night."""
    owners = [PersonId(f"owner{number}") for number in range(OWNERS)]
    by = (due_at + timedelta(days=60)).date()
    return Program(
        name="Acme",
        cadence=Cadence(
            check_in_on=Weekday(due_at.weekday()),
            check_in_at=due_at.time().replace(microsecond=0),
            working_days=frozenset(Weekday),
        ),
        people={
            each: Person(id=each, name=each, slack_id=SlackUserId(f"U{number}"), roles=frozenset({Role.ADMIN}))
            for number, each in enumerate(owners)
        },
        teams={TeamId("team"): Team(id=TeamId("team"), name="Team", lead=owners[0], channel="#team")},
        goals={GoalId("goal"): Goal(id=GoalId("goal"), name="Goal", level="pillar")},
        initiatives={
            InitiativeId(f"i-{each}"): Initiative(
                id=InitiativeId(f"i-{each}"),
                name=f"Work of {each}",
                goal=GoalId("goal"),
                team=TeamId("team"),
                owner=each,
                baseline_on=by,
                committed_on=by,
            )
            for each in owners
        },
    )
