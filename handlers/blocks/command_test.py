"""Draws the self-test of the flag command for administrators: what to type, and how the test came out."""

from handlers.blocks.prose import Card, bold, paragraph, say, sentence, small

_WAY_OUT = (
    "If another app answers, or nobody does: give ours another command in manifest.yml and in FLAG_COMMAND, paste the "
    "manifest into the Slack app, and start me again."
)


def draw_command_test(flag_command: str) -> Card:
    """Ask an administrator to type the command once."""
    text = f"Please type “{flag_command}” once: Slack does not tell me whether that command is mine."
    lines = [
        sentence("Please type ", bold(flag_command), " once, anywhere but in a thread."),
        sentence("If my form opens, all is well, and this message says so; close the form again."),
    ]
    return Card(text, (paragraph(*lines), small(_WAY_OUT)))


def draw_command_passed(flag_command: str) -> Card:
    """Draw the same message once the command has reached the bot."""
    text = f"{flag_command} reaches me. Nothing is to be done."
    return Card(text, (say(text),))


def draw_command_in_doubt(flag_command: str) -> Card:
    """Warn that nobody's command has arrived."""
    text = f"No {flag_command} has reached me within two working days. Another app may answer to it."
    check = sentence("Type ", bold(flag_command), " to see who answers.")
    return Card(text, (paragraph(sentence(text), check), small(_WAY_OUT)))
