"""The home tab: drawn afresh from the database each time somebody opens it."""

from typing import Any

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.models.views import View

from handlers.blocks.home import Home, draw_closed_home, draw_home
from handlers.payloads import Body, Sender
from handlers.people import StrangerError, get_actor
from handlers.services import Services
from rituals.health import Health
from rituals.ids import PersonId
from rituals.needs import needs_of, next_prompt_at
from rituals.program import Initiative
from rituals.roll_up import WORST_FIRST, current_health
from rituals.rounds import initiatives_of
from rituals.snapshot import Snapshot
from storage.snapshots import load_snapshot


def register(app: App, services: Services) -> None:
    """Listen for the home tab being opened."""

    def on_opened(body: dict[str, Any], client: WebClient) -> None:
        if body["event"].get("tab") == "home":
            client.views_publish(user_id=Sender.of(body).user, view=build_home(services, body).to_dict())

    app.event("app_home_opened")(on_opened)


def build_home(services: Services, body: Body) -> View:
    """Return the home tab of whoever opened it; strangers see nothing of the program."""
    with services.reading() as session:
        try:
            actor = get_actor(session, body)
        except StrangerError as error:
            return draw_closed_home(str(error))
        snapshot = load_snapshot(session, now=services.now())
    home = Home(
        reader=actor,
        needs=needs_of(snapshot, actor),
        owned=_owned(snapshot, actor.id),
        next_prompt_at=next_prompt_at(snapshot, actor),
    )
    return draw_home(home, snapshot.program)


def _owned(snapshot: Snapshot, person: PersonId) -> tuple[tuple[Initiative, Health], ...]:
    """Return what a person owns with its health, the worst first."""
    owned = [(each, current_health(snapshot, each.id)) for each in initiatives_of(snapshot.program, person)]
    return tuple(sorted(owned, key=lambda each: WORST_FIRST.index(each[1])))
