"""Who reads: how names, links and moments look to the person at the page."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from sandbox.page.kit.emojis import with_emoji
from sandbox.page.kit.links import channel_address, is_safe, local_address
from sandbox.page.kit.marking import tag
from sandbox.page.kit.moments import in_words
from sandbox.records import User
from sandbox.workspace import Workspace

_SIGILS = {"channel": "#"}
_LONG = "{date_long} at {time}"


@dataclass(frozen=True, slots=True)
class Reader:
    workspace: Workspace
    viewer: User
    now: datetime

    def mention(self, kind: str, identifier: str, label: str = "") -> Markup:
        """Draw a chip for a person, a group, a channel or everybody; `label` is for whoever nobody knows."""
        name = identifier if kind == "broadcast" else self.workspace.name_of(kind, identifier)
        if name == identifier and label:
            name = label.removeprefix("@").removeprefix("#")
        shown = _SIGILS.get(kind, "@") + name
        address = channel_address(identifier, self.workspace, self.viewer) if kind == "channel" else None
        if address is not None:
            return tag("a", shown, class_="kit-mention", href=address)
        is_viewer = kind == "broadcast" or identifier == self.viewer.id
        return tag("span", shown, class_="kit-mention kit-me" if is_viewer else "kit-mention")

    def link(self, url: str, label: str = "") -> Markup:
        """Draw a link; what may not be followed is shown as the text that it is."""
        local = local_address(url, self.workspace, self.viewer)
        if local is not None:
            return tag("a", with_emoji(label or url), href=local)
        if is_safe(url):
            shown = with_emoji(label or url.removeprefix("mailto:"))
            return tag("a", shown, href=url, target="_blank", rel="noreferrer noopener")
        return tag("span", f"{label} ({url})" if label and label != url else url)

    def moment(self, timestamp: int, form: str, fallback: str = "", url: str = "") -> Markup:
        """Draw a moment in the reader's own time, with the whole of it to be seen when pointed at."""
        try:
            words = in_words(timestamp, form, self.viewer, now=self.now)
            whole = in_words(timestamp, _LONG, self.viewer, now=self.now)
        except ValueError:
            return tag("span", fallback or form)
        shown = tag("time", words, title=f"{whole} ({self.viewer.tz or 'UTC'})")
        return self._linked(url, shown) if url else shown

    def _linked(self, url: str, shown: Markup) -> Markup:
        if not is_safe(url):
            return shown
        return tag("a", shown, href=url, target="_blank", rel="noreferrer noopener")
