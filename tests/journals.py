"""Every API call of the suite, held against Slack's published method reference when the run ends."""

import subprocess
import sys
from pathlib import Path
from uuid import uuid4

from tests.places import MANIFEST, ROOT

JOURNALS = ROOT / "journals"
CHECKER = ROOT.parent / "shared" / "slack" / "check_journal.py"


def new_journal() -> Path:
    """Return a fresh file for one workspace's journal."""
    JOURNALS.mkdir(exist_ok=True)
    return JOURNALS / f"{uuid4().hex}.jsonl"


def clear() -> None:
    """Forget the journals of an earlier run."""
    for path in JOURNALS.glob("*.jsonl"):
        path.unlink()


def check() -> tuple[bool, str]:
    """Hold all journals against the reference; return whether nothing is wrong, and what there is to say."""
    journals = sorted(JOURNALS.glob("*.jsonl"))
    if not journals:
        return True, "no workspace was started"
    if not CHECKER.exists():
        return True, "not checked: Slack's method reference is not beside the project"
    whole = JOURNALS / "whole.txt"
    with whole.open("wb") as together:
        for path in journals:
            together.write(path.read_bytes())
    command = [sys.executable, str(CHECKER), str(whole), "--manifest", str(MANIFEST)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.returncode == 0, (result.stdout + result.stderr).strip()
