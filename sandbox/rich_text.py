"""Rich text: what a rich_text block and a rich_text_input may hold.

From docs.slack.dev, Reference: Block Kit, "Rich text block" and its block elements "Rich text section element", "Rich
text list element" and so on. Elements that only Slack itself writes (canvas, citation, list_record ...) are left out.
"""

from sandbox.shapes import Array, Check, Shape, Tagged, flag, one_of, string, whole


def _style(*names: str) -> dict[str, Check]:
    return {"style": Shape(optional=dict.fromkeys(names, flag))}


_TEXT_STYLE = _style("bold", "italic", "strike", "code", "underline")
_MENTION_STYLE = _style("bold", "italic", "strike", "underline", "highlight", "client_highlight", "unlink")
_BORDER = whole(0, 1)

PARTS = {
    "text": Shape(required={"text": string()}, optional=_TEXT_STYLE),
    "link": Shape(required={"url": string()}, optional={"text": string(), "unsafe": flag, **_TEXT_STYLE}),
    "emoji": Shape(
        required={"name": string()}, optional={"unicode": string(), "skin_tone": whole(1, 6), **_TEXT_STYLE}
    ),
    "user": Shape(required={"user_id": string()}, optional=_MENTION_STYLE),
    "usergroup": Shape(required={"usergroup_id": string()}, optional=_MENTION_STYLE),
    "channel": Shape(required={"channel_id": string()}, optional=_MENTION_STYLE),
    "team": Shape(required={"team_id": string()}, optional=_MENTION_STYLE),
    "broadcast": Shape(required={"range": one_of("here", "channel", "everyone")}, optional=_MENTION_STYLE),
    "color": Shape(
        required={"value": string(form=r"#[0-9A-Fa-f]{6}", called="a colour such as #F405B3")}, optional=_TEXT_STYLE
    ),
    "date": Shape(
        required={"timestamp": whole(0, 9_999_999_999), "format": string()},
        optional={"url": string(), "fallback": string(), **_TEXT_STYLE},
    ),
}

# Slack's own composer writes sections without elements for empty lines.
_INLINE = {"elements": Array(Tagged(PARTS), at_least=0)}
_SECTION = Shape(required=_INLINE)

_LIST = Shape(
    required={"style": one_of("bullet", "ordered"), "elements": Array(Tagged({"rich_text_section": _SECTION}))},
    optional={"indent": whole(0, 8), "offset": whole(0), "border": _BORDER},
)

RICH_TEXT_ELEMENTS = Array(
    Tagged(
        {
            "rich_text_section": _SECTION,
            "rich_text_list": _LIST,
            "rich_text_preformatted": Shape(required=_INLINE, optional={"border": _BORDER, "language": string()}),
            "rich_text_quote": Shape(required=_INLINE, optional={"border": _BORDER}),
        }
    )
)

RICH_TEXT = Tagged({"rich_text": Shape(required={"elements": RICH_TEXT_ELEMENTS}, optional={"block_id": string(255)})})
