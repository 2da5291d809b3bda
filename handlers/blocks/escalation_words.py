"""Says why a resolution opens: dates and facts in plain words, never persons."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from handlers.blocks.words import say_date
from rituals.breaches import Doubt
from rituals.dependencies import Dependency


def say_doubts(doubts: Sequence[Doubt], dependency: Dependency) -> str:
    """Say the evidence as full sentences."""
    return " ".join(_SENTENCES[doubt](dependency) for doubt in doubts)


def _say(day: date | None) -> str:
    return say_date(day) if day else "no date"


_SENTENCES: Mapping[Doubt, Callable[[Dependency], str]] = {
    Doubt.REFUSED: lambda dependency: f"It cannot be delivered: “{dependency.counter_reason or 'no reason given'}”.",
    Doubt.UNCOMMITTED: lambda _: "Nobody has committed to the date yet.",
    Doubt.PROMISED_LATE: lambda dependency: f"It is offered for {_say(dependency.promised_on)} only.",
    Doubt.OVERDUE: lambda dependency: f"It was promised for {_say(dependency.promised_on)} and is not delivered yet.",
    Doubt.UNSURE: lambda dependency: f"The provider is {dependency.confidence} % sure of its date.",
    Doubt.SILENT: lambda dependency: (
        f"The promise was last confirmed on {_say(dependency.heard_on)}."
        if dependency.heard_on
        else "The promise was never confirmed."
    ),
    Doubt.PROVIDER_LATE: lambda dependency: (
        f"The initiative that delivers it is forecast after {_say(dependency.needed_by)}."
    ),
    Doubt.PROVIDER_RED: lambda _: "The initiative that delivers it is red and asks for help.",
    Doubt.LAST_CALL: lambda dependency: f"It is due on {_say(dependency.needed_by)} and not delivered yet.",
}
