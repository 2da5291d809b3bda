"""What Slack tells by itself: an account changed, or a channel is shared with another company."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from slack_bolt import Ack, App

from handlers.blocks import ids
from handlers.blocks.news_cards import answered_card, departure_card, shared_card
from handlers.cards import edit, post
from handlers.payloads import Body, Press
from handlers.people import get_actor
from handlers.services import Services
from rituals.announcements import Priority
from rituals.audit import Change
from rituals.channels import KnownChannel, allow
from rituals.directory import SlackUser
from rituals.errors import NotFoundError
from rituals.ids import ChannelId, PersonId, SlackUserId
from rituals.people import Person
from rituals.permissions import Action, can, relations_to_program
from rituals.presence import administrators, answered_for_by, is_old_news
from rituals.program import Program
from rituals.rounds import is_checked_in_on
from rituals.slack_status import SlackStatus
from storage import audit, inbox
from storage.channels import see_channel
from storage.database import WorkspaceSession
from storage.directory import News, find_seen, take_over_user
from storage.programs import load_program
from storage.shelves import CHANNELS


def register(app: App, services: Services) -> None:
    """Listen for both kinds of news, and for the answers of administrators."""

    def on_user(body: dict[str, Any]) -> None:
        take_in_user(services, body["event"]["user"], told_at=_said_at(body["event"]))

    def on_shared(body: dict[str, Any]) -> None:
        take_in_sharing(services, body, is_shared=True)

    def on_unshared(body: dict[str, Any]) -> None:
        # Of several companies one may have left.
        take_in_sharing(services, body, is_shared=bool(body["event"].get("is_ext_shared")))

    def on_answer(ack: Ack, body: dict[str, Any]) -> None:
        answer(services, body)
        ack()

    app.event("user_change")(on_user)
    app.event("channel_shared")(on_shared)
    app.event("channel_unshared")(on_unshared)
    for action_id in (ids.CHANNEL_ALLOW, ids.CHANNEL_STAY_OUT):
        app.action(action_id)(on_answer)


def read_user(member: Mapping[str, Any], team: str) -> SlackUser:
    """Read a user object of Slack's; whoever belongs to another workspace than `team` is an outsider."""
    profile = member.get("profile", {})
    is_guest = member.get("is_restricted") or member.get("is_ultra_restricted") or member.get("is_stranger")
    return SlackUser(
        id=SlackUserId(member["id"]),
        email=profile.get("email"),
        zone=member.get("tz"),
        is_deleted=bool(member.get("deleted")),
        is_outsider=bool(is_guest) or member.get("team_id", team) != team,
        status=_read_status(profile),
    )


def take_in_user(
    services: Services,
    member: Mapping[str, Any],
    *,
    asked_at: datetime | None = None,
    told_at: datetime | None = None,
) -> SlackUser:
    """Take over what Slack says of an account: `asked_at` (UTC) is when it was asked, `told_at` when it told by itself.

    What it told before something newer was known is old news: Slack delivers an event again minutes later.
    """
    now = services.now()
    user = read_user(member, services.workspace)
    with services.reading() as session:
        seen = find_seen(session, user.id)
    if seen is not None and not is_old_news(told_at, seen.seen_at):
        with services.transaction() as session:
            tell(session, take_over_user(session, user, at=asked_at or now, now=now), now=now)
    return user


def take_in_sharing(services: Services, body: Body, *, is_shared: bool) -> None:
    """Take over the news that a channel is shared, or no longer, once."""
    now = services.now()
    channel = ChannelId(body["event"]["channel"])
    with services.transaction() as session:
        if inbox.is_first(session, f"event:{body['event_id']}", now=now):
            news = see_channel(session, channel, is_shared=is_shared, at=now, is_news=True, now=now)
            tell(session, News(shared=(news,) if news else ()), now=now)


def take_in_channel(services: Services, channel: str, *, is_shared: bool, asked_at: datetime) -> KnownChannel:
    """Take over what Slack answered about a channel at `asked_at` (UTC), and return what is known of it then."""
    now = services.now()
    key = ChannelId(channel)
    with services.transaction() as session:
        news = see_channel(session, key, is_shared=is_shared, at=asked_at, now=now)
        tell(session, News(shared=(news,) if news else ()), now=now)
        return CHANNELS.get(session, key)


def tell(session: WorkspaceSession, news: News, *, now: datetime) -> None:
    """Tell the administrators, once, of people who left a gap and of channels that another company reads."""
    if not news.departed and not news.shared:
        return
    program = load_program(session)
    for left in news.departed:
        _tell_of_departure(session, left, program, now=now)
    for shared in news.shared:
        card = shared_card(shared.id, name_of(shared.id, program))
        for admin in administrators(program):
            post(session, _question_key(shared, admin.id), admin.slack_id or "", card, now=now)


def name_of(channel: str, program: Program) -> str:
    """Return what the program file calls a channel, its id where it names none."""
    if channel == program.cadence.digest_channel_id and program.cadence.digest_channel:
        return program.cadence.digest_channel
    return next((team.channel for team in program.teams.values() if team.channel_id == channel), channel)


def answer(services: Services, body: Body) -> None:
    """Record what an administrator says; raises NotFoundError for anybody else, and NotSharedError."""
    press, now = Press.of(body), services.now()
    with services.transaction() as session:
        actor = get_actor(session, body)
        if not can(Action.SHARE_WITH_OUTSIDERS, relations_to_program(actor)):
            raise NotFoundError(CHANNELS.noun, press.value)
        known = CHANNELS.lock(session, press.value)
        is_allowed = press.action.action_id == ids.CHANNEL_ALLOW
        after = allow(known, by=actor.id if is_allowed else None)
        CHANNELS.save(session, after)
        action = "channel.allowed" if is_allowed else "channel.kept_out_of"
        audit.record(session, Change(actor=actor.id, action=action, subject=known.id), now=now)
        program = load_program(session)
        card = answered_card(known.id, name_of(known.id, program), by=actor, is_allowed=is_allowed)
        for admin in administrators(program):
            edit(session, _question_key(known, admin.id), card, now=now)


def _read_status(profile: Mapping[str, Any]) -> SlackStatus:
    # Slack writes 0 for a status that stays until somebody clears it.
    expires = profile.get("status_expiration") or 0
    return SlackStatus(
        text=profile.get("status_text") or "",
        emoji=profile.get("status_emoji") or "",
        expires_at=datetime.fromtimestamp(expires, UTC) if expires else None,
    )


def _said_at(event: Mapping[str, Any]) -> datetime | None:
    ts = event.get("event_ts")
    return datetime.fromtimestamp(float(ts), UTC) if ts else None


def _tell_of_departure(session: WorkspaceSession, left: Person, program: Program, *, now: datetime) -> None:
    owned = [each for each in program.initiatives.values() if each.owner == left.id and is_checked_in_on(each)]
    led = [each for each in program.teams.values() if each.lead == left.id]
    if not owned and not led:
        return
    heirs = dict.fromkeys(answered_for_by(each, program) for each in owned)
    stand_ins = [program.people[heir] for heir in heirs if heir != left.id]
    card = departure_card(left, owned, led, stand_ins=stand_ins)
    for admin in administrators(program):
        key = f"left:{left.id}:{now:%Y-%m-%d}:{admin.id}"
        post(session, key, admin.slack_id or "", card, priority=Priority.ANSWER, now=now)


def _question_key(shared: KnownChannel, admin: PersonId) -> str:
    return f"channel:{shared.id}:shared:{shared.shared_at:%Y-%m-%dT%H:%M:%S}:{admin}"
