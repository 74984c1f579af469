"""An `/asset` request, from the form to what comes next."""

from workflow.asset_requests.advancing import advance, submittable
from workflow.asset_requests.asking import AssetForm, MediaSource, asset_names, new_person, submit
from workflow.asset_requests.files import media_ready, media_refused
from workflow.asset_requests.further import Obstruction, ask_further, depiction_for, obstruction, untried
from workflow.asset_requests.mending import (
    OFFER_OVER,
    SAME_FILE,
    is_offered,
    is_unkept,
    media_offered,
    offer_ends,
    same_asset,
    take_offer,
)
from workflow.scans import needs_scan

__all__ = [
    "OFFER_OVER",
    "SAME_FILE",
    "AssetForm",
    "MediaSource",
    "Obstruction",
    "advance",
    "ask_further",
    "asset_names",
    "depiction_for",
    "is_offered",
    "is_unkept",
    "media_offered",
    "media_ready",
    "media_refused",
    "needs_scan",
    "new_person",
    "obstruction",
    "offer_ends",
    "same_asset",
    "submit",
    "submittable",
    "take_offer",
    "untried",
]
