"""Keeps the libraries from logging what people write: at DEBUG they log every payload and view (FAULTS F8, H1)."""

import logging

_LIBRARIES = ("slack_bolt", "slack_sdk")


def quiet_logger() -> logging.Logger:
    """Hold the libraries at INFO or above, whatever level is set, and return the logger that Bolt is to take after."""
    level = max(logging.INFO, logging.getLogger().level)
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(level)
    return logging.getLogger(_LIBRARIES[0])
