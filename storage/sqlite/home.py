"""The Home tab's questions as queries, and the wish for another revision of it."""

# ruff: noqa: S608  what is put into statements are constants of ours, values are bound

from __future__ import annotations

import sqlite3
import unicodedata
from typing import Any

from storage.facts import AssetFacts
from storage.home import HOME_KIND, HomeFacts, HomeWish, PersonStanding, Shelf, home_key
from storage.model import Approval, Asset, AssetRequest, Endorsement, Message, Person, Report, Row, Video
from storage.sqlite.aggregates import asset_facts, request_facts, video_facts
from storage.sqlite.statements import AMONG, by_id, fetch, ids
from storage.tables import table_of

SETTLE_MS = 300
"""Changes come in bunches; a Home is published once for all of them."""

_ACTIVE = (
    "EXISTS (SELECT 1 FROM registrations WHERE asset_id = assets.id AND registrations.status = 'active')"
)
_FAILED = (
    "EXISTS (SELECT 1 FROM registrations WHERE asset_id = assets.id AND registrations.status = 'failed')"
)
_LIVING = "assets.status IN ('awaiting_consent', 'usable')"
WAITING_COUNTED = 100
_ALL = 1_000_000
_OWNED = "team_id = :team AND owner_id = :user"
_AMONG_PEOPLE = AMONG.replace("?", ":people")
_MINE = f"team_id = :team AND owner_id = :user AND {_LIVING}"
_SHELVES = {
    Shelf.MINE: _MINE,
    Shelf.READY: f"{_MINE} AND assets.status = 'usable' AND {_ACTIVE}",
    Shelf.WAITING: f"{_MINE} AND NOT {_ACTIVE} AND NOT {_FAILED}",
    Shelf.REFUSED: f"{_MINE} AND {_FAILED}",
    Shelf.EVERYBODY: f"team_id = :team AND {_LIVING}",
    Shelf.OF_ME: f"""{_LIVING} AND person_id IN (
        SELECT id FROM people WHERE team_id = :team AND slack_user_id = :user)""",
}
_TO_MEND = f"""team_id = :team AND owner_id = :user AND (
    (assets.status = 'usable' AND NOT {_ACTIVE} AND {_FAILED})
    OR (assets.status = 'deleted' AND created_at >= :since
        AND EXISTS (SELECT 1 FROM media WHERE media.id = media_id AND media.status = 'refused')
        AND NOT EXISTS (
            SELECT 1 FROM assets AS other WHERE other.team_id = assets.team_id
            AND other.name_key = assets.name_key AND other.status IN ('awaiting_consent', 'usable'))))"""
_ASKED = """id IN (
    SELECT invitations.request_id FROM invitations JOIN people ON people.id = invitations.person_id
    WHERE people.team_id = :team AND people.slack_user_id = :user
    AND invitations.status IN ('open', 'accepted')
    AND EXISTS (
        SELECT 1 FROM assets WHERE assets.request_id = invitations.request_id
        AND assets.status = 'awaiting_consent'))"""
_APPROVALS = """team_id = :team AND approver_id = :user AND status = 'pending' AND EXISTS (
    SELECT 1 FROM videos WHERE videos.id = video_id AND videos.status = 'awaiting_approval')"""
_ENDORSEMENTS = """:admin AND team_id = :team AND status = 'pending' AND media_id IS NULL AND EXISTS (
    SELECT 1 FROM asset_requests WHERE asset_requests.id = request_id AND requester_id <> :user)"""
_REPORTS = """team_id = :team AND status = 'open' AND (:admin OR video_id IN (
    SELECT video_id FROM video_references JOIN assets ON assets.id = video_references.asset_id
    WHERE assets.owner_id = :user))"""
_VIDEOS = """team_id = :team AND (requester_id = :user OR id IN (
    SELECT video_id FROM video_references JOIN assets ON assets.id = video_references.asset_id
    JOIN people ON people.id = assets.person_id
    WHERE people.team_id = :team AND people.slack_user_id = :user))"""


def home_facts(connection: sqlite3.Connection, wish: HomeWish) -> HomeFacts:
    """Everything one Home shows, with a fixed number of queries."""
    bound, most = _bound(wish), wish.waiting_most
    asked = _newest(connection, AssetRequest, _ASKED, bound, WAITING_COUNTED)
    approvals = _newest(connection, Approval, _APPROVALS, bound, WAITING_COUNTED)
    endorsements = _newest(connection, Endorsement, _ENDORSEMENTS, bound, WAITING_COUNTED)
    reports = _newest(connection, Report, _REPORTS, bound, WAITING_COUNTED)
    refused = _newest(connection, Asset, _TO_MEND, bound, WAITING_COUNTED)
    videos = _newest(connection, Video, _VIDEOS, bound, wish.videos_most)
    about = [row.video_id for row in (*approvals[:most], *reports[:most])]
    films = video_facts(connection, [row.id for row in videos] + about)
    requests = request_facts(
        connection, [row.id for row in asked[:most]] + [row.request_id for row in endorsements[:most]]
    )
    library, library_size = home_library(connection, wish)
    people, people_size = _people(connection, wish)
    return HomeFacts(
        asked=tuple(requests[row.id] for row in asked[:most]),
        approvals=tuple((films[row.video_id], row) for row in approvals[:most]),
        endorsements=tuple((requests[row.request_id], row) for row in endorsements[:most]),
        reports=tuple((films[row.video_id], row) for row in reports[:most]),
        refused=tuple(asset_facts(connection, refused[:most])),
        waiting=sum(len(rows) for rows in (asked, approvals, endorsements, reports, refused)),
        library=library,
        library_size=library_size,
        owns_anything=bool(_newest(connection, Asset, _OWNED, bound, 1)),
        people=people,
        people_size=people_size,
        videos=tuple(films[row.id] for row in videos),
    )


def home_library(connection: sqlite3.Connection, wish: HomeWish) -> tuple[tuple[AssetFacts, ...], int]:
    """The page of the library, and how many assets there are on all pages."""
    where, values = _SHELVES[wish.shelf], _bound(wish)
    if wish.person_id is not None:
        where, values = f"{where} AND person_id = :person", values | {"person": wish.person_id}
    if wish.text:
        named = people_named(connection, wish.team_id, wish.text, _ALL)
        where = f"{where} AND (instr(name_key, :text) > 0 OR person_id {_AMONG_PEOPLE})"
        values |= {"text": wish.text, "people": ids(person.id for person in named)}
    size = _count(connection, Asset, where, values)
    page = _newest(connection, Asset, where, values, wish.page_size, wish.page * wish.page_size)
    return tuple(asset_facts(connection, page)), size


def people_named(connection: sqlite3.Connection, team_id: str, text: str, limit: int) -> list[Person]:
    """People pictured in living assets whose name holds the folded text, by name."""
    rest = f"""WHERE team_id = ? AND EXISTS (
        SELECT 1 FROM assets WHERE assets.person_id = people.id AND {_LIVING})"""
    found = [p for p in fetch(connection, Person, rest, team_id) if text in _folded(p.display_name)]
    return sorted(found, key=lambda person: _folded(person.display_name))[:limit]


def wish_again(connection: sqlite3.Connection, message: Message) -> None:
    """One more revision of every open Home of those whom this message's subject concerns."""
    if message.kind == HOME_KIND:
        return
    found = connection.execute(
        """SELECT requester_id FROM asset_requests WHERE id = :subject
           UNION SELECT requester_id FROM videos WHERE id = :subject
           UNION SELECT owner_id FROM assets WHERE request_id = :subject
           UNION SELECT owner_id FROM assets WHERE id = :subject""",
        {"subject": message.subject},
    )
    users = {user for (user,) in found} | {message.channel}
    connection.execute(
        f"""UPDATE messages SET
                wanted_revision = wanted_revision + 1,
                due_at = iif(status IN ('sent', 'failed'), ?, min(due_at, ?)),
                attempts = iif(status IN ('sent', 'failed'), 0, attempts),
                status = iif(status IN ('sending', 'indeterminate'), status, 'pending')
            WHERE team_id = ? AND dedupe {AMONG}""",
        (message.due_at + SETTLE_MS,) * 2 + (message.team_id, ids(home_key(user) for user in users)),
    )


def _bound(wish: HomeWish) -> dict[str, Any]:
    return {
        "team": wish.team_id,
        "user": wish.user_id,
        "since": wish.refused_since,
        "admin": wish.is_admin,
    }


def _people(connection: sqlite3.Connection, wish: HomeWish) -> tuple[tuple[PersonStanding, ...], int]:
    """Everybody pictured, those with the newest assets first."""
    grouped = f"""FROM assets WHERE team_id = ? AND person_id IS NOT NULL AND {_LIVING} GROUP BY person_id"""
    found = connection.execute(
        f"""SELECT person_id, count(*), sum(EXISTS (
                SELECT 1 FROM consents WHERE asset_id = assets.id AND ended_at IS NULL))
            {grouped} ORDER BY max(created_at) DESC, person_id LIMIT ? OFFSET ?""",
        (wish.team_id, wish.people_size, wish.people_page * wish.people_size),
    ).fetchall()
    (size,) = connection.execute(f"SELECT count(*) FROM (SELECT 1 {grouped})", (wish.team_id,)).fetchone()
    people = by_id(connection, Person, [person_id for person_id, _, _ in found])
    return tuple(PersonStanding(person=people[i], assets=n, agreed=yes) for i, n, yes in found), size


def _newest(
    connection: sqlite3.Connection,
    row: type[Row],
    where: str,
    bound: dict[str, Any],
    most: int,
    skipped: int = 0,
) -> list[Any]:
    """Rows that match, newest first."""
    table = table_of(row)
    found = connection.execute(
        f"""SELECT id FROM {table.name} WHERE {where}
            ORDER BY created_at DESC, rowid DESC LIMIT :most OFFSET :skipped""",
        bound | {"most": most, "skipped": skipped},
    ).fetchall()
    rows = by_id(connection, row, [row_id for (row_id,) in found])
    return [rows[row_id] for (row_id,) in found]


def _count(connection: sqlite3.Connection, row: type[Row], where: str, bound: dict[str, Any]) -> int:
    found = connection.execute(f"SELECT count(*) FROM {table_of(row).name} WHERE {where}", bound)
    return int(found.fetchone()[0])


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
