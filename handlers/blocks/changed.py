"""Draws what somebody sees who sends a form about what was changed meanwhile: both texts, and what to do."""

from slack_sdk.models.views import View

from handlers.blocks.forms import notice
from handlers.blocks.prose import bold, paragraph, plain, sentence, small
from handlers.blocks.words import clip, say_date
from rituals.dependencies import Dependency
from rituals.escalations import Escalation

CHANGED = "Changed meanwhile"
_TEXT_LIMIT = 1_000


def changed_notice(recorded: str, mine: str) -> View:
    """Draw both texts above the form, which keeps what was typed."""
    return notice(
        CHANGED,
        [
            plain("Somebody changed this while your form was open, so yours is not recorded yet."),
            paragraph(
                sentence(bold("Recorded: "), clip(recorded, _TEXT_LIMIT)),
                sentence(bold("Yours: "), clip(mine, _TEXT_LIMIT)),
            ),
            small("Close this to go back to your form. Sent once more it counts; closed it leaves what is recorded."),
        ],
    )


def say_promise(dependency: Dependency) -> str:
    """Say how a promise stands: its status, its date, how sure the provider is, and why."""
    said = [dependency.status.value, say_date(dependency.promised_on or dependency.needed_by)]
    if dependency.confidence is not None:
        said.append(f"{dependency.confidence} of 100 sure")
    if dependency.counter_reason:
        said.append(dependency.counter_reason)
    return " · ".join(said)


def say_step(escalation: Escalation) -> str:
    """Say the next step of an escalation, or that it has none."""
    if escalation.next_step is None or escalation.next_step_on is None:
        return escalation.status.value
    return f"{escalation.status.value} · {escalation.next_step} by {say_date(escalation.next_step_on)}"
