"""A link that rests, or whose time is over, has its way on beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers import ids
from handlers.blocks.consent_card import consent_card, handover_card
from handlers.blocks.request_notices import consent_refused
from handlers.catalogue import LOCALES, texts
from storage.model import AssetStatus, Depiction, InvitationStatus, VerificationStatus
from tests.handlers.blocks import samples
from tests.support.slack_schema import assert_message
from workflow.consents import TOO_MANY_TRIES
from workflow.moment import INVITATION_LIFE

POMEX = samples.profile()


def tired(depiction: Depiction):
    """A request whose last press met the limit."""
    facts = samples.request(
        samples.asset(status=AssetStatus.AWAITING_CONSENT),
        depiction=depiction,
        invitation=InvitationStatus.OPEN,
        verification=VerificationStatus.FAILED,
        verified=False,
    )
    last = replace(facts.verification, failure=TOO_MANY_TRIES, created_at=facts.invitation.created_at + 1)
    invitation = replace(facts.invitation, expires_at=facts.invitation.created_at + INVITATION_LIFE)
    return replace(facts, verification=last, invitation=invitation)


def actions(blocks) -> list[str]:
    return [e["action_id"] for b in blocks if b["type"] == "actions" for e in b["elements"]]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("build", "depiction"), [(consent_card, Depiction.MEMBER), (handover_card, Depiction.OUTSIDER)]
)
def test_a_link_that_rests_offers_a_new_one(build, depiction, locale):
    """To whoever reads the DM; once renewed, the button is gone."""
    facts, said = tired(depiction), texts(locale)
    card = build(facts, profile=POMEX, link=samples.LINK, files=samples.ALL_FILES, texts=said)
    assert_message(card.blocks, card.text)
    assert ids.ACTION_CONSENT_RENEW in actions(card.blocks)
    later = replace(facts.invitation, expires_at=facts.invitation.expires_at + 60_000)
    renewed = replace(facts, invitation=later)
    card = build(renewed, profile=POMEX, link=samples.LINK, files=samples.ALL_FILES, texts=said)
    assert ids.ACTION_CONSENT_RENEW not in actions(card.blocks)


def test_after_the_time_to_answer_the_requester_asks_again():
    """With the form as it was sent, if that is still kept; a no offers nothing."""
    facts = samples.request(samples.asset(status=AssetStatus.LAPSED), invitation=InvitationStatus.LAPSED)
    facts = replace(facts, request=replace(facts.request, form_sealed="{}"))
    assert actions(consent_refused(facts, POMEX, texts("en")).blocks) == [ids.ACTION_ASSET_FIX]
    gone = replace(facts, request=replace(facts.request, form_sealed=""))
    assert actions(consent_refused(gone, POMEX, texts("en")).blocks) == []
    declined = replace(facts, invitation=replace(facts.invitation, status=InvitationStatus.DECLINED))
    assert actions(consent_refused(declined, POMEX, texts("en")).blocks) == []
