"""`drumbeat demo`: the example in a local workspace, looked at and acted in through a page in the browser."""

import os
import signal
import sys
import threading
import webbrowser
from pathlib import Path

from rich.console import Console

from bot.bell import Bell
from bot.cli.demo.directing import StoryDirector
from bot.cli.demo.starting import start_example, write_transcript
from rituals.errors import UserFacingError
from sandbox.listener import listen

PORT = 8766
SLACK_TIMEOUT_SECONDS = 2
"""Shorter than in earnest: whoever lets calls hang by a switch on the page wants to see what follows from it."""


FIRST_SEEN_BY = "maya"
"""The manager, who is asked in the first week."""


class PortTakenError(UserFacingError):
    """Another program listens there, or this one may not."""

    def __init__(self, port: int, reason: str) -> None:
        super().__init__(
            f"The page cannot have port {port} ({reason}). Choose another one, such as --port {PORT + 1}, or let "
            "--port 0 find a free one."
        )


def receive_visitors(folder: Path, console: Console, *, port: int, opens: bool) -> None:
    """Serve the page until SIGINT or SIGTERM, and leave transcript, journal and database in `folder`.

    Raises PortTakenError, and DemoError where the example is not there.
    """
    _check_port(port)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    bell = Bell()
    with start_example(folder, port=port, slack_timeout_seconds=SLACK_TIMEOUT_SECONDS, wake=bell.ring) as local:
        director = StoryDirector(local)
        try:
            bell.answer = director.wake
            local.sandbox.page.use(director)
            _invite(f"{local.sandbox.url}/?as={FIRST_SEEN_BY}", console, opens=opens)
            stopped.wait()
        finally:
            director.stop()
            write_transcript(local, folder)
    console.print(f"Stopped. The transcript is in {folder / 'transcript.md'}.", soft_wrap=True)


def _invite(url: str, console: Console, *, opens: bool) -> None:
    console.print(f"Open {url} in a browser. Ctrl-C ends it.", soft_wrap=True)
    if opens and _has_display():
        webbrowser.open(url)


def _check_port(port: int) -> None:
    # Before anything is cleared away: whoever has the port may be another demonstration in the same folder.
    try:
        listen(port).close()
    except OSError as error:
        raise PortTakenError(port, error.strerror or "no reason given") from error


def _has_display() -> bool:
    # Without one a browser in the terminal may be opened, which keeps this from going on.
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
