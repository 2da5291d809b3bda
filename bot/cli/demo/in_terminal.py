"""Plays the example's story: the real bot in a local workspace, and what each person and channel sees of it."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from bot.cli.demo.starting import DemoError, start_example, write_transcript
from bot.cli.demo.story import STORY, Scene
from bot.cli.local import LocalWorkspace
from sandbox.reading import text_of_message
from sandbox.records import Message

WIDTH = 110


def play_demo(folder: Path, console: Console) -> None:
    """Play every scene, print what is said, and leave `transcript.md` and `journal.jsonl` in `folder`.

    Raises DemoError where a scene cannot be played.
    """
    with start_example(folder) as local:
        audience = _Audience(local, console)
        try:
            for scene in STORY:
                _play(scene, local, audience, console)
        finally:
            write_transcript(local, folder)
    console.print(
        f"\nThe whole transcript is in {folder / 'transcript.md'}, every API call in {folder / 'journal.jsonl'}."
    )


class _Audience:
    """Shows each message once, and again when it was edited in place."""

    def __init__(self, local: LocalWorkspace, console: Console) -> None:
        self._workspace = local.sandbox.workspace
        self._console = console
        self._shown: dict[tuple[str, str], datetime | None] = {}

    def look(self, shows: Collection[str]) -> None:
        """Print what is new in these conversations since the last look, as it was said, and count the rest."""
        elsewhere: Counter[str] = Counter()
        for where, message in self._news():
            self._shown[message.channel, message.ts] = message.edited_at
            if where not in shows:
                elsewhere[where] += 1
                continue
            notes = ", edited in place" if message.edited_at else ", in the thread" if message.is_reply else ""
            title = f"{where} · {self._workspace.name_of('user', message.user)}{notes}"
            self._console.print(
                Panel(
                    escape(text_of_message(message.blocks, message.text, self._workspace.name_of)),
                    title=escape(title),
                    subtitle=f"{message.edited_at or message.posted_at:%a %d %b, %H:%M} UTC",
                    title_align="left",
                    subtitle_align="right",
                    width=min(self._console.width, WIDTH),
                )
            )
        if elsewhere:
            heard = ", ".join(f"{where} {number}" for where, number in sorted(elsewhere.items()))
            self._console.print(f"[dim]and in the transcript: {escape(heard)}[/dim]")

    def _news(self) -> list[tuple[str, Message]]:
        news = [
            (self._workspace.name_of("conversation", channel.id), message)
            for channel in self._workspace.channels.values()
            for message in self._workspace.timeline(channel.id).everything()
            if not message.deleted and self._is_new(message)
        ]
        return sorted(news, key=lambda entry: entry[1].edited_at or entry[1].posted_at)

    def _is_new(self, message: Message) -> bool:
        place = (message.channel, message.ts)
        return place not in self._shown or self._shown[place] != message.edited_at


def _play(scene: Scene, local: LocalWorkspace, audience: _Audience, console: Console) -> None:
    console.print(f"\n[bold]{escape(scene.title)}[/bold]")
    local.go_to(scene.moment)
    if scene.deeds:
        audience.look(scene.shows)
        _act(scene, local)
    audience.look(scene.shows)


def _act(scene: Scene, local: LocalWorkspace) -> None:
    try:
        for deed in scene.deeds:
            deed.do(local.person(deed.who))
    except (LookupError, ValueError) as error:
        message = f"The scene “{scene.title}” cannot be played: {error}"
        raise DemoError(message) from error
    local.tick()
