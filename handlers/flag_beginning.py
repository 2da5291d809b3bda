"""How a flag begins: by the command, a shortcut on a message, or a mention; what was said is stored at once."""

import logging
import re

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from handlers.blocks.flag_cards import draw_draft
from handlers.blocks.flag_form import FilledIn, draw_form
from handlers.blocks.ids import FLAG_CHANCE, FLAG_HELP_WANTED, FLAG_HITS, FLAG_WHAT
from handlers.blocks.prose import Card, plain
from handlers.blocks.words import clean
from handlers.command_jobs import note_command
from handlers.flag_drafts import Origin, get_draft, open_draft, refuse_flood, store_draft, targets_of
from handlers.forms import FormNotOpenedError, get_form, show
from handlers.message_text import read_text
from handlers.payloads import Body, Command, Mention, MessageShortcut, Press, Submission
from handlers.people import get_actor
from handlers.presses import press_once
from handlers.services import Services
from handlers.whispers import whisper
from rituals.courtesy import today_of
from rituals.flag_targets import find_targets, search_targets
from rituals.flags import notice_days
from rituals.forms import FormKind
from rituals.ids import FlagId
from rituals.program import Initiative
from storage import inbox
from storage.programs import load_program

_log = logging.getLogger(__name__)

_MENTIONED = re.compile(r"<@[^<>]*>")
_FLAG_WORD = re.compile(r"flag\b[:,]?\s*", re.IGNORECASE)


def say_help(flag_command: str) -> Card:
    """Draw the few lines that explain how to raise a flag."""
    text = (
        f"{flag_command} opens the form; {flag_command} and a sentence stores the sentence at once. {flag_command} "
        f"list shows the flags that wait for something, {flag_command} F-12 one of them. {flag_command} confidential "
        "tells one person, and nobody learns that it was you. On a message, use “Flag this” from its menu; in a "
        "thread, mention me with the word “flag” and what could happen. Whoever answers for the initiative owes you "
        "help, a decision or an acceptance in their name."
    )
    return Card(text, (plain(text),))


def begin_by_command(services: Services, client: WebClient, body: Body) -> Card | None:
    """Store what follows the command as a draft and open the form; return what the person is told at once.

    Raises FormNotOpenedError where nothing was typed that a draft could keep.
    """
    command = Command.read(body)
    now = services.now()
    with services.transaction() as session:
        actor = get_actor(session, body)
        if not note_command(session, command, now=now):
            return None
        refuse_flood(session, actor, now=now)
        origin = Origin(channel=command.channel_id)
        draft = store_draft(session, command.words, origin, by=actor, now=now) if command.words else None
        view = open_draft(session, draft, origin, by=actor, now=now)
    if draft is None:
        show(client, view, trigger_id=command.trigger_id)
        return None
    return draw_draft(draft, form_is_open=_can_open(client, view, trigger_id=command.trigger_id))


def begin_by_shortcut(services: Services, client: WebClient, body: Body) -> None:
    """Store the message as a draft with its permalink, open the form, and say so in the same place."""
    shortcut = MessageShortcut.read(body)
    permalink = _find_permalink(client, shortcut.channel.id, shortcut.message.ts)
    now = services.now()
    with services.transaction() as session:
        actor = get_actor(session, body)
        if not inbox.is_first(session, f"trigger:{shortcut.trigger_id}", now=now):
            return
        refuse_flood(session, actor, now=now)
        what = clean(read_text(shortcut.message.text, load_program(session)))
        origin = Origin(channel=shortcut.channel.id, permalink=permalink)
        draft = store_draft(session, what, origin, by=actor, now=now)
        view = open_draft(session, draft, origin, by=actor, now=now)
    is_open = _can_open(client, view, trigger_id=shortcut.trigger_id)
    whisper(services, client, body, draw_draft(draft, form_is_open=is_open))


def begin_by_mention(services: Services, client: WebClient, body: Body) -> None:
    """Store what follows the word “flag” as a draft and answer privately; explain anything else."""
    event = body["event"]
    if event.get("bot_id") or not event.get("user"):
        return
    mention = Mention.of(body)
    permalink = _find_permalink(client, mention.channel, mention.ts)
    now = services.now()
    with services.transaction() as session:
        actor = get_actor(session, body)
        keys = (f"event:{body['event_id']}", f"mention:{mention.channel}:{mention.ts}")
        if not all(inbox.is_first(session, key, now=now) for key in keys):
            return
        refuse_flood(session, actor, now=now)
        said = clean(read_text(_MENTIONED.sub(" ", mention.text, count=1), load_program(session)))
        match = _FLAG_WORD.match(said)
        what = said[match.end() :] if match else ""
        origin = Origin(channel=mention.channel, permalink=permalink)
        draft = store_draft(session, what, origin, by=actor, now=now) if what else None
    answer = draw_draft(draft, form_is_open=False) if draft else say_help(services.flag_command)
    whisper(services, client, body, answer)


def complete(services: Services, client: WebClient, body: Body) -> None:
    """Open the form of a draft again; raises NotFoundError, AlreadyRaisedError and FormNotOpenedError."""
    now = services.now()
    with services.transaction() as session:
        actor, press = get_actor(session, body), press_once(session, body, now=now)
        draft = get_draft(session, FlagId(press.value), by=actor)
        origin = Origin(channel=draft.raised_in, permalink=draft.permalink)
        view = open_draft(session, draft, origin, by=actor, now=now)
    show(client, view, trigger_id=press.trigger_id)


def redraw(services: Services, body: Body) -> View:
    """Draw the form again with what is typed in it and the notice that its date gives."""
    open_view = Submission.of(body)
    answers, impact_on = open_view.answers, Press.of(body).action.selected_date
    with services.reading() as session:
        actor = get_actor(session, body)
        form = get_form(session, open_view.form, FormKind.FLAG, actor.id)
        cadence = load_program(session).cadence
        targets = targets_of(session, form, actor)
    today = today_of(actor, cadence, now=services.now())
    is_ahead = impact_on is not None and impact_on >= today
    filled = FilledIn(
        what=answers.text(FLAG_WHAT),
        impact_on=impact_on,
        hits=answers.choice(FLAG_HITS),
        chance=answers.choice(FLAG_CHANCE),
        help_wanted=answers.text(FLAG_HELP_WANTED),
        notice=notice_days(impact_on, today=today, calendar=cadence.calendar()) if impact_on and is_ahead else None,
    )
    return draw_form(form.id, targets, filled)


def search(services: Services, body: Body) -> tuple[Initiative, ...]:
    """Return what a person who types into the menu of initiatives may be looking for."""
    with services.reading() as session:
        actor = get_actor(session, body)
        targets = find_targets(load_program(session), actor, raised_in=None)
    return search_targets(targets, body.get("value") or "")


def _can_open(client: WebClient, view: View, *, trigger_id: str) -> bool:
    """Open the form if Slack lets us; the draft is stored either way, and the person is told how to go on."""
    try:
        show(client, view, trigger_id=trigger_id)
    except (FormNotOpenedError, SlackApiError, OSError) as error:
        _log.warning("the form of a draft could not be opened", extra={"reason": str(error)})
        return False
    return True


def _find_permalink(client: WebClient, channel: str, ts: str) -> str | None:
    # Asked before the transaction; a flag without a link to its message is better than no flag.
    try:
        return str(client.chat_getPermalink(channel=channel, message_ts=ts)["permalink"])
    except (SlackApiError, OSError) as error:
        _log.warning("no permalink", extra={"reason": type(error).__name__})
        return None
