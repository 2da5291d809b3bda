"""What Slack sends: who sent it, and what stands in the fields of a form."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from handlers.payloads import Answers, Sender, Submission


@pytest.mark.parametrize(
    ("body", "sender"),
    [
        pytest.param({"user_id": "U1", "team_id": "T1", "command": "/flag"}, ("U1", "T1"), id="a command"),
        pytest.param({"user": {"id": "U1", "team_id": "T2"}, "team": {"id": "T1"}}, ("U1", "T2"), id="a visitor"),
        pytest.param({"user": {"id": "U1"}, "team": {"id": "T1"}}, ("U1", "T1"), id="an interaction"),
        pytest.param({"user": {"id": "U1"}, "team": None}, ("U1", None), id="an app of a whole organisation"),
        pytest.param({"team_id": "T1", "event": {"user": "U1"}}, ("U1", "T1"), id="an event"),
        pytest.param(
            {"team_id": "T1", "event": {"user": "U1", "user_team": "T2"}}, ("U1", "T2"), id="an event by a visitor"
        ),
        pytest.param({"team_id": "T1", "event": {"user": {"id": "U1"}}}, ("U1", "T1"), id="a changed user"),
    ],
)
def test_the_sender_is_the_user_and_their_own_workspace(body: dict[str, Any], sender: tuple[str, str | None]) -> None:
    found = Sender.of(body)

    assert (found.user, found.team) == sender


def test_a_payload_of_nobody_is_refused() -> None:
    with pytest.raises(ValidationError):
        Sender.of({"event": {"type": "app_mention"}, "team_id": "T1"})


def answers(**fields: dict[str, Any]) -> Answers:
    """Return a form's answers; each field is both the block and the action."""
    values = {name: {name: {"type": "any", **given}} for name, given in fields.items()}
    return Submission.of({"view": {"id": "V1", "private_metadata": "x", "state": {"values": values}}}).answers


def test_answers_are_found_by_their_field() -> None:
    given = answers(
        what={"value": "  It\u0000 slips\r\n"},
        blank={"value": " \t"},
        empty={"value": None},
        day={"selected_date": "2026-02-13"},
        hits={"selected_option": {"value": "payouts", "text": {"type": "plain_text", "text": "Payouts"}}},
        ticked={"selected_options": [{"value": "a"}, {"value": "b"}]},
        who={"selected_user": "U1"},
        number={"value": "1.5"},
    )

    assert given.text("what") == "It slips"
    assert (given.text("blank"), given.text("empty"), given.text("missing")) == (None, None, None)
    assert (given.day("day"), given.day("what"), given.day("missing")) == (date(2026, 2, 13), None, None)
    assert (given.choice("hits"), given.choice("what"), given.choice("missing")) == ("payouts", None, None)
    assert (given.choices("ticked"), given.choices("missing")) == (("a", "b"), ())
    assert (given.user("who"), given.user("missing")) == ("U1", None)
    assert (given.number("number"), given.number("missing")) == (1.5, None)


@pytest.mark.parametrize("typed", ["nan", "inf", "-Infinity", "ten", "1e400"])
def test_what_is_no_finite_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"finite|could not convert"):
        answers(number={"value": typed}).number("number")
