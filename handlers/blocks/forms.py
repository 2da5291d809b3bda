"""Draws forms: inputs with their labels, hints and what stands in them already. Figures are Slack's limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from slack_sdk.models.blocks import (
    Block,
    DatePickerElement,
    InputBlock,
    Option,
    OptionGroup,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    StaticSelectElement,
    UserSelectElement,
)
from slack_sdk.models.blocks.block_elements import InputInteractiveElement, NumberInputElement
from slack_sdk.models.views import View

from handlers.blocks.words import clip
from rituals.ids import FormId

TITLE_LIMIT = 24
LABEL_LIMIT = 2_000
OPTION_LIMIT = 75
PLACEHOLDER_LIMIT = 150
TYPED_LIMIT = 3_000
MENU_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """One option: the id that comes back, what is read, and what is said of it in smaller letters."""

    value: str
    label: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Options under one heading."""

    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What every input has. `name` is both its block id and its action id, and finds its answer again.

    With `reacts`, choosing something is told to the bot at once.
    """

    name: str
    label: str
    hint: str | None = None
    placeholder: str | None = None
    optional: bool = False
    reacts: bool = False


def modal(
    callback_id: str, title: str, blocks: Sequence[Block], form: FormId, *, submit: str = "Send", close: str = "Cancel"
) -> View:
    """Draw a form that carries nothing but the id of its Form record."""
    return View(
        type="modal",
        callback_id=callback_id,
        private_metadata=form,
        title=_plain(title, TITLE_LIMIT),
        submit=_plain(submit, TITLE_LIMIT),
        close=_plain(close, TITLE_LIMIT),
        blocks=list(blocks),
    )


def notice(title: str, blocks: Sequence[Block]) -> View:
    """Draw a modal that only says something and is closed."""
    return View(type="modal", title=_plain(title, TITLE_LIMIT), close=_plain("Close", TITLE_LIMIT), blocks=list(blocks))


def text_input(
    field: Field, *, initial: str | None = None, multiline: bool = False, max_length: int = TYPED_LIMIT
) -> InputBlock:
    """Draw a text field."""
    element = PlainTextInputElement(
        action_id=field.name,
        initial_value=clip(initial, max_length) if initial else None,
        multiline=multiline,
        max_length=max_length,
        placeholder=_placeholder(field),
    )
    return _input(field, element)


def number_input(
    field: Field,
    *,
    initial: float | None = None,
    minimum: float | None = None,
    maximum: float | None = None,
    decimals: bool = True,
) -> InputBlock:
    """Draw a number field."""
    element = NumberInputElement(
        action_id=field.name,
        is_decimal_allowed=decimals,
        initial_value=_digits(initial),
        min_value=_digits(minimum),
        max_value=_digits(maximum),
        placeholder=_placeholder(field),
    )
    return _input(field, element)


def date_input(field: Field, *, initial: date | None = None) -> InputBlock:
    """Draw a date picker."""
    element = DatePickerElement(
        action_id=field.name,
        initial_date=initial.isoformat() if initial else None,
        placeholder=_placeholder(field),
    )
    return _input(field, element)


def select_input(field: Field, choices: Sequence[Choice], *, initial: str | None = None) -> InputBlock:
    """Draw a menu of at most 100 options."""
    options = [_option(choice) for choice in choices[:MENU_LIMIT]]
    element = StaticSelectElement(
        action_id=field.name,
        options=options,
        initial_option=_chosen(options, initial),
        placeholder=_placeholder(field),
    )
    return _input(field, element)


def grouped_select_input(field: Field, groups: Sequence[ChoiceGroup], *, initial: str | None = None) -> InputBlock:
    """Draw a menu under headings; groups without options are left out."""
    options = [[_option(choice) for choice in group.choices[:MENU_LIMIT]] for group in groups]
    drawn = [
        OptionGroup(label=_plain(group.label, OPTION_LIMIT), options=of_group)
        for group, of_group in zip(groups, options, strict=True)
        if of_group
    ]
    element = StaticSelectElement(
        action_id=field.name,
        option_groups=drawn,
        initial_option=_chosen([option for of_group in options for option in of_group], initial),
        placeholder=_placeholder(field),
    )
    return _input(field, element)


def radio_input(field: Field, choices: Sequence[Choice], *, initial: str | None = None) -> InputBlock:
    """Draw at most ten options, all to be seen at once."""
    options = [_option(choice) for choice in choices]
    element = RadioButtonsElement(action_id=field.name, options=options, initial_option=_chosen(options, initial))
    return _input(field, element)


def user_input(field: Field, *, initial: str | None = None) -> InputBlock:
    """Draw a menu of everybody in the workspace; `initial` is a Slack id."""
    element = UserSelectElement(action_id=field.name, initial_user=initial, placeholder=_placeholder(field))
    return _input(field, element)


def _input(field: Field, element: InputInteractiveElement) -> InputBlock:
    return InputBlock(
        block_id=field.name,
        label=_plain(field.label, LABEL_LIMIT),
        hint=_plain(field.hint, LABEL_LIMIT) if field.hint else None,
        element=element,
        optional=field.optional,
        dispatch_action=field.reacts,
    )


def _option(choice: Choice) -> Option:
    description = _plain(choice.description, OPTION_LIMIT) if choice.description else None
    return Option(value=choice.value, text=_plain(choice.label, OPTION_LIMIT), description=description)


def _chosen(options: Sequence[Option], value: str | None) -> Option | None:
    return next((option for option in options if option.value == value), None)


def _placeholder(field: Field) -> PlainTextObject | None:
    return _plain(field.placeholder, PLACEHOLDER_LIMIT) if field.placeholder else None


def _digits(number: float | None) -> str | None:
    # Slack takes numbers as text, without an exponent or a trailing ".0".
    return None if number is None else f"{number:.6f}".rstrip("0").rstrip(".")


def _plain(text: str, limit: int) -> PlainTextObject:
    return PlainTextObject(text=clip(text, limit), emoji=True)
