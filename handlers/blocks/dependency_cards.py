"""Draws a dependency for both sides: what is owed, until when, how it stands, and what can be done next."""

from collections.abc import Mapping, Sequence
from datetime import date

from slack_sdk.models.blocks import Block, RichTextSectionElement

from handlers.blocks import ids
from handlers.blocks.dependency_effects import say_effect, say_move, say_slip
from handlers.blocks.line_of_sight import say_line_of_sight
from handlers.blocks.prose import Card, bold, bullets, button, buttons, header, italic, paragraph, sentence
from handlers.blocks.words import say_date
from rituals.dependencies import Dependency, DependencyStatus
from rituals.program import Program
from rituals.propagation import Slip

_S = DependencyStatus

_STANDING: Mapping[DependencyStatus, str] = {
    _S.PROPOSED: "It waits for an answer from whoever leads the team or owns its initiative.",
    _S.COUNTERED: "{promised} is offered. Next, the consumer's team accepts that date or keeps its own.",
    _S.COMMITTED: "Promised for {promised}. Next: a weekly question whether it holds, and Delivered once it is done.",
    _S.DELIVERED: "Delivered. Next, the consumer's team accepts it or sends it back.",
    _S.ACCEPTED: "Delivered and accepted. Nothing is owed any more. Thank you.",
    _S.REFUSED: "It cannot be delivered: “{reason}”. Both teams resolve it now.",
    _S.BROKEN: "It cannot be delivered after all: “{reason}”. Both teams resolve it now.",
    _S.WITHDRAWN: "No longer needed. Nothing is owed any more.",
}


def provider_card(dependency: Dependency, program: Program, *, is_latest: bool = True) -> Card:
    """Draw what the provider's team is asked for, and how it stands; an older card of it carries no buttons."""
    provider, consumer = program.teams[dependency.provider], program.initiatives[dependency.consumer]
    asking = program.teams[consumer.team]
    standing = _standing(dependency)
    blocks: list[Block] = [
        header(f"{consumer.name} needs a delivery from {provider.name}"),
        paragraph(
            sentence(bold(dependency.deliverable)),
            sentence(
                "For ", bold(consumer.name), f" ({asking.name}), needed by ", bold(say_date(dependency.needed_by))
            ),
            sentence("Accepted when: ", dependency.acceptance or "not described, agree on it in this thread"),
            sentence(say_line_of_sight(program, consumer)),
        ),
        paragraph(*_what_was_offered(dependency, asking.name), sentence(standing)),
    ]
    if is_latest:
        blocks += _provider_buttons(dependency)
    return Card(
        f"{provider.name} is asked for “{dependency.deliverable}” by {say_date(dependency.needed_by)}. {standing}",
        tuple(blocks),
    )


def consumer_card(dependency: Dependency, slips: Sequence[Slip], program: Program) -> Card:
    """Draw for the consumer's team what the provider offered or delivered, with its effect in days."""
    provider, consumer = program.teams[dependency.provider], program.initiatives[dependency.consumer]
    standing = _standing(dependency)
    lines = [sentence(bold(dependency.deliverable), " for ", bold(consumer.name))]
    blocks: list[Block] = [header(f"{provider.name} answers {consumer.name}")]
    if dependency.status is _S.COUNTERED:
        lines += [sentence("Offered: ", bold(say_move(dependency, program))), *_because(dependency)]
        blocks += [paragraph(*lines), paragraph(bullets(*(sentence(say_slip(slip, program)) for slip in slips)))]
        text = f"{provider.name} offers {say_effect(dependency, slips, program)}"
    else:
        lines += [sentence("Accepted when: ", dependency.acceptance or "not described"), sentence(standing)]
        blocks.append(paragraph(*lines))
        text = f"“{dependency.deliverable}” from {provider.name}: {standing}"
    return Card(
        text, (*blocks, paragraph(sentence(say_line_of_sight(program, consumer))), *_consumer_buttons(dependency))
    )


def climb_card(dependency: Dependency, program: Program, *, days: int) -> Card:
    """Draw the notice to a manager that a proposal has waited too long."""
    provider, consumer = program.teams[dependency.provider], program.initiatives[dependency.consumer]
    text = (
        f"“{dependency.deliverable}”, which {consumer.name} needs from {provider.name} by "
        f"{say_date(dependency.needed_by)}, has waited for an answer for {days} working days."
    )
    ask = f"The request stands in #{provider.channel.removeprefix('#')} with its buttons. A date, or a no, is enough."
    sight = say_line_of_sight(program, consumer)
    return Card(text, (paragraph(sentence(text), sentence(sight), sentence(ask)),))


def earlier_date_card(dependency: Dependency, wanted_on: date, program: Program) -> Card:
    """Draw the consumer's wish for an earlier date."""
    provider, consumer = program.teams[dependency.provider], program.initiatives[dependency.consumer]
    text = f"{consumer.name} asks {provider.name} whether “{dependency.deliverable}” can come by {say_date(wanted_on)}."
    standing = say_date(dependency.promised_on or dependency.needed_by)
    stands = f"The date that stands is {standing}, and it stays until you change it."
    blocks: list[Block] = [paragraph(sentence(text), sentence(stands), sentence(say_line_of_sight(program, consumer)))]
    offer = button("Other date", ids.DEPENDENCY_OTHER_DATE, dependency.id)
    return Card(text, (*blocks, buttons(offer)))


def heartbeat_card(team_name: str, owed: Sequence[Dependency], program: Program) -> Card:
    """Draw the weekly question about everything a team still owes, one tap for each."""
    text = f"{team_name}: do the dates of what you owe still hold?"
    blocks: list[Block] = [header("Still good?"), paragraph(sentence(text))]
    for dependency in owed:
        blocks += _heartbeat(dependency, program)
    return Card(text, tuple(blocks))


def _heartbeat(dependency: Dependency, program: Program) -> list[Block]:
    consumer = program.initiatives[dependency.consumer]
    promised = say_date(dependency.promised_on or dependency.needed_by)
    lines = [sentence(bold(dependency.deliverable), f" for {consumer.name}: still good for ", bold(promised), "?")]
    if dependency.status is not _S.COMMITTED:
        return [paragraph(*lines, sentence(_standing(dependency)))]
    if dependency.heard_on is not None and dependency.confidence is not None:
        lines.append(sentence(f"Last heard {say_date(dependency.heard_on)}, {dependency.confidence} % sure."))
    return [
        paragraph(*lines),
        buttons(
            button("Yes", ids.HEARTBEAT_YES, dependency.id),
            button("At risk", ids.HEARTBEAT_AT_RISK, dependency.id),
            button("No", ids.HEARTBEAT_NO, dependency.id),
            button("Delivered", ids.DEPENDENCY_DELIVERED, dependency.id),
        ),
    ]


def _provider_buttons(dependency: Dependency) -> list[Block]:
    match dependency.status:
        case DependencyStatus.PROPOSED:
            offered = [
                button("Commit", ids.DEPENDENCY_COMMIT, dependency.id, style="primary"),
                button("Other date", ids.DEPENDENCY_OTHER_DATE, dependency.id),
                button("Cannot", ids.DEPENDENCY_CANNOT, dependency.id),
            ]
        case DependencyStatus.COMMITTED:
            offered = [
                button("Delivered", ids.DEPENDENCY_DELIVERED, dependency.id, style="primary"),
                button("Other date", ids.DEPENDENCY_OTHER_DATE, dependency.id),
                button("Cannot", ids.DEPENDENCY_CANNOT, dependency.id),
            ]
        case _:
            return []
    return [buttons(*offered)]


def _consumer_buttons(dependency: Dependency) -> list[Block]:
    match dependency.status:
        case DependencyStatus.COUNTERED:
            offered = [
                button("Accept the date", ids.DEPENDENCY_ACCEPT_COUNTER, dependency.id, style="primary"),
                button("Keep our date", ids.DEPENDENCY_KEEP_DATE, dependency.id),
            ]
        case DependencyStatus.DELIVERED:
            offered = [
                button("Accept", ids.DEPENDENCY_ACCEPT_DELIVERY, dependency.id, style="primary"),
                button("Send back", ids.DEPENDENCY_SEND_BACK, dependency.id),
            ]
        case _:
            return []
    return [buttons(*offered)]


def _what_was_offered(dependency: Dependency, asking: str) -> list[RichTextSectionElement]:
    if dependency.status is not _S.PROPOSED or dependency.promised_on is None:
        return []
    offered = say_date(dependency.promised_on)
    kept = f" was offered. {asking} asks you to look again at {say_date(dependency.needed_by)}."
    return [sentence(bold(offered), kept), *_because(dependency)]


def _because(dependency: Dependency) -> list[RichTextSectionElement]:
    if dependency.counter_reason is None:
        return []
    sure = f" ({dependency.confidence} % sure)" if dependency.confidence is not None else ""
    return [sentence("Because: ", italic(dependency.counter_reason), sure)]


def _standing(dependency: Dependency) -> str:
    """Say where the promise stands and what happens next."""
    return _STANDING[dependency.status].format(
        promised=say_date(dependency.promised_on or dependency.needed_by),
        reason=dependency.counter_reason or "no reason given",
    )
