"""The flag command: what is typed after it decides what is shown, opened or stored."""

from slack_sdk import WebClient

from handlers.blocks.flag_list import draw_flag_list, draw_flag_story
from handlers.blocks.prose import Card
from handlers.confidential import draw_form_for, read_answer
from handlers.flag_beginning import begin_by_command, say_help
from handlers.flag_messages import voices_of
from handlers.forms import show
from handlers.payloads import Body, Command
from handlers.people import get_actor
from handlers.services import Services
from rituals.courtesy import today_of
from rituals.errors import NotFoundError
from rituals.flag_commands import FlagCommand, Wish, parse_flag_command
from rituals.flag_lists import list_flags
from rituals.ids import FlagId
from rituals.permissions import may_see
from storage.flags import find_listed
from storage.programs import load_program
from storage.shelves import FLAGS


def obey(services: Services, client: WebClient, body: Body) -> Card | None:
    """Do what the command asks for, and return what the person is told at once, seen by nobody else."""
    command = Command.read(body)
    wanted = parse_flag_command(command.words)
    match wanted.wish:
        case Wish.CONFIDE:
            show(client, draw_form_for(services, body, wanted), trigger_id=command.trigger_id)
            return None
        case Wish.READ_ANSWER:
            return read_answer(services, body, wanted)
        case Wish.HELP:
            return say_help(services.flag_command)
        case Wish.LIST:
            return _list(services, body, wanted)
        case Wish.SHOW:
            return _tell_story(services, body, FlagId(wanted.subject))
        case Wish.FORM | Wish.DRAFT:
            return begin_by_command(services, client, body)


def _list(services: Services, body: Body, wanted: FlagCommand) -> Card:
    now = services.now()
    with services.reading() as session:
        actor, program = get_actor(session, body), load_program(session)
        flags = find_listed(session, actor.id)
    found = list_flags(flags, program, actor, today=today_of(actor, program.cadence, now=now))
    command = services.flag_command
    return draw_flag_list(found, program, actor, flag_command=command, misspelt=wanted.misspelt, now=now)


def _tell_story(services: Services, body: Body, key: FlagId) -> Card:
    """Return the story of a flag; raises NotFoundError, in the same words where the asker may not see it."""
    with services.reading() as session:
        actor, program = get_actor(session, body), load_program(session)
        flag = FLAGS.get(session, key)
        if not may_see(actor, flag, program):
            raise NotFoundError(FLAGS.noun, key)
        voices = voices_of(session, flag)
    return draw_flag_story(flag, program, voices, actor, now=services.now())
