"""Taking a yes back: at once, in one change; then until no copy that can be deleted is left."""

from workflow.withdrawals.closing import close, follow_up, is_settled
from workflow.withdrawals.deciding import OVERTAKEN, Wish, withdraw
from workflow.withdrawals.reach import (
    LIVING,
    NOT_REMOVED,
    REMOVED,
    Reach,
    is_on_its_way,
    is_post,
    is_posted,
    shown_media,
)
from workflow.withdrawals.receipt import (
    CopyState,
    FaceCheck,
    GatewayCopy,
    Receipt,
    VideoEnd,
    VideoOutcome,
    receipt_of,
)
from workflow.withdrawals.receipt_card import done_by, receipt_key

__all__ = [
    "LIVING",
    "NOT_REMOVED",
    "OVERTAKEN",
    "REMOVED",
    "CopyState",
    "FaceCheck",
    "GatewayCopy",
    "Reach",
    "Receipt",
    "VideoEnd",
    "VideoOutcome",
    "Wish",
    "close",
    "done_by",
    "follow_up",
    "is_on_its_way",
    "is_post",
    "is_posted",
    "is_settled",
    "receipt_key",
    "receipt_of",
    "shown_media",
    "withdraw",
]
