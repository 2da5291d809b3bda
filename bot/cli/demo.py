"""Plays the example's story: the real bot in a local workspace, and what each person and channel sees of it."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from bot.cli.local import LocalWorkspace
from bot.cli.story import STORY, Scene
from rituals.errors import UserFacingError
from sandbox.reading import text_of_message
from sandbox.records import Message
from sandbox.transcript import transcript
from storage import files

EXAMPLE = Path("examples/fintech.yaml")
WORKSPACE = Path("examples/fintech_workspace.yaml")
MANIFEST = Path("manifest.yml")
BEGINS_BEFORE = timedelta(hours=2)


class DemoError(UserFacingError):
    """The story could not be played to its end."""


def play_demo(folder: Path, *, waits: bool, console: Console) -> None:
    """Play every scene, print what is said, and leave `transcript.md` and `journal.jsonl` in `folder`.

    With `waits` the person presses Enter between the scenes. Raises DemoError where a scene cannot be played.
    """
    missing = [str(path) for path in (EXAMPLE, WORKSPACE, MANIFEST) if not path.exists()]
    if missing:
        message = f"The demonstration needs {', '.join(missing)}: run it in the project's own folder, with “make demo”."
        raise DemoError(message)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with LocalWorkspace.start(
        WORKSPACE,
        database_url=f"sqlite:///{folder / 'drumbeat.db'}",
        at=STORY[0].moment - BEGINS_BEFORE,
        manifest=MANIFEST,
        journal=folder / "journal.jsonl",
    ) as local:
        _load_example(local)
        try:
            for scene in STORY:
                _play(scene, local, console)
                if waits:
                    console.input("[dim]Enter for the next scene …[/dim]")
        finally:
            (folder / "transcript.md").write_text(transcript(local.sandbox), encoding="utf-8")
    console.print(
        f"\nThe whole transcript is in {folder / 'transcript.md'}, every API call in {folder / 'journal.jsonl'}."
    )


def _load_example(local: LocalWorkspace) -> None:
    result = files.read(EXAMPLE)
    if result.program is None:
        raise DemoError("\n".join(str(fault) for fault in result.faults))
    local.load(result.program, actor="demo")


def _play(scene: Scene, local: LocalWorkspace, console: Console) -> None:
    since = local.sandbox.clock.now()
    local.go_to(scene.moment)
    console.rule(f"[bold]{escape(scene.title)}[/bold]", align="left")
    _show(local, since, console)
    if scene.act is None:
        return
    since = local.sandbox.clock.now()
    try:
        scene.act(local)
    except (LookupError, ValueError) as error:
        message = f"The scene “{scene.title}” cannot be played: {error}"
        raise DemoError(message) from error
    local.tick()
    _show(local, since, console)


def _show(local: LocalWorkspace, since: datetime, console: Console) -> None:
    for where, message in _said_since(local, since):
        workspace = local.sandbox.workspace
        said_at = message.edited_at or message.posted_at
        notes = ", edited in place" if message.edited_at else ", in the thread" if message.is_reply else ""
        console.print(
            Panel(
                escape(text_of_message(message.blocks, message.text, workspace.name_of)),
                title=f"{escape(where)} · {escape(workspace.name_of('user', message.user))}{notes}",
                subtitle=f"{said_at:%a %d %b, %H:%M} UTC",
                title_align="left",
                subtitle_align="right",
                width=min(console.width, 110),
            )
        )


def _said_since(local: LocalWorkspace, since: datetime) -> Iterator[tuple[str, Message]]:
    workspace = local.sandbox.workspace
    found = [
        (message.edited_at or message.posted_at, workspace.name_of("conversation", channel.id), message)
        for channel in workspace.channels.values()
        for message in workspace.timeline(channel.id).everything()
    ]
    for _, where, message in sorted(found, key=lambda entry: entry[0]):
        if (message.edited_at or message.posted_at) > since and not message.deleted:
            yield where, message
