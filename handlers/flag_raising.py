"""Raises a flag: what the form says becomes an open flag with somebody who owes it an answer."""

from datetime import date, datetime

from slack_sdk.models.views import View

from handlers.blocks.flag_cards import draw_receipt
from handlers.blocks.ids import FLAG_CHANCE, FLAG_HELP_WANTED, FLAG_HITS, FLAG_IMPACT_ON, FLAG_WHAT
from handlers.flag_doubles import find_doubles, join, offer_doubles, read_choice, read_risk
from handlers.flag_drafts import NO_SUBJECT, Origin, get_draft, store_draft
from handlers.flag_messages import announce_flag
from handlers.forms import InvalidInputError, get_unsubmitted, keep_receipt, submit_once
from handlers.payloads import Answers, Body, Submission
from handlers.people import get_actor
from handlers.services import Services
from rituals.audit import Change
from rituals.courtesy import today_of
from rituals.errors import UserFacingError
from rituals.flag_targets import find_targets
from rituals.flags import AlreadyRaisedError, Chance, Flag, FlagStatus, Risk, open_flag
from rituals.forms import Form, FormKind
from rituals.ids import FlagId, FormId, InitiativeId
from rituals.people import Person
from rituals.program import Program
from storage import audit, inbox
from storage.database import WorkspaceSession
from storage.programs import load_program
from storage.shelves import FLAGS, FORMS


class OutOfDateError(UserFacingError):
    """While its writer chose, the day went by or the initiative was closed."""

    def __init__(self) -> None:
        super().__init__(
            "The date or the initiative cannot be taken any more. Nothing was sent: go back, and choose again."
        )


def raise_flag(services: Services, body: Body) -> View | None:
    """Apply the form once, or return the page that offers to join a flag which stands open already.

    Raises InvalidInputError, AlreadyRecordedError and what `open_flag` raises.
    """
    submission = Submission.of(body)
    now = services.now()
    with services.transaction() as session:
        actor = get_actor(session, body)
        form = _get_locked(session, submission.form, actor)
        program = load_program(session)
        risk = _read_risk(submission.answers, program, actor, today=today_of(actor, program.cadence, now=now))
        alike = find_doubles(session, form, risk, program, actor) if _is_still_to_raise(session, form) else ()
        if alike:
            return offer_doubles(session, form, risk, alike, program, actor=actor, now=now)
        _raise_once(session, form, risk, program, actor=actor, now=now)
    return None


def join_or_raise(services: Services, body: Body) -> None:
    """Apply the page that offered to join a flag, once; raises what `raise_flag` raises, and OutOfDateError."""
    submission = Submission.of(body)
    now = services.now()
    with services.transaction() as session:
        actor = get_actor(session, body)
        form = _get_locked(session, submission.form, actor)
        program = load_program(session)
        joined = read_choice(submission.answers, form)
        if joined is not None:
            taken = submit_once(session, form.id, FormKind.FLAG, actor.id, now=now)
            join(session, taken, joined, submission.answers, program, actor=actor, now=now)
            return
        risk = read_risk(form)
        if risk.impact_on < today_of(actor, program.cadence, now=now) or not _is_offered(risk.hits, program, actor):
            raise OutOfDateError
        _raise_once(session, form, risk, program, actor=actor, now=now)


def _raise_once(
    session: WorkspaceSession, seen: Form, risk: Risk, program: Program, *, actor: Person, now: datetime
) -> None:
    form = submit_once(session, seen.id, FormKind.FLAG, actor.id, now=now)
    flag = open_flag(_draft_of(session, form, risk, by=actor, now=now), risk, program, now=now)
    FLAGS.save(session, flag)
    keep_receipt(session, form, draw_receipt(flag, program).text)
    audit.record(session, _change(flag), now=now)
    announce_flag(session, flag, program, now=now)


def _get_locked(session: WorkspaceSession, form: FormId, actor: Person) -> Form:
    # Of two submissions at one instant the second waits here, and is not offered to join what the first has raised.
    FORMS.lock(session, form)
    return get_unsubmitted(session, form, FormKind.FLAG, actor.id)


def _is_still_to_raise(session: WorkspaceSession, form: Form) -> bool:
    return form.subject == NO_SUBJECT or FLAGS.get(session, form.subject).status is FlagStatus.DRAFT


def _read_risk(answers: Answers, program: Program, actor: Person, *, today: date) -> Risk:
    what, impact_on = answers.text(FLAG_WHAT), answers.day(FLAG_IMPACT_ON)
    hits = InitiativeId(answers.choice(FLAG_HITS) or "")
    chance = next((chance for chance in Chance if chance.value == answers.choice(FLAG_CHANCE)), None)
    wrong: dict[str, str] = {}
    if what is None:
        wrong[FLAG_WHAT] = "Say in a sentence what could happen."
    if impact_on is None or impact_on < today:
        wrong[FLAG_IMPACT_ON] = "Choose today or a later day. If it has hit already, choose today."
    # Only what is offered is taken, whatever a payload holds (FAULTS F2).
    if not _is_offered(hits, program, actor):
        wrong[FLAG_HITS] = "Choose one of the initiatives."
    if chance is None:
        wrong[FLAG_CHANCE] = "Choose how likely it is."
    if what is None or impact_on is None or chance is None or wrong:
        raise InvalidInputError(wrong)
    return Risk(what=what, impact_on=impact_on, hits=hits, chance=chance, help_wanted=answers.text(FLAG_HELP_WANTED))


def _is_offered(hits: InitiativeId, program: Program, actor: Person) -> bool:
    return hits in {each.id for each in find_targets(program, actor, raised_in=None).all}


def _draft_of(session: WorkspaceSession, form: Form, risk: Risk, *, by: Person, now: datetime) -> Flag:
    if form.subject == NO_SUBJECT:
        return store_draft(session, risk.what, Origin(channel=form.draft.get("raised_in")), by=by, now=now)
    # Two forms may hold one draft, on the desk and on the phone: the first that is sent takes it.
    if not inbox.is_first(session, f"flag:{form.subject}:raised", now=now):
        raise AlreadyRaisedError(FLAGS.get(session, form.subject))
    return get_draft(session, FlagId(form.subject), by=by)


def _change(flag: Flag) -> Change:
    details = {
        "hits": flag.hits,
        "impact_on": flag.impact_on.isoformat() if flag.impact_on else None,
        "chance": flag.chance.value if flag.chance else None,
        "answer_owner": flag.answer_owner,
        "answer_by": flag.answer_by.isoformat() if flag.answer_by else None,
    }
    return Change(actor=flag.raised_by, action="flag.raised", subject=flag.id, details=details)
