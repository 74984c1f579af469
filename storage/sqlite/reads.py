"""The face's questions as queries; each runs inside one read transaction."""

# ruff: noqa: S608  what is put into statements are constants of ours, values are bound

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from storage.facts import AssetFacts, RequestFacts
from storage.model import (
    Allowance,
    Asset,
    Member,
    Message,
    Person,
    PersonGroup,
    Verification,
    Video,
    Workspace,
)
from storage.sqlite.aggregates import asset_facts, request_facts
from storage.sqlite.statements import AMONG, fetch, fetch_one, ids

_LIVING = "status IN ('awaiting_consent', 'usable')"


def workspace(connection: sqlite3.Connection, team_id: str) -> Workspace | None:
    return fetch_one(connection, Workspace, "WHERE team_id = ?", team_id)


def member(connection: sqlite3.Connection, team_id: str, user_id: str) -> Member | None:
    return fetch_one(connection, Member, "WHERE team_id = ? AND user_id = ?", team_id, user_id)


def person_for_user(connection: sqlite3.Connection, team_id: str, user_id: str) -> Person | None:
    return fetch_one(connection, Person, "WHERE team_id = ? AND slack_user_id = ?", team_id, user_id)


def outsider(
    connection: sqlite3.Connection, team_id: str, created_by: str, display_name: str
) -> Person | None:
    rest = """WHERE team_id = ? AND created_by = ? AND display_name = ? AND slack_user_id IS NULL
              ORDER BY created_at DESC, rowid DESC LIMIT 1"""
    return fetch_one(connection, Person, rest, team_id, created_by, display_name)


def request_of_registration(
    connection: sqlite3.Connection, registration_ids: Sequence[str]
) -> dict[str, RequestFacts]:
    pairs = connection.execute(
        f"""SELECT registrations.id, asset_requests.id FROM registrations
            JOIN assets ON assets.id = registrations.asset_id
            JOIN asset_requests ON asset_requests.provider = registrations.provider
            AND asset_requests.account = registrations.account
            AND asset_requests.id IN (
                SELECT assets.request_id
                UNION ALL SELECT request_id FROM request_assets WHERE asset_id = assets.id)
            WHERE registrations.id {AMONG} ORDER BY asset_requests.created_at, asset_requests.rowid""",
        (ids(registration_ids),),
    ).fetchall()
    newest = dict(pairs)
    requests = request_facts(connection, newest.values())
    return {registration_id: requests[request_id] for registration_id, request_id in newest.items()}


def requests_waiting(
    connection: sqlite3.Connection, person_id: str, provider: str, account: str
) -> list[RequestFacts]:
    found = connection.execute(
        f"""SELECT id FROM asset_requests WHERE person_id = ? AND provider = ? AND account = ?
            AND EXISTS (
                SELECT 1 FROM assets JOIN registrations ON registrations.asset_id = assets.id
                AND registrations.provider = asset_requests.provider
                AND registrations.account = asset_requests.account
                WHERE assets.id IN (
                    SELECT id FROM assets WHERE request_id = asset_requests.id
                    UNION ALL SELECT asset_id FROM request_assets WHERE request_id = asset_requests.id)
                AND assets.{_LIVING}
                AND registrations.status = 'waiting')
            AND EXISTS (
                SELECT 1 FROM invitations WHERE invitations.request_id = asset_requests.id
                AND invitations.status IN ('open', 'accepted'))
            ORDER BY created_at, rowid""",
        (person_id, provider, account),
    ).fetchall()
    requests = request_facts(connection, (request_id for (request_id,) in found))
    return [requests[request_id] for (request_id,) in found]


def request_of_media(connection: sqlite3.Connection, media_id: str) -> RequestFacts | None:
    asset = fetch_one(connection, Asset, "WHERE media_id = ? ORDER BY rowid LIMIT 1", media_id)
    return request_facts(connection, [asset.request_id])[asset.request_id] if asset else None


def verification_by_state(connection: sqlite3.Connection, state_hash: str) -> Verification | None:
    return fetch_one(connection, Verification, "WHERE state_hash = ?", state_hash)


def sessions_since(connection: sqlite3.Connection, invitation_id: str, since: int) -> int:
    (count,) = connection.execute(
        """SELECT count(*) FROM verifications
           WHERE invitation_id = ? AND created_at >= ? AND handle_sealed IS NOT NULL""",
        (invitation_id, since),
    ).fetchone()
    return int(count)


def group_holder(
    connection: sqlite3.Connection, provider: str, account: str, group_id: str
) -> PersonGroup | None:
    rest = "WHERE provider = ? AND account = ? AND group_id = ?"
    return fetch_one(connection, PersonGroup, rest, provider, account, group_id)


def group_of(
    connection: sqlite3.Connection, person_id: str, provider: str, account: str
) -> PersonGroup | None:
    rest = """WHERE person_id = ? AND provider = ? AND account = ?
              ORDER BY created_at DESC, rowid DESC LIMIT 1"""
    return fetch_one(connection, PersonGroup, rest, person_id, provider, account)


def assets_named(
    connection: sqlite3.Connection, team_id: str, name_keys: Sequence[str]
) -> dict[str, AssetFacts]:
    rest = f"WHERE team_id = ? AND name_key {AMONG} AND {_LIVING}"
    found = asset_facts(connection, fetch(connection, Asset, rest, team_id, ids(name_keys)))
    return {facts.asset.name_key: facts for facts in found}


def assets_by_id(
    connection: sqlite3.Connection, team_id: str, asset_ids: Sequence[str]
) -> dict[str, AssetFacts]:
    found = fetch(connection, Asset, f"WHERE id {AMONG} AND team_id = ?", ids(asset_ids), team_id)
    return {facts.asset.id: facts for facts in asset_facts(connection, found)}


def assets_of_owner(
    connection: sqlite3.Connection, team_id: str, owner_id: str, limit: int
) -> list[AssetFacts]:
    """In whatever state, newest first."""
    rest = "WHERE team_id = ? AND owner_id = ? ORDER BY created_at DESC, rowid DESC LIMIT ?"
    return asset_facts(connection, fetch(connection, Asset, rest, team_id, owner_id, limit))


def allowances(
    connection: sqlite3.Connection, team_id: str, channel: str, asset_ids: Sequence[str]
) -> list[Allowance]:
    rest = f"WHERE asset_id {AMONG} AND channel = ? AND team_id = ? AND ended_at IS NULL ORDER BY rowid"
    return fetch(connection, Allowance, rest, ids(asset_ids), channel, team_id)


def card(connection: sqlite3.Connection, team_id: str, dedupe: str) -> Message | None:
    return fetch_one(connection, Message, "WHERE team_id = ? AND dedupe = ?", team_id, dedupe)


def sent_card_ts(connection: sqlite3.Connection, message_id: str) -> tuple[str, str] | None:
    found = connection.execute(
        """SELECT sent_channel, sent_ts FROM messages
           WHERE id = ? AND sent_channel IS NOT NULL AND sent_ts IS NOT NULL""",
        (message_id,),
    ).fetchone()
    return (found[0], found[1]) if found else None


def counts(connection: sqlite3.Connection) -> dict[str, Any]:
    jobs = connection.execute("SELECT kind, count(*) FROM jobs GROUP BY kind ORDER BY kind")
    unsent = connection.execute(
        "SELECT status, count(*) FROM messages WHERE status <> 'sent' GROUP BY status ORDER BY status"
    )
    held = connection.execute(
        "SELECT kind, count(*) FROM jobs WHERE lease_until IS NOT NULL GROUP BY kind ORDER BY kind"
    )
    return {
        "jobs": dict(jobs.fetchall()),
        "held": dict(held.fetchall()),
        "messages": dict(unsent.fetchall()),
    }


def usual_ms(connection: sqlite3.Connection, video: Video) -> int | None:
    """The median of the last twenty videos of that model there, of three at least."""
    found = connection.execute(
        """SELECT finished_at - started_at FROM videos
           WHERE team_id = ? AND provider = ? AND model = ? AND status = 'succeeded'
           AND started_at IS NOT NULL AND finished_at > started_at
           ORDER BY finished_at DESC LIMIT 20""",
        (video.team_id, video.provider, video.model),
    )
    took = sorted(ms for (ms,) in found)
    return took[len(took) // 2] if len(took) >= 3 else None
