"""Forms: a modal carries one opaque id; what it stands for is kept here, and it is applied once."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from rituals.errors import NotFoundError, UserFacingError
from rituals.forms import Form, FormKind
from rituals.ids import FormId, PersonId
from storage import inbox
from storage.database import WorkspaceSession
from storage.shelves import FORMS

_SEEN = "seen"
"""Where a form keeps the version of its subject that the person saw."""
_TRIGGER_IS_OVER = frozenset({"expired_trigger_id", "invalid_trigger_id"})
# The form is open: this is the press that opened it, delivered once more (FAULTS B5).
_ALREADY_SHOWN = "exchanged_trigger_id"


class InvalidInputError(UserFacingError):
    """Fields of a form that cannot be taken as they are; the messages are shown under them and the form stays open."""

    def __init__(self, messages: Mapping[str, str]) -> None:
        super().__init__(" ".join(messages.values()))
        self.messages = dict(messages)


class AlreadyRecordedError(UserFacingError):
    """The form was submitted before: nothing is changed, the form closes, and the person is told so."""

    def __init__(self, form: Form) -> None:
        super().__init__(f"This was already recorded, and nothing was changed. {form.receipt or ''}".strip())
        self.form = form


class FormNotOpenedError(UserFacingError):
    """Slack gives three seconds to open a form, and they were over."""

    def __init__(self) -> None:
        super().__init__("The form could not be opened in time, and nothing was changed. Please try again.")


def open_form(
    session: WorkspaceSession,
    kind: FormKind,
    subject: str,
    person: PersonId,
    *,
    draft: Mapping[str, Any] | None = None,
    now: datetime,
) -> Form:
    """Record that `person` is given a form about `subject` (an id); the form's id goes into `private_metadata`."""
    form = Form(
        id=FormId(secrets.token_urlsafe(16)),
        kind=kind,
        person=person,
        subject=subject,
        opened_at=now,
        draft=draft or {},
    )
    FORMS.save(session, form)
    return form


def get_form(session: WorkspaceSession, form: FormId, kind: FormKind, person: PersonId) -> Form:
    """Return the form; raises NotFoundError where it is another's or of another kind, in the same words."""
    found = FORMS.get(session, form)
    if found.person != person or found.kind is not kind:
        raise NotFoundError(FORMS.noun, form)
    return found


def submit_once(
    session: WorkspaceSession,
    form: FormId,
    kind: FormKind,
    person: PersonId,
    *,
    receipt: str | None = None,
    now: datetime,
) -> Form:
    """Take the form for its only submission; raises NotFoundError and AlreadyRecordedError.

    If the transaction fails or the input is refused, the form is free again. `receipt` is what a second submission
    is told besides; `keep_receipt` sets it later in the same transaction where it is not known yet.
    """
    found = get_form(session, form, kind, person)
    # The unique key decides between two submissions at one instant: the second waits here for the first to commit.
    if found.submitted_at is not None or not inbox.is_first(session, f"form:{form}", now=now):
        raise AlreadyRecordedError(FORMS.get(session, form))
    submitted = replace(found, submitted_at=now, receipt=receipt)
    FORMS.save(session, submitted)
    return submitted


def get_unsubmitted(session: WorkspaceSession, form: FormId, kind: FormKind, person: PersonId) -> Form:
    """Return a form that was not applied yet; raises NotFoundError and AlreadyRecordedError.

    Read it again once its subject is locked: the same form may have been sent twice at one instant.
    """
    found = get_form(session, form, kind, person)
    if found.submitted_at is not None:
        raise AlreadyRecordedError(found)
    return found


def has_changed(form: Form, version: Sequence[Any]) -> bool:
    """Tell whether the subject is no longer as the person saw it; not of a form that an older release opened."""
    return list(form.draft.get(_SEEN, version)) != list(version)


def with_version(version: Sequence[Any]) -> Mapping[str, Any]:
    """Return the draft of a form whose subject stands at `version`, plain JSON data."""
    return {_SEEN: list(version)}


def has_seen(session: WorkspaceSession, form: Form, version: Sequence[Any]) -> None:
    """Note that the person was shown how the subject stands now."""
    FORMS.save(session, replace(form, draft={**form.draft, **with_version(version)}))


def keep_receipt(session: WorkspaceSession, form: Form, receipt: str) -> None:
    """Note what the person was told when the form was applied."""
    FORMS.save(session, replace(form, receipt=receipt))


def show(client: WebClient, view: View, *, trigger_id: str) -> None:
    """Open a modal, after the commit; raises FormNotOpenedError when the trigger's three seconds are over."""
    _show(client.views_open, view, trigger_id)


def show_on_top(client: WebClient, view: View, *, trigger_id: str) -> None:
    """Open a modal above the one that is open; raises FormNotOpenedError when the trigger's time is over."""
    _show(client.views_push, view, trigger_id)


def answer(ack: Ack, on_top: View | None) -> None:
    """Acknowledge a form that was sent: it closes, or stays with a modal on top of it."""
    ack(response_action="push", view=on_top.to_dict()) if on_top else ack()


def update(client: WebClient, view: View, *, view_id: str, view_hash: str) -> None:
    """Draw an open modal again; once more without its hash where another change came in between (FAULTS B9)."""
    try:
        client.views_update(view_id=view_id, hash=view_hash, view=view.to_dict())
    except SlackApiError as error:
        if error.response["error"] != "hash_conflict":
            raise
        client.views_update(view_id=view_id, view=view.to_dict())


def _show(method: Callable[..., object], view: View, trigger_id: str) -> None:
    try:
        method(trigger_id=trigger_id, view=view.to_dict())
    except SlackApiError as error:
        if error.response["error"] in _TRIGGER_IS_OVER:
            raise FormNotOpenedError from error
        if error.response["error"] != _ALREADY_SHOWN:
            raise
