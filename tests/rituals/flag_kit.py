"""A small program and flags about it: Jonas raises, Paula sponsors, Elena and Omar steer."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from rituals.flags import Chance, Flag, FlagStatus, Risk
from rituals.ids import ChannelId, FlagId, GoalId, InitiativeId, PersonId, SlackUserId, TeamId
from rituals.people import Person, Role, Team
from rituals.policy import Cadence
from rituals.program import Goal, Initiative, Program

THURSDAY = datetime(2026, 1, 8, 10, tzinfo=UTC)
"""Eleven o'clock in Berlin, ten in London."""


def person(key: str, **more: Any) -> Person:
    return Person(id=PersonId(key), name=key.title(), slack_id=SlackUserId(f"U0{key.upper()}"), **more)


def initiative(key: str, team: str = "payments", owner: str = "jonas", **more: Any) -> Initiative:
    day = more.pop("committed_on", date(2026, 3, 31))
    return Initiative(
        id=InitiativeId(key),
        name=key.replace("-", " ").title(),
        goal=GoalId("fast-money"),
        team=TeamId(team),
        owner=PersonId(owner),
        baseline_on=day,
        committed_on=day,
        **more,
    )


def program(*initiatives: Initiative, people: tuple[Person, ...] = ()) -> Program:
    """Return the program; `people` replace those of the same id."""
    everybody = (
        person("jonas", zone="Europe/Berlin", manager=PersonId("maya")),
        person("maya", zone="Europe/London", manager=PersonId("omar")),
        person("paula", zone="America/New_York", manager=PersonId("omar"), deputy=PersonId("maya")),
        person("elena", zone="Europe/London", roles=frozenset({Role.STEERING})),
        person("omar", zone="Europe/London", roles=frozenset({Role.STEERING})),
        *people,
    )
    goals = (
        Goal(id=GoalId("growth"), name="Growth", level="pillar", owner=PersonId("elena")),
        Goal(
            id=GoalId("fast-money"),
            name="Fast money",
            level="objective",
            parent=GoalId("growth"),
            owner=PersonId("maya"),
        ),
    )
    teams = (
        Team(
            id=TeamId("payments"),
            name="Payments",
            lead=PersonId("maya"),
            channel="#payments",
            channel_id=ChannelId("C0PAYMENTS"),
        ),
        Team(
            id=TeamId("ledger"),
            name="Ledger",
            lead=PersonId("omar"),
            channel="#ledger",
            channel_id=ChannelId("C0LEDGER"),
        ),
    )
    return Program(
        name="Test",
        cadence=Cadence(zone="Europe/London"),
        people={each.id: each for each in everybody},
        teams={each.id: each for each in teams},
        goals={each.id: each for each in goals},
        initiatives={each.id: each for each in initiatives or (initiative("payouts", sponsor=PersonId("paula")),)},
    )


def risk(**more: Any) -> Risk:
    return replace(
        Risk(
            what="The supplier slips",
            impact_on=date(2026, 2, 13),
            hits=InitiativeId("payouts"),
            chance=Chance.LIKELY,
            help_wanted="A decision",
        ),
        **more,
    )


def draft(**more: Any) -> Flag:
    return replace(
        Flag(id=FlagId("F-1"), what="The supplier slips", raised_by=PersonId("jonas"), raised_at=THURSDAY), **more
    )


def open_one(key: str = "F-1", **more: Any) -> Flag:
    return replace(
        draft(),
        **{
            "id": FlagId(key),
            "status": FlagStatus.OPEN,
            "hits": InitiativeId("payouts"),
            "impact_on": date(2026, 2, 13),
            "chance": Chance.LIKELY,
            "answer_owner": PersonId("paula"),
            # Monday, five in the afternoon in New York.
            "answer_by": datetime(2026, 1, 12, 22, tzinfo=UTC),
            **more,
        },
    )
