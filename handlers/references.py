"""Assets as options of the reference picker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from handlers.surface import Surface
from storage.facts import AssetFacts

_OPTIONS_MAX = 100


def option(asset: AssetFacts) -> dict[str, Any]:
    text = {"type": "plain_text", "text": f"@{asset.asset.name}"[:75], "emoji": False}
    return {"text": text, "value": asset.asset.id}


def options(assets: Iterable[AssetFacts]) -> list[dict[str, Any]]:
    return [option(asset) for asset in assets][:_OPTIONS_MAX]


async def reference_options(surface: Surface, team_id: str, asset_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Options for assets already picked, in the order picked; those gone meanwhile are left out."""
    found = await surface.desk.storage.assets_by_id(team_id, asset_ids) if asset_ids else {}
    return options(found[asset_id] for asset_id in asset_ids if asset_id in found)
