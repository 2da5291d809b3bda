"""Every block and every element, as an app may send them, to look at and to hold against the rules of accessibility."""

from collections.abc import Iterator

from tests.sandbox.kit import Json, actions, bullets, button, image, mrkdwn, pie, plain, rich, video

CONFIRM: Json = {
    "title": plain("Drop the flag?"),
    "text": mrkdwn("Nobody will be *reminded* of it."),
    "confirm": plain("Drop it"),
    "deny": plain("Keep it"),
    "style": "danger",
}
COLOURS: tuple[Json, ...] = tuple({"text": plain(word), "value": word.lower()} for word in ("Red", "Amber", "Green"))
CHOICES: tuple[Json, ...] = tuple({**colour, "description": mrkdwn("What it *means*.")} for colour in COLOURS)
OFFERS: dict[str, Json] = {
    "static_select": {"options": list(COLOURS)},
    "multi_static_select": {"options": list(COLOURS), "initial_options": list(COLOURS[:2])},
    "external_select": {"min_query_length": 1},
    "multi_external_select": {"min_query_length": 1},
    "checkboxes": {"options": list(CHOICES)},
    "radio_buttons": {"options": list(CHOICES), "initial_option": CHOICES[2]},
    "overflow": {"options": [*COLOURS, {"text": plain("Read on"), "value": "on", "url": "https://example.com"}]},
    "number_input": {"is_decimal_allowed": False, "min_value": "0", "max_value": "100"},
    "datetimepicker": {"initial_date_time": 1767603600},
    "multi_users_select": {"initial_users": ["U0BEN"], "max_selected_items": 2},
}
SELECTS = tuple(
    f"{many}{kind}_select"
    for kind in ("static", "external", "users", "channels", "conversations")
    for many in ("", "multi_")
)
PICKERS = ("datepicker", "timepicker", "datetimepicker")
TYPED = ("plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input", "file_input")
CHOSEN = ("checkboxes", "radio_buttons")


def element(kind: str, **more: object) -> Json:
    action = "team" if "external" in kind else "pick"
    return {"type": kind, "action_id": action, **OFFERS.get(kind, {}), **more}


def input_of(kind: str, label: str, **more: object) -> Json:
    return {"type": "input", "block_id": label, "label": plain(label), "element": element(kind), **more}


def messages() -> Iterator[list[Json]]:
    """Yield the blocks of a few messages, which hold every kind of block that a message may."""
    yield [*_passages(), *_pictures()]
    yield [*_lists(), _table(), plot("line"), {"type": "divider"}, pie_chart()]
    yield [plot("bar"), plot("area")]
    yield [_buttons(), *_accessories(), _card()]
    yield [actions(*(element(kind, action_id=kind) for kind in (*SELECTS, *PICKERS, *CHOSEN)))]
    yield [input_of(kind, _called(kind), optional=True) for kind in ("plain_text_input", "static_select", "checkboxes")]


def form() -> list[Json]:
    """Return the blocks of a modal with every kind of input, and the alerts that stand in modals only."""
    inputs = [input_of(kind, _called(kind), hint=plain("A *hint*.")) for kind in (*TYPED, *PICKERS, *CHOSEN, *SELECTS)]
    inputs[0]["element"] |= {"multiline": True, "max_length": 100, "placeholder": plain("In a few words")}
    inputs[1]["optional"] = True
    inputs[4]["dispatch_action"] = True
    levels = ("default", "info", "warning", "error", "success")
    alerts = [{"type": "alert", "level": level, "text": mrkdwn(f"*Mind* the {level}.")} for level in levels]
    return [*alerts, *inputs, _buttons()]


def home() -> list[Json]:
    return [*_passages(), plot("line"), _card(), *_accessories(), _buttons(), {"type": "divider"}, *_pictures()]


def attachments() -> list[Json]:
    fields = [{"title": "Owner", "value": "<@U0BEN>"}, {"title": "Due", "value": "Friday"}]
    said = {
        "pretext": "From another place",
        "author_name": "Ana",
        "title": "A flag",
        "title_link": "https://example.com",
    }
    return [{"color": "danger", **said, "text": "It *slips*.", "fields": fields, "footer": "Today"}]


def plot(kind: str) -> Json:
    """Build a chart of three series, one of them below zero."""
    weeks = [f"{day} January 2026" for day in (5, 12, 19, 26)]
    rows = {"Raised": (3, 5, 2.5, 8), "Closed": (1, 2, 4, 7), "Balance": (-2, -3, 1.5, -1)}
    series = [
        {"name": name, "data": [{"label": week, "value": value} for week, value in zip(weeks, values, strict=True)]}
        for name, values in rows.items()
    ]
    axes = {"categories": weeks, "x_label": "Week", "y_label": "Flags"}
    return {
        "type": "data_visualization",
        "title": f"Flags of a month ({kind})",
        "chart": {"type": kind, "series": series, "axis_config": axes},
    }


def pie_chart() -> Json:
    return pie(segments=6, value=2, title="Flags by cause")


def _called(kind: str) -> str:
    return kind.replace("_", " ").capitalize()


def _passages() -> list[Json]:
    words = "*Bold*, _italic_, ~struck~, `code`, <https://example.com|a link>, <@U0BEN>, <@U0ANA>, <#C0PLATFORM> :tada:"
    fields = [mrkdwn("*Owner*\n<@U0BEN>"), mrkdwn("*Due*\n<!date^1767603600^{date_short}|soon>")]
    return [
        {"type": "header", "text": plain("A header :rocket:")},
        {"type": "section", "text": mrkdwn(f"{words}\n> A quotation\n```a block\n  of code```")},
        {"type": "section", "fields": fields},
        {"type": "context", "elements": [image(alt_text="A small picture"), mrkdwn("A *context* of small words")]},
        {"type": "divider"},
    ]


def _pictures() -> list[Json]:
    return [
        image(title=plain("A picture's title"), alt_text="What is to be seen"),
        {"type": "section", "text": mrkdwn("Beside a picture"), "accessory": image(alt_text="A thumbnail")},
        video(alt_text="A walk through the flags", provider_name="Example", author_name="Ana"),
    ]


def _lists() -> list[Json]:
    markdown = "# A title\n\n1. One\n2. **Two**\n\n| Team | Flags |\n|---|--:|\n| Core | 3 |\n\n> Said\n\n[Read](https://example.com)"
    return [
        rich({"type": "text", "text": "Rich "}, {"type": "text", "text": "words", "style": {"bold": True}}),
        bullets(),
        rich({"type": "text", "text": "Quoted"}, kind="rich_text_quote"),
        rich({"type": "text", "text": "x = 1"}, kind="rich_text_preformatted"),
        {"type": "markdown", "text": markdown},
    ]


def _table() -> Json:
    words = [
        ["Team", "Health", "Days over"],
        ["Core ledger", "Red", "12"],
        ["Payments and everything after", "Green", "0"],
    ]
    rows = [[{"type": "raw_text", "text": word} for word in row] for row in words]
    return {"type": "table", "rows": rows, "column_settings": [{"is_wrapped": True}, None, {"align": "right"}]}


def _buttons() -> Json:
    return actions(
        button(text=plain("Plain"), action_id="answer"),
        button(text=plain("Primary"), action_id="first", style="primary"),
        button(text=plain("Danger"), action_id="danger", style="danger", confirm=CONFIRM),
        button(text=plain("Elsewhere"), action_id="link", url="https://example.com"),
        element("overflow"),
    )


def _accessories() -> Iterator[Json]:
    for kind in (*SELECTS, "datepicker", "timepicker", *CHOSEN, "overflow"):
        yield {"type": "section", "text": mrkdwn(f"*{_called(kind)}*, beside a few words"), "accessory": element(kind)}
    yield {"type": "section", "text": mrkdwn("*A button*"), "accessory": button(action_id="answer")}


def _card() -> Json:
    pictures = {"hero_image": image(alt_text="A landscape"), "icon": image(alt_text="An icon")}
    said = {"title": mrkdwn("A *card*"), "subtitle": plain("Below its title"), "body": mrkdwn("Some _words_.")}
    return {"type": "card", **pictures, **said, "actions": [button(text=plain("Open"), action_id="answer")]}
