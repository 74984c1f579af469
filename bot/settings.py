"""Settings, read once from the environment; everything that is missing or wrong is told in one message."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.crypto.keys import KeyProblemError, derive_keys
from providers.registry import PROVIDERS

_SLACK_API = "https://slack.com/api/"
_TOKENS = {"SLACK_BOT_TOKEN": "xoxb-", "SLACK_APP_TOKEN": "xapp-"}
_TRUE = ("1", "true", "t", "yes", "y", "on")
_USER_ID = re.compile(r"[UW][A-Z0-9]{2,}")


class SettingsError(Exception):
    """What must be set or mended before Likeness can start, one line each; no line holds a secret."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


class Environment(BaseSettings):
    """The variables as they stand; an empty one counts as not set."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True, case_sensitive=True)

    slack_bot_token: SecretStr | None = Field(default=None, validation_alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr | None = Field(default=None, validation_alias="SLACK_APP_TOKEN")
    slack_signing_secret: SecretStr | None = Field(default=None, validation_alias="SLACK_SIGNING_SECRET")
    slack_api_url: str = Field(default=_SLACK_API, validation_alias="SLACK_API_URL")
    host: str = Field(default="127.0.0.1", validation_alias="LIKENESS_HOST")
    port: int = Field(default=3000, validation_alias="LIKENESS_PORT", ge=0, le=65535)
    admin_port: int | None = Field(default=None, validation_alias="LIKENESS_ADMIN_PORT", ge=0, le=65535)
    public_url: str | None = Field(default=None, validation_alias="LIKENESS_PUBLIC_URL")
    data_dir: Path = Field(default=Path("./data"), validation_alias="LIKENESS_DATA_DIR")
    secret_key: SecretStr | None = Field(default=None, validation_alias="LIKENESS_SECRET_KEY")
    admins: str = Field(default="", validation_alias="LIKENESS_ADMINS")
    allow_loopback: bool = Field(default=False, validation_alias="LIKENESS_ALLOW_LOOPBACK")
    poll_min_seconds: float = Field(default=2, validation_alias="LIKENESS_POLL_MIN_SECONDS", gt=0)
    poll_max_seconds: float = Field(default=60, validation_alias="LIKENESS_POLL_MAX_SECONDS", gt=0)
    posts_per_minute: int = Field(default=300, validation_alias="LIKENESS_POSTS_PER_MINUTE", gt=0)

    @model_validator(mode="before")
    @classmethod
    def _trimmed(cls, read: dict[str, Any]) -> dict[str, Any]:
        """Spaces around a value are a slip of the hand; one of spaces alone is not set."""
        trimmed = {name: value.strip() if isinstance(value, str) else value for name, value in read.items()}
        return {name: value for name, value in trimmed.items() if value != ""}

    @field_validator("slack_api_url")
    @classmethod
    def _folder(cls, address: str) -> str:
        """Methods are put behind it."""
        return address.rstrip("/") + "/"

    @property
    def socket_mode(self) -> bool:
        return self.slack_app_token is not None

    @property
    def admin_ids(self) -> frozenset[str]:
        return frozenset(user.strip() for user in self.admins.split(",") if user.strip())


class ProviderKeys:
    """Gateways' keys and addresses by variable name; never shown."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        profiles = [entry.profile for entry in PROVIDERS.values()]
        self.keys = {p.key_variable: variables.get(p.key_variable, "") for p in profiles}
        self.bases = {
            p.base_variable: variables[p.base_variable].rstrip("/")
            for p in profiles
            if p.base_variable in variables
        }

    def __repr__(self) -> str:
        return f"ProviderKeys(on={sorted(name for name, key in self.keys.items() if key)})"

    @property
    def any_on(self) -> bool:
        return any(self.keys.values())


@dataclass(frozen=True, kw_only=True)
class Settings:
    environment: Environment
    providers: ProviderKeys


def load_settings() -> Settings:
    """Read the environment once; raises SettingsError with a line for each thing to set or mend."""
    settings, lines = read_settings()
    if settings is None or lines:
        raise SettingsError(lines)
    return settings


def read_settings() -> tuple[Settings | None, list[str]]:
    """The settings as they stand and a line for each thing to set or mend; None when they cannot be read."""
    variables = {name: value.strip() for name, value in os.environ.items() if value.strip()}
    providers = ProviderKeys(variables)
    lines = [*_missing(variables, providers), *_wrong(variables, providers)]
    try:
        environment = Environment()
    except ValidationError as error:
        return None, lines + [f"{detail['loc'][-1]}: {detail['msg']}" for detail in error.errors()]
    if environment.poll_min_seconds > environment.poll_max_seconds:
        lines.append("LIKENESS_POLL_MAX_SECONDS: must not be below LIKENESS_POLL_MIN_SECONDS")
    return Settings(environment=environment, providers=providers), lines


def _missing(variables: Mapping[str, str], providers: ProviderKeys) -> list[str]:
    lines = []
    if "SLACK_BOT_TOKEN" not in variables:
        lines.append("SLACK_BOT_TOKEN is not set: the bot token (xoxb-…) from the app's OAuth page")
    if not {"SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"} & set(variables):
        lines.append(
            "SLACK_APP_TOKEN or SLACK_SIGNING_SECRET is not set: "
            "the app-level token (xapp-…) for Socket Mode, or the signing secret for HTTP"
        )
    if not providers.any_on:
        lines.append(f"No gateway's key is set: at least one of {', '.join(sorted(providers.keys))}")
    return lines


def _wrong(variables: Mapping[str, str], providers: ProviderKeys) -> Iterator[str]:
    """A line for each value that cannot be right, which it does not show."""
    for name, start in _TOKENS.items():
        if name in variables and not variables[name].removeprefix("xoxe.").startswith(start):
            yield f"{name}: does not start with {start}; is it another token?"
    allow_http = variables.get("LIKENESS_ALLOW_LOOPBACK", "").lower() in _TRUE
    for name in ("LIKENESS_PUBLIC_URL", *providers.bases):
        if name in variables and not _is_address(variables[name], allow_http=allow_http, path=False):
            yield f"{name}: must be an https address without a path, such as https://likeness.example.com"
    if not _is_address(variables.get("SLACK_API_URL", _SLACK_API), allow_http=allow_http, path=True):
        yield f"SLACK_API_URL: must be an https address, such as {_SLACK_API}"
    yield from _secret_key_problem(variables.get("LIKENESS_SECRET_KEY"))
    if any(
        not _USER_ID.fullmatch(user.strip())
        for user in variables.get("LIKENESS_ADMINS", "").split(",")
        if user
    ):
        yield "LIKENESS_ADMINS: must be Slack user ids with commas between them, such as U012ABC3DEF"
    if not _is_usable_folder(Path(variables.get("LIKENESS_DATA_DIR", "data")).absolute()):
        yield "LIKENESS_DATA_DIR: must be a folder that can be written to, or a place where one can be made"


def _secret_key_problem(secret: str | None) -> Iterator[str]:
    if secret is None:
        return
    try:
        derive_keys(secret)
    except KeyProblemError as error:
        yield str(error)


def _is_address(value: str, *, allow_http: bool, path: bool) -> bool:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018  raises for a port that is none
    except ValueError:
        return False
    plain = not parts.query and not parts.fragment and "@" not in parts.netloc
    secure = parts.scheme == "https" or (allow_http and parts.scheme == "http")
    return plain and secure and bool(parts.hostname) and (path or parts.path in ("", "/"))


def _is_usable_folder(path: Path) -> bool:
    there = next(folder for folder in (path, *path.parents) if folder.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)
