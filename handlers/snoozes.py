"""Snoozing a check-in: the menu under its card and its reminders."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App

from handlers.blocks import ids
from handlers.cards import edit
from handlers.check_in_posts import draw_prompt, draw_reminder
from handlers.payloads import Body, OldMessageError, Press
from handlers.people import get_actor
from handlers.presses import press_once
from handlers.services import Services
from rituals.audit import Change
from rituals.check_ins import CheckIn
from rituals.errors import NotFoundError
from rituals.ids import CheckInId
from rituals.permissions import Action, can, relations_to_check_in
from rituals.program import Program
from rituals.prompting import check_in_key, reminder_key
from rituals.snoozes import Snooze, put_off
from storage import audit
from storage.database import WorkspaceSession
from storage.programs import load_program
from storage.shelves import CHECK_INS


def register(app: App, services: Services) -> None:
    """Listen for the menu."""

    def on_snooze(ack: Ack, body: dict[str, Any]) -> None:
        snooze_check_in(services, body)
        ack()

    app.action(ids.CHECK_IN_SNOOZE)(on_snooze)


def snooze_check_in(services: Services, body: Body) -> None:
    """Put a check-in off; raises NotFoundError for anybody else, and CannotSnoozeError."""
    now = services.now()
    with services.transaction() as session:
        actor, press = get_actor(session, body), press_once(session, body, now=now)
        snooze, number = _read(press)
        check_in = CHECK_INS.lock(session, number)
        if not can(Action.ANSWER_CHECK_IN, relations_to_check_in(actor, check_in)):
            raise NotFoundError(CHECK_INS.noun, number)
        program = load_program(session)
        after = put_off(check_in, snooze, program.people[actor.id], program, now=now)
        CHECK_INS.save(session, after)
        details = {"until": after.snoozed_until.isoformat() if after.snoozed_until else None, "times": after.snoozes}
        change = Change(actor=actor.id, action="check_in.snoozed", subject=after.id, details=details)
        audit.record(session, change, now=now)
        _show(session, after, program, now=now)


def _show(session: WorkspaceSession, check_in: CheckIn, program: Program, *, now: datetime) -> None:
    edit(session, check_in_key(check_in.id), draw_prompt(session, check_in, program, now=now), now=now)
    if check_in.reminded_at is not None:
        edit(session, reminder_key(check_in.id), draw_reminder(check_in, program, now=now), now=now)


def _read(press: Press) -> tuple[Snooze, CheckInId]:
    """Return what was chosen of which check-in; raises OldMessageError where the menu's value says neither."""
    chosen = press.action.selected_option
    word, _, number = chosen.value.partition(":") if chosen else ("", "", "")
    if word not in {each.value for each in Snooze} or not number:
        raise OldMessageError
    return Snooze(word), CheckInId(number)
