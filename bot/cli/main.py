"""The command `drumbeat`."""

import logging
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.cli import programs, running, status
from bot.cli.demo import play_demo
from rituals.errors import UserFacingError
from sandbox.cli import run as run_sandbox

app = typer.Typer(
    name="drumbeat",
    help="Runs a company's execution cadence in Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
console = Console(soft_wrap=True, highlight=False)
"""Lines are never cut: they are read by people and by other programs."""

ProgramPath = Annotated[Path, typer.Argument(metavar="FILE", help="A program file in YAML, or a folder of CSV files.")]


@app.command()
def run(
    http: Annotated[
        int | None, typer.Option(metavar="PORT", help="Take Slack's requests on this port instead of Socket Mode.")
    ] = None,
) -> None:
    """Run the bot until it is stopped."""
    running.run(http_port=http)


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Do not wait for a person between the scenes.")] = False,
    folder: Annotated[Path, typer.Option(help="Where transcript.md and journal.jsonl are written.")] = Path("demo"),
) -> None:
    """Play the example's story in a local workspace and show what each person and channel sees."""
    play_demo(folder, waits=not once and sys.stdin.isatty(), console=Console(highlight=False))


@app.command()
def sandbox(
    workspace: Annotated[Path, typer.Option(help="The workspace's users and channels, in YAML or JSON.")],
    port: Annotated[int, typer.Option(help="The port to serve on; 0 takes a free one.")] = 8766,
    manifest: Annotated[Path, typer.Option(help="The app's manifest.")] = Path("manifest.yml"),
) -> None:
    """Start a local Slack-compatible workspace alone, until it is stopped."""
    run_sandbox(port, workspace, manifest)


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


def main() -> None:
    """Run the command; what a person can mend is told in plain words with exit status 2."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        app()
    except UserFacingError as error:
        print(f"drumbeat: {error}", file=sys.stderr)
        sys.exit(2)
