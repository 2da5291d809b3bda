"""Markdown blocks as HTML: what a markdown block allows, with the workspace's mentions, and nothing loaded."""

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

from sandbox.mentions import ENTITY, mention
from sandbox.page.kit.emojis import with_emoji
from sandbox.page.kit.links import is_safe, local_address
from sandbox.page.kit.marking import tag
from sandbox.page.kit.reader import Reader

# A heading of the first level is one below the name of whoever wrote the message.
HIGHEST_HEADING = 3


def parser() -> MarkdownIt:
    """Return what reads markdown. It is safe to share between readers: what is theirs travels with each call."""
    made = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    # Nothing unsafe is linked; it is shown as it was written instead.
    made.validateLink = is_safe  # type: ignore[method-assign]  # so its documentation says to do it
    made.inline.ruler.before("autolink", "mention", _mention)
    for name, rule in _RULES.items():
        made.add_render_rule(name, rule)
    return made


def markdown(text: str, made: MarkdownIt, reader: Reader) -> Markup:
    return Markup(made.render(text, {"reader": reader}))  # noqa: S704 - the renderer escapes; HTML is off


def _mention(state: StateInline, silent: bool) -> bool:
    found = ENTITY.match(state.src, state.pos)
    mentioned = mention(found[1]) if found else None
    if found is None or mentioned is None:
        return False
    if not silent:
        token = state.push("mention", "", 0)
        token.meta = {"kind": mentioned[0], "id": mentioned[1]}
    state.pos = found.end()
    return True


def _draw_mention(_self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: Any) -> str:
    return str(env["reader"].mention(tokens[index].meta["kind"], tokens[index].meta["id"]))


def _draw_text(_self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: Any) -> str:
    return str(with_emoji(tokens[index].content))


def _draw_image(_self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: Any) -> str:
    source, words = str(tokens[index].attrGet("src") or ""), tokens[index].content
    return str(tag("span", f"{words} ({source})" if words else source, class_="kit-not-loaded"))


def _open_link(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
    token, reader = tokens[index], env["reader"]
    local = local_address(str(token.attrGet("href")), reader.workspace, reader.viewer)
    if local is not None:
        token.attrSet("href", local)
    else:
        token.attrSet("target", "_blank")
        token.attrSet("rel", "noreferrer noopener")
    return self.renderToken(tokens, index, options, env)


def _heading(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
    level = min(int(tokens[index].tag[1:]) + HIGHEST_HEADING - 1, 6)
    tokens[index].tag = f"h{level}"
    return self.renderToken(tokens, index, options, env)


def _aligned(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
    # The page allows no styles in its text, so that alignment becomes a class.
    style = str(tokens[index].attrs.pop("style", ""))
    if style:
        tokens[index].attrSet("class", f"kit-align-{style.rpartition(':')[2]}")
    return self.renderToken(tokens, index, options, env)


_RULES = {
    "heading_close": _heading, "heading_open": _heading, "image": _draw_image, "link_open": _open_link,
    "mention": _draw_mention, "td_open": _aligned, "text": _draw_text, "th_open": _aligned,
}  # fmt: skip
