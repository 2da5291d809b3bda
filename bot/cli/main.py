"""The command `drumbeat`."""

import logging
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot import clock
from bot.cli import doctor, programs, running, safekeeping, status
from rituals.errors import UserFacingError
from storage.database_faults import DatabaseFaultError

app = typer.Typer(
    name="drumbeat",
    help="Runs a company's execution cadence in Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
console = Console(soft_wrap=True, highlight=False)
"""Lines are never cut: they are read by people and by other programs."""

try:
    from bot.cli import trying_out
except ModuleNotFoundError as missing:
    # The local workspace is an extra; without it there is nothing to try the bot out in.
    if missing.name not in {"emoji", "jinja2", "markdown_it", "starlette", "websockets"}:
        raise
else:
    app.add_typer(trying_out.app)

ProgramPath = Annotated[Path, typer.Argument(metavar="FILE", help="A program file in YAML, or a folder of CSV files.")]


@app.command()
def run(
    http: Annotated[
        int | None, typer.Option(metavar="PORT", help="Take Slack's requests on this port instead of Socket Mode.")
    ] = None,
    cluster: Annotated[
        bool, typer.Option("--cluster", help="Share the work with other replicas on the same PostgreSQL.")
    ] = False,
) -> None:
    """Run the bot until it is stopped."""
    running.run(http_port=http, cluster=cluster)


@app.command()
def validate(program: ProgramPath) -> None:
    """Report every fault of a program file with its place and the way to mend it."""
    if not programs.validate(program, console):
        raise typer.Exit(1)


@app.command()
def load(
    program: ProgramPath,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before applying.")] = False,
) -> None:
    """Show what a program file would change, ask, and apply all of it or nothing."""
    if not programs.load(program, console, ask=None if yes else typer.confirm):
        raise typer.Exit(1)


@app.command()
def export(to: Annotated[Path, typer.Option(help="The folder to write to.")]) -> None:
    """Write the loaded program back as program.yaml and as CSV files."""
    programs.export(to, console)


@app.command()
def simulate(
    program: ProgramPath,
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days to look ahead.")] = 14,
    start: Annotated[str | None, typer.Option(help="The first day, such as 2026-01-05; today by default.")] = None,
) -> None:
    """Print who would be told what and when, if nobody answered. Nothing is sent."""
    if not programs.simulate_file(program, console, days=days, start=start):
        raise typer.Exit(1)


@app.command()
def migrate() -> None:
    """Bring the database to the schema that this version expects."""
    running.migrate(console)


@app.command(name="status")
def show_status() -> None:
    """Show the queues, the oldest unsent message, and when each job last finished."""
    status.show(console)


@app.command()
def backup(to: Annotated[Path, typer.Argument(metavar="FILE", help="A new file to write the backup to.")]) -> None:
    """Back the SQLite database up while it is in use, and check the copy."""
    safekeeping.back_up(to, console)


@app.command()
def restore(
    backup: Annotated[Path, typer.Argument(metavar="FILE", help="A backup of the SQLite database.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before replacing.")] = False,
) -> None:
    """Check a backup and put it in the database's place; what stood there is kept."""
    if not safekeeping.restore_from(backup, console, ask=None if yes else typer.confirm):
        raise typer.Exit(1)


@app.command()
def quarantine(
    since: Annotated[
        str | None, typer.Option(help="The moment whose state the database holds, such as 2026-01-05T09:00Z.")
    ] = None,
    end: Annotated[bool, typer.Option("--end", help="End it at once.")] = False,
) -> None:
    """Ask Slack's history before anything is said, because an older database came back; or end that."""
    safekeeping.set_quarantine(console, since=since, end=end)


@app.command(name="doctor")
def show_doctor(
    http: Annotated[bool, typer.Option("--http", help="The bot takes Slack's requests over HTTP.")] = False,
    manifest: Annotated[Path, typer.Option(metavar="FILE", help="The app's manifest.")] = Path("manifest.yml"),
) -> None:
    """Check settings, tokens, scopes, channels, clock and database; each fault says how to mend it."""
    if not doctor.examine(console, is_http=http, manifest=manifest, now=clock.now()):
        raise typer.Exit(1)


def main() -> None:
    """Run the command; what a person can mend is told in plain words with exit status 2."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        app()
    except (UserFacingError, DatabaseFaultError) as error:
        print(f"drumbeat: {error}", file=sys.stderr)
        sys.exit(2)
