"""Files that a process which ended left behind: nobody knows them any more, or they were to be erased."""

from __future__ import annotations

import structlog

from bot.media.store import MediaStore
from storage.face import Storage

log = structlog.get_logger(__name__)

_AT_ONCE = 1000


async def erase_leftovers(store: MediaStore, storage: Storage) -> int:
    """Erase them, before anything new is brought in; how many there were."""
    kept, erased = await store.kept(), 0
    for start in range(0, len(kept), _AT_ONCE):
        some = kept[start : start + _AT_ONCE]
        wanted = await storage.media_wanted(some)
        for media_id in some:
            if media_id not in wanted:
                erased += await store.erase(media_id)
    if erased:
        log.info("leftovers erased", files=erased)
    return erased
