"""The commands about program files: validate, load, export and simulate."""

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, time
from pathlib import Path

from rich.console import Console

from bot import clock
from bot.cli.simulation import simulate
from bot.composition import Bot, build_bot
from bot.settings import read_settings
from handlers.blocks.words import count, say_date
from rituals.directory import what_is_missing
from rituals.errors import UserFacingError
from rituals.program import Program
from storage import files
from storage.database import Database
from storage.migrate import upgrade
from storage.programs import load_program_with_readings
from storage.workspaces import find_workspaces


class NothingLoadedError(UserFacingError):
    """There is no program to write out."""

    def __init__(self) -> None:
        super().__init__("No program is loaded yet: load one with “drumbeat load FILE”.")


def validate(path: Path, console: Console) -> bool:
    """Print every fault of the file and tell whether it can be loaded."""
    return _read(path, console) is not None


def load(path: Path, console: Console, *, ask: Callable[[str], bool] | None) -> bool:
    """Show the difference, ask, and apply all or nothing; tell whether the program is now as the file says."""
    settings = read_settings("SLACK_BOT_TOKEN")
    database = Database.connect(settings.database_url)
    upgrade(database)
    bot = build_bot(settings, database, now=clock.now, wake=lambda: None)
    directory = bot.read_directory()
    known = [name for channel in directory.channels.values() for name in (f"#{channel.name}", channel.id)]
    program = _read(path, console, channels=known)
    if program is None:
        return False
    with bot.services.reading() as session:
        difference = files.difference(session, program)
    for line in difference.lines():
        console.print(line, markup=False)
    if difference.refusals:
        return False
    if not difference.is_empty and ask is not None and not ask("Apply all of this?"):
        console.print("Nothing was changed.")
        return False
    _apply(bot, program)
    missing = what_is_missing(program, directory)
    for sentence in missing:
        console.print(f"Please see to this: {sentence}", markup=False)
    return True


def export(folder: Path, console: Console) -> None:
    """Write the program of the only workspace to a folder."""
    database = Database.connect(read_settings().database_url)
    workspaces = find_workspaces(database)
    if len(workspaces) != 1:
        raise NothingLoadedError
    with database.reading(workspaces[0]) as session:
        program = load_program_with_readings(session)
    if not program.people:
        raise NothingLoadedError
    files.export_program(program, folder)
    console.print(f"Written to {folder}: program.yaml, and the same as CSV files.", markup=False)
    database.close()


def simulate_file(path: Path, console: Console, *, days: int, start: str | None) -> bool:
    """Print who would be told what and when; tell whether the file could be read."""
    program = _read(path, console)
    if program is None:
        return False
    first = _first_day(start)
    names = {str(person.slack_id or person.id): person.name for person in program.people.values()}
    day: date | None = None
    number = 0
    for said in simulate(program, start=first, days=days):
        if said.enqueued_at.date() != day:
            day = said.enqueued_at.date()
            console.print(f"\n{say_date(day)}", style="bold")
        number += 1
        recipient = names.get(said.recipient, said.recipient)
        text = " ".join(said.text.split())
        console.print(f"  {said.enqueued_at:%H:%M} UTC  {recipient}: {text}", markup=False)
    console.print(f"\n{count(number, 'message')} in {count(days, 'day')} if nobody answered. Nothing was sent.")
    return True


def _read(path: Path, console: Console, *, channels: Collection[str] | None = None) -> Program | None:
    result = files.read(path, channels=channels)
    for fault in result.faults:
        console.print(str(fault), markup=False)
    errors, warnings = len(result.errors), len(result.warnings)
    if result.program is None:
        console.print(
            f"{path}: {count(errors, 'error')}, {count(warnings, 'warning')}. Nothing was loaded.", markup=False
        )
        return None
    program = result.program
    console.print(f"{path}: {_size_of(program)}; no errors, {count(warnings, 'warning')}.", markup=False)
    return program


def _size_of(program: Program) -> str:
    counts = (
        count(len(program.people), "person", "people"),
        count(len(program.teams), "team"),
        count(len(program.goals), "goal"),
        count(len(program.initiatives), "initiative"),
        count(len(program.dependencies), "dependency", "dependencies"),
    )
    return f"{program.name}: {', '.join(counts)}"


def _apply(bot: Bot, program: Program) -> None:
    with bot.services.transaction() as session:
        files.apply(session, program, now=bot.services.now(), actor="command line")
    bot.sync_directory()


def _first_day(start: str | None) -> datetime:
    if start is None:
        return clock.now()
    try:
        return datetime.combine(date.fromisoformat(start), time(0), UTC)
    except ValueError as error:
        raise UserFacingError(f"--start is a day such as 2026-01-05, not “{start}”.") from error
