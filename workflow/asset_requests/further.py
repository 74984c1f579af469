"""Asking a further gateway to take an asset that is there: which can, and the request that asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from providers.profile import MediaKind, Profile
from storage.changes import Change, Insert, Once, Record, Require, Step, Update
from storage.facts import AssetFacts
from storage.model import (
    Asset,
    AssetRequest,
    AssetStatus,
    Depiction,
    MediaStatus,
    Registration,
    RegistrationStatus,
    RequestAsset,
)
from workflow.intake import file_limits, hindrance
from workflow.jobs import JobKind, schedule
from workflow.kept_files import misfit
from workflow.messages import MessageKind, card
from workflow.moment import Moment
from workflow.registrations import ASK_AGAIN

_ACCOUNT = "main"


@dataclass(frozen=True, kw_only=True)
class Obstruction:
    """Why a gateway cannot take an asset: a catalogue key with its parameters."""

    key: str
    params: Mapping[str, str | float] = field(default_factory=dict)


def untried(asset: AssetFacts, profiles: Iterable[Profile]) -> tuple[Profile, ...]:
    """Gateways that do not have this asset and may be asked to take it."""
    return tuple(p for p in profiles if _may_be_asked(asset.registration(p.name, _ACCOUNT)))


def _may_be_asked(registration: Registration | None) -> bool:
    """Where nothing was ever sent because a yes was missing, the question may be put again."""
    if registration is None:
        return True
    failed = registration.status is RegistrationStatus.FAILED
    return failed and registration.handle is None and registration.failure in ASK_AGAIN


def obstruction(
    asset: AssetFacts, depiction: Depiction, profile: Profile, *, has_public_url: bool
) -> Obstruction | None:
    """Why this gateway cannot take this very asset now; None when it can."""
    if (missing := _missing(asset)) is not None:
        return Obstruction(key=missing, params={"name": asset.asset.name})
    if not _may_be_asked(asset.registration(profile.name, _ACCOUNT)):
        return Obstruction(key="already_registered", params={"provider": profile.title})
    kind = MediaKind(asset.media.kind)
    if (why := hindrance(profile, depiction, {kind}, has_public_url=has_public_url)) is not None:
        return Obstruction(key=why.obstacle, params=why.params)
    if (wrong := misfit(asset.media, file_limits(profile, has_public_url=has_public_url))) is not None:
        return Obstruction(key=wrong.key, params=wrong.params)
    return None


def _missing(asset: AssetFacts) -> str | None:
    """What the asset itself lacks, wherever it is to go."""
    if asset.asset.status is not AssetStatus.USABLE:
        return "deny_asset_not_usable"
    if asset.media.status is not MediaStatus.READY:
        return "file_erased"
    return "deny_no_consent" if asset.person is not None and asset.consent is None else None


def depiction_for(origin: AssetRequest, asset: AssetFacts, user_id: str) -> Depiction:
    """Who is pictured, as seen from whoever asks now: the owner need not be the one who asked first."""
    if asset.person is None or asset.person.slack_user_id is None:
        return origin.depiction
    return Depiction.SELF if asset.person.slack_user_id == user_id else Depiction.MEMBER


def ask_further(
    asset: AssetFacts, origin: AssetRequest, provider: str, *, user_id: str, moment: Moment, key: str
) -> Change:
    """A request about the same asset for one more gateway; it goes its way like every other.

    `origin` is the request that brought the asset in. Guards: `asset_not_usable`, `already_registered`.
    """
    row = asset.asset
    request = AssetRequest(
        id=moment.new_id("q"),
        team_id=row.team_id,
        requester_id=user_id,
        person_id=row.person_id,
        depiction=depiction_for(origin, asset, user_id),
        purpose=row.purpose,
        provider=provider,
        account=_ACCOUNT,
        channel=_place(origin, user_id),
        form_sealed="",
        created_at=moment.now,
    )
    usable = {"id": row.id, "status": AssetStatus.USABLE}
    return Change(
        (
            Once(team_id=row.team_id, key=key, at=moment.now),
            Require(table=Asset, where=usable, guard="asset_not_usable"),
            Insert(row=request),
            Insert(row=RequestAsset(request_id=request.id, asset_id=row.id, team_id=row.team_id)),
            _registration(asset, provider, moment),
            card(moment, row.team_id, MessageKind.ASSET_CARD, request.id, request.channel),
            schedule(moment, row.team_id, JobKind.ADVANCE_REQUEST, request.id),
            Record(
                team_id=row.team_id,
                at=moment.now,
                kind="gateway_requested",
                actor=user_id,
                subject=request.id,
                body={"asset": row.id, "person": row.person_id, "provider": provider},
            ),
        )
    )


def _place(origin: AssetRequest, user_id: str) -> str:
    """The channel of the first request; what was only for its requester goes to the DM of who asks now."""
    in_channel = origin.channel.startswith(("C", "G"))
    return origin.channel if in_channel else user_id


def _registration(asset: AssetFacts, provider: str, moment: Moment) -> Step:
    known = asset.registration(provider, _ACCOUNT)
    if known is None:
        row = Registration(
            id=moment.new_id("r"),
            team_id=asset.asset.team_id,
            asset_id=asset.asset.id,
            provider=provider,
            account=_ACCOUNT,
            status=RegistrationStatus.WAITING,
            created_at=moment.now,
        )
        return Insert(row=row)
    return Update(
        table=Registration,
        where={"id": known.id, "status": RegistrationStatus.FAILED, "failure": ASK_AGAIN},
        values={
            "status": RegistrationStatus.WAITING,
            "failure": None,
            "failure_code": None,
            "decided_at": None,
            "created_at": moment.now,
        },
        guard="already_registered",
    )
