"""A signed release of somebody outside: attached by an admin, brought in, and then that person's yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from storage.changes import Change, Finish, Insert, Update
from storage.facts import RequestFacts
from storage.model import (
    Endorsement,
    EndorsementStatus,
    Invitation,
    InvitationStatus,
    Job,
    Media,
    MediaStatus,
    Message,
)
from workflow.consents import accept
from workflow.endorsements.deciding import settled
from workflow.jobs import JobKind, schedule
from workflow.messages import MessageKind, cards_again, notice, request_cards
from workflow.moment import MEDIA_DEADLINE, Moment
from workflow.scope import Scope

KIND = "release"
"""The kind of media that a release is; no gateway ever sees one."""
MAX_BYTES = 10_000_000
VIA = "release"


def attach(
    endorsement: Endorsement,
    cards: Sequence[Message],
    actor: str,
    *,
    sealed: str,
    slack_file_id: str,
    moment: Moment,
) -> Change:
    """An admin hands in a release: nobody else's word is taken while the file is being brought in."""
    media = Media(
        id=moment.new_id("m"),
        team_id=endorsement.team_id,
        kind=KIND,
        status=MediaStatus.FETCHING,
        source_sealed=sealed,
        slack_file_id=slack_file_id,
        created_at=moment.now,
    )
    return Change(
        (
            Insert(row=media),
            Update(
                table=Endorsement,
                where={"id": endorsement.id, "status": EndorsementStatus.PENDING, "media_id": None},
                values={"media_id": media.id, "decided_by": actor},
                guard="already_decided",
            ),
            schedule(
                moment, endorsement.team_id, JobKind.FETCH_RELEASE, endorsement.id, deadline=MEDIA_DEADLINE
            ),
            *cards_again(moment, cards),
        )
    )


def release_ready(
    facts: RequestFacts,
    endorsement: Endorsement,
    kept: Media,
    scope: Scope,
    cards: Sequence[Message],
    job: Job,
    moment: Moment,
) -> Change:
    """The file is here: it counts as the yes of the person pictured; `kept` is its new row."""
    actor = endorsement.decided_by or "likeness"
    invitation = facts.invitation or _invitation(facts, moment)
    asked = replace(facts, invitation=replace(invitation, via=VIA))
    values = {
        "status": MediaStatus.READY,
        "content_type": kept.content_type,
        "bytes": kept.bytes,
        "sha256": kept.sha256,
    }
    return Change(
        (
            Finish(job=job),
            Update(
                table=Media,
                where={"id": kept.id, "status": MediaStatus.FETCHING},
                values=values,
                guard="already_decided",
            ),
            *settled(asked, endorsement, EndorsementStatus.GIVEN, cards, actor, moment),
            *([] if facts.invitation else [Insert(row=invitation)]),
            *accept(asked, via=VIA, locale="en", actor=actor, moment=moment, scope=scope, proved=True).steps,
        )
    )


def _invitation(facts: RequestFacts, moment: Moment) -> Invitation:
    """The person was asked on paper."""
    if facts.person is None:
        raise ValueError(f"request {facts.request.id} pictures nobody")
    return Invitation(
        id=moment.new_id("i"),
        team_id=facts.request.team_id,
        request_id=facts.request.id,
        person_id=facts.person.id,
        status=InvitationStatus.OPEN,
        expires_at=moment.now,
        created_at=moment.now,
    )


def release_refused(
    facts: RequestFacts,
    endorsement: Endorsement,
    problem: str,
    cards: Sequence[Message],
    job: Job,
    moment: Moment,
) -> Change:
    """The file cannot be used: whoever attached it is told, and any admin may attach another."""
    return Change(
        (
            Finish(job=job),
            Update(
                table=Media,
                where={"id": endorsement.media_id, "status": MediaStatus.FETCHING},
                values={"status": MediaStatus.REFUSED, "problem": problem},
            ),
            Update(
                table=Endorsement,
                where={
                    "id": endorsement.id,
                    "status": EndorsementStatus.PENDING,
                    "media_id": endorsement.media_id,
                },
                values={"media_id": None, "decided_by": None},
                guard="already_decided",
            ),
            notice(
                moment,
                endorsement.team_id,
                MessageKind.RELEASE_REFUSED,
                endorsement.id,
                endorsement.decided_by or facts.request.requester_id,
                once=endorsement.media_id or "",
                problem=problem,
            ),
            *request_cards(moment, facts),
            *cards_again(moment, cards),
        )
    )
