"""All tables; importing this package declares them on SQLModel's metadata."""

from storage.tables import conversations, delivery, program, resolutions

__all__ = ["conversations", "delivery", "program", "resolutions"]
