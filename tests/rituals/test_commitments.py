"""What an owner said last time: whose it is to keep, and what becomes of it."""

from datetime import UTC, datetime

import pytest

from rituals.answers import prefilled
from rituals.check_ins import CommitmentOutcome
from rituals.commitments import carry_over, last_commitment, read_update_id, settle, update_id
from rituals.ids import CheckInId, InitiativeId, PersonId
from tests.rituals.check_in_kit import MARIA, TODAY, standing, update

NOW = datetime(2026, 1, 8, 10, tzinfo=UTC)
THIS, BEFORE, LONG_AGO = CheckInId("maria:2026-W02"), CheckInId("maria:2026-W01"), CheckInId("maria:2025-W52")
SAID = update(check_in=BEFORE, commitment="Ship it")
MOVED = update(check_in=BEFORE, commitment="Ship it", outcome=CommitmentOutcome.MOVED)
KEPT = update(check_in=BEFORE, commitment="Ship it", outcome=CommitmentOutcome.KEPT)


@pytest.mark.parametrize(
    ("last", "previous", "found"),
    [
        pytest.param(SAID, None, SAID, id="said last time"),
        pytest.param(update(check_in=THIS), SAID, SAID, id="said last time, and answered since"),
        pytest.param(update(check_in=THIS, commitment="Sell it"), None, None, id="said this time only"),
        pytest.param(update(check_in=BEFORE), SAID, None, id="said the time before the last"),
        pytest.param(None, None, None, id="never answered"),
        pytest.param(
            update(check_in=BEFORE, person=PersonId("omar"), commitment="Ship it"), None, None, id="another's"
        ),
    ],
)
def test_what_was_said_last_time(last, previous, found):
    assert last_commitment(standing(last=last, previous=previous), THIS, MARIA) == found


@pytest.mark.parametrize(
    ("last", "previous", "stands"),
    [
        pytest.param(MOVED, None, "Ship it", id="moved"),
        pytest.param(KEPT, None, None, id="kept"),
        pytest.param(SAID, None, None, id="not said"),
        pytest.param(update(check_in=THIS, commitment="Sell it"), MOVED, "Sell it", id="said this time already"),
        pytest.param(update(check_in=THIS), MOVED, "Ship it", id="moved after the answer"),
        pytest.param(update(check_in=THIS), KEPT, None, id="answered without one"),
        pytest.param(update(check_in=THIS), None, None, id="answered for the first time"),
        pytest.param(None, None, None, id="never answered"),
    ],
)
def test_what_stands_in_the_form(last, previous, stands):
    assert prefilled(standing(last=last, previous=previous), today=TODAY, check_in=THIS).commitment == stands


def test_no_change_takes_along_what_was_moved():
    assert prefilled(standing(last=MOVED), today=TODAY).commitment == "Ship it"


def test_what_was_done_stands_in_the_form_only_while_it_is_this_times_answer():
    this, before = update(check_in=THIS, done="Wrote tests"), update(check_in=BEFORE, done="Wrote tests")

    assert prefilled(standing(last=this), today=TODAY, check_in=THIS).done == "Wrote tests"
    assert prefilled(standing(last=before), today=TODAY, check_in=THIS).done is None


@pytest.mark.parametrize(
    ("answered", "promised", "commitment"),
    [
        pytest.param(None, MOVED, "Ship it", id="moved"),
        pytest.param("Sell it", MOVED, "Sell it", id="moved beside another"),
        pytest.param("Ship it", KEPT, None, id="moved no longer"),
        pytest.param("Sell it", KEPT, "Sell it", id="kept beside another"),
        pytest.param(None, KEPT, None, id="kept"),
    ],
)
def test_what_is_moved_stands_in_an_answer_given_already(answered, promised, commitment):
    assert carry_over(update(check_in=THIS, commitment=answered), promised).commitment == commitment


def test_what_became_of_it_is_said_with_its_hour_and_may_be_said_again():
    settled = settle(KEPT, CommitmentOutcome.DROPPED, now=NOW)

    assert (settled.outcome, settled.outcome_at) == (CommitmentOutcome.DROPPED, NOW)


def test_the_id_on_a_button_is_read_back_and_of_other_text_nothing():
    assert read_update_id(update_id(THIS, InitiativeId("payouts"))) == (THIS, "payouts")
    assert read_update_id("nothing") == ("", "nothing")
