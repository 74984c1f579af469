"""Which files are kept, and what for."""

from __future__ import annotations

import sqlite3

from storage.keeping import KeptFile


def kept_files(connection: sqlite3.Connection) -> list[KeptFile]:
    """Everything that is here, oldest first."""
    found = connection.execute(
        """SELECT media.id, media.team_id, media.kind, coalesce(media.bytes, 0), media.created_at,
               CASE WHEN assets.id IS NOT NULL THEN 'asset' WHEN endorsements.id IS NOT NULL THEN 'release'
                   WHEN videos.result_media_id = media.id THEN 'video'
                   WHEN videos.id IS NOT NULL THEN 'still' ELSE '' END,
               coalesce(assets.id, endorsements.id, videos.id, ''),
               coalesce(assets.name, '')
           FROM media
           LEFT JOIN assets ON assets.media_id = media.id
           LEFT JOIN endorsements ON endorsements.media_id = media.id
           LEFT JOIN videos ON media.id IN (videos.result_media_id, videos.poster_media_id)
           WHERE media.status = 'ready' GROUP BY media.id ORDER BY media.created_at, media.rowid"""
    )
    names = ("media_id", "team_id", "kind", "bytes", "created_at", "use", "subject", "name")
    return [KeptFile(**dict(zip(names, row, strict=True))) for row in found]


def team_ids(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT team_id FROM workspaces ORDER BY team_id")
    return [team_id for (team_id,) in found]
