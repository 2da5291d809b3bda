"""Draws what administrators are told of Slack: somebody left, or another company reads along in a channel."""

from collections.abc import Sequence

from handlers.blocks import ids
from handlers.blocks.prose import Card, bold, button, buttons, channel, paragraph, person, say, sentence, small
from handlers.blocks.words import listed
from rituals.ids import ChannelId
from rituals.people import Person, Team
from rituals.program import Initiative


def departure_card(
    left: Person, owned: Sequence[Initiative], led: Sequence[Team], *, stand_ins: Sequence[Person]
) -> Card:
    """Tell that somebody is not here any more, what has no owner now, and who is asked in the meantime."""
    text = f"{left.name} has left this Slack workspace, or is a guest in it now. I do not write to them any more."
    lines = [sentence(text)]
    if owned:
        lines.append(sentence("Without an owner: ", bold(listed([each.name for each in owned])), "."))
        lines += [sentence(person(each), *_say_stand_in(each, left)) for each in stand_ins]
        if not stand_ins:
            lines.append(sentence("Nobody can be reached who stands in, so nobody is asked about it in the meantime."))
    if led:
        lines.append(sentence("Without a lead: ", bold(listed([each.name for each in led])), "."))
    lines.append(sentence("Answers and decisions they owed go to whoever stands in for them."))
    way_out = small("Please name who follows them in the program file, and load it.")
    return Card(text, (paragraph(*lines), way_out))


def _say_stand_in(stand_in: Person, left: Person) -> Sequence[str]:
    if stand_in.id == left.deputy:
        return (", who is their deputy, is asked about it in the meantime.",)
    return (", who sponsors it or is next in line, is asked about it in the meantime.",)


def shared_card(shared: ChannelId, name: str) -> Card:
    """Ask whether to write in a channel although another company reads along there."""
    return Card(
        f"{name} is shared with another company, or about to be. I write nothing there unless you say so.",
        (
            paragraph(
                sentence(channel(shared), " is shared with another company, or about to be."),
                sentence("I write nothing there; what is due goes to the team's lead, or to one who steers."),
                sentence("May I write there all the same? The other company's people will read it."),
            ),
            buttons(
                button("Yes, write there", ids.CHANNEL_ALLOW, shared),
                button("No, stay out", ids.CHANNEL_STAY_OUT, shared),
            ),
        ),
    )


def answered_card(shared: ChannelId, name: str, *, by: Person, is_allowed: bool) -> Card:
    """Show what an administrator said to it; a no can be taken back."""
    if is_allowed:
        text = f"I write in {name} again, which is shared with another company."
        return Card(text, (say(person(by), " lets me write in ", channel(shared), ", also while it is shared."),))
    text = f"I stay out of {name} while it is shared with another company."
    return Card(
        text,
        (
            say(person(by), " has me stay out of ", channel(shared), " while it is shared with another company."),
            small("To give the team a place, name a channel of your own in the program file."),
            buttons(button("Write there after all", ids.CHANNEL_ALLOW, shared)),
        ),
    )


def handed_over_card(card: Card, left: Person) -> Card:
    """Draw a card for whoever takes over from somebody who is gone."""
    why = f"{left.name} is not here any more, so this is with you now."
    return Card(f"{why} {card.text}", (say(why), *card.blocks))
