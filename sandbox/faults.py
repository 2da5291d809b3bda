"""Faults on demand: which calls of the Web API go wrong, and how."""

import random
import threading
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

# "before" leaves the call undone. "after" means that it was applied, and that only the answer fails.
KINDS = frozenset({
    "429", "500_before", "500_after", "fatal_after", "rst_before", "rst_after", "hang_before", "hang_after",
    "truncated", "cut_body", "html", "no_ok", "late_accept", "slow", "swallowed", "error",
})  # fmt: skip
FOREVER = 10**9


@dataclass(slots=True)
class Rule:
    """One fault. `method` may hold a pattern; `kind` is one of `KINDS`, or `error:<what Slack answers>`."""

    method: str
    kind: str
    nth: int = 1
    probability: float | None = None
    channel: str | None = None
    times: int = 1
    # How long a slow call takes (real time), or how late a call is accepted (sandbox time).
    seconds: float = 1.0
    # The text of the Retry-After header; None leaves it out.
    retry_after: str | None = "30"
    seen: int = 0
    hits: int = 0

    def matches(self, method: str, channel: str) -> bool:
        return fnmatchcase(method, self.method) and self.channel in (None, channel)

    @property
    def error(self) -> str:
        return self.kind.removeprefix("error:")


@dataclass(slots=True)
class Faults:
    seed: int = 0
    # Whether everything that was answered is handed to the app once more, as Slack does where an answer got lost.
    doubling: bool = False
    rules: list[Rule] = field(default_factory=list)
    _random: random.Random = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def add(
        self,
        method: str,
        kind: str,
        *,
        nth: int | None = None,
        probability: float | None = None,
        channel: str | None = None,
        times: int | None = None,
        seconds: float = 1.0,
        retry_after: str | None = "30",
    ) -> Rule:
        """Let matching calls fail: from the nth on, `times` times; or by chance, and then for ever."""
        if kind.partition(":")[0] not in KINDS:
            msg = f"There is no fault {kind!r}; there are {', '.join(sorted(KINDS))}."
            raise ValueError(msg)
        often = times if times is not None else (1 if probability is None else FOREVER)
        rule = Rule(
            method=method,
            kind=kind,
            nth=nth or 1,
            probability=probability,
            channel=channel,
            times=often,
            seconds=seconds,
            retry_after=retry_after,
        )
        with self._lock:
            self.rules.append(rule)
        return rule

    def clear(self) -> None:
        with self._lock:
            self.rules.clear()

    def pick(self, method: str, channel: str) -> Rule | None:
        """Count the call, and return the rule that strikes it."""
        with self._lock:
            struck = None
            for rule in self.rules:
                if not rule.matches(method, channel):
                    continue
                rule.seen += 1
                if struck is None and self._strikes(rule):
                    rule.hits += 1
                    struck = rule
            return struck

    def _strikes(self, rule: Rule) -> bool:
        if rule.seen < rule.nth or rule.hits >= rule.times:
            return False
        return rule.probability is None or self._random.random() < rule.probability
