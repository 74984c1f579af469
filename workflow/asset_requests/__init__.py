"""An `/asset` request, from the form to what comes next."""

from workflow.asset_requests.advancing import advance, submittable
from workflow.asset_requests.asking import AssetForm, MediaSource, asset_names, new_person, submit
from workflow.asset_requests.files import media_ready, media_refused
from workflow.scans import needs_scan

__all__ = [
    "AssetForm",
    "MediaSource",
    "advance",
    "asset_names",
    "media_ready",
    "media_refused",
    "needs_scan",
    "new_person",
    "submit",
    "submittable",
]
