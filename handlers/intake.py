"""The durable dedupe key of whatever is taken in, so that it counts once across restarts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.surface import Asker, Surface
from storage.changes import Once, change


async def comes_first(surface: Surface, who: Asker, body: Mapping[str, Any]) -> bool:
    """Take the dedupe key of a command or press; False for one that came before, to an earlier process too.

    Raises StorageError while nothing can be written: nothing is taken in that could not be kept.
    """
    key = f"{body.get('type') or 'command'}:{body['trigger_id']}"
    taken = Once(team_id=who.team_id, key=key, at=surface.desk.clock())
    return await surface.desk.storage.apply(change(taken)) is None
