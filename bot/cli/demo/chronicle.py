"""The chronicle: what the app has said and people have done since time was last moved, one line each."""

import textwrap
from collections.abc import Sequence

from sandbox.journal import Accepted
from sandbox.page.directing import Happening
from sandbox.records import Channel, UserId
from sandbox.server import Sandbox
from sandbox.wording import words_of_mrkdwn

LONGEST_LINE = 120
POSTED, EDITED = "chat.postMessage", "chat.update"


class Chronicle:
    """Reads on in the sandbox's journal. `cast` are the people through whose eyes a channel is best looked at."""

    def __init__(self, sandbox: Sandbox, cast: Sequence[UserId]) -> None:
        self._sandbox = sandbox
        self._cast = cast
        self._read = len(sandbox.journal.accepted)
        self.lines: tuple[Happening, ...] = ()

    def begin(self) -> None:
        """Start on a new page."""
        self.lines = ()

    def note(self, words: str) -> None:
        """Write down what a person did."""
        self.lines += (Happening(at=self._sandbox.clock.now(), words=_cut(words), is_act=True),)

    def read_on(self) -> bool:
        """Write down what the app has posted and edited since the last look; tell whether there was anything."""
        news = self._sandbox.journal.accepted[self._read :]
        self._read += len(news)
        told = tuple(self._tell(said) for said in news if said.method in (POSTED, EDITED))
        self.lines += told
        return bool(told)

    def _tell(self, said: Accepted) -> Happening:
        workspace = self._sandbox.workspace
        channel = workspace.get_channel(said.channel)
        reader = self._find_reader(channel)
        text = words_of_mrkdwn(said.text, workspace.name_of).strip().partition("\n")[0]
        return Happening(
            at=said.at,
            words=_cut(f"{self._say_where(channel, said)}: {text}"),
            channel=channel.id if reader else None,
            ts=said.ts if reader else None,
            reader=reader,
        )

    def _say_where(self, channel: Channel, said: Accepted) -> str:
        workspace = self._sandbox.workspace
        if channel.is_im:
            where = f"to {workspace.users[channel.partner_of(workspace.install.bot_user)].real_name}"
        elif said.thread_ts not in (None, said.ts):
            where = f"in the thread in #{channel.name}"
        else:
            where = f"in #{channel.name}"
        return f"{where}, edited" if said.method == EDITED else where

    def _find_reader(self, channel: Channel) -> UserId | None:
        people = [*self._cast, *sorted(person.id for person in self._sandbox.workspace.people())]
        return next((person for person in people if person in channel.members), None)


def _cut(words: str) -> str:
    return textwrap.shorten(words, LONGEST_LINE, placeholder="…")
