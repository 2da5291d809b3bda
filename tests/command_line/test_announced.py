"""What is due in a few words."""

import pytest

from bot.cli.demo.announced import say_what
from bot.cli.demo.story import Deed

CARD = "escalation:R-1:card:C0PLATFORM"


def deed(who: str) -> Deed:
    return Deed(who=who, words=f"{who} answers", do=lambda person: None)


@pytest.mark.parametrize(
    ("keys", "what"),
    [
        pytest.param(["check_in:wei:2026-W02"], "1 check-in", id="one"),
        pytest.param(["check_in:wei:2026-W02", "check_in:ben:2026-W02"], "2 check-ins", id="several"),
        pytest.param(
            ["heartbeat:ledger:2026-W02:1", "check_in:wei:2026-W02", "dependency:ledger-write:ask:2026-01-05T06:00:00"],
            "1 check-in and 2 questions to providers",
            id="two kinds",
        ),
        pytest.param(
            ["check_in:wei:2026-W02:reminder", "flag:F-1:half-time:omar", "digest:2026-W02:C1", "recovery:S-1"],
            "the digest, 2 reminders and 1 question about a recovery step",
            id="three kinds",
        ),
        pytest.param(["digest:2026-W02:C1", "digest:2026-W02:C1:goal:growth:1"], "the digest", id="a digest's replies"),
        pytest.param(
            [CARD, f"{CARD}:thread", "escalation:R-1:card:C0PAYMENTS", "escalation:R-1:owners:2026-02-02T09:00:maya"],
            "a joint resolution",
            id="a resolution in both channels, and its first rung",
        ),
        pytest.param(
            [f"{CARD}:edit:1", "escalation:R-1:steering:2026-02-02T09:00"], "an escalation climbs", id="a rung"
        ),
        pytest.param(
            ["dependency:ledger-write:unanswered:2026-01-16T15:00:00:tara"], "an unanswered request climbs", id="climb"
        ),
        pytest.param(["check_in:wei:2026-W02:edit:1"], "1 check-in closes", id="only an edit"),
        pytest.param([f"{CARD}:edit:1", f"{CARD}:edit:2"], "2 messages change", id="other edits"),
        pytest.param(["check_in:wei:2026-W02:fallback"], "1 check-in", id="sent another way"),
        pytest.param(["something:else"], "1 message", id="unheard of"),
    ],
)
def test_counts_what_comes_by_its_kind(keys: list[str], what: str) -> None:
    assert say_what(keys, []) == what


def test_says_who_acts_after_what_comes() -> None:
    assert say_what([], [deed("maya")]) == "maya answers"
    assert say_what([], [deed("maya"), deed("ben"), deed("ben")]) == "2 people answer"
    assert say_what(["check_in:wei:2026-W02"], [deed("maya")]) == "1 check-in; maya answers"


def test_says_what_fails() -> None:
    assert say_what(["check_in:wei:2026-W02"], [], ["send_digest"]) == "1 check-in and an error in send_digest"
