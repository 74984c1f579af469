"""What an answer and a face check have in common."""

from __future__ import annotations

from storage.changes import Step
from storage.facts import RequestFacts
from storage.model import Invitation
from workflow.jobs import JobKind, schedule
from workflow.messages import request_cards
from workflow.moment import Moment


def follow_up(facts: RequestFacts, moment: Moment) -> tuple[Step, ...]:
    """See what comes next, and show how things stand."""
    request = facts.request
    return (
        schedule(moment, request.team_id, JobKind.ADVANCE_REQUEST, request.id),
        *request_cards(moment, facts),
    )


def invitation_of(facts: RequestFacts) -> Invitation:
    """The invitation of a request that has one; asking any other is a mistake of ours."""
    if facts.invitation is None:
        raise ValueError(f"request {facts.request.id} has no invitation")
    return facts.invitation
