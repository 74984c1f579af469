"""A video, from the form over approvals and the paid call to the posted file."""

from workflow.videos.approving import decide_approval, override, remind, speaks_for
from workflow.videos.asking import VideoForm, submit
from workflow.videos.doubt import forget, start_lost, start_unknown, try_again
from workflow.videos.following import fetch_failed, fetched, read
from workflow.videos.modes import ReferenceMode, mode_of
from workflow.videos.permission import CHANGED
from workflow.videos.shared import still_usable
from workflow.videos.starting import may_start, no_longer_allowed, order, start_failed, start_intent, started
from workflow.videos.taken_back import dropped, is_taken_back, still_given

__all__ = [
    "CHANGED",
    "ReferenceMode",
    "VideoForm",
    "decide_approval",
    "dropped",
    "fetch_failed",
    "fetched",
    "forget",
    "is_taken_back",
    "may_start",
    "mode_of",
    "no_longer_allowed",
    "order",
    "override",
    "read",
    "remind",
    "speaks_for",
    "start_failed",
    "start_intent",
    "start_lost",
    "start_unknown",
    "started",
    "still_given",
    "still_usable",
    "submit",
    "try_again",
]
