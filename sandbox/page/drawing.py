"""Drawing blocks as HTML."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from sandbox.reading import text_of_message, text_of_view
from sandbox.records import Message, State, User, View
from sandbox.workspace import Workspace


class Drawer:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.environment = Environment(
            autoescape=True, undefined=StrictUndefined, loader=FileSystemLoader(Path(__file__).with_name("templates"))
        )

    def message(self, message: Message, viewer: User, state: State) -> Markup:
        return escape(text_of_message(message.blocks, message.text, self._workspace.name_of))

    def view(self, view: View, viewer: User) -> Markup:
        return escape(text_of_view(view.content, view.state, view.errors, self._workspace.name_of))
