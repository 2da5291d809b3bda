"""Checksums of tables: whether two databases, or one before and after, hold the same rows."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, column, inspect, select, table

VERSION = "alembic_version"
"""The one table that says of which schema a database is, and so differs where rows do not."""


@dataclass(frozen=True, slots=True)
class TableSum:
    """How many rows a table has, and the SHA-256 of what stands in them, in the order of their key."""

    rows: int
    sha256: str


def columns_of(connection: Connection) -> Mapping[str, frozenset[str]]:
    """Return the columns of every table that holds data."""
    found = inspect(connection).get_multi_columns()
    return {
        name: frozenset(each["name"] for each in columns) for (_, name), columns in found.items() if name != VERSION
    }


def sum_up(connection: Connection, columns: Mapping[str, Collection[str]]) -> Mapping[str, TableSum]:
    """Return the sum of each table that `columns` names, over those of its columns."""
    found = inspect(connection).get_multi_pk_constraint()
    keys = {name: key["constrained_columns"] for (_, name), key in found.items() if key is not None}
    return {name: _sum_up_table(connection, name, sorted(columns[name]), keys[name]) for name in sorted(columns)}


def _sum_up_table(connection: Connection, name: str, columns: list[str], key: list[str]) -> TableSum:
    digest, rows = hashlib.sha256(), 0
    query: Any = select(*map(column, columns)).select_from(table(name))
    for row in connection.execute(query.order_by(*(column(each) for each in key))):
        digest.update(json.dumps(list(row), default=str).encode())
        rows += 1
    return TableSum(rows, digest.hexdigest())
