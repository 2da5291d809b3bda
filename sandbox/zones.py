"""Time zones: whose clock a person reads."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.records import User


def zone_of(user: User) -> ZoneInfo:
    """Return the person's own zone, and UTC where it is not known or is none."""
    try:
        return ZoneInfo(user.tz or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
