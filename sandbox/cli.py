"""Running the sandbox by hand, until it is interrupted."""

import sys
import threading
from collections.abc import Callable
from pathlib import Path

from sandbox.server import Sandbox


def run(
    port: int,
    workspace_file: Path,
    manifest: Path | None = None,
    *,
    journal: Path | None = None,
    limits: bool = True,
    say: Callable[[str], None] | None = None,
    stopped: threading.Event | None = None,
) -> None:
    """Serve a workspace, and say how an app reaches it, as lines for a shell."""
    tell = say or _say
    waiting = stopped or threading.Event()
    with Sandbox.start(workspace_file, manifest=manifest, port=port, journal=journal, limits=limits) as sandbox:
        for line in connection(sandbox):
            tell(line)
        try:
            waiting.wait()
        except KeyboardInterrupt:
            tell("# stopped")


def connection(sandbox: Sandbox) -> list[str]:
    return [
        f"# The sandbox listens at {sandbox.url}; open that in a browser to look and act.",
        f"export SLACK_API_URL={sandbox.api_url}",
        f"export SLACK_BOT_TOKEN={sandbox.bot_token}",
        f"export SLACK_APP_TOKEN={sandbox.app_token}",
        f"export SLACK_SIGNING_SECRET={sandbox.signing_secret}",
    ]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
