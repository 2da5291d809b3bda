"""Indexes for what is asked each time somebody answers or flags, so that it takes no longer as the years go by."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INDEXES = {
    "check_ins_by_person": ("check_ins", ["workspace_id", "person", "cycle"]),
    "updates_by_initiative": ("updates", ["workspace_id", "initiative"]),
    "recoveries_by_initiative": ("recoveries", ["workspace_id", "initiative"]),
    "flags_by_who_raised_them": ("flags", ["workspace_id", "raised_by", "raised_at"]),
    "forms_by_person": ("forms", ["workspace_id", "person", "opened_at"]),
}


def upgrade() -> None:
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns, unique=False)


def downgrade() -> None:
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table_name=table)
