"""Registrations at a gateway: create them, follow their review, never twice and never unheard."""

from workflow.registrations.doubt import found, gone_quiet, not_found, unproved
from workflow.registrations.reviewing import review_read
from workflow.registrations.shared import holds_lease
from workflow.registrations.submitting import Plan, give_up_submitting, plan_submission, submission_answered

__all__ = [
    "Plan",
    "found",
    "give_up_submitting",
    "gone_quiet",
    "holds_lease",
    "not_found",
    "plan_submission",
    "review_read",
    "submission_answered",
    "unproved",
]
