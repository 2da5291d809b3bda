"""Questions about flags: which stand open beside a new one, and what the thread is about that one is raised in."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from rituals.flag_likeness import NEAR
from rituals.flags import Flag, FlagStatus
from rituals.ids import AnnouncementKey, InitiativeId, PersonId
from rituals.program import Program
from storage.database import WorkspaceSession
from storage.shelf import table_of
from storage.shelves import DEPENDENCIES, ESCALATIONS, FLAGS
from storage.tables.delivery import AnnouncementRow

_outbox = table_of(AnnouncementRow)
_CLOCKS_APART = timedelta(hours=1)


def find_open_beside(session: WorkspaceSession, hits: InitiativeId, impact_on: date) -> tuple[Flag, ...]:
    """Return the open flags on an initiative that would hit it near that day."""
    return FLAGS.find(
        session,
        FLAGS.c.status == FlagStatus.OPEN,
        FLAGS.c.hits == hits,
        FLAGS.c.impact_on.between(impact_on - NEAR, impact_on + NEAR),
    )


def find_listed(session: WorkspaceSession, person: PersonId) -> tuple[Flag, ...]:
    """Return the flags that wait for an answer or a disposition, and the person's own drafts."""
    is_own_draft = (FLAGS.c.status == FlagStatus.DRAFT) & (FLAGS.c.raised_by == person)
    is_unsettled = (
        (FLAGS.c.status == FlagStatus.ANSWERED) & FLAGS.c.disposition.is_(None) & FLAGS.c.disposition_by.is_not(None)
    )
    return FLAGS.find(session, (FLAGS.c.status == FlagStatus.OPEN) | is_own_draft | is_unsettled)


def find_subject_of_thread(
    session: WorkspaceSession, program: Program, *, channel: str, ts: str
) -> InitiativeId | None:
    """Return the initiative that the bot's message at the head of a thread is about, None where it is about none."""
    initiatives = (_initiative_of(session, key) for key in _keys_at(session, channel, ts))
    return next((each for each in initiatives if each in program.initiatives), None)


def _keys_at(session: WorkspaceSession, channel: str, ts: str) -> Iterator[AnnouncementKey]:
    try:
        said_at = datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return
    query = select(_outbox.c.key).where(
        _outbox.c.workspace_id == session.workspace,
        # Slack's clock and ours may differ; without a bound every message ever said is looked through.
        _outbox.c.sent_at >= said_at - _CLOCKS_APART,
        _outbox.c.channel == channel,
        _outbox.c.ts == ts,
    )
    yield from session.connection().execute(query.order_by(_outbox.c.key)).scalars()


def _initiative_of(session: WorkspaceSession, key: AnnouncementKey) -> InitiativeId | None:
    """Return what an announcement is about: the second part of its key names a flag, an escalation, a dependency."""
    kind, _, rest = key.partition(":")
    subject = rest.split(":")[0]
    match kind:
        case "flag":
            flag = FLAGS.find_one(session, FLAGS.c.id == subject)
            return flag.hits if flag else None
        case "escalation":
            escalation = ESCALATIONS.find_one(session, ESCALATIONS.c.id == subject)
            return _consumer_of(session, escalation.subject) if escalation else None
        case "dependency":
            return _consumer_of(session, subject)
        case _:
            return None


def _consumer_of(session: WorkspaceSession, dependency: str) -> InitiativeId | None:
    found = DEPENDENCIES.find_one(session, DEPENDENCIES.c.id == dependency)
    return found.consumer if found else None
