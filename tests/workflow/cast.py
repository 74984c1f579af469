"""Assets and videos as facts without a database, for rules that are pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from providers.face import VideoOrder
from providers.profile import MediaKind, MediaLimits, Model, Profile, Verification
from storage.facts import AssetFacts, VideoFacts
from storage.model import Registration, RegistrationStatus
from tests.support import rows
from workflow import videos
from workflow.names import name_key
from workflow.videos.modes import ReferenceMode, roles_of

LIMITS = MediaLimits(formats=("jpeg",))
LINKS = "https://files.example.com/{}"


def a_gateway(name: str = "pomex", *models: Model, **over: Any) -> Profile:
    found: dict[str, Any] = {
        "name": name,
        "title": name.title(),
        "key_variable": "K",
        "base_variable": "B",
        "base_url": "https://gateway.example.com",
        "verification": Verification.NONE,
        "limits": dict.fromkeys(MediaKind, LIMITS),
        "models": models or (Model(id="m", title="Model"),),
    }
    return Profile(**found | over)


def an_asset(
    name: str, *, kind: str = "image", real: bool = False, at: Sequence[str] = (), **media: Any
) -> AssetFacts:
    """An asset that may be used, active `at` these gateways."""
    asset_id = f"a_{name}"
    return AssetFacts(
        asset=rows.asset(
            id=asset_id,
            name=name,
            name_key=name_key(name),
            media_id=f"m_{name}",
            person_id="p_1" if real else None,
        ),
        media=rows.media(id=f"m_{name}", kind=kind, **media),
        person=rows.person() if real else None,
        consent=rows.consent(asset_id=asset_id) if real else None,
        registrations=tuple(registered(name, gateway) for gateway in at),
    )


def registered(
    name: str,
    gateway: str,
    status: RegistrationStatus = RegistrationStatus.ACTIVE,
    failure: str | None = None,
) -> Registration:
    active = status is RegistrationStatus.ACTIVE
    return rows.registration(
        id=f"g_{gateway}_{name}",
        asset_id=f"a_{name}",
        provider=gateway,
        status=status,
        failure=failure,
        reference=reference(name, gateway) if active else None,
    )


def reference(name: str, gateway: str) -> str:
    return f"asset://{gateway}-{name}"


def link(media_id: str) -> str:
    return LINKS.format(media_id)


def ordered(
    provider: str, model: Model, mode: ReferenceMode, assets: Sequence[AssetFacts], **over: Any
) -> VideoOrder:
    """What the gateway would be asked for, by the very code that asks."""
    roles = roles_of(mode, [asset.media.kind for asset in assets])
    shape: dict[str, Any] = {"seconds": model.min_seconds, "ratio": model.ratios[0], "resolution": None}
    facts = VideoFacts(
        video=rows.video(provider=provider, model=model.id, **shape | over),
        references=tuple(
            rows.video_reference(position=n, asset_id=asset.asset.id, kind=asset.media.kind, role=role)
            for n, (asset, role) in enumerate(zip(assets, roles, strict=True))
        ),
        assets=tuple(assets),
        approvals=(),
        result=None,
        poster=None,
        card=None,
    )
    return videos.order(facts, link)
