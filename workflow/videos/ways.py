"""How an asset reaches a gateway: as what was registered there, or under our own signed link."""

from __future__ import annotations

from enum import StrEnum

from storage.changes import Forbid, Require, Step
from storage.facts import AssetFacts
from storage.model import AssetStatus, Media, MediaStatus, Registration, RegistrationStatus

REFUSED = "refused_by_gateway"


class Way(StrEnum):
    REGISTERED = "registered"
    LINK = "link"  # nobody real, and the gateway never refused this very asset


def way_to(asset: AssetFacts, provider: str, account: str = "main", *, links: bool) -> Way | None:
    """How the gateway gets this asset in a video; None: it cannot. `links`: our links can be reached."""
    registration = asset.registration(provider, account)
    if registration is not None and registration.status is RegistrationStatus.ACTIVE:
        return Way.REGISTERED
    by_link = (
        links
        and asset.asset.person_id is None
        and asset.asset.status is AssetStatus.USABLE
        and asset.media.status is MediaStatus.READY
        and not is_refused(registration)
    )
    return Way.LINK if by_link else None


def is_refused(registration: Registration | None) -> bool:
    """Whether the gateway looked at the asset and said no; other failures say nothing about the asset."""
    return (
        registration is not None
        and registration.status is RegistrationStatus.FAILED
        and registration.failure == REFUSED
    )


def way_holds(asset: AssetFacts, provider: str, account: str, *, links: bool) -> list[Step]:
    """What must hold, in the transaction that writes an intent, for the way found in these facts."""
    here = {"asset_id": asset.asset.id, "provider": provider, "account": account}
    if way_to(asset, provider, account, links=links) is Way.LINK:
        refused = {**here, "status": RegistrationStatus.FAILED, "failure": REFUSED}
        ready = {"id": asset.media.id, "status": MediaStatus.READY}
        return [
            Require(table=Media, where=ready, guard="deny_not_active"),
            Forbid(table=Registration, where=refused, guard="deny_not_active"),
        ]
    active = {**here, "status": RegistrationStatus.ACTIVE}
    return [Require(table=Registration, where=active, guard="deny_not_active")]
