"""Which requests need an admin's word, and asking for it."""

from __future__ import annotations

from collections.abc import Iterable

from providers.profile import Profile, Verification
from storage.changes import Insert, Step
from storage.facts import RequestFacts
from storage.model import AssetStatus, Depiction, Endorsement, EndorsementKind, EndorsementStatus
from workflow.jobs import JobKind, schedule
from workflow.messages import MessageKind, asset_card, cards_for_each
from workflow.moment import ENDORSEMENT_LIFE, Moment
from workflow.settings import Settings


def wanted(facts: RequestFacts, profile: Profile, settings: Settings) -> EndorsementKind | None:
    """The word that a request cannot go on without, while it is missing."""
    kind = _kind(facts, profile, settings)
    given = {e.kind for e in facts.endorsements if e.status is EndorsementStatus.GIVEN}
    return kind if kind not in given else None


def _kind(facts: RequestFacts, profile: Profile, settings: Settings) -> EndorsementKind | None:
    asked = next((e.kind for e in facts.endorsements), None)
    if facts.request.depiction is Depiction.OUTSIDER:
        return EndorsementKind.RELEASE if profile.verification is Verification.NONE else asked
    is_new = any(a.asset.status is AssetStatus.AWAITING_CONSENT for a in facts.assets)
    declared = facts.request.depiction in (Depiction.SELF, Depiction.NOBODY)
    return EndorsementKind.DECLARATION if settings.four_eyes and is_new and declared else asked


def unasked(facts: RequestFacts, kind: EndorsementKind) -> bool:
    """Whether nobody was asked for this word yet."""
    return all(e.kind is not kind for e in facts.endorsements)


def ask(facts: RequestFacts, kind: EndorsementKind, admins: Iterable[str], moment: Moment) -> list[Step]:
    """Ask every admin but the requester; the first answer counts, none within 48 hours is a no."""
    request = facts.request
    endorsement = Endorsement(
        id=moment.new_id("e"),
        team_id=request.team_id,
        request_id=request.id,
        kind=kind,
        status=EndorsementStatus.PENDING,
        deadline_at=moment.now + ENDORSEMENT_LIFE,
        created_at=moment.now,
    )
    others = [admin for admin in admins if admin != request.requester_id]
    return [
        Insert(row=endorsement),
        schedule(moment, request.team_id, JobKind.LAPSE_ENDORSEMENT, endorsement.id, after=ENDORSEMENT_LIFE),
        *cards_for_each(moment, request.team_id, MessageKind.ENDORSEMENT_CARD, endorsement.id, others),
        asset_card(moment, facts),
    ]
