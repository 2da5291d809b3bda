"""Drafts: what was typed into a check-in form so far, kept with its Form record so that nothing typed is lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from pydantic import TypeAdapter

from handlers.blocks.check_in_form import field_name
from handlers.payloads import Answers
from rituals.answers import Answer, Deviation, Part
from rituals.check_ins import CauseClass, CheckIn
from rituals.feasibility import WayOut
from rituals.forms import Form, FormKind
from rituals.health import Health
from rituals.ids import InitiativeId, MetricId, PersonId
from rituals.program import Program
from storage.database import WorkspaceSession
from storage.programs import find_person
from storage.shelves import FORMS


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A check-in on its way through the form.

    `initiatives` keep their places from the first page to the last; `gone` are those that were given to somebody
    else meanwhile. `revision` is the check-in's when the form was opened. `is_contested` is a draft that was asked
    about beside another answer: whoever then closes the form has kept that one.
    """

    initiatives: tuple[InitiativeId, ...]
    revision: int
    gone: tuple[InitiativeId, ...] = ()
    answers: Mapping[InitiativeId, Answer] = field(default_factory=dict)
    is_contested: bool = False

    @classmethod
    def of(cls, draft: Mapping[str, Any]) -> Self:
        """Read what a Form keeps."""
        return _ADAPTER.validate_python(draft)  # type: ignore[return-value]  # Draft has no subclasses

    def to_json(self) -> Mapping[str, Any]:
        """Return what a Form keeps."""
        kept: Mapping[str, Any] = _ADAPTER.dump_python(self, mode="json")
        return kept

    def continued(self, before: Self) -> Self:
        """Return the draft with what was typed about its initiatives in another form that was never finished."""
        return replace(
            self, answers={each: before.answers[each] for each in self.initiatives if each in before.answers}
        )

    def with_page(self, typed: Answers, session: WorkspaceSession) -> Self:
        """Return the draft with what a page says; the fields of other pages stay."""
        answers = dict(self.answers)
        for place, initiative in enumerate(self.initiatives):
            answer = answers.get(initiative)
            if field_name(Part.FORECAST, place) in typed.fields:
                answer = replace(_expectation(typed, place), deviation=answer.deviation if answer else Deviation())
            if field_name(Part.CAUSE, place) in typed.fields:
                answer = replace(answer or Answer(), deviation=_deviation(typed, place, session))
            # What the page did not ask about keeps what stands in it: it is asked on a page to come.
            if answer is not None:
                answers[initiative] = answer
        return replace(self, answers=answers)

    def with_shared_metrics(self, program: Program) -> Self:
        """Return the draft with the value of a metric that several initiatives share, and that is asked for once."""
        told: dict[MetricId, float | None] = {}
        answers = dict(self.answers)
        # What was taken out of the form counts last: its field is gone, and its value may be old.
        for each in sorted(self.initiatives, key=self.gone.__contains__):
            metric = program.initiatives[each].metric if each in program.initiatives else None
            if metric is not None and each in answers:
                answers[each] = replace(answers[each], metric_value=told.setdefault(metric, answers[each].metric_value))
        return replace(self, answers=answers)


_ADAPTER = TypeAdapter(Draft)


def _expectation(typed: Answers, place: int) -> Answer:
    way_out = typed.choice(field_name(Part.WAY_OUT, place))
    return Answer(
        must_change=typed.text(field_name(Part.MUST_CHANGE, place)),
        forecast_on=typed.day(field_name(Part.FORECAST, place)),
        metric_value=_number(typed, field_name(Part.METRIC, place)),
        confidence=_number(typed, field_name(Part.CONFIDENCE, place)),
        commitment=typed.text(field_name(Part.COMMITMENT, place)),
        done=typed.text(field_name(Part.DONE, place)),
        way_out=WayOut.__members__.get(way_out or ""),
    )


def _deviation(typed: Answers, place: int, session: WorkspaceSession) -> Deviation:
    cause_class = typed.choice(field_name(Part.CAUSE_CLASS, place))
    health = typed.choice(field_name(Part.HEALTH, place))
    return Deviation(
        cause_class=CauseClass.__members__.get(cause_class or ""),
        cause=typed.text(field_name(Part.CAUSE, place)),
        condition=typed.text(field_name(Part.CONDITION, place)),
        action=typed.text(field_name(Part.ACTION, place)),
        doer=find_doer(typed.user(field_name(Part.DOER, place)), session),
        due_on=typed.day(field_name(Part.DUE, place)),
        ask=typed.text(field_name(Part.ASK, place)),
        health=Health.__members__.get(health or ""),
        override=typed.text(field_name(Part.OVERRIDE, place)),
    )


def find_unfinished(session: WorkspaceSession, check_in: CheckIn) -> Form | None:
    """Return the person's newest form of which a page was sent and that was closed before the last one, if any.

    What was typed against an older answer than the one that stands is not offered again.
    """
    mine = (FORMS.c.kind == FormKind.CHECK_IN) & (FORMS.c.subject == check_in.id) & (FORMS.c.person == check_in.person)
    for form in FORMS.find(session, mine, FORMS.c.submitted_at.is_(None), order_by=[FORMS.c.opened_at.desc()]):
        draft = Draft.of(form.draft)
        if draft.answers and draft.revision == check_in.revision and not draft.is_contested:
            return form
    return None


def find_doer(slack_id: str | None, session: WorkspaceSession) -> PersonId | None:
    """Return who in the program the chosen user is; None for nobody, and for somebody outside of it."""
    person = find_person(session, slack_id) if slack_id else None
    return person.id if person else None


def _number(typed: Answers, name: str) -> float | None:
    try:
        return typed.number(name)
    except ValueError:
        return None
