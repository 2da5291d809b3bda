"""The schema of a program file: which fields an entry of each kind has, and which field of its record each one is.

Fields marked `learnt` are told or negotiated in Slack once the entry exists: an export writes them, and a load takes
them from the file for new entries only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from rituals.dependencies import DependencyStatus
from rituals.people import Role
from rituals.policy import Policy, Rhythm
from rituals.program import Direction, MetricKind, Program, Stage
from storage.files import forms
from storage.files.forms import Form
from storage.files.sheets import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One field. `name` is what the file calls it, `attribute` what the record does; `many` is how it holds several."""

    name: str
    attribute: str
    form: Form
    required: bool = False
    many: type[frozenset[Any]] | type[tuple[Any, ...]] | None = None
    refers_to: Kind | None = None
    learnt: bool = False
    default: Any = None
    """What it is where the file says nothing; an export says nothing then either."""
    section: str | None = None
    """Under which heading of the YAML file it stands; None for the entry itself."""


def _column(name: str, form: Form, *, attribute: str | None = None, **options: Any) -> Column:
    return Column(name=name, attribute=attribute or name, form=form, **options)


def _reference(name: str, kind: Kind, *, required: bool = False) -> Column:
    return _column(name, forms.ID, refers_to=kind, required=required)


def _cadence(name: str, form: Form, **options: Any) -> Column:
    return _column(name, form, section="cadence", **options)


def _policy_columns() -> Iterable[Column]:
    """One column for each figure of the policy, so that a new figure can be written in the file at once."""
    by_type: Mapping[Any, Form] = {float: forms.NUMBER, int: forms.whole(0)}
    for field in fields(Policy):
        is_percent = "confidence" in field.name
        form = forms.PERCENT if is_percent else by_type.get(field.type, forms.whole(0))
        yield _column(field.name, form, many=None if field.type in by_type else tuple, section="policy")


PROGRAM = (
    _column("name", forms.TEXT, required=True),
    _column("currency", forms.CURRENCY),
    _column("zone", forms.ZONE),
    _cadence("check_in_on", forms.WEEKDAY),
    _cadence("check_in_at", forms.TIME),
    _cadence("check_in_every", forms.one_of(Rhythm)),
    _cadence("check_in_window_hours", forms.whole(1)),
    _cadence("digest_on", forms.WEEKDAY),
    _cadence("digest_at", forms.TIME),
    _cadence("digest_zone", forms.ZONE),
    _cadence("digest_channel", forms.CHANNEL),
    _cadence("digest_channel_id", forms.CHANNEL_ID, learnt=True),
    _cadence("working_days", forms.WEEKDAY, many=frozenset),
    _cadence("opens_at", forms.TIME),
    _cadence("closes_at", forms.TIME),
    _cadence("quiet_from", forms.TIME),
    _cadence("quiet_until", forms.TIME),
    _cadence("holidays", forms.DATE, many=frozenset),
    _cadence("country", forms.COUNTRY),
    *_policy_columns(),
)

COLUMNS: Mapping[Kind, tuple[Column, ...]] = {
    Kind.PROGRAM: PROGRAM,
    Kind.PEOPLE: (
        _column("name", forms.TEXT, required=True),
        _column("slack_id", forms.SLACK_USER),
        _column("email", forms.EMAIL),
        _reference("manager", Kind.PEOPLE),
        _reference("deputy", Kind.PEOPLE),
        _column("roles", forms.one_of(Role), many=frozenset),
        _column("works_on", forms.WEEKDAY, many=frozenset),
        _column("country", forms.COUNTRY),
        _column("acceptance_limit", forms.AMOUNT, default=0),
        _column("zone", forms.ZONE, learnt=True),
        _column("active", forms.YES_OR_NO, learnt=True, default=True),
    ),
    Kind.TEAMS: (
        _column("name", forms.TEXT, required=True),
        _reference("lead", Kind.PEOPLE, required=True),
        _column("channel", forms.CHANNEL, required=True),
        _column("check_in_every", forms.one_of(Rhythm)),
        _column("channel_id", forms.CHANNEL_ID, learnt=True),
    ),
    Kind.GOALS: (
        _column("name", forms.TEXT, required=True),
        _column("level", forms.TEXT, required=True),
        _reference("parent", Kind.GOALS),
        _reference("owner", Kind.PEOPLE),
        _column("value_at_stake", forms.AMOUNT, default=0),
    ),
    Kind.METRICS: (
        _column("name", forms.TEXT, required=True),
        _column("kind", forms.one_of(MetricKind), required=True),
        _column("unit", forms.TEXT, required=True),
        _column("direction", forms.one_of(Direction), required=True),
        _column("baseline", forms.NUMBER, required=True),
        _column("target", forms.NUMBER, required=True),
        _column("limit", forms.NUMBER),
        _reference("goal", Kind.GOALS),
        _column("cadence_days", forms.whole(1)),
    ),
    Kind.READINGS: (
        _reference("metric", Kind.METRICS, required=True),
        _column("date", forms.DATE, attribute="read_on", required=True),
        _column("value", forms.NUMBER, required=True),
        _column("source", forms.TEXT, required=True),
    ),
    Kind.INITIATIVES: (
        _column("name", forms.TEXT, required=True),
        _reference("goal", Kind.GOALS, required=True),
        _reference("team", Kind.TEAMS, required=True),
        _reference("owner", Kind.PEOPLE, required=True),
        _reference("outcome_owner", Kind.PEOPLE),
        _reference("sponsor", Kind.PEOPLE),
        _reference("controller", Kind.PEOPLE),
        _reference("metric", Kind.METRICS),
        _column("target", forms.NUMBER, attribute="baseline_target"),
        _column("due", forms.DATE, attribute="baseline_on", required=True),
        _column("value_at_stake", forms.AMOUNT, default=0),
        _column("check_in_every", forms.one_of(Rhythm)),
        _column("stage", forms.one_of(Stage)),
        _column("committed_on", forms.DATE, learnt=True),
        _column("delivered_on", forms.DATE, learnt=True),
    ),
    Kind.DEPENDENCIES: (
        _column("deliverable", forms.TEXT, required=True),
        _reference("provider", Kind.TEAMS),
        _reference("provider_initiative", Kind.INITIATIVES),
        _reference("consumer", Kind.INITIATIVES, required=True),
        _column("acceptance", forms.TEXT),
        _column("needed_by", forms.DATE, required=True, learnt=True),
        _column("promised", forms.DATE, attribute="promised_on", learnt=True),
        _column("lag_days", forms.whole(0), default=0),
        _column("status", forms.one_of(DependencyStatus), learnt=True),
        _column("confidence", forms.PERCENT, learnt=True),
        _column("proposed_at", forms.MOMENT, learnt=True),
        _column("heard_on", forms.DATE, learnt=True),
        _column("counter_reason", forms.TEXT, learnt=True),
    ),
}
"""The fields of each kind, in the order in which an export writes them."""


def names(kind: Kind) -> tuple[str, ...]:
    """Return the names of a kind's fields."""
    return tuple(column.name for column in COLUMNS[kind])


def value_of(record: Any, column: Column) -> Any:
    """Return what a record holds in a field; a program holds its cadence's and its policy's figures as its own."""
    holders = (record, record.cadence, record.policy) if isinstance(record, Program) else (record,)
    return next(getattr(holder, column.attribute) for holder in holders if hasattr(holder, column.attribute))


def values_in(value: Any, column: Column) -> tuple[Any, ...]:
    """Return the single values in what a record holds in a field: none for None, one or more for a field of many."""
    if value is None:
        return ()
    if column.many is None:
        return (value,)
    # Sets have no order of their own: days of the week come as the week goes, all others as their text does.
    return tuple(value if column.many is tuple else sorted(value, key=lambda each: (_rank(each), _write(each, column))))


def written(value: Any, column: Column) -> tuple[str, ...]:
    """Return the texts of a value as a file has them."""
    return tuple(_write(each, column) for each in values_in(value, column))


def _write(value: Any, column: Column) -> str:
    return column.form.write(value)


def _rank(value: Any) -> int:
    return value if isinstance(value, int) else 0
