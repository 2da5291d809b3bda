"""What Slack says and when it said it: of channels, of people, and of the app itself. Adds only, so that N-1 runs on."""

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channels",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("shared_at", UtcDateTime(), nullable=True),
        sa.Column("allowed_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "allowed_by"],
            ["people.workspace_id", "people.id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    op.add_column("people", sa.Column("seen_at", UtcDateTime(), nullable=True))
    op.add_column("workspaces", sa.Column("removed_at", UtcDateTime(), nullable=True))
    op.add_column("workspaces", sa.Column("purge_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("workspaces", "purge_at")
    op.drop_column("workspaces", "removed_at")
    op.drop_column("people", "seen_at")
    op.drop_table("channels")
