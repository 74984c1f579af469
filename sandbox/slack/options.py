"""The settings of one local workspace."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml


class Memory(StrEnum):
    """How much Slack keeps of what an app posted; its documents promise none of it for bots."""

    KEY = "key"  # a known `client_msg_id` answers with the post that is there
    METADATA = "metadata"  # a post made again is another post; both show their metadata
    NOTHING = "nothing"  # neither


STATIC_DIR = Path(__file__).parent / "static"


def load_manifest(path: str | Path) -> dict[str, Any]:
    """The app manifest as a dict; `ValueError` when the file holds no mapping."""
    loaded = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    if not isinstance(loaded, dict):
        raise ValueError(f"{path} is not an app manifest")  # noqa: TRY004  the file is wrong, not a type
    return loaded


@dataclass(frozen=True, kw_only=True)
class SlackOptions:
    """How the workspace behaves; every duration is in seconds, `now` answers seconds since 1970."""

    manifest: Mapping[str, Any]
    bot_token: str = field(default="xoxb-local", repr=False)
    app_token: str = field(default="xapp-local", repr=False)
    signing_secret: str = field(default="local-signing-secret", repr=False)
    events_url: str | None = None
    """Where deliveries are posted; `None` means Socket Mode."""
    base_url: str | None = None
    """How others reach this server; taken from the first request when unset."""
    data_dir: Path | None = None
    """Where uploads are kept; a temporary folder when unset."""
    now: Callable[[], float] = time.time
    ack_seconds: float = 3.0
    trigger_seconds: float = 3.0
    event_retry_seconds: tuple[float, ...] = (0.0, 60.0, 300.0)
    slack_file_seconds: float = 0.0
    """How long a new file answers `invalid slack file` in an image block."""
    rate_limits: bool = True
    static_dir: Path = STATIC_DIR
    memory: Memory = Memory.KEY
    """What is known of a post that is made again."""
