"""Forms: applied once, by the person they were opened for, and free again where applying them failed."""

import contextlib
from datetime import UTC, datetime

import pytest

from handlers.forms import AlreadyRecordedError, keep_receipt, open_form, submit_once
from rituals.errors import NotFoundError
from rituals.forms import Form, FormKind
from rituals.ids import PersonId, WorkspaceId
from storage.database import Database
from storage.shelves import FORMS, PEOPLE
from storage.workspaces import connect_workspace
from tests.rituals.flag_kit import person

NOW = datetime(2026, 1, 8, 10, tzinfo=UTC)
HERE = WorkspaceId("T0TEST")
JONAS = PersonId("jonas")


@pytest.fixture
def form(database: Database) -> Form:
    """A form about F-1 that Jonas has opened."""
    with database.transaction(HERE) as session:
        connect_workspace(session, name="Test", bot_user_id="U0BOT", now=NOW)
        PEOPLE.save(session, person("jonas"))
        return open_form(session, FormKind.FLAG, "F-1", JONAS, draft={"raised_in": "C0PAYMENTS"}, now=NOW)


def test_a_form_is_taken_once_and_its_second_submission_hears_the_receipt(database: Database, form: Form) -> None:
    with database.transaction(HERE) as session:
        taken = submit_once(session, form.id, FormKind.FLAG, JONAS, now=NOW)
        keep_receipt(session, taken, "Flag F-1 is stored.")

    with database.transaction(HERE) as session, pytest.raises(AlreadyRecordedError, match=r"Flag F-1 is stored\."):
        submit_once(session, form.id, FormKind.FLAG, JONAS, now=NOW)

    assert (taken.subject, taken.draft, taken.submitted_at) == ("F-1", {"raised_in": "C0PAYMENTS"}, NOW)


def test_a_form_whose_transaction_failed_is_free_again(database: Database, form: Form) -> None:
    with contextlib.suppress(ZeroDivisionError), database.transaction(HERE) as session:
        submit_once(session, form.id, FormKind.FLAG, JONAS, now=NOW)
        raise ZeroDivisionError

    with database.transaction(HERE) as session:
        taken = submit_once(session, form.id, FormKind.FLAG, JONAS, now=NOW)

    assert taken.submitted_at == NOW


@pytest.mark.parametrize(
    ("kind", "who", "workspace"),
    [
        pytest.param(FormKind.FLAG, "maya", HERE, id="another's form"),
        pytest.param(FormKind.DECISION, "jonas", HERE, id="a form of another kind"),
        pytest.param(FormKind.FLAG, "jonas", WorkspaceId("T0ELSEWHERE"), id="a form of another workspace"),
    ],
)
def test_what_is_not_ones_own_is_not_there(
    database: Database, form: Form, kind: FormKind, who: str, workspace: WorkspaceId
) -> None:
    with database.transaction(workspace) as session, pytest.raises(NotFoundError):
        submit_once(session, form.id, kind, PersonId(who), now=NOW)

    with database.reading(HERE) as session:
        assert FORMS.get(session, form.id).submitted_at is None


def test_the_id_of_a_form_cannot_be_guessed(database: Database, form: Form) -> None:
    with database.transaction(HERE) as session:
        other = open_form(session, FormKind.FLAG, "F-1", JONAS, now=NOW)

    assert form.id != other.id
    assert len(form.id) >= 20
