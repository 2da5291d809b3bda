"""Settles flags: a leader says what became of the risk; its raiser is told, and asked about being named."""

from dataclasses import replace

from slack_sdk.models.views import View

from handlers.blocks.flag_settling import draw_named, draw_settle_form, say_over_limit
from handlers.blocks.ids import FLAG_DISPOSITION, FLAG_DISPOSITION_NOTE, FLAG_LED_TO, FLAG_NAME_ME
from handlers.cards import edit
from handlers.flag_messages import announce_settlement, announce_withdrawal, settled_key
from handlers.forms import InvalidInputError, keep_receipt, open_form, submit_once
from handlers.payloads import Answers, Body, Press, Submission
from handlers.people import get_actor
from handlers.presses import press_once
from handlers.services import Services
from rituals.audit import Change
from rituals.dispositions import NEEDS_NOTE, check_may_be_settled, may_accept, settle, who_may_accept
from rituals.errors import NotFoundError
from rituals.flags import Disposition, Flag, FlagStatus, NothingHitError, withdraw_flag
from rituals.forms import FormKind
from rituals.people import Person
from rituals.permissions import Action, can, relations_to_flag
from rituals.program import Program
from storage import audit
from storage.database import WorkspaceSession
from storage.programs import load_program
from storage.shelves import FLAGS


def open_settling(services: Services, body: Body) -> tuple[Press, View]:
    """Return the form that asks what became of a flag; raises what `_get_settleable` raises."""
    now = services.now()
    with services.transaction() as session:
        actor, press = get_actor(session, body), press_once(session, body, now=now)
        program = load_program(session)
        flag = _get_settleable(session, press.value, actor, program)
        form = open_form(session, FormKind.DISPOSITION, flag.id, actor.id, now=now)
        return press, draw_settle_form(form.id, flag, program)


def settle_flag(services: Services, body: Body) -> Flag:
    """Record what became of a flag, once; raises InvalidInputError and what `_get_settleable` raises."""
    submission = Submission.of(body)
    now = services.now()
    with services.transaction() as session:
        actor = get_actor(session, body)
        form = submit_once(session, submission.form, FormKind.DISPOSITION, actor.id, now=now)
        program = load_program(session)
        answered = _get_settleable(session, form.subject, actor, program)
        chosen = _read_disposition(submission.answers, answered, actor, program)
        note, led_to = (submission.answers.text(each) for each in (FLAG_DISPOSITION_NOTE, FLAG_LED_TO))
        flag = settle(answered, chosen, program, note=note, led_to=led_to, by=actor.id, now=now)
        FLAGS.save(session, flag)
        keep_receipt(session, form, f"Flag {flag.id} is marked as {chosen.value}, and its raiser is told.")
        details = {"disposition": chosen.value, "led_to_action": led_to is not None}
        audit.record(session, Change(actor=actor.id, action="flag.settled", subject=flag.id, details=details), now=now)
        announce_settlement(session, flag, program, now=now)
    return flag


def take_back(services: Services, body: Body) -> Flag:
    """Withdraw a flag that waits for its answer; raises NotFoundError and NotToBeWithdrawnError."""
    now = services.now()
    with services.transaction() as session:
        actor, press = get_actor(session, body), press_once(session, body, now=now)
        program = load_program(session)
        before = _get_locked(session, press.value, Action.WITHDRAW_FLAG, actor, program)
        flag = withdraw_flag(before)
        FLAGS.save(session, flag)
        audit.record(session, Change(actor=actor.id, action="flag.withdrawn", subject=flag.id), now=now)
        if before.status is FlagStatus.OPEN and flag.hits in program.initiatives:
            announce_withdrawal(session, flag, program, now=now)
    return flag


def answer_about_name(services: Services, body: Body) -> None:
    """Keep whether the raiser is thanked by name; raises NotFoundError."""
    now = services.now()
    with services.transaction() as session:
        actor, press = get_actor(session, body), press_once(session, body, now=now)
        program = load_program(session)
        before = _get_locked(session, press.value, Action.BE_NAMED, actor, program)
        flag = replace(before, may_be_named=press.action.action_id == FLAG_NAME_ME)
        FLAGS.save(session, flag)
        details = {"may_be_named": flag.may_be_named}
        audit.record(session, Change(actor=actor.id, action="flag.name", subject=flag.id, details=details), now=now)
        if flag.hits in program.initiatives:
            edit(session, settled_key(flag), draw_named(flag, program), now=now)


def _get_settleable(session: WorkspaceSession, key: str, actor: Person, program: Program) -> Flag:
    """Return the answered flag of which the actor may say what became of it, locked.

    Raises NotFoundError, in the same words where the actor may not, NothingHitError, and what `check_may_be_settled`
    raises.
    """
    flag = _get_locked(session, key, Action.SETTLE_FLAG, actor, program)
    check_may_be_settled(flag, program)
    if flag.hits not in program.initiatives:
        raise NothingHitError(flag)
    return flag


def _get_locked(session: WorkspaceSession, key: str, action: Action, actor: Person, program: Program) -> Flag:
    """Return the flag for whoever may do this with it, locked; raises NotFoundError."""
    flag = FLAGS.lock(session, key)
    if not can(action, relations_to_flag(actor, flag, program)):
        raise NotFoundError(FLAGS.noun, key)
    return flag


def _read_disposition(answers: Answers, flag: Flag, actor: Person, program: Program) -> Disposition:
    chosen = next((each for each in Disposition if each.value == answers.choice(FLAG_DISPOSITION)), None)
    if chosen is None:
        raise InvalidInputError({FLAG_DISPOSITION: "Choose one of the four."})
    if chosen is Disposition.ACCEPTED and not may_accept(actor, flag, program):
        able = who_may_accept(flag, program)
        raise InvalidInputError({FLAG_DISPOSITION: say_over_limit(flag, program, able)})
    if chosen in NEEDS_NOTE and answers.text(FLAG_DISPOSITION_NOTE) is None:
        why = "Say why it is acceptable." if chosen is Disposition.ACCEPTED else "Say what was done against it."
        raise InvalidInputError({FLAG_DISPOSITION_NOTE: why})
    return chosen
