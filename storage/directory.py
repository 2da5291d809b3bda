"""Takes over into the program what Slack says of people and channels."""

from dataclasses import replace
from datetime import datetime

from rituals.audit import Change
from rituals.directory import Directory, housed, met
from storage import audit
from storage.database import WorkspaceSession
from storage.programs import load_program, save_head
from storage.shelves import PEOPLE, TEAMS


def take_over(session: WorkspaceSession, directory: Directory, *, now: datetime) -> None:
    """Save what changed of people's ids, zones and presence, and of channels' ids."""
    program = load_program(session)
    changes: list[Change] = []
    for person in program.people.values():
        known = met(person, directory)
        if known != person:
            PEOPLE.save(session, known)
            details = {"active": known.active, "zone": known.zone}
            changes.append(Change(actor="clock", action="person.met", subject=person.id, details=details))
    for team in program.teams.values():
        house = housed(team, directory)
        if house != team:
            TEAMS.save(session, house)
            details = {"channel_id": house.channel_id}
            changes.append(Change(actor="clock", action="team.housed", subject=team.id, details=details))
    cadence = program.cadence
    channel = directory.find_channel(cadence.digest_channel) if cadence.digest_channel else None
    if channel and channel.id != cadence.digest_channel_id:
        save_head(session, replace(program, cadence=replace(cadence, digest_channel_id=channel.id)), now=now)
    audit.record(session, *changes, now=now)
