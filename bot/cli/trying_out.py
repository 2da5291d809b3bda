"""The commands that need the local workspace, and with it the extra `sandbox`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.cli.demo.in_browser import PORT, receive_visitors
from bot.cli.demo.in_terminal import play_demo
from sandbox.cli import run as run_sandbox

app = typer.Typer()


@app.command()
def demo(
    once: Annotated[
        bool, typer.Option("--once", help="Play it in the terminal from end to end, without the page.")
    ] = False,
    folder: Annotated[Path, typer.Option(help="Where the transcript, the journal and the database go.")] = Path("demo"),
    port: Annotated[int, typer.Option(help="The page's port; 0 takes a free one.")] = PORT,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the page in a browser.")] = False,
) -> None:
    """Open the example in a local workspace in the browser, until it is stopped."""
    console = Console(highlight=False)
    if once:
        play_demo(folder, console)
    else:
        receive_visitors(folder, console, port=port, opens=not no_open)


@app.command()
def sandbox(
    workspace: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help="The workspace's users and channels, in YAML or JSON.")
    ],
    port: Annotated[int, typer.Option(help="The port to serve on; 0 takes a free one.")] = PORT,
    manifest: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="The app's manifest.")] = Path(
        "manifest.yml"
    ),
) -> None:
    """Start a local Slack-compatible workspace alone, until it is stopped."""
    run_sandbox(port, workspace, manifest)
