"""A workspace to say hostile things in: one owner of nine initiatives, a provider, a chief, and somebody to mention."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from rituals.dependencies import Dependency
from rituals.ids import DependencyId, GoalId, InitiativeId, PersonId, SlackUserId, TeamId
from rituals.people import Person, Role, Team
from rituals.policy import Cadence
from rituals.program import Goal, Initiative, Program
from tests.faults.hostile_kit import HAND_MADE, naughty
from tests.world import World

MONDAY = datetime(2026, 1, 5, 8, tzinfo=UTC)
DUE, LATE, SOON = date(2026, 6, 30), date(2026, 7, 31), date(2026, 2, 13)
MOST_AT_ONCE = 9
"""So many initiatives find room in one form."""

WORKSPACE: dict[str, Any] = {
    "team": {"id": "T0HOSTILE", "name": "Hostile", "domain": "hostile"},
    "users": [
        {
            "id": f"U0{name.upper()}",
            "name": name,
            "real_name": name.title(),
            "email": f"{name}@example.com",
            "tz": "UTC",
        }
        for name in ("owner", "lead", "chief", "stranger")
    ],
    "channels": [
        {"id": "C0CONSUMER", "name": "consumer", "members": ["U0OWNER", "U0CHIEF"], "bot": True},
        {"id": "C0PROVIDER", "name": "provider", "members": ["U0LEAD", "U0CHIEF"], "bot": True},
        {"id": "C0SECRET", "name": "secret", "members": ["U0STRANGER"], "bot": True},
    ],
}


def program(*, dependencies: int = 0) -> Program:
    """Build the program, with so many things that the provider's team owes."""
    chief, owner, lead = PersonId("chief"), PersonId("owner"), PersonId("lead")
    people = {key: Person(id=key, name=key.title(), slack_id=_account(key), manager=chief) for key in (owner, lead)}
    roles = frozenset({Role.ADMIN, Role.STEERING})
    initiatives = {
        key: Initiative(
            id=key,
            name=f"Initiative {key}",
            goal=GoalId("top"),
            team=TeamId("consumer"),
            owner=owner,
            baseline_on=DUE,
            committed_on=DUE,
        )
        for key in (InitiativeId(f"i{number}") for number in range(MOST_AT_ONCE))
    }
    return Program(
        name="Hostile",
        cadence=Cadence(check_in_window_hours=400),
        people={**people, chief: Person(id=chief, name="Chief", slack_id=_account(chief), roles=roles)},
        teams={
            TeamId("consumer"): Team(id=TeamId("consumer"), name="Consumer", lead=owner, channel="#consumer"),
            TeamId("provider"): Team(id=TeamId("provider"), name="Provider", lead=lead, channel="#provider"),
        },
        goals={GoalId("top"): Goal(id=GoalId("top"), name="Everything", level="goal", owner=chief)},
        initiatives=initiatives,
        dependencies={key: _dependency(key) for key in (DependencyId(f"d{each:02}") for each in range(dependencies))},
    )


def open_world(database_url: str, loaded: Program, *, mode: str = "socket") -> World:
    """Start the workspace on a Monday morning with the program loaded and asked about."""
    world = World.open(WORKSPACE, database_url=database_url, at=MONDAY, mode=mode)
    world.load(loaded)
    world.tick()
    return world


def share_of(database_url: str, strings: Sequence[str]) -> list[str]:
    """Return every other string: one half goes to SQLite, the other to PostgreSQL."""
    return list(strings[database_url.startswith("postgresql") :: 2])


def hostile() -> list[str]:
    """Return all hostile strings, the hand-made ones first; skips the test where the list is absent."""
    return list(dict.fromkeys([*HAND_MADE.values(), *naughty()]))


def nearly_alone() -> list[str]:
    """Return the hand-made strings one by one, and those of the big list a few to a text."""
    return [*HAND_MADE.values(), *bundled(naughty(), 120)]


def bundled(strings: Sequence[str], limit: int) -> list[str]:
    """Join strings by lines to texts of at most `limit` characters; what is longer by itself is cut."""
    bundles: list[str] = []
    for string in strings:
        joined = f"{bundles[-1]}\n{string}" if bundles else string
        if bundles and len(joined) <= limit:
            bundles[-1] = joined
        else:
            bundles.append(string[:limit])
    return bundles


def rotated(strings: Sequence[str], places: int) -> Iterator[list[str]]:
    """Yield the strings so many at a time, the last ones filled up from the first."""
    for start in range(0, len(strings), places):
        yield [strings[(start + place) % len(strings)] for place in range(places)]


def _account(person: PersonId) -> SlackUserId:
    return SlackUserId(f"U0{person.upper()}")


def _dependency(key: DependencyId) -> Dependency:
    return Dependency(
        id=key,
        deliverable=f"Delivery {key}",
        consumer=InitiativeId("i0"),
        provider=TeamId("provider"),
        needed_by=DUE,
    )
