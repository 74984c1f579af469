"""An `/asset` request, from the form to what comes next."""

from workflow.asset_requests.advancing import advance, submittable
from workflow.asset_requests.asking import AssetForm, MediaSource, asset_names, new_person, submit
from workflow.asset_requests.files import media_ready, media_refused
from workflow.asset_requests.further import Obstruction, ask_further, depiction_for, obstruction, untried
from workflow.scans import needs_scan

__all__ = [
    "AssetForm",
    "MediaSource",
    "Obstruction",
    "advance",
    "ask_further",
    "asset_names",
    "depiction_for",
    "media_ready",
    "media_refused",
    "needs_scan",
    "new_person",
    "obstruction",
    "submit",
    "submittable",
    "untried",
]
