"""The example to try the bot out with: Northwind Pay in a local workspace, two hours before its story begins."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bot.cli.demo.story import STORY
from bot.cli.local import LocalWorkspace
from rituals.errors import UserFacingError
from sandbox.transcript import transcript
from storage import files

EXAMPLE = Path("examples/fintech.yaml")
WORKSPACE = Path("examples/fintech_workspace.yaml")
MANIFEST = Path("manifest.yml")
BEGINS_BEFORE = timedelta(hours=2)
LEFT_BEHIND = ("transcript.md", "journal.jsonl", "drumbeat.db", "drumbeat.db-wal", "drumbeat.db-shm")


class DemoError(UserFacingError):
    """The example could not be started, or its story not be played to its end."""


def start_example(
    folder: Path,
    *,
    port: int = 0,
    slack_timeout_seconds: int | None = None,
    wake: Callable[[], None] = lambda: None,
) -> LocalWorkspace:
    """Start the example afresh with its database and journal in `folder`; raises DemoError where it is not there."""
    missing = [str(path) for path in (EXAMPLE, WORKSPACE, MANIFEST) if not path.exists()]
    if missing:
        message = f"The demonstration needs {', '.join(missing)}: run it in the project's own folder, with “make demo”."
        raise DemoError(message)
    folder.mkdir(parents=True, exist_ok=True)
    for name in LEFT_BEHIND:
        (folder / name).unlink(missing_ok=True)
    local = LocalWorkspace.start(
        WORKSPACE,
        database_url=f"sqlite:///{folder / 'drumbeat.db'}",
        at=STORY[0].moment - BEGINS_BEFORE,
        manifest=MANIFEST,
        journal=folder / "journal.jsonl",
        port=port,
        slack_timeout_seconds=slack_timeout_seconds,
        wake=wake,
    )
    result = files.read(EXAMPLE)
    if result.program is None:
        local.stop()
        raise DemoError("\n".join(str(fault) for fault in result.faults))
    local.load(result.program, actor="demo")
    return local


def write_transcript(local: LocalWorkspace, folder: Path) -> None:
    """Leave what everybody has seen in `folder`."""
    (folder / "transcript.md").write_text(transcript(local.sandbox), encoding="utf-8")
