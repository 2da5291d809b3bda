"""Draws the command's menu and its short help."""

from dataclasses import dataclass
from datetime import date, datetime

from slack_sdk.models.blocks import Block, ButtonElement

from handlers.blocks import ids
from handlers.blocks.home import draw_need
from handlers.blocks.prose import Card, bold, button, buttons, header, paragraph, plain, sentence, small
from handlers.blocks.words import count, say_date, say_moment
from rituals.ids import CheckInId
from rituals.needs import Need

MOST_NEEDS = 3
_MENU = "menu"
"""What the menu's buttons carry: they ask for nothing in particular."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """All that one reader's menu shows. Times are UTC, shown in `zone`.

    `away_until` is the last day of being away, `paused_until` the end of the pause that holds the reader's check-ins.
    """

    needs: tuple[Need, ...]
    next_at: datetime | None
    initiatives: int
    zone: str
    away_until: date | None
    paused_until: datetime | None
    open_check_in: CheckInId | None


def menu_card(menu: Menu) -> Card:
    """Draw what needs the reader, when they are asked next, and what they can do."""
    state = [_say_next(menu)]
    if menu.away_until is not None:
        state.insert(0, f"You are away until {say_date(menu.away_until)}.")
    if menu.paused_until is not None:
        state.insert(0, f"Your check-ins are paused until {say_moment(menu.paused_until, menu.zone)}.")
    blocks: list[Block] = [header("Needs you")]
    if not menu.needs:
        blocks.append(plain("Nothing waits for you."))
    for place, need in enumerate(menu.needs[:MOST_NEEDS]):
        blocks += draw_need(need, place)
    if len(menu.needs) > MOST_NEEDS:
        blocks.append(small(f"… and {len(menu.needs) - MOST_NEEDS} more in Home."))
    blocks.append(paragraph(*(sentence(each) for each in state)))
    blocks.append(buttons(*_buttons(menu)))
    waits = f"{count(len(menu.needs), 'thing')} for you to finish" if menu.needs else "Nothing waits for you"
    return Card(f"{waits}. {' '.join(state)}", tuple(blocks))


def help_card(command: str, flag_command: str, note: str | None = None) -> Card:
    """Draw the help: at most eight short lines, after what was not understood."""
    lines = (
        (command, "what needs you, and when I ask you next"),
        (f"{command} away 3–14 Aug", "your deputy stands in; or today, until Friday, next week"),
        (f"{command} back", "you are here again"),
        (f"{command} pause me until 2 Mar", "your check-ins rest; or a team's, or all"),
        (f"{command} resume", "they go on"),
        (f"{command} why", "when I ask you next, or why not; or why and @somebody or an initiative"),
        (f"{flag_command} what could happen", "raise a risk before it hits"),
    )
    shown = paragraph(*(sentence(bold(words), f": {meaning}") for words, meaning in lines))
    text = "\n".join(f"{words}: {meaning}" for words, meaning in lines)
    return Card(f"{note}\n{text}", (plain(note), shown)) if note else Card(text, (shown,))


def _buttons(menu: Menu) -> list[ButtonElement]:
    shown = {need.subject for need in menu.needs[:MOST_NEEDS]}
    found = [
        button("Raise a flag", ids.MENU_FLAG, _MENU),
        button("I am away …", ids.MENU_AWAY, _MENU),
        button("Why no message?", ids.MENU_WHY, _MENU),
        button("Help", ids.MENU_HELP, _MENU),
    ]
    if menu.open_check_in is not None and menu.open_check_in not in shown:
        found.insert(0, button("Answer check-in", ids.CHECK_IN_ANSWER, menu.open_check_in, style="primary"))
    return found


def _say_next(menu: Menu) -> str:
    if menu.next_at is None:
        return "You are not asked for check-ins, as you own nothing that is under way."
    about = count(menu.initiatives, "initiative")
    return f"Your next check-in comes {say_moment(menu.next_at, menu.zone)}, about {about}."
