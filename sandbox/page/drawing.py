"""Drawing messages and views as HTML."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sandbox.page.kit.controls import Entered
from sandbox.page.kit.marking import encodable, together
from sandbox.page.kit.passages import parser
from sandbox.page.kit.pen import Brushes, Pen
from sandbox.page.kit.reader import Reader
from sandbox.records import Message, State, User, View
from sandbox.workspace import Workspace

_FILES = ("attachments", "blocks", "elements", "pictures")


# Templates are the same for every workspace, and to compile them takes longer than to start all the rest.
@cache
def _environment() -> Environment:
    return Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _brushes() -> Brushes:
    return Brushes({name: _environment().get_template(f"{name}.html").module for name in _FILES}, parser())


class Drawer:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.environment = _environment()
        self._brushes = _brushes()

    def message(self, message: Message, viewer: User, state: State, *, within: str = "m") -> Markup:
        """Draw a message's body; `within` tells it apart where it stands on a page twice."""
        prefix = f"{within}-{message.channel}-{message.ts.replace('.', '-')}"
        pen = self._pen(Entered(prefix, state), viewer)
        body = pen.blocks(message.blocks) if message.blocks else pen.fallback(message.text)
        drawn = [pen.attachment(number, attachment) for number, attachment in enumerate(message.attachments)]
        return encodable(together([body, *drawn]))

    def view(self, view: View, viewer: User) -> Markup:
        pen = self._pen(Entered(view.id, view.state, view.errors, is_view=True), viewer)
        return encodable(pen.blocks(view.blocks))

    def _pen(self, entered: Entered, viewer: User) -> Pen:
        reader = Reader(self._workspace, viewer, self._workspace.clock.now())
        return Pen(self._brushes, reader, entered)
