"""What a real workspace was seen to do, kept in the data folder."""

from __future__ import annotations

import json
import os
from enum import StrEnum
from pathlib import Path

FILE_NAME = "slack-facts.json"


class Fact(StrEnum):
    CLIENT_MSG_ID_DEDUPES = "client_msg_id_dedupes"
    METADATA_KEPT = "metadata_kept"
    PERMALINK_SHARES = "permalink_shares"
    PEOPLES_FILES_READABLE = "peoples_files_readable"


Facts = dict[Fact, bool | None]
"""Whether each holds; None where it could not be settled."""


def keep_facts(data_dir: Path, facts: Facts, now: int) -> Path:
    """Write what was settled beside what is known already; `now` in ms since 1970. Blocks; raises OSError."""
    path = data_dir / FILE_NAME
    settled = {fact.value: holds for fact, holds in facts.items() if holds is not None}
    known = {fact.value: holds for fact, holds in known_facts(data_dir).items()}
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        json.dump({"settled_at": now, **known, **settled}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return path


def known_facts(data_dir: Path) -> Facts:
    """What `likeness doctor --live` settled last; empty where it never ran. Blocks."""
    try:
        kept = json.loads((data_dir / FILE_NAME).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(kept, dict):
        return {}
    return {fact: kept[fact] for fact in Fact if isinstance(kept.get(fact), bool)}
