"""The self-test of the flag command: asked for when the bot starts, passed by the first command that arrives."""

from datetime import datetime

from handlers.blocks.command_test import draw_command_in_doubt, draw_command_passed, draw_command_test
from handlers.blocks.prose import Card
from handlers.cards import edit, tell
from handlers.payloads import Command
from handlers.services import Services
from rituals.command_test import CommandTest, judge_command
from rituals.courtesy import may_disturb
from rituals.presence import administrators
from rituals.program import Program
from storage import inbox
from storage.database import WorkspaceSession
from storage.programs import load_program

COMMAND_KEY = "command:"
"""How the keys of commands begin in the inbox; `drumbeat doctor` tells by them when one last reached the bot."""
_HEARD_KEY = "command_heard:"


def begin_command_test(services: Services) -> None:
    """Begin the test once for each command name, unless a command has reached the bot before."""
    with services.transaction() as session:
        if find_heard(session, services.flag_command) is None:
            inbox.is_first(session, f"{_test_key(services)}:begun", now=services.now())


def note_command(session: WorkspaceSession, command: Command, *, now: datetime) -> bool:
    """Note that the command reaches the bot, by its name and not by who used it; False for a use that came before.

    Slack gives each use its own trigger; one that comes again is a copy of the request.
    """
    inbox.is_first(session, f"{_HEARD_KEY}{command.command}", now=now)
    return inbox.is_first(session, f"{COMMAND_KEY}{command.trigger_id}", now=now)


def find_heard(session: WorkspaceSession, flag_command: str) -> datetime | None:
    """Return when the command was last or first noted (UTC), None where it never was.

    An older release noted commands without their name: until one is noted with it, they count for any.
    """
    named = inbox.find_last(session, f"{_HEARD_KEY}{flag_command}")
    if named is None and inbox.find_last(session, _HEARD_KEY) is not None:
        return None
    return inbox.find_last(session, COMMAND_KEY) or named


def watch_command(services: Services) -> None:
    """Ask the administrators to type the command, tell them once it arrives, and warn them once if it does not."""
    now = services.now()
    with services.reading() as session:
        program = load_program(session)
        test = judge_command(
            inbox.find_last(session, f"{_test_key(services)}:begun"),
            find_heard(session, services.flag_command),
            calendar=program.cadence.calendar(),
            now=now,
        )
        is_over = inbox.find_last(session, f"{_test_key(services)}:passed") is not None
    if test is CommandTest.NOT_BEGUN or is_over:
        return
    with services.transaction() as session:
        if test is CommandTest.PASSED:
            inbox.is_first(session, f"{_test_key(services)}:passed", now=now)
            _show_passed(session, services, program, now=now)
            return
        _tell(session, services, "ask", draw_command_test(services.flag_command), program, now=now)
        if test is CommandTest.IN_DOUBT:
            _tell(session, services, "warning", draw_command_in_doubt(services.flag_command), program, now=now)


def _show_passed(session: WorkspaceSession, services: Services, program: Program, *, now: datetime) -> None:
    for person in administrators(program):
        for what in ("ask", "warning"):
            key = f"{_test_key(services)}:{what}:{person.id}"
            edit(session, key, draw_command_passed(services.flag_command), now=now)


def _tell(
    session: WorkspaceSession, services: Services, what: str, card: Card, program: Program, *, now: datetime
) -> None:
    for person in administrators(program):
        if may_disturb(person, program.cadence, now=now):
            tell(session, f"{_test_key(services)}:{what}", person.id, card, program=program, now=now)


def _test_key(services: Services) -> str:
    return f"command_test:{services.flag_command}"
