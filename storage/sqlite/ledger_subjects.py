"""Which ids in the ledger are about one person."""

# ruff: noqa: S608  what is put into statements are constants of ours, values are bound

from __future__ import annotations

import sqlite3

_ASSETS = "SELECT id FROM assets WHERE person_id = :person"
_REQUESTS = f"""SELECT id FROM asset_requests WHERE person_id = :person
    UNION SELECT request_id FROM assets WHERE person_id = :person
    UNION SELECT request_id FROM request_assets WHERE asset_id IN ({_ASSETS})"""
_VIDEOS = f"SELECT video_id FROM video_references WHERE asset_id IN ({_ASSETS})"

_OF_A_PERSON = " UNION ".join(
    (
        _ASSETS,
        _REQUESTS,
        _VIDEOS,
        f"SELECT id FROM registrations WHERE asset_id IN ({_ASSETS})",
        "SELECT id FROM invitations WHERE person_id = :person",
        "SELECT id FROM verifications WHERE person_id = :person",
        "SELECT id FROM consents WHERE person_id = :person",
        "SELECT id FROM withdrawals WHERE person_id = :person",
        f"SELECT id FROM endorsements WHERE request_id IN ({_REQUESTS})",
        f"SELECT id FROM approvals WHERE video_id IN ({_VIDEOS})",
        f"SELECT id FROM reports WHERE video_id IN ({_VIDEOS})",
    )
)


def about(connection: sqlite3.Connection, person: str, team_id: str | None) -> frozenset[str]:
    """What a line that is about this person holds one of; `person` is a person's id or a Slack user's.

    Empty when nobody of that id is known.
    """
    people = connection.execute(
        """SELECT id, team_id, slack_user_id FROM people
           WHERE ? IN (id, slack_user_id) AND ? IN (team_id, '')""",
        (person, team_id or ""),
    ).fetchall()
    found: set[str] = {person_id for person_id, _, _ in people}
    for person_id, _, _ in people:
        found.update(row[0] for row in connection.execute(_OF_A_PERSON, {"person": person_id}))
    users = {(team, user) for _, team, user in people if user is not None}
    found.update(_names(connection, person, team_id))
    for team, user in users:
        found.update(_names(connection, user, team))
    return frozenset(found)


def _names(connection: sqlite3.Connection, user_id: str, team_id: str | None) -> list[str]:
    found = connection.execute(
        "SELECT name FROM ledger_names WHERE subject = ? AND ? IN (team_id, '')", (user_id, team_id or "")
    )
    return [name for (name,) in found]
