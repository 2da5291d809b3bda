"""The figures that the long runs reach, told together when a run ends."""


class Figures:
    """Collects one line per figure."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def reach(self, name: str, result: str) -> None:
        """Tell what was reached: `reach("D1 SQLite", "1,000 kills, 480 messages, 0 lost, 0 doubled")`."""
        self.lines.append(f"{name}: {result}")
