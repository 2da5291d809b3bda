"""What every part of the page is drawn from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from sandbox.page.directing import Director
from sandbox.page.drawing import Drawer
from sandbox.page.places import Looking
from sandbox.page.reading_marks import ReadingMarks
from sandbox.person import Person
from sandbox.records import User
from sandbox.world import World
from sandbox.zones import zone_of


@dataclass(slots=True)
class Backdrop:
    world: World
    drawer: Drawer
    marks: ReadingMarks
    director: Director

    def viewer(self, looking: Looking) -> Person:
        return self.world.person(looking.viewer)

    def draw(self, template: str, looking: Looking, **values: Any) -> Markup:
        """Fill in a template; each of them gets the place, the person who looks, and their local time."""
        viewer = self.viewer(looking).user
        drawn = self.drawer.environment.get_template(template).render(
            looking=looking, viewer=viewer, local=lambda at: local(at, viewer), app=self.world.workspace.bot, **values
        )
        return Markup(drawn)  # noqa: S704  # The template has escaped what it was given.


def local(at: datetime, user: User) -> datetime:
    """Return the same instant on that person's own clock."""
    return at.astimezone(zone_of(user))
