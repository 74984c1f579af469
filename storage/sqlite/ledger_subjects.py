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
        f"SELECT id FROM invitations WHERE request_id IN ({_REQUESTS})",
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
    team = team_id or ""
    people = connection.execute(
        "SELECT id FROM people WHERE ? IN (id, slack_user_id) AND ? IN (team_id, '')", (person, team)
    ).fetchall()
    names = connection.execute(
        "SELECT name FROM ledger_names WHERE subject = ? AND ? IN (team_id, '')", (person, team)
    ).fetchall()
    found = {name for (name,) in names}
    for (person_id,) in people:
        found |= of_person(connection, person_id)
    return frozenset(found)


def of_person(connection: sqlite3.Connection, person_id: str) -> set[str]:
    """The ids of a person and of all that pictures it, and its name in the ledger."""
    names = connection.execute(
        """SELECT name FROM people JOIN ledger_names
           ON ledger_names.team_id = people.team_id AND ledger_names.subject = people.slack_user_id
           WHERE people.id = ?""",
        (person_id,),
    )
    found = {person_id, *(name for (name,) in names)}
    return found | {row_id for (row_id,) in connection.execute(_OF_A_PERSON, {"person": person_id})}
