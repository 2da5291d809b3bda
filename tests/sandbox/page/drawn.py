"""What is drawn, as a tree to ask questions of, and what to draw."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any

from sandbox.blocks import faults_of_blocks
from sandbox.clock import Clock
from sandbox.elements import Surface
from sandbox.page.drawing import Drawer
from sandbox.records import ChannelId, Json, Message, State, UserId, View, ViewId
from sandbox.surfaces import state_of, with_ids
from sandbox.workspace import Workspace
from tests.sandbox.demo import WORKSPACE
from tests.sandbox.kit import field as input_block

_VOID = frozenset({"br", "hr", "img", "input"})
TS = "1767603600.000100"


@dataclass(slots=True)
class Node:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def __contains__(self, name: str) -> bool:
        return name in self.attributes

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def all(self, tag: str = "", **attributes: str) -> list["Node"]:
        """Find what has this tag and these attributes; `class_` asks for one class among others."""
        return [node for node in self.walk() if node.tag == (tag or node.tag) and node.has(attributes)]

    def one(self, tag: str = "", **attributes: str) -> "Node":
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of {tag} {attributes}"
        return found[0]

    def has(self, wanted: dict[str, str]) -> bool:
        for name, value in wanted.items():
            given = self.attributes.get(name.rstrip("_").replace("_", "-"))
            if given is None or value not in (given.split() if name == "class_" else [given]):
                return False
        return True


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("root")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        assert len(node.attributes) == len(attrs), f"an attribute of {tag} stands twice"
        self.open[-1].children.append(node)
        if tag not in _VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def parse(html: str) -> Node:
    """Read HTML of which every element is closed."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert len(builder.open) == 1, f"{builder.open[-1].tag} is not closed"
    return builder.open[0]


@cache
def workspace() -> Workspace:
    """Return a workspace in which nothing happens, so that all tests share it."""
    return Workspace.load(WORKSPACE, clock=Clock.frozen())


@cache
def drawer() -> Drawer:
    return Drawer(workspace())


def message(*blocks: Json, text: str = "Fallback", **more: Any) -> Message:
    named = with_ids(blocks)
    assert not list(faults_of_blocks("blocks", named, Surface.MESSAGE))
    return raw_message(*named, text=text, **more)


def raw_message(*blocks: Json, text: str = "Fallback", **more: Any) -> Message:
    """Build a message whose blocks nobody has looked at."""
    return Message(TS, ChannelId("C0PLATFORM"), UserId("U0ANA"), text, Clock.frozen().now(), blocks=blocks, **more)


def view(*blocks: Json, **more: Any) -> View:
    named = with_ids(blocks)
    assert not list(faults_of_blocks("blocks", named, Surface.MODAL))
    content = {"type": "modal", "blocks": named}
    return View(ViewId("V1"), UserId("U0ANA"), "modal", "h", content, state_of(named), **more)


def drawn(*blocks: Json, viewer: str = "ana", state: State | None = None, **more: Any) -> Node:
    return drawn_message(message(*blocks, **more), viewer, state)


def drawn_message(shown: Message, viewer: str = "ana", state: State | None = None) -> Node:
    return parse(drawer().message(shown, workspace().get_user(viewer), state_of(shown.blocks, state)))


def drawn_view(*blocks: Json, viewer: str = "ana", **more: Any) -> Node:
    return parse(drawer().view(view(*blocks, **more), workspace().get_user(viewer)))


def drawn_field(kind: str, *, block: Json | None = None, **more: Any) -> Node:
    """Draw an input block labelled `Name`, with the spot `b/a`, in a modal."""
    built = {**input_block(kind, action_id="a", **more), "block_id": "b"}
    return drawn_view({**built, "label": {"type": "plain_text", "text": "Name"}, **(block or {})})


def control(tree: Node) -> Node:
    """Return what takes the focus first."""
    return next(node for node in tree.walk() if "data-spot" in node)
