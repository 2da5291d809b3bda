"""The pen: what the templates draw one message or view with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from zlib import crc32

from markdown_it import MarkdownIt
from markupsafe import Markup

from sandbox.page.kit.attachments import read_attachment
from sandbox.page.kit.charts import Chart, chart_of
from sandbox.page.kit.controls import Control, Entered, control
from sandbox.page.kit.links import is_own_picture, is_safe, local_address
from sandbox.page.kit.passages import markdown
from sandbox.page.kit.reader import Reader
from sandbox.page.kit.rich import rich_text
from sandbox.page.kit.words import mrkdwn, text_object
from sandbox.records import Json

_BLOCKS = frozenset({
    "actions", "alert", "card", "context", "data_visualization", "divider", "header", "image", "input", "markdown",
    "rich_text", "section", "table", "video",
})  # fmt: skip
# The macro that draws each element.
_ELEMENTS: Mapping[str, str] = {
    "button": "button",
    "image": "picture",
    "overflow": "overflow",
    "file_input": "files",
    "external_select": "asking_menu",
    **dict.fromkeys(("checkboxes", "radio_buttons"), "choices"),
    **dict.fromkeys(("static_select", "users_select", "channels_select", "conversations_select"), "menu"),
    **dict.fromkeys(("datepicker", "timepicker", "datetimepicker"), "moment"),
    **dict.fromkeys(
        ("plain_text_input", "rich_text_input", "number_input", "email_text_input", "url_text_input"), "typed"
    ),
    **dict.fromkeys(
        (f"multi_{kind}_select" for kind in ("static", "external", "users", "channels", "conversations")), "many_menu"
    ),
}


@dataclass(frozen=True, slots=True)
class Brushes:
    """What every drawing is made with: the macros of the templates, by their files, and what reads markdown."""

    macros: Mapping[str, object]
    markdown: MarkdownIt


class Pen:
    """What the templates draw one message or view with."""

    def __init__(self, brushes: Brushes, reader: Reader, entered: Entered) -> None:
        self._brushes = brushes
        self._reader = reader
        self._entered = entered

    @property
    def errors(self) -> Mapping[str, str]:
        return self._entered.errors

    def blocks(self, blocks: Iterable[Json]) -> Markup:
        return self._macro("blocks", "blocks", list(blocks))

    def fallback(self, text: str) -> Markup:
        return self._macro("blocks", "fallback", mrkdwn(text, self._reader)) if text else Markup("")

    def attachment(self, number: int, attachment: object) -> Markup:
        within = Entered(f"{self._entered.prefix}@{number}", self._entered.state)
        pen = Pen(self._brushes, self._reader, within)
        return pen._macro("attachments", "attachment", read_attachment(attachment))

    def block(self, block: Json) -> Markup:
        kind = block.get("type")
        known = isinstance(kind, str) and kind in _BLOCKS
        return self._macro("blocks", f"{kind}_block" if known else "unknown", block)

    def element(self, element: Json, block: Json, index: int = 0) -> Markup:
        kind = element["type"]
        if kind not in _ELEMENTS:
            return self._macro("blocks", "unknown", element)
        if kind == "image":
            return self._macro("pictures", "picture", element)
        return self._macro("elements", _ELEMENTS[kind], self._control(element, block, index))

    def id_of(self, block: Json) -> str:
        """Return an id for a drawing, of letters that an address in the drawing may hold."""
        return f"{self._entered.prefix}-{crc32(str(block.get('block_id', '')).encode('utf-8', 'replace')):08x}"

    def text(self, text: Json) -> Markup:
        return text_object(text, self._reader)

    def mrkdwn(self, text: str) -> Markup:
        return mrkdwn(text, self._reader)

    def rich_text(self, block: Json) -> Markup:
        return rich_text(block, self._reader)

    def markdown(self, text: str) -> Markup:
        return markdown(text, self._brushes.markdown, self._reader)

    def chart(self, block: Json) -> Chart:
        return chart_of(block)

    def link(self, url: str, label: str) -> Markup:
        return self._reader.link(url, label)

    def address(self, url: str | None) -> str | None:
        """Return where a press of a button with this URL leads, or None where it must not be followed."""
        if url is None:
            return None
        local = local_address(url, self._reader.workspace, self._reader.viewer)
        return local or (url if is_safe(url) else None)

    def shown_picture(self, image: Json) -> str | None:
        """Return the address of a picture that can be shown without a request that leaves the machine."""
        url = str(image.get("image_url") or "")
        return url if is_own_picture(url) else None

    def _control(self, element: Json, block: Json, index: int) -> Control:
        parts = (str(block.get("block_id", "")), str(element.get("action_id", f"~{index}")))
        # Ids take no blanks, and half a character, as JSON may carry it, must not stop the drawing.
        key = ":".join(quote(part, safe="", errors="surrogatepass") for part in parts)
        return control(element, block, key, self._entered, self._reader)

    def _macro(self, file: str, name: str, *given: Any) -> Markup:
        drawn: Markup = getattr(self._brushes.macros[file], name)(*given, self)
        return drawn
