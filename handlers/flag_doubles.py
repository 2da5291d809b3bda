"""Doubles: before a flag is raised that stands open already, its raiser may join the one that is there."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from slack_sdk.models.views import View

from handlers.blocks.flag_doubles import ANOTHER, draw_doubles, draw_joined
from handlers.blocks.ids import FLAG_ALIKE_CHOICE, FLAG_ALIKE_NOTE
from handlers.flag_drafts import NO_SUBJECT
from handlers.flag_messages import announce_voice, voices_of
from handlers.forms import InvalidInputError, keep_receipt
from handlers.payloads import Answers
from rituals.audit import Change
from rituals.flag_likeness import find_alike
from rituals.flag_voices import build_voice
from rituals.flags import Chance, Flag, FlagStatus, Risk, withdraw_flag
from rituals.forms import Form
from rituals.ids import FlagId, InitiativeId
from rituals.people import Person
from rituals.permissions import Action, can, may_see, relations_to_flag
from rituals.program import Program
from storage import audit
from storage.database import WorkspaceSession
from storage.flags import find_open_beside
from storage.shelves import FLAG_VOICES, FLAGS, FORMS

_RISK, _ALIKE = "risk", "alike"


def find_doubles(
    session: WorkspaceSession, form: Form, risk: Risk, program: Program, actor: Person
) -> tuple[Flag, ...]:
    """Return the open flags that seem to tell of the same risk and that the raiser may see."""
    beside = find_open_beside(session, risk.hits, risk.impact_on)
    return find_alike(risk, (each for each in beside if each.id != form.subject and may_see(actor, each, program)))


def offer_doubles(
    session: WorkspaceSession,
    form: Form,
    risk: Risk,
    alike: Sequence[Flag],
    program: Program,
    *,
    actor: Person,
    now: datetime,
) -> View:
    """Keep what was typed, and draw the page on which its writer chooses."""
    kept = {**form.draft, _RISK: _written(risk), _ALIKE: [flag.id for flag in alike]}
    FORMS.save(session, replace(form, draft=kept))
    voices = {flag.id: voices_of(session, flag) for flag in alike}
    return draw_doubles(form.id, alike, voices, program, what=risk.what, reader=actor, now=now)


def read_choice(answers: Answers, form: Form) -> FlagId | None:
    """Return the flag that is joined, None where it is another risk; raises InvalidInputError."""
    choice = answers.choice(FLAG_ALIKE_CHOICE)
    # Only what was offered is taken, whatever a payload holds (FAULTS F2).
    if choice != ANOTHER and choice not in form.draft.get(_ALIKE, ()):
        raise InvalidInputError({FLAG_ALIKE_CHOICE: "Choose one of these."})
    return None if choice == ANOTHER or choice is None else FlagId(choice)


def read_risk(form: Form) -> Risk:
    """Return the risk as it was typed on the page before."""
    kept: Mapping[str, Any] = form.draft[_RISK]
    return Risk(
        what=kept["what"],
        impact_on=date.fromisoformat(kept["impact_on"]),
        hits=InitiativeId(kept["hits"]),
        chance=Chance(kept["chance"]),
        help_wanted=kept["help_wanted"],
    )


def join(
    session: WorkspaceSession,
    form: Form,
    key: FlagId,
    answers: Answers,
    program: Program,
    *,
    actor: Person,
    now: datetime,
) -> Flag:
    """Add the voice of somebody who sees the same risk; raises InvalidInputError where the flag is open no more."""
    flag = FLAGS.lock(session, key)
    is_allowed = may_see(actor, flag, program) and can(Action.JOIN_FLAG, relations_to_flag(actor, flag, program))
    if flag.status is not FlagStatus.OPEN or not is_allowed:
        gone = f"{flag.id} is not open any more. Choose “It is another risk”, and yours is raised."
        raise InvalidInputError({FLAG_ALIKE_CHOICE: gone})
    voice = build_voice(flag, actor.id, note=answers.text(FLAG_ALIKE_NOTE), now=now)
    FLAG_VOICES.save(session, voice)
    _put_draft_away(session, form, actor, now=now)
    keep_receipt(session, form, draw_joined(flag, program, voices_of(session, flag), reader=actor).text)
    audit.record(session, Change(actor=actor.id, action="flag.joined", subject=flag.id), now=now)
    announce_voice(session, flag, voice, program, now=now)
    return flag


def _put_draft_away(session: WorkspaceSession, form: Form, actor: Person, *, now: datetime) -> None:
    if form.subject == NO_SUBJECT:
        return
    draft = FLAGS.get(session, form.subject)
    if draft.status is FlagStatus.DRAFT:
        FLAGS.save(session, withdraw_flag(draft))
        audit.record(session, Change(actor=actor.id, action="flag.withdrawn", subject=draft.id), now=now)


def _written(risk: Risk) -> Mapping[str, Any]:
    return {
        "what": risk.what,
        "impact_on": risk.impact_on.isoformat(),
        "hits": risk.hits,
        "chance": risk.chance.value,
        "help_wanted": risk.help_wanted,
    }
