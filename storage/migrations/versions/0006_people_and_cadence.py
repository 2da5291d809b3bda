"""Who is away and when; what is promised from one check-in to the next; what becomes of flags. Adds only."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NEW = ("absences", "pauses", "date_moves", "confidential_flags", "flag_voices", "second_opinions")


def upgrade() -> None:
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    _create_absences_and_pauses()
    _create_date_moves()
    _create_conversations()


def downgrade() -> None:
    for table in _NEW:
        op.drop_table(table)
    for table, columns in _added().items():
        for column in columns:
            op.drop_column(table, column.name)


def _text(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _moment(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, UtcDateTime(), nullable=nullable)


def _word(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=40), nullable=nullable)


def _day(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=False)


def _count(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False)


def _reference(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id", column], [f"{table}.workspace_id", f"{table}.id"], initially="DEFERRED", deferrable=True
    )


def _added() -> Mapping[str, tuple[sa.Column[Any], ...]]:
    return {
        "check_ins": (_moment("snoozed_until"), _count("snoozes"), _count("rung"), _moment("rung_at")),
        "updates": (_text("commitment"), _word("outcome"), _moment("outcome_at")),
        "flags": (
            _word("disposition"),
            _moment("disposition_by"),
            _text("disposition_note"),
            _text("disposed_by"),
            _moment("disposed_at"),
            _text("led_to"),
            sa.Column("may_be_named", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        ),
        "people": (
            sa.Column("works_on", sa.Text(), nullable=True),
            _text("country"),
            sa.Column("acceptance_limit", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        ),
        "teams": (_word("check_in_every"),),
        "initiatives": (_word("check_in_every"),),
    }


def _create_absences_and_pauses() -> None:
    op.create_table(
        "absences",
        _text("workspace_id", nullable=False),
        _text("person", nullable=False),
        _word("source", nullable=False),
        _day("first_on"),
        _day("last_on"),
        _moment("told_at", nullable=False),
        _moment("ended_at"),
        sa.CheckConstraint("first_on <= last_on", name="absence_ends_after_it_begins"),
        _reference("person", "people"),
        sa.PrimaryKeyConstraint("workspace_id", "person", "source", "first_on"),
    )
    op.create_index("ix_absences_last_on", "absences", ["last_on"])
    op.create_table(
        "pauses",
        _text("workspace_id", nullable=False),
        _text("id", nullable=False),
        _word("scope", nullable=False),
        _text("subject", nullable=False),
        _moment("begins_at", nullable=False),
        _moment("ends_at", nullable=False),
        _text("asked_by", nullable=False),
        _moment("lifted_at"),
        sa.CheckConstraint("begins_at < ends_at", name="pause_ends_after_it_begins"),
        _reference("asked_by", "people"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    op.create_index("ix_pauses_ends_at", "pauses", ["ends_at"])


def _create_date_moves() -> None:
    op.create_table(
        "date_moves",
        _text("workspace_id", nullable=False),
        _text("id", nullable=False),
        _text("initiative", nullable=False),
        _day("from_on"),
        _day("to_on"),
        _text("reason", nullable=False),
        _text("asked_by", nullable=False),
        _moment("asked_at", nullable=False),
        _text("approver", nullable=False),
        _word("status", nullable=False),
        _text("answered_by"),
        _moment("answered_at"),
        _text("answer"),
        sa.CheckConstraint("answered_by <> asked_by", name="date_move_has_four_eyes"),
        _reference("initiative", "initiatives"),
        _reference("asked_by", "people"),
        _reference("approver", "people"),
        _reference("answered_by", "people"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    op.create_index("date_moves_by_initiative", "date_moves", ["workspace_id", "initiative"])


def _create_conversations() -> None:
    op.create_table(
        "confidential_flags",
        _text("workspace_id", nullable=False),
        _text("id", nullable=False),
        _text("what", nullable=False),
        _text("recipient", nullable=False),
        _moment("told_at", nullable=False),
        _text("code_hash", nullable=False),
        _text("answer"),
        _moment("answered_at"),
        _reference("recipient", "people"),
        sa.PrimaryKeyConstraint("workspace_id", "id"),
    )
    op.create_index("ix_confidential_flags_recipient", "confidential_flags", ["recipient"])
    op.create_table(
        "flag_voices",
        _text("workspace_id", nullable=False),
        _text("flag", nullable=False),
        _text("person", nullable=False),
        _moment("said_at", nullable=False),
        _text("note"),
        _reference("flag", "flags"),
        _reference("person", "people"),
        sa.PrimaryKeyConstraint("workspace_id", "flag", "person"),
    )
    op.create_table(
        "second_opinions",
        _text("workspace_id", nullable=False),
        _text("check_in", nullable=False),
        _text("initiative", nullable=False),
        _text("person", nullable=False),
        _text("trigger", nullable=False),
        _moment("asked_at", nullable=False),
        _moment("closes_at", nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=True),
        _text("reason"),
        _moment("answered_at"),
        sa.CheckConstraint("confidence BETWEEN 0 AND 100", name="opinion_confidence_is_a_percentage"),
        _reference("check_in", "check_ins"),
        _reference("initiative", "initiatives"),
        _reference("person", "people"),
        sa.PrimaryKeyConstraint("workspace_id", "check_in", "initiative"),
    )
    op.create_index("second_opinions_by_initiative", "second_opinions", ["workspace_id", "initiative"])
