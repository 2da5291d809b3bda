"""A screen: what one tab shows, and what has changed of it since it was last told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from markupsafe import Markup

from sandbox.page.backdrop import Backdrop
from sandbox.page.feed import Entries, Feed
from sandbox.page.inspecting import count_wrong, draw_inspector, rows
from sandbox.page.places import HOME, Looking
from sandbox.page.rooms import draw_rooms
from sandbox.page.time_bar import draw_happened, draw_time_bar
from sandbox.records import Json

Part = str | Entries
"""A region drawn whole, or a list of entries that keep their keys."""


@dataclass(slots=True)
class Screen:
    backdrop: Backdrop
    looking: Looking
    _shown: dict[str, Part] = field(default_factory=dict)
    _read_before: str | None = None
    _feed: Feed = field(init=False)
    _thread: Feed = field(init=False)

    def __post_init__(self) -> None:
        self._feed = Feed(self.backdrop, self.looking)
        self._thread = Feed(self.backdrop, self.looking, is_thread=True)

    def draw(self) -> dict[str, Part]:
        """Draw everything, and remember it as shown."""
        self._shown = dict(self._parts())
        return self._shown

    def changes(self) -> list[Json]:
        """Draw everything anew, and return what the tab has to do to show it."""
        before, now = self._shown, self.draw()
        found: list[Json] = []
        for region, part in now.items():
            was = before.get(region)
            if part == was:
                continue
            if isinstance(part, dict):
                found.append({"region": region, **_difference(was if isinstance(was, dict) else {}, part)})
            else:
                found.append({"region": region, "html": part})
        return found

    def _parts(self) -> Iterator[tuple[str, Part]]:
        backdrop, looking = self.backdrop, self.looking
        viewer = backdrop.viewer(looking)
        if looking.room == HOME:
            yield "home", backdrop.draw("home.html", looking, view=viewer.home, drawer=backdrop.drawer)
        else:
            yield "feed", self._feed.entries(new_after=self._mark_read())
        if looking.thread:
            yield "thread-feed", self._thread.entries()
        # After the conversation that is open was read.
        yield "rooms", draw_rooms(backdrop, looking)
        yield "time-bar", draw_time_bar(backdrop, looking)
        yield "happened", draw_happened(backdrop, looking)
        yield "dialogs", backdrop.draw("dialogs.html", looking, stack=viewer.views, drawer=backdrop.drawer)
        yield "inspector-link", backdrop.draw("inspector_link.html", looking, wrong=count_wrong(backdrop.world))
        if looking.inspects:
            yield "inspector", draw_inspector(backdrop, looking)
            known = self._shown.get("inspector-rows", {})
            yield "inspector-rows", rows(backdrop, looking, known if isinstance(known, dict) else {})

    def _mark_read(self) -> str:
        """Note that the conversation is read, and return up to where it was when the tab was opened."""
        channel = self.looking.channel(self.backdrop.world.workspace)
        before = self.backdrop.marks.read(self.backdrop.viewer(self.looking).user, channel)
        if self._read_before is None:
            self._read_before = before
        return self._read_before


def markup(part: Part) -> Markup | dict[str, Markup]:
    """Mark a part as drawn, for a template to take it as it stands."""
    if isinstance(part, dict):
        return {key: Markup(html) for key, html in part.items()}  # noqa: S704  # The templates have escaped it.
    return Markup(part)  # noqa: S704  # As above.


def _difference(before: Entries, now: Entries) -> Json:
    """Say which entries go, and which are put where: after which other one, in the order of the list."""
    gone = [key for key in before if key not in now]
    kept = [key for key in before if key in now]
    put: list[Json] = []
    previous = ""
    for key, html in now.items():
        if before.get(key) != html:
            put.append({"key": key, "html": html, "after": previous})
        previous = key
    moved = [key for key in now if key in before] != kept
    return {"put": put, "gone": gone} if not moved else {"put": _all(now), "gone": list(before)}


def _all(now: Entries) -> list[Json]:
    keys = ["", *now]
    return [{"key": key, "html": now[key], "after": before} for before, key in pairwise(keys)]
