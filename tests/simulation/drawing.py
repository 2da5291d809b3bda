"""What one run is made of, drawn by chance: how Slack behaves, what the replicas suffer, and who is asked when."""

import random
from datetime import UTC, date, datetime, time, timedelta

from rituals.calendar import Weekday
from rituals.ids import GoalId, InitiativeId, PersonId, SlackUserId, TeamId
from rituals.people import Person
from rituals.policy import Cadence
from rituals.program import Initiative, Program
from tests.simulation.check_ins import ZONES
from tests.simulation.escalations import CHANNELS
from tests.simulation.replica import Hardship
from tests.simulation.slack import Fate, Weather

FAR = datetime(2030, 6, 1, tzinfo=UTC)
LATEST = timedelta(seconds=60)
"""How long after the caller gave up Slack still applies a call (FAULTS A8)."""


def draw_weather(dice: random.Random) -> Weather:
    weights = {fate: dice.uniform(0, 0.03) for fate in Fate}
    weights[Fate.REFUSED] = weights[Fate.REVOKED] = dice.uniform(0, 0.002)
    weights[Fate.ACCEPTED] = 1.0
    return Weather(
        weights=weights,
        latest=LATEST,
        unreadable=dice.uniform(0, 0.2),
        closed=frozenset(dice.sample(CHANNELS, 2)),
    )


def draw_hardship(dice: random.Random, weather: Weather) -> Hardship:
    # A replica whose clock is ahead looks too early: the difference of two clocks comes off what late may be.
    skew = timedelta(seconds=dice.choice([0, 20, 45]))
    weather.latest -= skew
    return Hardship(
        crashes=dice.uniform(0, 0.02),
        stops=dice.uniform(0, 0.02),
        longest_stop=timedelta(minutes=10),
        skew=skew,
    )


def draw_program(dice: random.Random, people: int, *, loaded_at: datetime) -> Program:
    ids = [PersonId(f"p{number}") for number in range(max(people, 2))]
    cadence = Cadence(
        check_in_on=Weekday(dice.randrange(5)),
        check_in_at=time(dice.randrange(24), dice.choice([0, 30])),
        holidays=frozenset((loaded_at + timedelta(days=dice.randrange(90))).date() for _ in range(3)),
    )
    return Program(
        name="Simulated",
        cadence=cadence,
        people={
            each: Person(id=each, name=each, slack_id=SlackUserId(f"U{each}"), zone=dice.choice(ZONES)) for each in ids
        },
        initiatives={InitiativeId(f"i-{each}"): _initiative(each, FAR.date()) for each in ids},
        loaded_at=loaded_at,
    )


def _initiative(owner: PersonId, by: date) -> Initiative:
    return Initiative(
        id=InitiativeId(f"i-{owner}"),
        name=owner,
        goal=GoalId("growth"),
        team=TeamId("team"),
        owner=owner,
        baseline_on=by,
        committed_on=by,
    )
