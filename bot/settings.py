"""Settings, read once from the environment; everything that is missing or wrong is told in one message."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from providers.registry import PROVIDERS


class SettingsError(Exception):
    """What must be set or mended before Likeness can start, one line each."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


class Environment(BaseSettings):
    """The variables as they stand; `Settings` is what they mean."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
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

    @property
    def socket_mode(self) -> bool:
        return self.slack_app_token is not None

    @property
    def admin_ids(self) -> frozenset[str]:
        return frozenset(user.strip() for user in self.admins.split(",") if user.strip())


class ProviderKeys:
    """Gateways' keys and addresses by variable name; never shown."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        profiles = [entry.profile for entry in PROVIDERS.values()]
        self.keys = {p.key_variable: environment.get(p.key_variable, "").strip() for p in profiles}
        self.bases = {
            p.base_variable: environment[p.base_variable].strip().rstrip("/")
            for p in profiles
            if environment.get(p.base_variable, "").strip()
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


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read everything once; raises SettingsError with a line for each thing to set or mend."""
    variables = os.environ if environment is None else environment
    try:
        read = Environment()
    except ValidationError as error:
        raise SettingsError([_wrong(detail) for detail in error.errors()]) from None
    keys = ProviderKeys(variables)
    lines = [*_missing(read, keys), *_addresses(read)]
    if lines:
        raise SettingsError(lines)
    return Settings(environment=read, providers=keys)


def _wrong(detail: Any) -> str:
    name = str(detail["loc"][-1]).upper()
    return f"{name}: {detail['msg']}"


def _missing(read: Environment, keys: ProviderKeys) -> list[str]:
    lines = []
    if read.slack_bot_token is None:
        lines.append("SLACK_BOT_TOKEN is not set: the bot token (xoxb-…) from the app's OAuth page")
    if read.slack_app_token is None and read.slack_signing_secret is None:
        lines.append(
            "SLACK_APP_TOKEN or SLACK_SIGNING_SECRET is not set: the app-level token (xapp-…) for Socket Mode, "
            "or the signing secret for HTTP"
        )
    if not keys.any_on:
        names = sorted(name for name in keys.keys)
        lines.append(f"No gateway's key is set: one of {', '.join(names)}")
    return lines


def _addresses(read: Environment) -> list[str]:
    lines = []
    for name, value in (("LIKENESS_PUBLIC_URL", read.public_url), ("SLACK_API_URL", read.slack_api_url)):
        if value is not None and not _good_address(value, allow_http=read.allow_loopback):
            lines.append(f"{name}: must be an https address, such as https://likeness.example.com")
    if read.poll_min_seconds > read.poll_max_seconds:
        lines.append("LIKENESS_POLL_MIN_SECONDS: must not be above LIKENESS_POLL_MAX_SECONDS")
    return lines


def _good_address(value: str, *, allow_http: bool) -> bool:
    parts = urlsplit(value)
    return bool(parts.hostname) and (parts.scheme == "https" or (allow_http and parts.scheme == "http"))
