"""The pages of the check-in form: which one comes next, and what stands in its fields."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime

from slack_sdk.models.views import View

from handlers.blocks.check_in_deviation import DeviationQuestion, second_page
from handlers.blocks.check_in_form import Question, field_name, first_page, place_of
from handlers.blocks.words import say_date, say_moment
from handlers.check_in_drafts import Draft
from handlers.check_in_sittings import Sitting
from handlers.forms import InvalidInputError
from rituals.answer_checks import Problems, check, check_deviation, check_explained
from rituals.answers import Answer, Deviation, Part, prefilled, with_defaults
from rituals.conclusions import Conclusion, conclude
from rituals.feasibility import Obstacle, find_obstacle
from rituals.ids import FormId
from rituals.standing import Standing

MOST_AT_ONCE = 9
"""A modal has at most 100 blocks, and on the second page an initiative takes ten of them."""

LARGEST_ANSWER = 18_000
"""Bytes of a page that goes out as an answer: beyond 20 kB Slack hangs up a Socket Mode connection."""
LARGEST_VIEW = 240_000
"""Characters of a page that is opened: Slack takes a few more."""
BLOCKS_OF_ONE = 10

Placed = tuple[int, Conclusion]
"""What follows from an answer, with its place in the form."""


def find_next_page(sitting: Sitting, form: FormId, draft: Draft, *, drawn: Set[str]) -> View | None:
    """Return what the person has to see before the draft can be recorded, None where it can be.

    Raises InvalidInputError where what is wrong stands in the fields `drawn` on the page that was sent.
    """
    answered = tuple(_answered(sitting, draft))
    incomplete = _by_field((place, check(answer, each, today=sitting.today)) for place, each, answer in answered)
    if incomplete:
        return _complain(incomplete, drawn, sitting, form, draft)
    concluded = conclude_all(sitting, draft)
    impossible = _by_field((place, _check_way_out(each)) for place, each in concluded)
    unexplained = _by_field((place, check_explained(each)) for place, each in concluded)
    if impossible or unexplained:
        return _complain(impossible or unexplained, drawn, sitting, form, draft)
    off = [(place, each) for place, each in concluded if each.is_off_baseline]
    problems = [(place, each, check_deviation(each.answer.deviation, today=sitting.today)) for place, each in off]
    unfounded = [(place, each) for place, each, found in problems if found]
    if not unfounded:
        return None
    _refuse_what_is_here(_by_field((place, found) for place, _, found in problems), drawn)
    return _draw_second_page(sitting, form, unfounded)


def conclude_all(sitting: Sitting, draft: Draft) -> tuple[Placed, ...]:
    """Return what follows from each answer that is still the person's to give."""
    return tuple(
        (place, conclude(answer, standing, sitting.program, today=sitting.today))
        for place, standing, answer in _answered(sitting, draft)
    )


def draw_first_page(sitting: Sitting, form: FormId, draft: Draft, *, begun_at: datetime | None = None) -> View:
    """Draw the first page with what was typed so far, or else with what was said last.

    `begun_at` is when a form was opened (UTC) that was closed half-way and is gone on with.
    """
    since = say_moment(begun_at, sitting.zone) if begun_at else None
    questions = _questions(sitting, draft)
    return _draw_what_fits(sitting, form, draft, questions, limit=LARGEST_VIEW, continued_from=since)


def draw_first_page_again(sitting: Sitting, form: FormId, draft: Draft, *, about: Set[int] = frozenset()) -> View:
    """Draw the first page once it was sent, with all initiatives where that fits into one answer to Slack.

    Where it does not, those at the places `about`, or else the first: what was typed of the others is kept.
    """
    questions = _questions(sitting, draft)
    whole = first_page(form, questions, sitting.program, gone=_names_of_gone(sitting, draft))
    if _size(whole) <= LARGEST_ANSWER:
        return whole
    asked = [each for each in questions if each.place in about] or questions
    return _draw_what_fits(sitting, form, draft, asked, limit=LARGEST_ANSWER)


def _draw_what_fits(
    sitting: Sitting,
    form: FormId,
    draft: Draft,
    questions: Sequence[Question],
    *,
    limit: int,
    continued_from: str | None = None,
) -> View:
    """Draw as many of the questions as fit, one at least; the others are asked once this page was sent."""
    gone = _names_of_gone(sitting, draft)
    for most in range(len(questions), 1, -1):
        page = first_page(form, questions[:most], sitting.program, gone=gone, continued_from=continued_from)
        if _size(page) <= limit:
            return page
    return first_page(form, questions[:1], sitting.program, gone=gone, continued_from=continued_from)


def _questions(sitting: Sitting, draft: Draft) -> tuple[Question, ...]:
    questions: list[Question] = []
    placed = tuple(_placed(sitting, draft))
    for number, (place, standing) in enumerate(placed, start=1):
        answer = draft.answers.get(standing.initiative.id) or _prefilled(standing, sitting)
        is_new = all(each.standing.metric != standing.metric for each in questions)
        question = Question(
            place=place,
            standing=standing,
            answer=answer,
            metric=standing.metric if is_new else None,
            obstacle=_find_obstacle(answer, standing, sitting),
            number=f"{number} of {len(placed)}" if len(placed) > 1 else None,
        )
        questions.append(question)
    return tuple(questions)


def _names_of_gone(sitting: Sitting, draft: Draft) -> list[str]:
    return [sitting.program.initiatives[each].name for each in draft.gone if each in sitting.program.initiatives]


def _draw_second_page(sitting: Sitting, form: FormId, off: Sequence[Placed]) -> View:
    """Draw as many of the questions as fit into one answer to Slack; the others follow on a page after this one."""
    questions = [
        DeviationQuestion(place=place, conclusion=conclusion, deviation=_fill_in(conclusion, sitting))
        for place, conclusion in off
    ]
    pages = (second_page(form, questions[:most], sitting.program) for most in range(len(questions), 0, -1))
    return next(page for page in pages if len(page.blocks) <= BLOCKS_OF_ONE or _size(page) <= LARGEST_ANSWER)


def _size(page: View) -> int:
    return len(json.dumps(page.to_dict()))


def _fill_in(conclusion: Conclusion, sitting: Sitting) -> Deviation:
    typed = conclusion.answer.deviation
    if typed == Deviation():
        typed = _prefilled(conclusion.standing, sitting).deviation
    owner = sitting.actor.id
    return with_defaults(typed, forecast_on=conclusion.forecast_on, owner=owner, today=sitting.today)


def _prefilled(standing: Standing, sitting: Sitting) -> Answer:
    return prefilled(standing, today=sitting.today, check_in=sitting.check_in.id)


def _placed(sitting: Sitting, draft: Draft) -> Iterator[tuple[int, Standing]]:
    for place, initiative in enumerate(draft.initiatives):
        standing = sitting.find_standing(initiative)
        if standing is not None:
            yield place, standing


def _answered(sitting: Sitting, draft: Draft) -> Iterator[tuple[int, Standing, Answer]]:
    for place, standing in _placed(sitting, draft):
        yield place, standing, draft.answers.get(standing.initiative.id, Answer())


def _find_obstacle(answer: Answer, standing: Standing, sitting: Sitting) -> Obstacle | None:
    if answer.forecast_on is None:
        return None
    calendar = sitting.program.cadence.calendar()
    return find_obstacle(answer.forecast_on, standing.inputs, calendar=calendar, today=sitting.today)


def _check_way_out(conclusion: Conclusion) -> Problems:
    if conclusion.obstacle is None or not conclusion.needs_way_out:
        return {}
    earliest = say_date(conclusion.obstacle.earliest_on)
    return {Part.WAY_OUT: f"Please choose one of the three, or give a date from {earliest} on."}


def _by_field(problems: Iterable[tuple[int, Problems]]) -> Mapping[str, str]:
    return {field_name(part, place): why for place, found in problems for part, why in found.items()}


def _complain(problems: Mapping[str, str], drawn: Set[str], sitting: Sitting, form: FormId, draft: Draft) -> View:
    if problems.keys() <= drawn:
        raise InvalidInputError(problems)
    return draw_first_page_again(sitting, form, draft, about={place_of(field) for field in problems})


def _refuse_what_is_here(problems: Mapping[str, str], drawn: Set[str]) -> None:
    # Slack takes errors only for fields that are there; what is not is asked for on its page.
    here = {field: why for field, why in problems.items() if field in drawn}
    if here:
        raise InvalidInputError(here)
