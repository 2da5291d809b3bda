"""The commands that need the local workspace, and with it the extra `sandbox`."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.cli.demo import play_demo
from sandbox.cli import run as run_sandbox

app = typer.Typer()


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
