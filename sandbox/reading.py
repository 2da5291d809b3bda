"""Reading: blocks and views in plain text, as a person would read them, for transcripts and for tests.

The blocks must be sound: `sandbox.blocks` and `sandbox.views` say whether they are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.mentions import mentions_in
from sandbox.wording import NameOf, moment, name, own_id, words_of_mrkdwn, words_of_rich_text, words_of_text

__all__ = ["mentions_in", "text_of_message", "text_of_view"]

RULER = "─" * 40

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the names they see, what they have filled in, and what was wrong with it."""

    name_of: NameOf
    values: Mapping[str, Any]
    errors: Mapping[str, str]

    def text(self, text: Json | None) -> str:
        return words_of_text(text, self.name_of)


def text_of_message(blocks: Sequence[Json] | None, fallback: str | None, name_of: NameOf = own_id) -> str:
    """Write a message down. Like Slack, show the fallback only where there are no blocks."""
    if not blocks:
        return words_of_mrkdwn(fallback or "", name_of)
    return _text_of_blocks(blocks, Reader(name_of=name_of, values={}, errors={}))


def text_of_view(
    view: Json,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    name_of: NameOf = own_id,
) -> str:
    """Write a view down, with `values` like a payload's `state.values` and `errors` like those of a response."""
    lines = [_text_of_blocks(view["blocks"], Reader(name_of=name_of, values=values or {}, errors=errors or {}))]
    if view["type"] == "modal":
        close = words_of_text(view["close"]) if "close" in view else "Cancel"
        labels = [close, *([words_of_text(view["submit"])] if "submit" in view else [])]
        lines = [f"== {words_of_text(view['title'])} ==", *lines, "  ".join(f"[ {label} ]" for label in labels)]
    return "\n".join(lines)


def _text_of_blocks(blocks: Sequence[Json], reader: Reader) -> str:
    lines = []
    for block in blocks:
        lines.append(_BLOCKS[block["type"]](block, reader))
        if block.get("block_id") in reader.errors:
            lines.append(f"  ! {reader.errors[block['block_id']]}")
    return "\n".join(lines)


def _section(block: Json, reader: Reader) -> str:
    fields = [reader.text(field) for field in block.get("fields", ())]
    lines = [reader.text(block["text"])] if "text" in block else []
    lines += [" | ".join(fields[start : start + 2]) for start in range(0, len(fields), 2)]
    if "accessory" in block:
        lines[0] += "  " + _element(block["accessory"], block, reader)
    return "\n".join(lines)


def _actions(block: Json, reader: Reader) -> str:
    return "  ".join(_element(element, block, reader) for element in block["elements"])


def _context(block: Json, reader: Reader) -> str:
    shown = (_image(part, reader) if part["type"] == "image" else reader.text(part) for part in block["elements"])
    return f"({' '.join(shown)})"


def _image(block: Json, _reader: Reader) -> str:
    title = words_of_text(block.get("title"))
    return f"[image: {title + ' - ' if title else ''}{block['alt_text']}]"


def _input(block: Json, reader: Reader) -> str:
    label = words_of_text(block["label"]) + (" (optional)" if block.get("optional") else "")
    line = f"{label}: {_answer(block['element'], block, reader).replace(chr(10), chr(10) + '    ')}"
    return f"{line}\n    ({words_of_text(block['hint'])})" if "hint" in block else line


def _table(block: Json, reader: Reader) -> str:
    return _aligned([[_cell(cell, reader) for cell in row] for row in block["rows"]])


def _cell(cell: Json, reader: Reader) -> str:
    return words_of_rich_text(cell, reader.name_of) if cell["type"] == "rich_text" else str(cell["text"])


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    columns = range(max(len(row) for row in rows))
    widths = [max(len(row[column]) for row in rows if column < len(row)) for column in columns]
    return "\n".join(
        " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip() for row in rows
    )


def _chart(block: Json, _reader: Reader) -> str:
    chart = block["chart"]
    if chart["type"] == "pie":
        rows = [[segment["label"], str(segment["value"])] for segment in chart["segments"]]
    else:
        rows = [["", *chart["axis_config"]["categories"]]]
        for series in chart["series"]:
            points = {point["label"]: str(point["value"]) for point in series["data"]}
            rows.append([series["name"], *(points[category] for category in chart["axis_config"]["categories"])])
    return f"[{chart['type']} chart: {block['title']}]\n{_aligned(rows)}"


def _card(block: Json, reader: Reader) -> str:
    lines = [_image(block[part], reader) for part in ("hero_image", "icon") if part in block]
    lines += [reader.text(block[part]) for part in ("title", "subtitle", "body") if part in block]
    if "actions" in block:
        lines.append("  ".join(_element(button, block, reader) for button in block["actions"]))
    return "\n".join(lines)


_BLOCKS: Mapping[str, Callable[[Json, Reader], str]] = {
    "actions": _actions,
    "alert": lambda block, reader: f"[{block.get('level', 'default')}] {reader.text(block['text'])}",
    "card": _card,
    "context": _context,
    "data_visualization": _chart,
    "divider": lambda _, __: RULER,
    "header": lambda block, reader: f"## {reader.text(block['text'])}",
    "image": _image,
    "input": _input,
    "markdown": lambda block, reader: words_of_mrkdwn(block["text"], reader.name_of),
    "rich_text": lambda block, reader: words_of_rich_text(block, reader.name_of),
    "section": _section,
    "table": _table,
    "video": lambda block, _: f"[video: {words_of_text(block['title'])}] {block['video_url']}",
}


def _element(element: Json, block: Json, reader: Reader) -> str:
    kind = element["type"]
    if kind == "button":
        return f"[ {words_of_text(element['text'])} ]"
    if kind == "image":
        return _image(element, reader)
    if kind in _MARKS:
        return _choices(element, _chosen(element, block, reader), reader)
    prompt = "…" if kind == "overflow" else words_of_text(element.get("placeholder"))
    shown = _words_of_chosen(_chosen(element, block, reader), reader) or prompt
    return f"[ {shown} ]" if kind.endswith("_input") else f"( {shown} v )"


def _answer(element: Json, block: Json, reader: Reader) -> str:
    """Show what was filled in, or the empty control."""
    given = "" if element["type"] in _MARKS else _words_of_chosen(_chosen(element, block, reader), reader)
    return given or _element(element, block, reader)


_MARKS = {"checkboxes": ("[x]", "[ ]"), "radio_buttons": ("(o)", "( )")}


def _choices(element: Json, chosen: Json, reader: Reader) -> str:
    picked = [*chosen.get("selected_options", ()), chosen.get("selected_option")]
    values = {option["value"] for option in picked if option}
    full, empty = _MARKS[element["type"]]
    return "  ".join(
        f"{full if option['value'] in values else empty} {reader.text(option['text'])}" for option in element["options"]
    )


def _chosen(element: Json, block: Json, reader: Reader) -> Json:
    """Return the state of an element: what the person has chosen, else what it was opened with."""
    states: Json = reader.values.get(block.get("block_id", ""), {})
    action = element.get("action_id", "")
    if action in states:
        return dict(states[action])
    return {
        field.replace("initial_", "selected_", 1): part
        for field, part in element.items()
        if field.startswith("initial_")
    }


def _words_of_chosen(chosen: Json, reader: Reader) -> str:
    for field, part in chosen.items():
        if part and field in _CHOSEN:
            return ", ".join(_CHOSEN[field](one, reader) for one in (part if isinstance(part, list) else [part]))
    return ""


def _identified(kind: str) -> Callable[[Any, Reader], str]:
    return lambda identifier, reader: name(kind, identifier, reader.name_of)


def _typed(value: Any, reader: Reader) -> str:
    return words_of_rich_text(value, reader.name_of) if isinstance(value, dict) else str(value)


_CHOSEN: Mapping[str, Callable[[Any, Reader], str]] = {
    "value": _typed,
    "selected_value": _typed,
    "rich_text_value": _typed,
    "selected_option": lambda option, reader: reader.text(option["text"]),
    "selected_options": lambda option, reader: reader.text(option["text"]),
    "selected_date": _typed,
    "selected_time": _typed,
    "selected_date_time": lambda timestamp, _: moment(timestamp),
    **dict.fromkeys(("selected_user", "selected_users"), _identified("user")),
    **dict.fromkeys(("selected_channel", "selected_channels"), _identified("channel")),
    **dict.fromkeys(("selected_conversation", "selected_conversations"), _identified("conversation")),
}
