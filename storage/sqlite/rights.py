"""Questions about rights as queries; each runs inside one read transaction."""

# ruff: noqa: S608  what is put into statements are constants of ours, values are bound

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from storage.facts import AssetFacts, RequestFacts, VideoFacts
from storage.model import (
    Approval,
    Asset,
    AssetUse,
    Channel,
    Member,
    Message,
    Phone,
    Report,
    Setting,
    Withdrawal,
)
from storage.sqlite.aggregates import asset_facts, request_facts, video_facts
from storage.sqlite.statements import AMONG, fetch, fetch_one, ids


def assets_of_person(connection: sqlite3.Connection, person_id: str) -> list[AssetFacts]:
    """In whatever state, oldest first."""
    return asset_facts(connection, fetch(connection, Asset, "WHERE person_id = ? ORDER BY rowid", person_id))


def requests_of_person(connection: sqlite3.Connection, person_id: str) -> list[RequestFacts]:
    found = connection.execute(
        "SELECT id FROM asset_requests WHERE person_id = ? ORDER BY created_at, rowid", (person_id,)
    ).fetchall()
    requests = request_facts(connection, (request_id for (request_id,) in found))
    return [requests[request_id] for (request_id,) in found]


def requests_of_asset(connection: sqlite3.Connection, asset_id: str) -> list[RequestFacts]:
    found = connection.execute(
        """SELECT id FROM asset_requests WHERE id IN (
               SELECT request_id FROM assets WHERE id = ?
               UNION ALL SELECT request_id FROM request_assets WHERE asset_id = ?)
           ORDER BY created_at, rowid""",
        (asset_id, asset_id),
    ).fetchall()
    requests = request_facts(connection, (request_id for (request_id,) in found))
    return [requests[request_id] for (request_id,) in found]


def videos_of_assets(connection: sqlite3.Connection, asset_ids: Sequence[str]) -> list[VideoFacts]:
    found = connection.execute(
        f"""SELECT DISTINCT videos.id FROM videos
            JOIN video_references ON video_references.video_id = videos.id
            WHERE video_references.asset_id {AMONG} ORDER BY videos.created_at, videos.rowid""",
        (ids(asset_ids),),
    ).fetchall()
    videos = video_facts(connection, (video_id for (video_id,) in found))
    return [videos[video_id] for (video_id,) in found]


def uses(connection: sqlite3.Connection, asset_ids: Sequence[str]) -> list[AssetUse]:
    return fetch(connection, AssetUse, f"WHERE asset_id {AMONG}", ids(asset_ids))


def phone(connection: sqlite3.Connection, token_hash: str) -> Phone | None:
    return fetch_one(connection, Phone, "WHERE token_hash = ? AND ended_at IS NULL", token_hash)


def reports_of(connection: sqlite3.Connection, video_id: str) -> list[Report]:
    return fetch(connection, Report, "WHERE video_id = ? ORDER BY created_at, rowid", video_id)


def withdrawals_of(connection: sqlite3.Connection, person_id: str) -> list[Withdrawal]:
    return fetch(connection, Withdrawal, "WHERE person_id = ? ORDER BY created_at, rowid", person_id)


def settings(connection: sqlite3.Connection, team_id: str) -> dict[str, Any]:
    """Values by name."""
    found = fetch(connection, Setting, "WHERE team_id = ?", team_id)
    return {row.name: row.value["value"] for row in found if isinstance(row.value, dict)}


def channel(connection: sqlite3.Connection, team_id: str, channel_id: str) -> Channel | None:
    return fetch_one(connection, Channel, "WHERE team_id = ? AND channel_id = ?", team_id, channel_id)


def admins(connection: sqlite3.Connection, team_id: str) -> list[Member]:
    rest = "WHERE team_id = ? AND is_admin = 1 AND is_deactivated = 0 AND is_guest = 0 ORDER BY user_id"
    return fetch(connection, Member, rest, team_id)


def messages_about(connection: sqlite3.Connection, subjects: Sequence[str]) -> list[Message]:
    """Every card and notice about these subjects, oldest first."""
    rest = f"WHERE subject {AMONG} ORDER BY created_at, rowid"
    return fetch(connection, Message, rest, ids(subjects))


def approvals_waiting_for(connection: sqlite3.Connection, team_id: str, user_id: str) -> list[Approval]:
    rest = "WHERE team_id = ? AND approver_id = ? AND status = 'pending' ORDER BY created_at, rowid"
    return fetch(connection, Approval, rest, team_id, user_id)


def messages_showing(connection: sqlite3.Connection, media_ids: Sequence[str]) -> list[Message]:
    """Messages for which one of these files was uploaded, oldest first."""
    # One look at each message's text, however many files are asked for.
    wanted = {f":{media_id}:" for media_id in media_ids}
    held = connection.execute("SELECT id, files FROM messages WHERE files <> '{}'") if wanted else ()
    found = [name for name, files in held if any(f":{part}:" in wanted for part in files.split(":"))]
    return fetch(connection, Message, f"WHERE id {AMONG} ORDER BY created_at, rowid", ids(found))


def media_wanted(connection: sqlite3.Connection, media_ids: Sequence[str]) -> set[str]:
    rest = f"SELECT id FROM media WHERE id {AMONG} AND status <> 'erased'"
    return {media_id for (media_id,) in connection.execute(rest, (ids(media_ids),))}


def same_file(connection: sqlite3.Connection, team_id: str, sha256: str, provider: str) -> list[AssetFacts]:
    """Assets in use that hold these bytes and that this gateway took, oldest first."""
    rest = """WHERE team_id = ? AND status = 'usable'
        AND EXISTS (SELECT 1 FROM media WHERE media.id = assets.media_id AND media.sha256 = ?)
        AND EXISTS (
            SELECT 1 FROM registrations WHERE asset_id = assets.id AND provider = ?
            AND registrations.status = 'active')
        ORDER BY created_at, rowid"""
    return asset_facts(connection, fetch(connection, Asset, rest, team_id, sha256, provider))


def subjects_recorded(connection: sqlite3.Connection, kind: str, subjects: Sequence[str]) -> set[str]:
    found = connection.execute(
        f"SELECT DISTINCT subject FROM ledger WHERE kind = ? AND subject {AMONG}", (kind, ids(subjects))
    )
    return {subject for (subject,) in found}


def assets_picturing(connection: sqlite3.Connection, team_id: str, limit: int) -> list[AssetFacts]:
    """Living assets of real people, by who is pictured, oldest first."""
    rest = """WHERE team_id = ? AND person_id IS NOT NULL AND status IN ('awaiting_consent', 'usable')
        ORDER BY person_id, created_at, rowid LIMIT ?"""
    return asset_facts(connection, fetch(connection, Asset, rest, team_id, limit))


def old_files(connection: sqlite3.Connection, team_id: str, before: int, limit: int) -> list[str]:
    """Media of assets brought in before that time, which no gateway or video waits for."""
    found = connection.execute(
        """SELECT media.id FROM media JOIN assets ON assets.media_id = media.id
           WHERE media.team_id = ? AND media.status = 'ready' AND media.created_at < ?
           AND assets.status <> 'awaiting_consent'
           AND NOT EXISTS (
               SELECT 1 FROM registrations WHERE registrations.asset_id = assets.id
               AND registrations.status IN ('waiting', 'submitting', 'unknown', 'in_review'))
           AND NOT EXISTS (
               SELECT 1 FROM video_references AS used JOIN videos ON videos.id = used.video_id
               WHERE used.asset_id = assets.id AND videos.status
                   IN ('awaiting_approval', 'starting', 'queued', 'running', 'unknown'))
           ORDER BY media.created_at LIMIT ?""",
        (team_id, before, limit),
    )
    return [media_id for (media_id,) in found]


def old_results(connection: sqlite3.Connection, team_id: str, before: int, limit: int) -> list[str]:
    """Finished videos' files from before that time whose post was settled, their stills among them."""
    found = connection.execute(
        """SELECT media.id FROM media JOIN videos
               ON media.id IN (videos.result_media_id, videos.poster_media_id)
           WHERE media.team_id = ? AND media.status = 'ready' AND videos.finished_at < ?
           AND NOT EXISTS (
               SELECT 1 FROM messages WHERE messages.subject = videos.id
               AND messages.kind = 'video_posted' AND messages.status NOT IN ('sent', 'failed'))
           ORDER BY videos.finished_at LIMIT ?""",
        (team_id, before, limit),
    )
    return [media_id for (media_id,) in found]
