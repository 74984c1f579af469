"""Settings, read once from the environment; everything that is missing or wrong is told in one message."""

from __future__ import annotations

from pathlib import Path
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
    host: str = Field("127.0.0.1", validation_alias="LIKENESS_HOST")
    port: int = Field(3000, validation_alias="LIKENESS_PORT", ge=0, le=65535)
    admin_port: int | None = Field(None, validation_alias="LIKENESS_ADMIN_PORT", ge=0, le=65535)
    public_url: str | None = Field(None, validation_alias="LIKENESS_PUBLIC_URL")
    data_dir: Path = Field(Path("./data"), validation_alias="LIKENESS_DATA_DIR")
    secret_key: SecretStr | None = Field(None, validation_alias="LIKENESS_SECRET_KEY")
    admins: str = Field("", validation_alias="LIKENESS_ADMINS")
    allow_loopback: bool = Field(False, validation_alias="LIKENESS_ALLOW_LOOPBACK")
    poll_min_seconds: float = Field(2, validation_alias="LIKENESS_POLL_MIN_SECONDS", gt=0)
    poll_max_seconds: float = Field(60, validation_alias="LIKENESS_POLL_MAX_SECONDS", gt=0)
    posts_per_minute: int = Field(300, validation_alias="LIKENESS_POSTS_PER_MINUTE", gt=0)
