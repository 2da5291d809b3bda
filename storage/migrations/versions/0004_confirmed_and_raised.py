"""The outbox notes when history was seen to hold a message, and when it was found stuck or missing."""

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("confirmed_at", "raised_at"):
        op.add_column("announcements", sa.Column(name, UtcDateTime(), nullable=True))
    op.create_index("announcements_by_sent_at", "announcements", ["workspace_id", "sent_at"], unique=False)


def downgrade() -> None:
    op.drop_index("announcements_by_sent_at", table_name="announcements")
    for name in ("raised_at", "confirmed_at"):
        op.drop_column("announcements", name)
