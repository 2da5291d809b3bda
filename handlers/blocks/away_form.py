"""Draws the form in which somebody says from when to when they are away."""

from datetime import date

from slack_sdk.models.views import View

from handlers.blocks import ids
from handlers.blocks.forms import Field, date_input, modal
from handlers.blocks.prose import plain
from handlers.blocks.words import short
from rituals.ids import FormId
from rituals.people import Person

FIRST_ON = "away_first_on"
LAST_ON = "away_last_on"


def away_form(form: FormId, *, person: Person, is_own: bool, today: date) -> View:
    """Draw the form with today in both fields."""
    who = "you" if is_own else short(person.name)
    verb = "are" if is_own else "is"
    return modal(
        ids.AWAY_FORM,
        "I am away" if is_own else "Somebody is away",
        [
            plain(f"While {who} {verb} away I ask nothing and remind of nothing; whoever is deputy stands in."),
            date_input(Field(name=FIRST_ON, label="First day away"), initial=today),
            date_input(Field(name=LAST_ON, label="Last day away"), initial=today),
        ],
        form,
        submit="Note it",
    )
