"""A bell between two parts of which the one that answers is built after the one that rings."""

from collections.abc import Callable


class Bell:
    """Rings whoever answers it; rung before anybody does, it is not heard."""

    answer: Callable[[], None] | None = None

    def ring(self) -> None:
        if self.answer is not None:
            self.answer()
