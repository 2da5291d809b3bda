"""Draws the form that raises a flag: five fields, and the notice it gives."""

from dataclasses import dataclass
from datetime import date

from slack_sdk.models.blocks import Block, InputBlock, Option, PlainTextObject
from slack_sdk.models.blocks.block_elements import ExternalDataSelectElement
from slack_sdk.models.views import View

from handlers.blocks.forms import (
    MENU_LIMIT,
    OPTION_LIMIT,
    Choice,
    ChoiceGroup,
    Field,
    date_input,
    grouped_select_input,
    modal,
    radio_input,
    text_input,
)
from handlers.blocks.ids import (
    FLAG_CHANCE,
    FLAG_FORM,
    FLAG_HELP_WANTED,
    FLAG_HITS,
    FLAG_IMPACT_ON,
    FLAG_WHAT,
)
from handlers.blocks.prose import small
from handlers.blocks.words import clip, count
from rituals.flag_targets import Targets
from rituals.flags import Chance
from rituals.ids import FormId
from rituals.program import Initiative

CHANCES = {
    Chance.UNLIKELY: "Unlikely: it would surprise me",
    Chance.POSSIBLE: "Possible: it may or may not",
    Chance.LIKELY: "Likely: I expect it",
    Chance.NEARLY_CERTAIN: "Nearly certain: it takes luck to avoid it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledIn:
    """What stands in the form already. `notice` is how many working days the date gives, None for a day gone by."""

    what: str | None = None
    impact_on: date | None = None
    hits: str | None = None
    chance: str | None = None
    help_wanted: str | None = None
    notice: int | None = None


def draw_form(form: FormId, targets: Targets, filled: FilledIn) -> View:
    """Draw the form with what is known of the flag."""
    blocks: list[Block] = [
        text_input(
            Field(
                name=FLAG_WHAT,
                label="What could happen?",
                placeholder="If the supplier slips, we start the pilot without terminals",
            ),
            initial=filled.what,
            multiline=True,
        ),
        date_input(
            Field(name=FLAG_IMPACT_ON, label="When would it hit, at the earliest?", reacts=True),
            initial=filled.impact_on,
        ),
        small(_say_notice(filled)),
        _targets_input(targets, filled.hits or targets.guess),
        radio_input(
            Field(name=FLAG_CHANCE, label="How likely is it?"),
            [Choice(chance.value, label) for chance, label in CHANCES.items()],
            initial=filled.chance,
        ),
        text_input(
            Field(
                name=FLAG_HELP_WANTED,
                label="What help do you want?",
                placeholder="A decision, a person, money …",
                optional=True,
            ),
            initial=filled.help_wanted,
            multiline=True,
        ),
    ]
    return modal(FLAG_FORM, "Raise a flag", blocks, form, submit="Raise the flag")


def draw_targets(initiatives: tuple[Initiative, ...]) -> list[dict[str, object]]:
    """Draw what a search for the initiative found, as Slack takes the options of a menu."""
    return [_option(initiative).to_dict() for initiative in initiatives[:MENU_LIMIT]]


def _say_notice(filled: FilledIn) -> str:
    if filled.impact_on is None:
        return "Choose the date, and I tell you how much notice you give us."
    if filled.notice is None:
        return "That day is over. If it has hit already, choose today."
    return f"You give us {count(filled.notice, 'working day')}. Thank you for saying it."


def _targets_input(targets: Targets, initial: str | None) -> InputBlock:
    field = Field(name=FLAG_HITS, label="Which initiative would it hit?")
    if len(targets.all) > MENU_LIMIT:
        return _search_input(field, targets, initial)
    groups = [
        ChoiceGroup("Your team's", tuple(_choice(each) for each in targets.own_teams)),
        ChoiceGroup("Others", tuple(_choice(each) for each in targets.others)),
    ]
    return grouped_select_input(field, groups, initial=initial)


def _search_input(field: Field, targets: Targets, initial: str | None) -> InputBlock:
    """Draw a menu that asks the bot for its options: it opens with the likeliest, and finds the others by name."""
    chosen = next((_option(each) for each in targets.all if each.id == initial), None)
    element = ExternalDataSelectElement(action_id=field.name, min_query_length=0, initial_option=chosen)
    return InputBlock(
        block_id=field.name,
        label=field.label,
        hint=f"{len(targets.all)} initiatives: type a part of the name.",
        element=element,
    )


def _choice(initiative: Initiative) -> Choice:
    return Choice(initiative.id, initiative.name)


def _option(initiative: Initiative) -> Option:
    return Option(value=initiative.id, text=PlainTextObject(text=clip(initiative.name, OPTION_LIMIT)))
