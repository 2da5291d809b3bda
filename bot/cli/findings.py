"""What `drumbeat doctor` finds: one line for each thing it has looked at."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from rich.console import Console


class State(Enum):
    OK = "ok"
    DOUBT = "?"
    """It cannot be told from outside, or was not looked at; the words say what to do."""
    WRONG = "WRONG"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and in words what there is to say: of what is wrong, how it is mended."""

    state: State
    subject: str
    words: str

    def print(self, console: Console) -> None:
        console.print(f"{self.state.value:5}  {self.subject}: {self.words}", markup=False)


def ok(subject: str, words: str) -> Finding:
    return Finding(State.OK, subject, words)


def doubt(subject: str, words: str) -> Finding:
    return Finding(State.DOUBT, subject, words)


def wrong(subject: str, words: str) -> Finding:
    return Finding(State.WRONG, subject, words)


def judged(subject: str, good: str, faults: Iterable[str]) -> list[Finding]:
    """Return each fault as a finding of its own, or that all is good."""
    found = [wrong(subject, fault) for fault in faults]
    return found or [ok(subject, good)]
