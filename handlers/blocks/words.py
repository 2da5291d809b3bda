"""The words for health, dates, money and counts; colour never stands without its word and shape."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import regex

from rituals.health import Health

HEALTH: Mapping[Health, str] = {
    Health.GREEN: "🟢 green, on the baseline",
    Health.AMBER: "🔶 amber, off it with a path back",
    Health.RED: "🟥 red, asking for help",
    Health.GREY: "◻️ grey, not known",
}
HEALTH_SHORT: Mapping[Health, str] = {
    Health.GREEN: "🟢 green",
    Health.AMBER: "🔶 amber",
    Health.RED: "🟥 red",
    Health.GREY: "◻️ grey",
}
"""A circle, a diamond, a filled and an empty square: told apart without colour."""

CURRENCY_SIGNS: Mapping[str, str] = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
ELLIPSIS = "…"
NAME_LIMIT = 80
"""Characters of a name in a list: a card of twenty entries stays well below what Slack takes in all."""
NAMED = 5
"""So many are named where any number may be listed; the others are counted."""
_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F])


def clean(text: str) -> str:
    """Return user text as stored: NFC, without control characters, surrogates or direction overrides (FAULTS G4)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_BIDI)
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    # Composed last, as what was taken out may have stood between a letter and its accent.
    return unicodedata.normalize("NFC", kept).strip()


def escape(text: str) -> str:
    """Return text for a place that Slack reads as mrkdwn, such as a message's fallback, with its entities inert."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clip(text: str, limit: int) -> str:
    """Cut `text` to at most `limit` characters, never inside a grapheme, ending in an ellipsis where it was cut."""
    if len(text) <= limit:
        return text
    kept = ""
    for grapheme in regex.findall(r"\X", text[: limit + 64]):
        if len(kept) + len(grapheme) > limit - len(ELLIPSIS):
            break
        kept += grapheme
    return kept + ELLIPSIS


def short(name: str) -> str:
    """Cut the name of something for a list that holds many."""
    return clip(name, NAME_LIMIT)


def listed(names: Sequence[str]) -> str:
    """`Ledger API, Payouts and 3 more`."""
    shown = ", ".join(short(name) for name in names[:NAMED])
    return shown if len(names) <= NAMED else f"{shown} and {len(names) - NAMED} more"


def say_date(day: date) -> str:
    """`Thu 8 Jan 2026`."""
    return f"{day:%a} {day.day} {day:%b} {day.year}"


def say_moment(moment: datetime, zone: str) -> str:
    """`Thu 8 Jan, 09:30` where the reader is."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def say_money(amount: int, currency: str) -> str:
    """`$4 M`, `$1.25 M`, `€300 k`; whole units of the currency."""
    sign = CURRENCY_SIGNS.get(currency, f"{currency} ")
    for unit, name in ((1_000_000_000, " bn"), (1_000_000, " M"), (1_000, " k")):
        if abs(amount) >= unit:
            return f"{sign}{amount / unit:.2f}".rstrip("0").rstrip(".") + name
    return f"{sign}{amount}"


def count(number: int, singular: str, plural: str | None = None) -> str:
    """`1 working day`, `3 working days`."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"
