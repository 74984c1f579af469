"""Registrations at a gateway: create them, follow their review, never twice and never unheard."""

from workflow.registrations.deleting import (
    Deletion,
    End,
    begin_deletion,
    delete_registration,
    deleted,
    deletion_due,
    deletion_failed,
    deletion_waits,
    kept,
    not_there,
    turned_up,
)
from workflow.registrations.doubt import found, gone_quiet, left_behind, not_found, unproved
from workflow.registrations.retrying import ASK_AGAIN, may_retry, retry
from workflow.registrations.reviewing import review_read
from workflow.registrations.shared import has_ended, holds_lease
from workflow.registrations.submitting import Plan, give_up_submitting, plan_submission, submission_answered
from workflow.registrations.uploading import may_be_uploaded, not_uploaded, uploaded

__all__ = [
    "ASK_AGAIN",
    "Deletion",
    "End",
    "Plan",
    "begin_deletion",
    "delete_registration",
    "deleted",
    "deletion_due",
    "deletion_failed",
    "deletion_waits",
    "found",
    "give_up_submitting",
    "gone_quiet",
    "has_ended",
    "holds_lease",
    "kept",
    "left_behind",
    "may_be_uploaded",
    "may_retry",
    "not_found",
    "not_there",
    "not_uploaded",
    "plan_submission",
    "retry",
    "review_read",
    "submission_answered",
    "turned_up",
    "unproved",
    "uploaded",
]
