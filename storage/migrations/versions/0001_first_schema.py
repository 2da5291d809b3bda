"""The first schema: the program, conversations, resolutions, the outbox, and the audit log."""

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_log",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "number"),
    )
    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_log_subject"), ["subject"], unique=False)

    op.create_table(
        "counters",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "letter"),
    )
    op.create_table(
        "digests",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("as_of", UtcDateTime(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "cycle"),
    )
    op.create_table(
        "direct_messages",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("slack_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "slack_id"),
    )
    op.create_table(
        "inbox",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "key"),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inbox_received_at"), ["received_at"], unique=False)

    op.create_table(
        "signals",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("initiatives", sa.Text(), nullable=False),
        sa.Column("owners", sa.Text(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    with op.batch_alter_table("signals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signals_status"), ["status"], unique=False)

    op.create_table(
        "ticks",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "job"),
    )
    op.create_table(
        "workspaces",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("bot_user_id", sa.String(), nullable=False),
        sa.Column("connected_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "announcements",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("blocks", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("target", sa.String(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("fallback", sa.String(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("enqueued_at", UtcDateTime(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=False),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "key"),
        sa.UniqueConstraint("workspace_id", "nonce"),
    )
    with op.batch_alter_table("announcements", schema=None) as batch_op:
        batch_op.create_index("announcements_by_target", ["workspace_id", "target"], unique=False)
        batch_op.create_index(
            "announcements_to_claim", ["workspace_id", "status", "priority", "not_before"], unique=False
        )

    op.create_table(
        "people",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("slack_id", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("manager", sa.String(), nullable=True),
        sa.Column("deputy", sa.String(), nullable=True),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("retired", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "deputy"], ["people.workspace_id", "people.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "manager"], ["people.workspace_id", "people.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "slack_id"),
    )
    op.create_table(
        "programs",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("cadence", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("loaded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
        ),
        sa.PrimaryKeyConstraint("workspace_id"),
    )
    op.create_table(
        "check_ins",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("cycle", sa.String(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("silence", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person"], ["people.workspace_id", "people.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    with op.batch_alter_table("check_ins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_ins_cycle"), ["cycle"], unique=False)

    op.create_table(
        "escalations",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("climbing_since", UtcDateTime(), nullable=False),
        sa.Column("resolution_owner", sa.String(), nullable=False),
        sa.Column("decider", sa.String(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.Column("rung", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("next_step", sa.String(), nullable=True),
        sa.Column("next_step_on", sa.Date(), nullable=True),
        sa.Column("acknowledged_by", sa.String(), nullable=True),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.CheckConstraint(
            "status <> 'acknowledged' OR (next_step IS NOT NULL AND next_step_on IS NOT NULL)",
            name="acknowledgement_has_a_next_step",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "acknowledged_by"],
            ["people.workspace_id", "people.id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "decider"], ["people.workspace_id", "people.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "resolution_owner"],
            ["people.workspace_id", "people.id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_escalations_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_escalations_subject"), ["subject"], unique=False)

    op.create_table(
        "forms",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("receipt", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person"], ["people.workspace_id", "people.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    op.create_table(
        "goals",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("value_at_stake", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("retired", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.CheckConstraint("parent <> id", name="goal_is_not_its_own_parent"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner"], ["people.workspace_id", "people.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "parent"], ["goals.workspace_id", "goals.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    op.create_table(
        "teams",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=True),
        sa.Column("retired", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "lead"], ["people.workspace_id", "people.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    op.create_table(
        "metrics",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("baseline", sa.Float(), nullable=False),
        sa.Column("target", sa.Float(), nullable=False),
        sa.Column("limit", sa.Float(), nullable=True),
        sa.Column("goal", sa.String(), nullable=True),
        sa.Column("cadence_days", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "goal"], ["goals.workspace_id", "goals.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    op.create_table(
        "trade_offs",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("decider", sa.String(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("escalation", sa.String(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "decider"], ["people.workspace_id", "people.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "escalation"],
            ["escalations.workspace_id", "escalations.id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    with op.batch_alter_table("trade_offs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trade_offs_status"), ["status"], unique=False)

    op.create_table(
        "decisions",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trade_off", sa.String(), nullable=False),
        sa.Column("option", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "decided_by"], ["people.workspace_id", "people.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "trade_off"],
            ["trade_offs.workspace_id", "trade_offs.id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
        sa.UniqueConstraint("workspace_id", "trade_off"),
    )
    op.create_table(
        "initiatives",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("baseline_on", sa.Date(), nullable=False),
        sa.Column("committed_on", sa.Date(), nullable=False),
        sa.Column("outcome_owner", sa.String(), nullable=True),
        sa.Column("sponsor", sa.String(), nullable=True),
        sa.Column("controller", sa.String(), nullable=True),
        sa.Column("metric", sa.String(), nullable=True),
        sa.Column("baseline_target", sa.Float(), nullable=True),
        sa.Column("value_at_stake", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("retired", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "controller"], ["people.workspace_id", "people.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "goal"], ["goals.workspace_id", "goals.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "metric"], ["metrics.workspace_id", "metrics.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "outcome_owner"],
            ["people.workspace_id", "people.id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner"], ["people.workspace_id", "people.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "sponsor"], ["people.workspace_id", "people.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team"], ["teams.workspace_id", "teams.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    with op.batch_alter_table("initiatives", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_initiatives_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_initiatives_team"), ["team"], unique=False)

    op.create_table(
        "readings",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "metric"], ["metrics.workspace_id", "metrics.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("workspace_id", "metric", "read_on", "source"),
    )
    op.create_table(
        "trade_off_options",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("trade_off", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("effects", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "trade_off"],
            ["trade_offs.workspace_id", "trade_offs.id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("workspace_id", "trade_off", "number"),
    )
    op.create_table(
        "baseline_moves",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("initiative", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("approver", sa.String(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "approver"], ["people.workspace_id", "people.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "initiative"],
            ["initiatives.workspace_id", "initiatives.id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("workspace_id", "initiative", "number"),
    )
    op.create_table(
        "dependencies",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("deliverable", sa.String(), nullable=False),
        sa.Column("consumer", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("needed_by", sa.Date(), nullable=False),
        sa.Column("provider_initiative", sa.String(), nullable=True),
        sa.Column("acceptance", sa.String(), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("lag_days", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("proposed_at", UtcDateTime(), nullable=True),
        sa.Column("heard_on", sa.Date(), nullable=True),
        sa.Column("counter_reason", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("retired", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.CheckConstraint("confidence BETWEEN 0 AND 100", name="dependency_confidence_is_a_percentage"),
        sa.CheckConstraint("provider_initiative <> consumer", name="dependency_is_between_two_initiatives"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "consumer"],
            ["initiatives.workspace_id", "initiatives.id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "provider"], ["teams.workspace_id", "teams.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "provider_initiative"],
            ["initiatives.workspace_id", "initiatives.id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    with op.batch_alter_table("dependencies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dependencies_consumer"), ["consumer"], unique=False)
        batch_op.create_index(batch_op.f("ix_dependencies_provider"), ["provider"], unique=False)
        batch_op.create_index(batch_op.f("ix_dependencies_provider_initiative"), ["provider_initiative"], unique=False)

    op.create_table(
        "flags",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("raised_by", sa.String(), nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("impact_on", sa.Date(), nullable=True),
        sa.Column("hits", sa.String(), nullable=True),
        sa.Column("chance", sa.String(length=40), nullable=True),
        sa.Column("help_wanted", sa.String(), nullable=True),
        sa.Column("raised_in", sa.String(), nullable=True),
        sa.Column("permalink", sa.String(), nullable=True),
        sa.Column("answer_owner", sa.String(), nullable=True),
        sa.Column("answer_by", UtcDateTime(), nullable=True),
        sa.Column("answer_kind", sa.String(length=40), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "status <> 'answered' OR (answer_kind IS NOT NULL AND answered_by IS NOT NULL)",
            name="flag_answer_has_a_name",
        ),
        sa.CheckConstraint(
            "status = 'draft' OR status = 'withdrawn' OR (impact_on IS NOT NULL AND hits IS NOT NULL AND chance IS NOT NULL AND answer_owner IS NOT NULL AND answer_by IS NOT NULL)",
            name="flag_is_complete_once_open",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "answer_owner"],
            ["people.workspace_id", "people.id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "answered_by"], ["people.workspace_id", "people.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "hits"],
            ["initiatives.workspace_id", "initiatives.id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "raised_by"], ["people.workspace_id", "people.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    with op.batch_alter_table("flags", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_flags_status"), ["status"], unique=False)

    op.create_table(
        "recoveries",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("check_in", sa.String(), nullable=False),
        sa.Column("initiative", sa.String(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "check_in"],
            ["check_ins.workspace_id", "check_ins.id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "initiative"],
            ["initiatives.workspace_id", "initiatives.id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner"], ["people.workspace_id", "people.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    with op.batch_alter_table("recoveries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recoveries_status"), ["status"], unique=False)

    op.create_table(
        "updates",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("check_in", sa.String(), nullable=False),
        sa.Column("initiative", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.Column("must_change", sa.String(), nullable=False),
        sa.Column("forecast_on", sa.Date(), nullable=False),
        sa.Column("committed_on", sa.Date(), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=False),
        sa.Column("health", sa.String(length=40), nullable=False),
        sa.Column("derived_health", sa.String(length=40), nullable=False),
        sa.Column("metric_value", sa.Float(), nullable=True),
        sa.Column("override_reason", sa.String(), nullable=True),
        sa.Column("cause_class", sa.String(length=40), nullable=True),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("ask", sa.String(), nullable=True),
        sa.Column("done", sa.String(), nullable=True),
        sa.Column("repeats", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "derived_health NOT IN ('amber', 'red') OR (cause_class IS NOT NULL AND cause IS NOT NULL)",
            name="update_deviation_has_a_cause",
        ),
        sa.CheckConstraint("confidence BETWEEN 0 AND 100", name="update_confidence_is_a_percentage"),
        sa.CheckConstraint(
            "health = derived_health OR override_reason IS NOT NULL", name="update_override_has_a_reason"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "check_in"],
            ["check_ins.workspace_id", "check_ins.id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "initiative"],
            ["initiatives.workspace_id", "initiatives.id"],
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "person"], ["people.workspace_id", "people.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("workspace_id", "check_in", "initiative", "revision"),
    )
    with op.batch_alter_table("updates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_updates_answered_at"), ["answered_at"], unique=False)

    make_audit_log_append_only()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_log_is_append_only ON audit_log")
        op.execute("DROP FUNCTION refuse_change_of_audit_log")
    with op.batch_alter_table("updates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_updates_answered_at"))

    op.drop_table("updates")
    with op.batch_alter_table("recoveries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recoveries_status"))

    op.drop_table("recoveries")
    with op.batch_alter_table("flags", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_flags_status"))

    op.drop_table("flags")
    with op.batch_alter_table("dependencies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dependencies_provider_initiative"))
        batch_op.drop_index(batch_op.f("ix_dependencies_provider"))
        batch_op.drop_index(batch_op.f("ix_dependencies_consumer"))

    op.drop_table("dependencies")
    op.drop_table("baseline_moves")
    op.drop_table("trade_off_options")
    op.drop_table("readings")
    with op.batch_alter_table("initiatives", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_initiatives_team"))
        batch_op.drop_index(batch_op.f("ix_initiatives_owner"))

    op.drop_table("initiatives")
    op.drop_table("decisions")
    with op.batch_alter_table("trade_offs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trade_offs_status"))

    op.drop_table("trade_offs")
    op.drop_table("metrics")
    op.drop_table("teams")
    op.drop_table("goals")
    op.drop_table("forms")
    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_escalations_subject"))
        batch_op.drop_index(batch_op.f("ix_escalations_status"))

    op.drop_table("escalations")
    with op.batch_alter_table("check_ins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_check_ins_cycle"))

    op.drop_table("check_ins")
    op.drop_table("programs")
    op.drop_table("people")
    with op.batch_alter_table("announcements", schema=None) as batch_op:
        batch_op.drop_index("announcements_to_claim")
        batch_op.drop_index("announcements_by_target")

    op.drop_table("announcements")
    op.drop_table("workspaces")
    op.drop_table("ticks")
    with op.batch_alter_table("signals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signals_status"))

    op.drop_table("signals")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inbox_received_at"))

    op.drop_table("inbox")
    op.drop_table("direct_messages")
    op.drop_table("digests")
    op.drop_table("counters")
    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_log_subject"))

    op.drop_table("audit_log")


def make_audit_log_append_only() -> None:
    """Refuse UPDATE and DELETE on the audit log in the database itself."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change_of_audit_log() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_log_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit_log()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_log_refuses_{verb.lower()} BEFORE {verb} ON audit_log "
            "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        )
