"""Drafts of flags: stored at once, from a command, a message or a mention, and completed in the form."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from slack_sdk.models.views import View

from handlers.blocks.flag_form import FilledIn, draw_form
from handlers.blocks.forms import TYPED_LIMIT
from handlers.blocks.words import clip
from handlers.forms import open_form
from rituals.audit import Change
from rituals.errors import NotFoundError, UserFacingError
from rituals.flag_targets import Targets, find_targets
from rituals.flags import (
    AlreadyRaisedError,
    Flag,
    FlagStatus,
    TooManyFlagsError,
    is_flood,
)
from rituals.forms import Form, FormKind
from rituals.ids import FlagId
from rituals.people import Person
from storage import audit
from storage.counters import next_id
from storage.database import WorkspaceSession
from storage.flags import find_subject_of_thread
from storage.programs import load_program
from storage.shelves import FLAGS, FORMS

NO_SUBJECT = ""
"""The subject of a form that was opened without a draft."""
_HOUR = timedelta(hours=1)
_PERMALINK = re.compile(r"/archives/(?P<channel>\w+)/p(?P<seconds>\d+)(?P<part>\d{6})\b")


class NothingToHitError(UserFacingError):
    """The program has no initiative that a flag could be about."""

    def __init__(self) -> None:
        super().__init__("The program has no open initiative yet, so there is nothing that a flag could be about.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a flag is raised: the channel, and the message if there is one."""

    channel: str | None = None
    permalink: str | None = None

    @property
    def head(self) -> tuple[str, str] | None:
        """The channel and the `ts` of the message at the head of the thread, which may be the message itself."""
        found = _PERMALINK.search(self.permalink or "")
        if found is None:
            return None
        [head] = parse_qs(urlsplit(found.string).query).get("thread_ts", [f"{found['seconds']}.{found['part']}"])[:1]
        return found["channel"], head


def store_draft(session: WorkspaceSession, what: str, origin: Origin, *, by: Person, now: datetime) -> Flag:
    """Keep what somebody began to say."""
    flag = Flag(
        id=FlagId(next_id(session, "F")),
        what=clip(what, TYPED_LIMIT),
        raised_by=by.id,
        raised_at=now,
        raised_in=origin.channel,
        permalink=origin.permalink,
    )
    FLAGS.save(session, flag)
    audit.record(session, Change(actor=by.id, action="flag.drafted", subject=flag.id), now=now)
    return flag


def refuse_flood(session: WorkspaceSession, person: Person, *, now: datetime) -> None:
    """Raise TooManyFlagsError for somebody who begins flags too fast, with or without a draft (FAULTS G12)."""
    since = now - _HOUR
    drafted = FLAGS.find(session, FLAGS.c.raised_by == person.id, FLAGS.c.raised_at > since)
    blank = FORMS.find(
        session,
        FORMS.c.kind == FormKind.FLAG,
        FORMS.c.person == person.id,
        FORMS.c.subject == NO_SUBJECT,
        FORMS.c.submitted_at.is_(None),
        FORMS.c.opened_at > since,
    )
    if is_flood([flag.raised_at for flag in drafted] + [form.opened_at for form in blank], now=now):
        raise TooManyFlagsError


def get_draft(session: WorkspaceSession, flag: FlagId, *, by: Person) -> Flag:
    """Return the person's own draft; raises NotFoundError, and AlreadyRaisedError for one that is complete."""
    found = FLAGS.get(session, flag)
    if found.raised_by != by.id:
        raise NotFoundError(FLAGS.noun, flag)
    if found.status is not FlagStatus.DRAFT:
        raise AlreadyRaisedError(found)
    return found


def open_draft(session: WorkspaceSession, draft: Flag | None, origin: Origin, *, by: Person, now: datetime) -> View:
    """Record that the form is opened, for a draft or a blank flag, and draw it; raises NothingToHitError."""
    head = origin.head
    about = find_subject_of_thread(session, load_program(session), channel=head[0], ts=head[1]) if head else None
    form = open_form(
        session,
        FormKind.FLAG,
        draft.id if draft else NO_SUBJECT,
        by.id,
        draft={"raised_in": origin.channel, "about": about},
        now=now,
    )
    return draw_form(form.id, targets_of(session, form, by), FilledIn(what=draft.what if draft else None))


def targets_of(session: WorkspaceSession, form: Form, person: Person) -> Targets:
    """Return what the flag in the form can hit; raises NothingToHitError."""
    raised_in, about = form.draft.get("raised_in"), form.draft.get("about")
    targets = find_targets(load_program(session), person, raised_in=raised_in, about=about)
    if not targets.all:
        raise NothingToHitError
    return targets
