"""The check-in in Slack: listens for the buttons of the card and for the pages of its form."""

from collections.abc import Set
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.models.views import View

from handlers.blocks import ids
from handlers.blocks.check_in_receipt import conflict_page
from handlers.check_in_drafts import Draft, find_unfinished
from handlers.check_in_pages import (
    MOST_AT_ONCE,
    conclude_all,
    draw_first_page,
    draw_first_page_again,
    find_next_page,
)
from handlers.check_in_records import record
from handlers.check_in_sittings import NothingToAnswerError, Sitting, sit_down
from handlers.forms import AlreadyRecordedError, InvalidInputError, get_form, open_form, show, submit_once
from handlers.payloads import Body, Press, Submission
from handlers.people import get_actor
from handlers.presses import press_once
from handlers.services import Services
from rituals.answer_checks import may_repeat
from rituals.answers import prefilled
from rituals.audit import Change
from rituals.conclusions import build_update, conclude
from rituals.errors import UserFacingError
from rituals.forms import Form, FormKind
from rituals.ids import CheckInId, InitiativeId
from rituals.standing import next_to_ask
from storage import audit
from storage.check_ins import find_updates
from storage.database import WorkspaceSession
from storage.shelves import FORMS

_RECORDED = "Your check-in is recorded; its card says what follows."


class NumbersNeededError(UserFacingError):
    """Saying "no change" would not be a whole answer."""

    def __init__(self) -> None:
        super().__init__(
            "Something has changed since you answered last, or it was the same twice in a row: please press “Answer” "
            "and give this week's dates and numbers. Nothing was recorded yet."
        )


class AnsweredBeforeError(UserFacingError):
    """There is an answer in this cycle, so there is nothing of the last one to repeat."""

    def __init__(self) -> None:
        super().__init__("This check-in is already answered, and nothing was changed. Its card lets you change it.")


def register(app: App, services: Services) -> None:
    """Listen for everything about check-ins."""

    def on_answer(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        view = open_check_in(services, body)
        show(client, view, trigger_id=Press.of(body).trigger_id)
        ack()

    def on_no_change(ack: Ack, body: dict[str, Any]) -> None:
        repeat_last_answer(services, body)
        ack()

    def on_page(ack: Ack, body: dict[str, Any]) -> None:
        view = submit_page(services, body)
        ack(response_action="update", view=view.to_dict()) if view else ack()

    app.action(ids.CHECK_IN_ANSWER)(on_answer)
    app.action(ids.CHECK_IN_NO_CHANGE)(on_no_change)
    for callback_id in (ids.CHECK_IN_FORM, ids.CHECK_IN_DEVIATION_FORM, ids.CHECK_IN_CONFIRM_FORM):
        app.view(callback_id)(on_page)


def open_check_in(services: Services, body: Body) -> View:
    """Return the first page of a new form about what the check-in does not know yet."""
    now = services.now()
    with services.transaction() as session:
        actor, press = get_actor(session, body), press_once(session, body, now=now)
        sitting = sit_down(session, actor, CheckInId(press.value), now=now)
        asked = next_to_ask(sitting.standings, sitting.check_in.id, most=MOST_AT_ONCE)
        draft = Draft(initiatives=tuple(each.initiative.id for each in asked), revision=sitting.check_in.revision)
        unfinished = find_unfinished(session, sitting.check_in)
        if unfinished is not None:
            draft = draft.continued(Draft.of(unfinished.draft))
        form = open_form(session, FormKind.CHECK_IN, sitting.check_in.id, actor.id, draft=draft.to_json(), now=now)
        begun_at = unfinished.opened_at if unfinished is not None and draft.answers else None
        return draw_first_page(sitting, form.id, draft, begun_at=begun_at)


def repeat_last_answer(services: Services, body: Body) -> None:
    """Record what was said last once more for every initiative; raises NumbersNeededError and AnsweredBeforeError."""
    now = services.now()
    with services.transaction() as session:
        actor, press = get_actor(session, body), press_once(session, body, now=now)
        sitting = sit_down(session, actor, CheckInId(press.value), now=now)
        program, today = sitting.program, sitting.today
        if sitting.check_in.revision:
            raise AnsweredBeforeError
        if not all(may_repeat(each, program, today=today) for each in sitting.standings):
            raise NumbersNeededError
        conclusions = [conclude(prefilled(each, today=today), each, program, today=today) for each in sitting.standings]
        record(session, sitting, conclusions, revision=0, is_repeat=True)


def submit_page(services: Services, body: Body) -> View | None:
    """Take a page of the form; return the page that comes next, or None once everything is recorded.

    Raises InvalidInputError for what stands in the page's own fields, and AlreadyRecordedError.
    """
    submission = Submission.of(body)
    now = services.now()
    with services.transaction() as session:
        actor = get_actor(session, body)
        subject = get_form(session, submission.form, FormKind.CHECK_IN, actor.id).subject
        sitting = sit_down(session, actor, CheckInId(subject), now=now)
        # Read again behind the lock: the same page may have been sent twice at one instant.
        form = FORMS.get(session, submission.form)
        if form.submitted_at is not None:
            raise AlreadyRecordedError(form)
        draft = Draft.of(form.draft).with_page(submission.answers, session).with_shared_metrics(sitting.program)
        # What was typed is kept although something in it is refused: the form may be closed before that is put right.
        FORMS.save(session, replace(form, draft=draft.to_json()))
        try:
            return _go_on(session, sitting, form, draft, drawn=submission.answers.fields)
        except InvalidInputError as error:
            refused = error
    raise refused


def _go_on(session: WorkspaceSession, sitting: Sitting, form: Form, draft: Draft, *, drawn: Set[str]) -> View | None:
    gone = _find_gone(sitting, draft)
    if gone:
        draft = replace(draft, gone=(*draft.gone, *gone))
        view: View | None = _take_out(session, sitting, form, draft)
    else:
        view = find_next_page(sitting, form.id, draft, drawn=drawn)
    if view is None:
        return _record_once(session, sitting, form, draft)
    FORMS.save(session, replace(form, draft=draft.to_json()))
    return view


def _record_once(session: WorkspaceSession, sitting: Sitting, form: Form, draft: Draft) -> View | None:
    conclusions = [each for _, each in conclude_all(sitting, draft)]
    if record(session, sitting, conclusions, revision=draft.revision):
        submit_once(session, form.id, form.kind, form.person, receipt=_RECORDED, now=sitting.now)
        return None
    current = sitting.check_in
    contested = replace(draft, revision=current.revision, is_contested=True)
    FORMS.save(session, replace(form, draft=contested.to_json()))
    mine = [build_update(each, current, repeats=0, now=sitting.now) for each in conclusions]
    return conflict_page(form.id, find_updates(session, current.id), mine, sitting.program)


def _find_gone(sitting: Sitting, draft: Draft) -> tuple[InitiativeId, ...]:
    return tuple(each for each in draft.initiatives if each not in draft.gone and sitting.find_standing(each) is None)


def _take_out(session: WorkspaceSession, sitting: Sitting, form: Form, draft: Draft) -> View:
    if set(draft.gone) >= set(draft.initiatives):
        raise NothingToAnswerError
    details = {"gone": list(draft.gone), "reason": "no longer the person's to answer"}
    change = Change(
        actor=sitting.actor.id, action=f"refused.{ids.CHECK_IN_FORM}", subject=sitting.check_in.id, details=details
    )
    audit.record(session, change, now=sitting.now)
    return draw_first_page_again(sitting, form.id, draft)
