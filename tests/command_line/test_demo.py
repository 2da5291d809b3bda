"""`drumbeat demo`, run as a person runs it: the page until it is stopped, and the story in the terminal."""

import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from storage.database import Database
from tests.command_line.test_commands import DRUMBEAT, drumbeat, environment, until
from tests.journeys.directing_kit import ENDING, ending
from tests.places import ROOT


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The page in a process of its own."""
    process = subprocess.Popen(
        [str(DRUMBEAT), "demo", "--no-open", "--port", "0", "--folder", str(tmp_path / "demo")],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


def address(process: subprocess.Popen[str]) -> str:
    """Wait for the line that says where the page is, and return the workspace's address in it."""
    assert process.stdout is not None
    said = process.stdout.readline().strip()
    assert said.startswith("Open http://127.0.0.1:")
    assert said.endswith("/?as=maya in a browser. Ctrl-C ends it.")
    return said.split()[1].partition("?")[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_page_is_served_until_it_is_stopped(
    demo: subprocess.Popen[str], tmp_path: Path, number: signal.Signals
) -> None:
    url = address(demo)

    page = httpx.get(url, trust_env=False, follow_redirects=True)
    demo.send_signal(number)
    _, complaints = demo.communicate(timeout=20)

    assert page.status_code == 200
    assert "Northwind Pay" in page.text
    assert demo.returncode == 0
    assert "Traceback" not in complaints
    assert (tmp_path / "demo" / "transcript.md").exists()
    assert (tmp_path / "demo" / "journal.jsonl").exists()


def test_time_is_moved_from_the_page(demo: subprocess.Popen[str]) -> None:
    url = address(demo)

    moved = httpx.post(f"{url}page/time/next", json={}, trust_env=False)
    [asked] = until(lambda: httpx.get(f"{url}sandbox/messages?as=sofia&channel=%23ledger", trust_env=False).json())
    demo.send_signal(signal.SIGINT)

    assert moved.status_code == 200
    assert "Holds and reversals for payouts" in asked["reads"]
    assert demo.wait(timeout=20) == 0


def test_a_taken_port_is_told_plainly_and_nothing_is_cleared_away(tmp_path: Path) -> None:
    kept = tmp_path / "demo" / "transcript.md"
    kept.parent.mkdir()
    kept.write_text("of another demonstration")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = drumbeat("demo", "--no-open", "--port", str(port), "--folder", str(kept.parent), folder=ROOT)

    assert result.returncode == 2
    assert f"port {port}" in result.stderr
    assert "--port" in result.stderr
    assert "Traceback" not in result.stderr
    assert kept.read_text() == "of another demonstration"


@pytest.mark.timeout(320)
def test_once_plays_the_story_in_the_terminal_and_leaves_a_transcript_and_the_journal(tmp_path: Path) -> None:
    result = drumbeat("demo", "--once", "--folder", str(tmp_path / "demo"), folder=ROOT)

    assert result.returncode == 0, result.stdout[-2_000:] + result.stderr
    transcript = (tmp_path / "demo" / "transcript.md").read_text()
    for channel in ("#platform", "#payments"):
        told = transcript.split(f"## {channel}\n")[1].split("\n## ")[0]
        assert "R-1 is resolved: Ledger write API in production" in transcript
        assert "D-1, decided by @elena" in told
    assert "chat.postMessage" in (tmp_path / "demo" / "journal.jsonl").read_text()
    assert ending(Database.connect(f"sqlite:///{tmp_path / 'demo' / 'drumbeat.db'}")) == ENDING


@pytest.mark.parametrize("words", [["--once"], ["--no-open", "--port", "0"]], ids=["terminal", "page"])
def test_outside_the_project_it_says_where_to_run_it(tmp_path: Path, words: list[str]) -> None:
    result = drumbeat("demo", *words, folder=tmp_path)

    assert result.returncode == 2
    assert "make demo" in result.stderr
