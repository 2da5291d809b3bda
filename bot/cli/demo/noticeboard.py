"""The noticeboard: how things stand with time, for all who have asked to be told of changes."""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sandbox.page.directing import Standing

NOT_TOLD = "The page could not be told of a change; please load it again."

_log = logging.getLogger(__name__)


class Noticeboard:
    """`standing` is replaced as a whole, so that whoever reads it sees one state and needs no lock."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self.lock = threading.RLock()
        """Held while it is changed; whoever holds it may write several things as one."""
        self._listeners: list[Callable[[], None]] = []

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each change, in whichever thread made it."""
        self._listeners.append(listener)

    def put_up(self, **changes: Any) -> None:
        """Change some of it and tell everybody."""
        self.write(**changes)
        self.tell()

    def write(self, **changes: Any) -> None:
        """Change some of it; `tell` is to follow once the lock is free, as a listener may want it."""
        with self.lock:
            self.standing = replace(self.standing, **changes)

    def tell(self) -> None:
        """Tell everybody that something has changed."""
        for listener in tuple(self._listeners):
            try:
                listener()
            except Exception:
                _log.exception("a listener failed")
                self.write(notice=NOT_TOLD)
