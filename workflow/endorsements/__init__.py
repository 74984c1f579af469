"""An admin's word for a request: a second look at a declaration, or somebody's signed release."""

from workflow.endorsements.asking import ask, unasked, wanted
from workflow.endorsements.deciding import give, refuse
from workflow.endorsements.releases import attach, release_ready, release_refused

__all__ = [
    "ask",
    "attach",
    "give",
    "refuse",
    "release_ready",
    "release_refused",
    "unasked",
    "wanted",
]
