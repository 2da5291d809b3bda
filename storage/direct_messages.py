"""The conversation with each person, as Slack numbers it."""

from collections.abc import Mapping

from sqlalchemy import select

from rituals.ids import ChannelId
from storage.database import WorkspaceSession
from storage.shelf import insert_for, table_of
from storage.tables.delivery import DirectMessageRow

_table = table_of(DirectMessageRow)


def remember(session: WorkspaceSession, channels: Mapping[str, str]) -> None:
    """Keep the ids (`D…`) of the conversations with people, by person; Slack never changes them."""
    # In one order, so that of two who keep the same ones neither waits for the other.
    rows = [{"workspace_id": session.workspace, "slack_id": who, "channel": channels[who]} for who in sorted(channels)]
    if rows:
        session.connection().execute(insert_for(session, _table).on_conflict_do_nothing(), rows)


def find_channel(session: WorkspaceSession, slack_id: str) -> ChannelId | None:
    """Return the id of the conversation with a person, or None before the first message."""
    here = (_table.c.workspace_id == session.workspace) & (_table.c.slack_id == slack_id)
    channel: ChannelId | None = session.connection().execute(select(_table.c.channel).where(here)).scalar()
    return channel
