"""An `/asset` form kept sealed beside its request, and opened again for *Fix*."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, replace

from handlers.blocks import AssetFormValues
from storage.facts import AssetFacts, RequestFacts
from storage.model import AssetStatus, Media, MediaStatus
from workflow.use_cases import Desk

# These bytes are good for no gateway: another file is needed.
_HOPELESS = frozenset(
    {
        "media_animated",
        "media_broken",
        "media_is_page",
        "media_pixels",
        "media_svg",
        "media_unknown_type",
        "slack_file_unreadable",
    }
)
_FILE_FIELDS = ("id", "name", "mimetype")


def sealed_form(desk: Desk, values: AssetFormValues) -> str:
    """The form as typed, encrypted; of files only what names them."""
    files = tuple({name: file.get(name) for name in _FILE_FIELDS} for file in values.files)
    return desk.seal(json.dumps(asdict(replace(values, files=files, fixing=None, given=()))))


def reopened(desk: Desk, facts: RequestFacts) -> AssetFormValues:
    """The form again, for what was refused or lapsed of it: the rest of the request goes on by itself."""
    values = _as_typed(desk, facts)
    refused = [asset for asset in facts.assets if _is_over(asset)]
    again = {asset.media.slack_file_id for asset in refused if _may_do_elsewhere(asset.media)}
    return replace(
        values,
        name=_name(values, facts, refused),
        link=values.link if any(asset.media.slack_file_id is None for asset in refused) else "",
        files=tuple(file for file in values.files if file["id"] in again),
        fixing=facts.request.id,
    )


async def with_kept_files(desk: Desk, team_id: str, user_id: str, values: AssetFormValues) -> AssetFormValues:
    """The form with the files kept from before, unless other files or another link stand in for them."""
    if values.given and not values.files and not values.link:
        return replace(values, files=values.given)
    if values.fixing is None or values.files:
        return values
    facts = await desk.storage.request(values.fixing)
    if facts is None or (facts.request.team_id, facts.request.requester_id) != (team_id, user_id):
        return values
    if not facts.request.form_sealed:
        return values  # erased when the person took the yes back
    before = reopened(desk, facts)
    return replace(values, files=before.files) if values.link in ("", before.link) else values


def _as_typed(desk: Desk, facts: RequestFacts) -> AssetFormValues:
    kept = json.loads(desk.unseal(facts.request.form_sealed))
    known = {field.name for field in fields(AssetFormValues)}
    values = {name: value for name, value in kept.items() if name in known}
    return AssetFormValues(**values | {"files": tuple(values.get("files") or ()), "given": ()})


def _name(values: AssetFormValues, facts: RequestFacts, refused: list[AssetFacts]) -> str:
    """As typed, or the refused file's own where others of the request hold that name."""
    return refused[0].asset.name if refused and len(refused) < len(facts.assets) else values.name


def _is_over(asset: AssetFacts) -> bool:
    return asset.media.status is MediaStatus.REFUSED or asset.asset.status is AssetStatus.LAPSED


def _may_do_elsewhere(media: Media) -> bool:
    return (media.problem or "").partition("{")[0].strip() not in _HOPELESS
