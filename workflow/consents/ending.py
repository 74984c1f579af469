"""A yes whose date has come: nobody uses the face any more, and whoever it concerns is told once."""

from __future__ import annotations

from collections.abc import Sequence

from storage.changes import Change, Record, Step, Update
from storage.facts import AssetFacts, RequestFacts, VideoFacts
from storage.model import Consent
from workflow.jobs import JobKind, schedule
from workflow.messages import MessageKind, notice, request_cards
from workflow.moment import Moment
from workflow.scope import Scope
from workflow.videos.stopping import not_started

OVER = "deny_consent_over"
"""Why a video is not made."""


def ends_on_time(consent: Consent, scope: Scope, moment: Moment) -> tuple[Step, ...]:
    """The job that ends a dated yes."""
    if scope.until is None:
        return ()
    after = max(scope.until - moment.now, 0)
    return (schedule(moment, consent.team_id, JobKind.END_CONSENT, consent.id, after=after),)


def end(
    asset: AssetFacts,
    consent: Consent,
    requests: Sequence[RequestFacts],
    videos: Sequence[VideoFacts],
    moment: Moment,
) -> Change:
    """End a yes at its date; videos of the asset that were not started yet are not made.

    Guard `overtaken` when something else came first: fresh facts tell what.
    """
    return Change(
        (
            Update(
                table=Consent,
                where={"id": consent.id, "ended_at": None},
                values={"ended_at": moment.now, "end_reason": "over"},
                guard="overtaken",
            ),
            Record(
                team_id=consent.team_id,
                at=moment.now,
                kind="consent_over",
                actor="likeness",
                subject=asset.asset.id,
                body={"person": consent.person_id, "consent": consent.id},
            ),
            *(step for video in videos for step in not_started(video, OVER, moment, guard="overtaken")),
            *(
                notice(
                    moment, consent.team_id, MessageKind.CONSENT_ENDED, asset.asset.id, user, once=consent.id
                )
                for user in _concerned(asset)
            ),
            *(step for request in requests for step in request_cards(moment, request)),
        )
    )


def _concerned(asset: AssetFacts) -> tuple[str, ...]:
    """Owner and person, once where they are the same."""
    person = asset.person.slack_user_id if asset.person is not None else None
    return tuple(dict.fromkeys(user for user in (asset.asset.owner_id, person) if user is not None))
