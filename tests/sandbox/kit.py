"""Builders of sound blocks, harmless by default: a test states only what it is about."""

from typing import Any

Json = dict[str, Any]


def plain(text: str = "Fine", **more: Any) -> Json:
    return {"type": "plain_text", "text": text, **more}


def mrkdwn(text: str = "*Fine*", **more: Any) -> Json:
    return {"type": "mrkdwn", "text": text, **more}


def option(value: str = "a", **more: Any) -> Json:
    return {"text": plain("A"), "value": value, **more}


def options(count: int) -> list[Json]:
    return [option(str(number)) for number in range(count)]


def groups(count: int, each: int = 1) -> list[Json]:
    return [
        {"label": plain(), "options": [option(f"{group}.{number}") for number in range(each)]} for group in range(count)
    ]


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(), **more}


def fields(count: int, length: int = 1) -> Json:
    return {"type": "section", "fields": [plain("x" * length)] * count}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain(), **more}


def select(**more: Any) -> Json:
    return actions({"type": "static_select", **more})


def multi_select(**more: Any) -> Json:
    return actions({"type": "multi_static_select", "options": options(3), **more})


def field(kind: str = "plain_text_input", **more: Any) -> Json:
    return {"type": "input", "label": plain(), "element": {"type": kind, **more}}


def confirm(**more: Any) -> Json:
    parts = {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()}
    return actions(button(confirm={**parts, **more}))


def image(**more: Any) -> Json:
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A", **more}


def rich(*parts: Json, kind: str = "rich_text_section", **more: Any) -> Json:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": list(parts), **more}]}


def bullets(**more: Any) -> Json:
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": "One"}]}
    return rich(item, kind="rich_text_list", **{"style": "bullet", **more})


def table(rows: int = 1, cells: int = 1, **more: Any) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * cells] * rows, **more}


def markdown(length: int) -> Json:
    return {"type": "markdown", "text": "x" * length}


def plot(series: int = 1, points: int = 1, **more: Any) -> Json:
    labels = [str(number) for number in range(points)]
    data = [{"label": label, "value": 1} for label in labels]
    chart = {
        "type": "line",
        "series": [{"name": str(number), "data": data} for number in range(series)],
        "axis_config": {"categories": labels},
    }
    return {"type": "data_visualization", "title": "KPI", "chart": {**chart, **more}}


def pie(segments: int = 1, value: float = 1, title: str = "KPI") -> Json:
    slices = [{"label": str(number), "value": value} for number in range(segments)]
    return {"type": "data_visualization", "title": title, "chart": {"type": "pie", "segments": slices}}


def card(**more: Any) -> Json:
    return {"type": "card", "title": mrkdwn(), **more}


def video(**more: Any) -> Json:
    urls = {"thumbnail_url": "https://example.com/a.png", "video_url": "https://example.com/v"}
    return {"type": "video", "alt_text": "A", "title": plain(), **urls, **more}
