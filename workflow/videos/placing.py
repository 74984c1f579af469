"""The assets of a prompt in the order in which a gateway gets them, and the prompt with their positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from storage.facts import AssetFacts
from workflow.names import find_mentions, place_positions, reference_order


@dataclass(frozen=True, kw_only=True)
class Placed:
    """`assets` in order, `prompt` with positions ("image 1"), `unknown` names that nobody has."""

    assets: tuple[AssetFacts, ...] = ()
    prompt: str = ""
    unknown: tuple[str, ...] = ()


def placed(prompt: str, known: Mapping[str, AssetFacts], picked: Sequence[AssetFacts]) -> Placed:
    """Assets as the prompt names them, then those picked beside it; `known` are living assets by name key.

    An asset that ended and a living one may have had the same name, so each counts by its id.
    """
    found = find_mentions(prompt, known)
    named = [replace(m, key=known[m.key].asset.id) for m in found if m.key is not None]
    assets = {asset.asset.id: asset for asset in (*known.values(), *picked)}
    order = reference_order(named, [asset.asset.id for asset in picked])
    kinds = {asset_id: assets[asset_id].media.kind for asset_id in order}
    return Placed(
        assets=tuple(assets[asset_id] for asset_id in order),
        prompt=place_positions(prompt, named, kinds, order),
        unknown=tuple(m.text for m in found if m.key is None),
    )
