"""Whether a request still asks for a person's yes to an asset, or has it."""

from __future__ import annotations

from storage.facts import AssetFacts, RequestFacts
from storage.model import AssetStatus, MediaStatus, RegistrationStatus


def is_further(facts: RequestFacts, asset: AssetFacts) -> bool:
    """Whether an earlier request brought this asset in and this one is about one more gateway."""
    return asset.asset.request_id != facts.request.id


def adds_gateway(facts: RequestFacts) -> bool:
    """Whether a request is about assets that other gateways have already."""
    return bool(facts.assets) and all(is_further(facts, asset) for asset in facts.assets)


def is_asked(facts: RequestFacts, asset: AssetFacts) -> bool:
    """Whether this request's answer decides about this asset; its file may still be on its way."""
    if not is_further(facts, asset):
        return asset.asset.status is AssetStatus.AWAITING_CONSENT
    registration = asset.registration(facts.request.provider, facts.request.account)
    waits = registration is not None and registration.status is RegistrationStatus.WAITING
    usable = asset.asset.status is AssetStatus.USABLE
    return usable and waits and asset.person is not None and not is_agreed(facts, asset)


def awaits_yes(facts: RequestFacts, asset: AssetFacts) -> bool:
    """Whether a yes to this asset is still missing, and its file is there to be shown."""
    return is_asked(facts, asset) and asset.media.status is MediaStatus.READY


def is_agreed(facts: RequestFacts, asset: AssetFacts) -> bool:
    """Whether nobody real is pictured, or a yes holds that names this request's gateway."""
    if asset.person is None:
        return True
    consent = asset.consent
    return consent is not None and consent.ended_at is None and facts.request.provider in consent.providers
