"""The conversation with each person, as Slack numbers it."""

from sqlalchemy import select

from rituals.ids import ChannelId
from storage.database import WorkspaceSession
from storage.shelf import insert_ignoring, table_of
from storage.tables.delivery import DirectMessageRow

_table = table_of(DirectMessageRow)


def remember(session: WorkspaceSession, slack_id: str, channel: str) -> None:
    """Keep the id (`D…`) of the conversation with a person; Slack never changes it."""
    insert_ignoring(session, DirectMessageRow, {"slack_id": slack_id, "channel": channel})


def find_channel(session: WorkspaceSession, slack_id: str) -> ChannelId | None:
    """Return the id of the conversation with a person, or None before the first message."""
    here = (_table.c.workspace_id == session.workspace) & (_table.c.slack_id == slack_id)
    channel: ChannelId | None = session.connection().execute(select(_table.c.channel).where(here)).scalar()
    return channel
