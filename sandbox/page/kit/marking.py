"""Marking up: HTML elements of which every part that is not markup yet is escaped."""

from collections.abc import Callable, Iterable

from markupsafe import Markup

_ELEMENT = Markup("<%s%s>%s</%s>")
_ATTRIBUTE = Markup(' %s="%s"')
_EMPTY = Markup("")


def tag(name: str, inner: str = "", **attributes: str | None) -> Markup:
    """Return an element; `class_` stands for `class`, `data_x` for `data-x`, and None leaves an attribute out."""
    given = [
        _ATTRIBUTE % (key.rstrip("_").replace("_", "-"), value)
        for key, value in attributes.items()
        if value is not None
    ]
    return _ELEMENT % (name, _EMPTY.join(given), inner, name)


def together(pieces: Iterable[str]) -> Markup:
    return _EMPTY.join(pieces)


def encodable(markup: Markup) -> Markup:
    """Put a mark in place of what cannot be sent: half a character, as JSON may carry it."""
    try:
        markup.encode()
    except UnicodeEncodeError:
        whole = markup.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return Markup(whole)  # noqa: S704 - it is markup already
    return markup


def replaced(text: str, pattern_parts: Iterable[tuple[int, int, Markup]], rest: Callable[[str], Markup]) -> Markup:
    """Put markup in place of parts of a text, given by where they begin and end, and draw the `rest` between them."""
    pieces: list[Markup] = []
    end = 0
    for start, stop, markup in pattern_parts:
        if start > end:
            pieces.append(rest(text[end:start]))
        pieces.append(markup)
        end = stop
    if end < len(text):
        pieces.append(rest(text[end:]))
    return together(pieces)
