"""Assets found while somebody types, by index as far as the beginning of a name tells."""

from __future__ import annotations

import sqlite3

from storage.facts import AssetFacts
from storage.model import Asset
from storage.sqlite.aggregates import asset_facts
from storage.sqlite.statements import fetch

_LAST = "\U0010ffff"
_USABLE_SOMEWHERE = """(
    EXISTS (SELECT 1 FROM registrations WHERE asset_id = assets.id AND registrations.status = 'active')
    OR (? AND person_id IS NULL AND EXISTS (
        SELECT 1 FROM media WHERE media.id = assets.media_id AND media.status = 'ready')))"""


def find_assets(
    connection: sqlite3.Connection, team_id: str, text: str, limit: int, *, links: bool = False
) -> list[AssetFacts]:
    """The name itself first, then names that start so, then those that hold it; each in order of names."""
    usable = f"WHERE team_id = ? AND status = 'usable' AND {{}} AND {_USABLE_SOMEWHERE}"
    ordered = "ORDER BY name_key LIMIT ?"
    starts = usable.format("name_key >= ? AND name_key < ?")
    found = fetch(connection, Asset, f"{starts} {ordered}", team_id, text, text + _LAST, links, limit)
    if text and len(found) < limit:
        holds = usable.format("instr(name_key, ?) > 1")
        found += fetch(connection, Asset, f"{holds} {ordered}", team_id, text, links, limit - len(found))
    return asset_facts(connection, found)
