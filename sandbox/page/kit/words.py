"""Words as HTML: text objects, plain or mrkdwn, as Slack's client shows them.

From docs.slack.dev, "Formatting message text".
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup

from sandbox.mentions import mention
from sandbox.page.kit.emojis import plain_with_emoji, with_emoji
from sandbox.page.kit.links import is_safe
from sandbox.page.kit.marking import replaced, tag, together
from sandbox.page.kit.reader import Reader

_PRE = re.compile(r"```(.+?)```", re.DOTALL)
_QUOTED = re.compile(r"(?:>|&gt;) ?")
_QUOTED_TO_THE_END = re.compile(r"^(?:>|&gt;){3} ?", re.MULTILINE)
# A style reaches over whole entities, code and emoji, whatever stands in them. The matching is possessive, so that no
# text can make it slow.
_STYLE = r"(?<![\w{0}]){0}(?!\s)(?P<{1}>(?:<[^<>]+>|`[^`\n]+`|:[\w'+-]+:|[^{0}\n])++)(?<!\s){0}(?![\w{0}])"
_INLINE = re.compile(
    "|".join((
        r"<(?P<entity>[^<>]+)>",
        r"(?<!`)`(?P<code>[^`\n]+)`(?!`)",
        _STYLE.format(r"\*", "bold"),
        _STYLE.format("_", "italic"),
        _STYLE.format("~", "strike"),
        r"(?P<address>https?://[^\s<>]*[^\s<>.,;:!?'\")\]*_~`])",
    ))
)  # fmt: skip
_CODE = re.compile(r"<(?P<entity>[^<>]+)>")
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def text_object(text: Mapping[str, Any], reader: Reader) -> Markup:
    if text["type"] == "mrkdwn":
        return mrkdwn(text["text"], reader, is_verbatim=bool(text.get("verbatim")))
    return plain(text)


def plain(text: Mapping[str, Any]) -> Markup:
    words = str(text["text"])
    return Markup.escape(words) if text.get("emoji") is False else with_emoji(words)


def plain_words(text: Mapping[str, Any]) -> str:
    """Return plain text as it is shown where no markup may stand."""
    words = str(text["text"])
    return words if text.get("emoji") is False else plain_with_emoji(words)


def mrkdwn(text: str, reader: Reader, *, is_verbatim: bool = False) -> Markup:
    drawn = _Mrkdwn(reader, is_verbatim)
    pieces = _PRE.split(text)
    # Code stands in lines of its own: the line ends around it are its own.
    for index in range(0, len(pieces), 2):
        if index:
            pieces[index] = pieces[index].removeprefix("\n")
        if index + 1 < len(pieces):
            pieces[index] = pieces[index].removesuffix("\n")
    return together(
        drawn.code_block(piece) if index % 2 else drawn.lines(piece) for index, piece in enumerate(pieces) if piece
    )


@dataclass(frozen=True, slots=True)
class _Mrkdwn:
    reader: Reader
    is_verbatim: bool

    def code_block(self, text: str) -> Markup:
        inner = self._draw(text.removeprefix("\n").removesuffix("\n"), _CODE, _characters)
        return tag("pre", tag("code", inner), class_="kit-pre", tabindex="0")

    def lines(self, text: str) -> Markup:
        """Draw lines, with those that are quoted apart."""
        found = _QUOTED_TO_THE_END.search(text)
        before, rest = (text[: found.start()], text[found.end() :]) if found else (text, None)
        groups = groupby(before.removesuffix("\n").split("\n") if before else [], key=_is_quoted)
        drawn = [self._passage("\n".join(lines), is_quoted=is_quoted) for is_quoted, lines in groups]
        return together([*drawn, tag("blockquote", self.inline(rest), class_="kit-quote")] if rest else drawn)

    def _passage(self, text: str, *, is_quoted: bool) -> Markup:
        if not is_quoted:
            return self.inline(text)
        bare = "\n".join(_QUOTED.sub("", line, count=1) for line in text.split("\n"))
        return tag("blockquote", self.inline(bare), class_="kit-quote")

    def inline(self, text: str) -> Markup:
        return self._draw(text, _INLINE, lambda rest: with_emoji(_unescaped(rest)))

    def _draw(self, text: str, pattern: re.Pattern[str], rest: Callable[[str], Markup]) -> Markup:
        return replaced(text, self._found(text, pattern), rest)

    def _found(self, text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int, Markup]]:
        for found in pattern.finditer(text):
            kind = str(found.lastgroup)
            yield found.start(), found.end(), self._part(kind, found[kind])

    def _part(self, kind: str, text: str) -> Markup:
        match kind:
            case "entity":
                return self._entity(text)
            case "code":
                return tag("code", self._draw(text, _CODE, _characters))
            case "address":
                url = _unescaped(text)
                return _characters(text) if self.is_verbatim else self.reader.link(url)
            case _:
                return tag({"bold": "strong", "italic": "em", "strike": "del"}[kind], self.inline(text))

    def _entity(self, entity: str) -> Markup:
        target, _, label = entity.partition("|")
        mentioned = mention(entity)
        if mentioned is not None:
            return self.reader.mention(*mentioned, _unescaped(label))
        if target.startswith("!date^"):
            return self._date(target, _unescaped(label))
        if target.startswith("!"):
            return with_emoji(_unescaped(label or target))
        url = _unescaped(target)
        # What cannot be followed is shown as it was written, so that nobody mistakes it for a link.
        return self.reader.link(url, _unescaped(label)) if is_safe(url) else _characters(f"<{entity}>")

    def _date(self, target: str, fallback: str) -> Markup:
        parts = target.split("^", 3)
        if len(parts) < 3 or not re.fullmatch(r"-?\d{1,12}", parts[1]):
            return Markup.escape(fallback or f"<{target}>")
        url = parts[3] if len(parts) > 3 else ""
        return self.reader.moment(int(parts[1]), _unescaped(parts[2]), fallback, _unescaped(url))


def _is_quoted(line: str) -> bool:
    return _QUOTED.match(line) is not None


def _unescaped(text: str) -> str:
    for written, meant in _ESCAPES:
        text = text.replace(written, meant)
    return text


def _characters(text: str) -> Markup:
    return Markup.escape(_unescaped(text))
