"""Column types: aware times, enums by their value, and structured values as JSON text."""

from datetime import UTC, datetime
from enum import Enum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import DateTime, Dialect, String, Text, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, kept and returned in UTC; a naive one is refused.

    SQLite has no such type: there it is text of one fixed width, so that it sorts as time does.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a datetime without a time zone cannot be stored: {value!r}")
        utc = value.astimezone(UTC)
        return utc.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00") if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC)


class EnumValue(TypeDecorator[Enum]):
    """An enum member, kept as its value: readable in the table, and a new member needs no migration."""

    impl = String(40)
    cache_ok = True

    def __init__(self, kind: type[Enum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Enum | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.kind(value).value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Enum | None:
        return None if value is None else self.kind(value)


class JsonOf(TypeDecorator[Any]):
    """A structured value of a known type, kept as JSON text and checked by pydantic in both directions."""

    impl = Text()
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind
        self._adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else self._adapter.dump_json(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else self._adapter.validate_json(value)


def key(sa_type: Any = String) -> Any:
    """Declare a column of the primary key."""
    return Field(primary_key=True, sa_type=sa_type)


def stored(sa_type: Any, *, nullable: bool = False, index: bool = False) -> Any:
    """Declare a column of one of the types above."""
    return Field(sa_type=sa_type, nullable=nullable, index=index)


def switch() -> Any:
    """Declare a boolean that is off until somebody turns it on."""
    return Field(default=False, sa_column_kwargs={"server_default": text("false")})


def counter() -> Any:
    """Declare a whole number that begins at nought."""
    return Field(default=0, sa_column_kwargs={"server_default": text("0")})
