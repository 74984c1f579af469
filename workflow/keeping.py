"""Our own copies that are older than a workspace wants."""

from __future__ import annotations

from collections.abc import Sequence

from storage.changes import Change, Update
from storage.face import Storage
from storage.model import Media, MediaStatus
from workflow.jobs import JobKind, schedule
from workflow.moment import Moment
from workflow.settings import Settings, erased_before


async def overdue(storage: Storage, team_id: str, settings: Settings, now: int, limit: int) -> list[str]:
    """Files that the settings want erased and nothing under way needs; at most `limit` of each kind."""
    found: list[str] = []
    if (before := erased_before(settings.keep_files_days, now)) is not None:
        found += await storage.old_files(team_id, before, limit)
    if (before := erased_before(settings.keep_videos_days, now)) is not None:
        found += await storage.old_results(team_id, before, limit)
    return list(dict.fromkeys(found))


def erased_now(team_id: str, media_ids: Sequence[str], moment: Moment) -> Change:
    """These files count as gone at once; the running bot then takes off what showed them."""
    gone = {"status": MediaStatus.ERASED, "source_sealed": ""}
    return Change(
        (
            *(Update(table=Media, where={"id": media_id}, values=gone) for media_id in media_ids),
            *(schedule(moment, team_id, JobKind.ERASE_MEDIA, media_id) for media_id in media_ids),
        )
    )
