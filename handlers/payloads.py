"""What Slack sends, parsed once: past these models there are only records."""

from collections.abc import Mapping
from datetime import date
from math import isfinite
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from handlers.blocks.words import clean
from rituals.errors import UserFacingError
from rituals.ids import FormId

Body = Mapping[str, Any]
"""A payload as Bolt hands it over."""


class OldMessageError(UserFacingError):
    """What was pressed or sent was drawn by an older release, or never by this bot (FAULTS B16)."""

    def __init__(self) -> None:
        super().__init__(
            "This belongs to an older message and does nothing any more. Nothing was changed; the newest message about "
            "it has the buttons that work."
        )


class _Payload(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    @classmethod
    def read(cls, payload: Any) -> Self:
        """Parse a payload; raises OldMessageError for one of another shape."""
        try:
            return cls.model_validate(payload)
        except ValidationError as error:
            raise OldMessageError from error


class Sender(_Payload):
    """Who caused a payload: Slack's user id and the workspace that user belongs to."""

    user: str
    team: str | None = None

    @classmethod
    def of(cls, body: Body) -> Self:
        """Read the sender of a command, an interaction or an event; raises pydantic's ValidationError without one."""
        if "event" in body:
            event = body["event"]
            user = event.get("user")
            team = event.get("user_team") or event.get("source_team") or event.get("team") or body.get("team_id")
            return cls.model_validate({"user": user["id"] if isinstance(user, Mapping) else user, "team": team})
        if "user" in body:
            team = body["user"].get("team_id") or (body.get("team") or {}).get("id")
            return cls.model_validate({"user": body["user"].get("id"), "team": team})
        return cls.model_validate({"user": body.get("user_id"), "team": body.get("team_id")})


class Command(_Payload):
    """A slash command as typed."""

    command: str
    text: str = ""
    trigger_id: str
    channel_id: str
    user_id: str

    @property
    def words(self) -> str:
        """What follows the command, cleaned."""
        return clean(self.text)


class _Thing(_Payload):
    id: str


class _Option(_Payload):
    value: str


class _Message(_Payload):
    ts: str
    thread_ts: str | None = None
    text: str = ""


class _Action(_Payload):
    action_id: str
    block_id: str = ""
    value: str | None = None
    selected_date: date | None = None
    selected_option: _Option | None = None


class _Input(_Payload):
    value: str | None = None
    selected_date: date | None = None
    selected_option: _Option | None = None
    selected_options: tuple[_Option, ...] = ()
    selected_user: str | None = None


class _State(_Payload):
    values: Mapping[str, Mapping[str, _Input]] = Field(default_factory=dict)


class _View(_Payload):
    id: str
    hash: str = ""
    callback_id: str = ""
    private_metadata: str = ""
    state: _State = Field(default_factory=_State)


class Answers:
    """What stands in the inputs of a form, by field. A field is both the block id and the action id of its input."""

    def __init__(self, values: Mapping[str, Mapping[str, _Input]]) -> None:
        self._inputs = {field: given for by_action in values.values() for field, given in by_action.items()}

    @property
    def fields(self) -> frozenset[str]:
        """The inputs that the form had, answered or not."""
        return frozenset(self._inputs)

    def text(self, field: str) -> str | None:
        """Return the cleaned text, None where nothing but blanks was typed."""
        given = self._inputs.get(field)
        return (clean(given.value) or None) if given and given.value else None

    def day(self, field: str) -> date | None:
        given = self._inputs.get(field)
        return given.selected_date if given else None

    def choice(self, field: str) -> str | None:
        """Return the value of the option chosen in a menu or among radio buttons. Check it against what was offered."""
        given = self._inputs.get(field)
        return given.selected_option.value if given and given.selected_option else None

    def choices(self, field: str) -> tuple[str, ...]:
        """Return the values ticked in check boxes or in a menu for several."""
        given = self._inputs.get(field)
        return tuple(option.value for option in given.selected_options) if given else ()

    def user(self, field: str) -> str | None:
        """Return the Slack id of the user chosen in a menu of users."""
        given = self._inputs.get(field)
        return given.selected_user if given else None

    def number(self, field: str) -> float | None:
        """Return what was typed into a number input; raises ValueError for what is not a finite number."""
        text = self.text(field)
        if text is None:
            return None
        number = float(text)
        if not isfinite(number):
            message = "not a finite number"
            raise ValueError(message)
        return number


class Press(_Payload):
    """A button pressed or a menu changed, in a message or in a form."""

    action: _Action
    trigger_id: str
    channel: _Thing | None = None
    message: _Message | None = None
    view: _View | None = None

    @classmethod
    def of(cls, body: Body) -> Self:
        """Read the one action of a `block_actions` payload; raises OldMessageError."""
        return cls.read({**body, "action": body["actions"][0]})

    @property
    def value(self) -> str:
        """The id that the button carries; raises OldMessageError where it carries none."""
        if not self.action.value:
            raise OldMessageError
        return self.action.value

    @property
    def chosen(self) -> str:
        """The id that the option chosen in a menu carries; raises OldMessageError where nothing was chosen."""
        if self.action.selected_option is None:
            raise OldMessageError
        return self.action.selected_option.value


class Submission(_Payload):
    """A form sent."""

    view: _View

    @classmethod
    def of(cls, body: Body) -> Self:
        """Read a `view_submission` payload, or the view around an action; raises OldMessageError."""
        return cls.read(body)

    @property
    def form(self) -> FormId:
        """The id of the Form record that the view stands for."""
        return FormId(self.view.private_metadata)

    @property
    def answers(self) -> Answers:
        return Answers(self.view.state.values)


class MessageShortcut(_Payload):
    """A shortcut used on a message."""

    trigger_id: str
    channel: _Thing
    message: _Message
    response_url: str | None = None


class Mention(_Payload):
    """The bot mentioned in a channel or a thread."""

    channel: str
    ts: str
    thread_ts: str | None = None
    text: str = ""
    user: str

    @classmethod
    def of(cls, body: Body) -> Self:
        """Read an `app_mention` event."""
        return cls.model_validate(body["event"])
