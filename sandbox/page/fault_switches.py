"""Faults that can be switched on by hand, to see the app survive them."""

from dataclasses import dataclass

from sandbox.faults import FOREVER, Faults
from sandbox.world import World

MESSAGES = "chat.*"
OFTEN = 0.5
"""So often a fault that is switched on strikes: often enough to be seen, and not so often that nothing gets out."""


@dataclass(frozen=True, slots=True)
class Switch:
    """A fault that can be switched on: what it is called here, and the kind of rule it adds."""

    name: str
    label: str
    kind: str


SWITCHES = (
    Switch("busy", "Slack answers “too many calls” (429)", "429"),
    Switch("down", "Slack answers with an error (500)", "500_before"),
    Switch("timeout", "Slack takes the message, and its answer never comes", "hang_after"),
    Switch("reset", "Slack takes the message, and the connection breaks", "rst_after"),
)
DOUBLING = "twice"


def switched_on(world: World) -> frozenset[str]:
    """Return the names of the faults that are switched on."""
    kinds = {rule.kind for rule in world.faults.rules if rule.times == FOREVER}
    on = {switch.name for switch in SWITCHES if switch.kind in kinds}
    return frozenset(on | ({DOUBLING} if world.faults.doubling else set()))


def switch(world: World, name: str, *, on: bool) -> None:
    """Switch a fault on or off. Raises LookupError for one that is not offered."""
    if name == DOUBLING:
        world.faults.doubling = on
        return
    chosen = next((entry for entry in SWITCHES if entry.name == name), None)
    if chosen is None:
        msg = f"There is no fault {name!r} to switch."
        raise LookupError(msg)
    _remove(world.faults, chosen.kind)
    if on:
        world.faults.add(MESSAGES, chosen.kind, probability=OFTEN, times=FOREVER, retry_after="5")


def _remove(faults: Faults, kind: str) -> None:
    faults.rules[:] = [rule for rule in faults.rules if rule.kind != kind or rule.times != FOREVER]
