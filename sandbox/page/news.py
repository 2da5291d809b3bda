"""News: whoever shows the workspace is told that something has changed, and looks by itself at what."""

from collections.abc import Callable

from sandbox.world import World


class News:
    """Gathers everything that can change what a page shows. Listeners are called in the thread that changed it."""

    def __init__(self, world: World) -> None:
        self._listeners: list[Callable[[], None]] = []
        world.workspace.subscribe(lambda _: self.tell())
        world.clock.subscribe(self.tell)
        world.journal.subscribe(self.tell)
        world.modals.subscribe(self.tell)

    def subscribe(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    def unsubscribe(self, listener: Callable[[], None]) -> None:
        self._listeners.remove(listener)

    def tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
