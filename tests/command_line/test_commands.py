"""The command `drumbeat`, run as a person runs it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.places import EXAMPLES, ROOT

DRUMBEAT = Path(sys.executable).with_name("drumbeat")
PATIENCE = 30.0
EXAMPLE = str(EXAMPLES / "fintech.yaml")


def environment(**settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "DATABASE_", "FLAG_"))}
    return {**kept, "COLUMNS": "200", **settings}


def drumbeat(*words: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(DRUMBEAT), *words],
        cwd=folder,
        env=environment(**settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A local workspace in a process of its own; what it prints are the settings to reach it with."""
    process = subprocess.Popen(
        [str(DRUMBEAT), "sandbox", "--port", "0", "--workspace", str(EXAMPLES / "fintech_workspace.yaml")],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(5)]
    settings = dict(line.removeprefix("export ").strip().split("=", 1) for line in lines if line.startswith("export "))
    yield {**settings, "DATABASE_URL": f"sqlite:///{tmp_path / 'drumbeat.db'}"}
    process.send_signal(signal.SIGINT)
    process.wait(timeout=20)


def until(holds: Callable[[], Any]) -> Any:
    """Wait for another process; it has no event to wait for."""
    deadline = time.monotonic() + PATIENCE
    while not (found := holds()):
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)
    return found


@pytest.mark.parametrize(
    ("words", "settings", "told"),
    [
        pytest.param(["run"], {}, ["SLACK_BOT_TOKEN is missing", "SLACK_APP_TOKEN is missing"], id="nothing set"),
        pytest.param(["run", "--http", "3000"], {}, ["SLACK_SIGNING_SECRET is missing"], id="no signing secret"),
        pytest.param(
            ["run"],
            {"SLACK_BOT_TOKEN": "xapp-1", "SLACK_APP_TOKEN": "xoxb-1"},
            ["SLACK_BOT_TOKEN is wrong", "xoxb-", "SLACK_APP_TOKEN is wrong", "xapp-"],
            id="tokens exchanged",
        ),
        pytest.param(["status"], {"DATABASE_URL": "mysql://x"}, ["DATABASE_URL is wrong", "sqlite:///"], id="database"),
        pytest.param(["status"], {"FLAG_COMMAND": "flag"}, ["FLAG_COMMAND is wrong", "a slash"], id="command"),
    ],
)
def test_a_wrong_or_missing_setting_is_told_at_start_by_its_name(
    tmp_path: Path, words: list[str], settings: dict[str, str], told: list[str]
):
    result = drumbeat(*words, folder=tmp_path, **settings)

    assert result.returncode == 2
    assert all(each in result.stderr for each in told), result.stderr
    assert "Traceback" not in result.stderr


def test_validate_tells_the_size_of_a_good_file_and_every_fault_of_a_bad_one(tmp_path: Path):
    bad = tmp_path / "bad.yaml"
    text = Path(EXAMPLE).read_text()
    bad.write_text(text.replace("owner: maya", "owner: mya", 1).replace("digest_at: 07:30", "digest_at: half past", 1))

    good, faulty = drumbeat("validate", EXAMPLE, folder=tmp_path), drumbeat("validate", str(bad), folder=tmp_path)

    assert good.returncode == 0
    assert "8 initiatives, 8 dependencies; no errors" in good.stdout
    assert faulty.returncode == 1
    assert "mya" in faulty.stdout
    assert "maya" in faulty.stdout
    assert "half past" in faulty.stdout
    assert "2 errors" in faulty.stdout


def test_simulate_tells_who_would_be_told_what_and_when_and_sends_nothing(tmp_path: Path):
    result = drumbeat("simulate", EXAMPLE, "--days", "5", "--start", "2026-01-05", folder=tmp_path)

    assert result.returncode == 0, result.stderr
    assert "Thu 8 Jan 2026" in result.stdout
    assert "09:30 UTC  Maya Okafor: " in result.stdout
    assert "#ledger: Ledger is asked for “Holds and reversals for payouts”" in result.stdout
    assert "Nothing was sent." in result.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_program_is_loaded_once_exported_and_loaded_again_without_a_change(tmp_path: Path, workspace: dict[str, str]):
    first = drumbeat("load", EXAMPLE, "--yes", folder=tmp_path, **workspace)
    again = drumbeat("load", EXAMPLE, "--yes", folder=tmp_path, **workspace)
    written = drumbeat("export", "--to", "out", folder=tmp_path, **workspace)
    back = drumbeat("load", "out/program.yaml", "--yes", folder=tmp_path, **workspace)

    assert first.returncode == again.returncode == written.returncode == back.returncode == 0, first.stderr
    assert "added" in first.stdout
    assert again.stdout.splitlines()[-1].endswith(" unchanged")
    assert "," not in again.stdout.splitlines()[-1]
    assert (tmp_path / "out" / "people.csv").exists()
    assert "added" not in back.stdout


def test_load_changes_nothing_without_a_yes(tmp_path: Path, workspace: dict[str, str]):
    refused = drumbeat("load", EXAMPLE, folder=tmp_path, **workspace)

    exported = drumbeat("export", "--to", "out", folder=tmp_path, **workspace)

    assert refused.returncode != 0
    assert exported.returncode == 2
    assert "No program is loaded yet" in exported.stderr


@pytest.mark.parametrize("words", [["run"], ["run", "--http", "0"]], ids=["socket mode", "http"])
def test_run_answers_a_person_and_stops_within_twenty_seconds(
    tmp_path: Path, workspace: dict[str, str], words: list[str]
):
    drumbeat("load", EXAMPLE, "--yes", folder=tmp_path, **workspace)
    base = workspace["SLACK_API_URL"].removesuffix("api/")
    process = subprocess.Popen([str(DRUMBEAT), *words], cwd=tmp_path, env=environment(**workspace))

    if words == ["run"]:
        url = f"{base}sandbox/people/maya/slash"
        asked = {"command": "/flag", "text": "help", "channel": "#payments"}
        reply = until(lambda: _answer(httpx.post(url, json=asked, trust_env=False).json()))
        assert "/flag" in reply
    sent = until(lambda: httpx.get(f"{base}sandbox/messages?as=sofia&channel=%23ledger", trust_env=False).json())
    status = drumbeat("status", folder=tmp_path, **workspace)
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=20) == 0
    assert time.monotonic() - began < 20
    assert "Holds and reversals for payouts" in sent[0]["reads"]
    assert "All jobs finish." in status.stdout


def _answer(reply: dict[str, Any]) -> str:
    return str(reply.get("text") or "") if not reply.get("error") else ""
