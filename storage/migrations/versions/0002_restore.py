"""What a restored database needs: deterministic ids of messages, the quarantine, and the stamp of a backup."""

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Each may be empty, or has a value by itself: replicas of the release before run beside this one for a while.
COLUMNS = (
    ("workspaces", "secret", sa.String()),
    ("workspaces", "home", sa.String()),
    ("workspaces", "quarantine_since", UtcDateTime()),
    ("workspaces", "quarantine_began", UtcDateTime()),
    ("workspaces", "backed_up_at", UtcDateTime()),
    ("workspaces", "backup_seal", sa.String()),
    ("announcements", "search_from", UtcDateTime()),
)


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("era", sa.Integer(), server_default=sa.text("0"), nullable=False))
    for table, name, kind in COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    # Said in SQL: batch mode would make the tables anew, and other tables refer to them.
    for table, name, _ in reversed(COLUMNS):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    op.execute("ALTER TABLE workspaces DROP COLUMN era")
