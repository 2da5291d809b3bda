"""Draws what administrators are told when an older state of the database came back."""

from datetime import datetime

from handlers.blocks.prose import Card, say, small


def quarantine_card(since: datetime) -> Card:
    """Tell since when (UTC) something may be missing, what the bot does about it, and what is left to do."""
    moment = f"{since:%Y-%m-%d %H:%M} UTC"
    return Card(
        text=f"My database holds the state of {moment}. What I was told after that may be missing.",
        blocks=(
            say(
                f"My database holds the state of {moment}. What I was told after that may be missing: answers, flags, "
                "decisions. Please ask whoever answered since then to look at their newest message and answer again."
            ),
            say(
                "What I said since then is still in Slack. For one working day I look there before I say anything, so "
                "that nobody reads it twice; what I say comes a little later on that day."
            ),
            small("“drumbeat status” shows how many messages wait for that. You hear of this once."),
        ),
    )
