"""Settings: read once from the environment, frozen, and wrong ones told by name with the way out."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rituals.delivery import SETTLE
from rituals.errors import UserFacingError
from storage.connecting import WORKING

SLACK_API = "https://slack.com/api/"

_WAYS_OUT = {
    "SLACK_BOT_TOKEN": "It starts with xoxb-; copy it from “OAuth & Permissions” of your Slack app.",
    "SLACK_APP_TOKEN": "It starts with xapp-; make it under “Basic Information”, “App-Level Tokens”, with "
    "connections:write. It is not needed with --http.",
    "SLACK_SIGNING_SECRET": "Copy it from “Basic Information” of your Slack app. It is needed with --http only.",
    "SLACK_SIGNING_SECRET_OLD": "It is the secret that was replaced; it is taken until the moment in "
    "SLACK_SIGNING_SECRET_OLD_UNTIL and not without one.",
    "SLACK_SIGNING_SECRET_OLD_UNTIL": "It is a moment with its zone, such as 2026-01-08T12:00:00+00:00; until then "
    "SLACK_SIGNING_SECRET_OLD is taken too.",
    "SLACK_API_URL": "It is a URL such as https://slack.com/api/ or http://127.0.0.1:8766/api/.",
    "DATABASE_URL": "It is sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME.",
    "FLAG_COMMAND": "It is a slash and one word in lower case, such as /flag, the same as in manifest.yml.",
    "DRUMBEAT_COMMAND": "It is a slash and one word in lower case, such as /drumbeat, the same as in manifest.yml.",
    "DATABASE_CONNECTIONS": "It is how many connections to PostgreSQL one process may open, from 4 to 500.",
    "SETTLE_SECONDS": "It is a number of seconds from 1 to 600.",
    "TICK_SECONDS": "It is a number of seconds from 1 to 300.",
    "HEALTH_PORT": "It is a free port from 1 to 65535, for /health/live, /health/ready and /metrics.",
    "HEARTBEAT_FILE": "It is the path of a file that is touched while all is well.",
    "LOG_LEVEL": "It is DEBUG, INFO, WARNING or ERROR.",
}


class SettingsError(UserFacingError):
    """One or more settings are missing or wrong; the message names each and says how to mend it."""


def _with_slash_at_end(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"


def _starting_with(prefix: str) -> AfterValidator:
    def check(secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not secret.get_secret_value().startswith(prefix):
            raise ValueError(f"does not start with {prefix}")
        return secret

    return AfterValidator(check)


class Settings(BaseSettings):
    """Everything the environment decides; README.md has the same table."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    slack_bot_token: Annotated[SecretStr | None, _starting_with("xoxb-")] = None
    slack_app_token: Annotated[SecretStr | None, _starting_with("xapp-")] = None
    slack_signing_secret: SecretStr | None = None
    slack_signing_secret_old: SecretStr | None = None
    slack_signing_secret_old_until: AwareDatetime | None = None
    slack_api_url: Annotated[str, Field(pattern=r"^https?://"), AfterValidator(_with_slash_at_end)] = SLACK_API
    database_url: Annotated[str, Field(pattern=r"^(sqlite:///|postgresql://)")] = "sqlite:///drumbeat.db"
    flag_command: Annotated[str, Field(pattern=r"^/[a-z0-9_-]{1,31}$")] = "/flag"
    drumbeat_command: Annotated[str, Field(pattern=r"^/[a-z0-9_-]{1,31}$")] = "/drumbeat"
    database_connections: Annotated[int, Field(ge=4, le=500)] = WORKING.connections
    settle_seconds: Annotated[int, Field(ge=1, le=600)] = int(SETTLE.total_seconds())
    """How long after a call in doubt its message is looked for: Slack may still show it after a minute."""
    tick_seconds: Annotated[int, Field(ge=1, le=300)] = 30
    slack_timeout_seconds: Annotated[int, Field(ge=1, le=60)] = 10
    http_host: str = "0.0.0.0"
    health_port: Annotated[int | None, Field(ge=1, le=65535)] = None
    heartbeat_file: Path | None = None
    log_level: Annotated[str, Field(pattern=r"^(DEBUG|INFO|WARNING|ERROR)$")] = "INFO"


def read_settings(*required: str) -> Settings:
    """Read the settings and check that those in `required` are there; raises SettingsError naming every fault."""
    faults: list[str] = []
    settings = None
    try:
        settings = Settings()
    except ValidationError as error:
        for fault in error.errors():
            name = str(fault["loc"][0]).upper()
            faults.append(f"{name} is wrong ({fault['msg'].lower()}). {_WAYS_OUT.get(name, '')}".strip())
    missing = [
        name
        for name in (*required, *_other_halves(settings))
        if settings is not None and getattr(settings, name.lower()) is None
    ]
    faults += [f"{name} is missing. {_WAYS_OUT[name]}" for name in missing]
    if faults or settings is None:
        raise SettingsError("\n".join(faults))
    return settings


def _other_halves(settings: Settings | None) -> tuple[str, ...]:
    """Return what is needed because of what is set: an old secret without its end would be taken for ever."""
    halves = ("slack_signing_secret_old", "slack_signing_secret_old_until")
    given = settings is not None and any(getattr(settings, half) is not None for half in halves)
    return tuple(half.upper() for half in halves) if given else ()


def secret(value: SecretStr | None) -> str:
    """Return a secret that `read_settings` has checked for; an empty string where it is not needed."""
    return value.get_secret_value() if value else ""
