"""FAULTS B9: two forms about one thing, on two devices or by two people: nobody writes over what they have not seen."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from handlers.blocks import ids
from rituals.check_ins import RecoveryStatus
from sandbox.desk import Submission
from storage.shelves import DECISIONS, ESCALATIONS, FORMS
from tests.conftest import fresh_database
from tests.faults.late_kit import Late, everything_but_the_log, send
from tests.faults.test_b_inbound import at_once
from tests.journeys.check_in_kit import recoveries
from tests.journeys.dependency_kit import HOLDS, dependency
from tests.journeys.flag_kit import FIELDS, HELP, flag
from tests.places import EXAMPLES
from tests.world import World


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def open_forms(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Late]:
    """One world for all forms: each is about a thing of its own, or of a later state of it."""
    with (
        fresh_database(request, tmp_path_factory.mktemp("two")) as url,
        World.open(EXAMPLES / "fintech_workspace.yaml", database_url=url) as world,
    ):
        world.load(EXAMPLES / "fintech.yaml")
        yield Late(world)


def elsewhere(late: Late, person: str, button: str, subject: str, fields: dict[str, str]) -> Submission:
    """Have somebody, perhaps on another device, open a form of their own about the same thing and send it."""
    who = late.world.person(person)
    late.press(person, button, subject)
    who.fill(fields)
    submission = who.submit()
    late.world.settle()
    return submission


def test_b9_a_second_offer_sees_both_texts_and_counts_once_it_is_sent_again(open_forms: Late) -> None:
    first = elsewhere(
        open_forms,
        "viktor",
        ids.DEPENDENCY_OTHER_DATE,
        HOLDS,
        {"The date you can promise": "2026-03-12", "What makes it that date": "Said on the phone"},
    )
    before = dependency(open_forms.world)

    conflict = open_forms.do(ids.DEPENDENCY_COUNTER_FORM)

    assert first.closed
    assert dependency(open_forms.world) == before
    assert conflict.ack is not None
    assert conflict.ack.body["response_action"] == "push"
    read = str(conflict.ack.body["view"])
    assert "Changed meanwhile" in read
    assert "Said on the phone" in read
    assert "The supplier is late" in read

    again = open_forms.do(ids.DEPENDENCY_COUNTER_FORM)
    once_more = open_forms.do(ids.DEPENDENCY_COUNTER_FORM)

    assert again.ack is not None
    assert not again.ack.body
    assert dependency(open_forms.world).counter_reason == "The supplier is late"
    assert once_more.ack is not None
    assert once_more.ack.body == {"response_action": "clear"}


def test_b9_a_refusal_in_a_form_from_before_an_offer_sees_both_texts(open_forms: Late) -> None:
    before = dependency(open_forms.world)

    conflict = open_forms.do(ids.DEPENDENCY_REFUSAL_FORM)

    assert conflict.ack is not None
    read = str(conflict.ack.body["view"])
    assert before.counter_reason is not None
    assert before.counter_reason in read
    assert "The team was dissolved" in read
    assert dependency(open_forms.world) == before


def test_b9_a_second_next_step_sees_both_and_the_first_stands(open_forms: Late) -> None:
    elsewhere(open_forms, "viktor", ids.ESCALATION_ACKNOWLEDGE, "R-1", {"The next step": "Said on the phone"})

    conflict = open_forms.do(ids.ESCALATION_ACKNOWLEDGE_FORM)

    with open_forms.world.bot.services.reading() as session:
        kept = ESCALATIONS.get(session, "R-1")
    assert conflict.ack is not None
    read = str(conflict.ack.body["view"])
    assert (kept.next_step, kept.acknowledged_by) == ("Said on the phone", "viktor")
    assert "Said on the phone" in read
    assert "Ask the supplier for a date" in read


def test_b9_of_two_next_steps_sent_at_one_instant_one_is_shown_the_other(open_forms: Late) -> None:
    world = open_forms.world
    views = []
    for person, step in (("maya", "Maya's step"), ("viktor", "Viktor's step")):
        who = world.person(person)
        open_forms.press(person, ids.ESCALATION_ACKNOWLEDGE, "R-1")
        who.fill({"The next step": step})
        views.append((person, who.modal))
        who.close()

    answers = at_once(*[lambda person=person, view=view: send(world, person, view) for person, view in views])

    bodies = [each.ack.body or {} for each in answers]
    assert sorted(body.get("response_action", "") for body in bodies) == ["", "push"]


def test_b9_a_second_decision_is_told_the_first_and_changes_nothing(open_forms: Late) -> None:
    verdict = {"Your choice": "Option 4: drop something", "Why": "Too dear"}
    elsewhere(open_forms, "elena", ids.ESCALATION_DECIDE, "R-1", verdict)
    before = everything_but_the_log(open_forms.world)

    second = open_forms.do(ids.DECISION_FORM)

    assert second.ack is not None
    assert "D-1" in str(second.ack.body)
    assert "Go on without it" in str(second.ack.body)
    assert second.ack.body["response_action"] == "push"
    assert everything_but_the_log(open_forms.world) == before
    with open_forms.world.bot.services.reading() as session:
        assert [each.reason for each in DECISIONS.find(session)] == ["Too dear"]


def test_b9_a_second_answer_to_a_flag_is_told_the_first_and_changes_nothing(open_forms: Late) -> None:
    elsewhere(open_forms, "paula", ids.FLAG_HELP, "F-1", HELP)

    second = open_forms.do(ids.FLAG_ANSWER_FORM)

    assert second.ack is not None
    assert "already answered by Paula" in str(second.ack.body)
    assert "I call their chief" in str(second.ack.body)
    assert flag(open_forms.world).answered_by == "paula"


def test_b9_a_second_form_of_one_draft_is_told_what_was_sent_and_changes_nothing(open_forms: Late) -> None:
    elsewhere(open_forms, "jonas", ids.FLAG_COMPLETE, "F-2", {**FIELDS, "What could happen?": "Said on the phone"})

    second = open_forms.do(ids.FLAG_FORM)

    assert second.ack is not None
    assert "F-2 was already sent" in str(second.ack.body)
    assert "Said on the phone" in str(second.ack.body)
    assert flag(open_forms.world, "F-2").what == "Said on the phone"


def test_b9_a_second_answer_about_a_step_changes_nothing(open_forms: Late) -> None:
    open_forms.press("jonas", ids.RECOVERY_DONE, "S-1")

    second = open_forms.do(ids.RECOVERY_FORM)

    assert second.ack is not None
    assert "already recorded as done" in str(second.ack.body)
    assert [each.status for each in recoveries(open_forms.world)] == [RecoveryStatus.DONE]


def test_b9_control_a_form_that_knows_no_version_writes_over_what_was_said(open_forms: Late) -> None:
    """A form that an older release opened has no version, and shows what the check is for."""
    world = open_forms.world
    open_forms.press("maya", ids.DEPENDENCY_ACCEPT_COUNTER, HOLDS)
    open_forms.press("sofia", ids.DEPENDENCY_OTHER_DATE, HOLDS)
    sofia = world.person("sofia")
    sofia.fill({"The date you can promise": "2026-03-26", "What makes it that date": "Said blindly"})
    view = sofia.modal
    sofia.close()
    _forget_version(world, view.private_metadata)
    elsewhere(
        open_forms,
        "viktor",
        ids.DEPENDENCY_OTHER_DATE,
        HOLDS,
        {"The date you can promise": "2026-03-25", "What makes it that date": "Said on the phone again"},
    )

    send(world, "sofia", view)

    assert dependency(world).counter_reason == "Said blindly"


def _forget_version(world: World, form: str) -> None:
    with world.bot.services.transaction() as session:
        FORMS.save(session, replace(FORMS.get(session, form), draft={}))
