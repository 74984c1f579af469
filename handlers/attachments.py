"""Which files a message shows, and under which slots, names and descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from handlers.blocks.approval_card import MAX_PICTURES, assets_of_approver
from handlers.blocks.asset_card import THUMBNAIL, picture_alt
from handlers.blocks.consent_card import QR, picture_slot
from handlers.blocks.endorsement_card import is_open
from handlers.blocks.home_library import home_slot
from handlers.blocks.offer_card import PREVIEW
from handlers.blocks.stages import ConsentStage, consent_stage, wants_page
from handlers.blocks.video_notices import FILE, POSTER, file_name, still_alt, video_alt
from handlers.blocks.video_stages import ApprovalStage, approval_stage
from handlers.catalogue import Texts
from handlers.composed import Attachment, MediaSource, QrSource
from providers.profile import MediaKind, Profile
from storage.facts import AssetFacts, RequestFacts, VideoFacts
from storage.model import Approval, AssetStatus, Endorsement, MediaStatus
from workflow.asset_requests import is_offered
from workflow.videos import is_taken_back

_SEEN = (MediaKind.IMAGE, MediaKind.VIDEO)
_OVER = (ConsentStage.DECLINED, ConsentStage.LAPSED, ConsentStage.GONE, ConsentStage.WITHDRAWN)
_LIVING = (AssetStatus.AWAITING_CONSENT, AssetStatus.USABLE)
_UNFIT = re.compile(r"[^\w.-]+")


def of_asset_card(request: RequestFacts, texts: Texts) -> tuple[Attachment, ...]:
    """The first picture, and only once nobody's yes is missing: a channel may hold many eyes."""
    first = request.assets[0] if request.assets else None
    if first is None or first.asset.status is not AssetStatus.USABLE or not _can_be_seen(first):
        return ()
    return (_picture(THUMBNAIL, first, texts),)


def of_invitation(
    request: RequestFacts, profile: Profile | None, texts: Texts, *, has_link: bool
) -> tuple[Attachment, ...]:
    """Every picture asked about and, where only the page will do, our link's QR; nothing after a no."""
    if consent_stage(request, profile) in _OVER:
        return ()
    pictures = tuple(
        _picture(picture_slot(position), asset, texts)
        for position, asset in enumerate(request.assets[:MAX_PICTURES])
        if _can_be_seen(asset)
    )
    invitation = request.invitation
    if invitation is None or not has_link or not wants_page(request, profile):
        return pictures
    plain = texts.plain
    qr = Attachment(
        slot=QR,
        source=QrSource(invitation_id=invitation.id, ends_at=invitation.expires_at),
        filename="likeness-qr.png",
        title=plain.say("consent.qr.title"),
        alt=plain.say("consent.qr.alt"),
    )
    return (*pictures, qr)


def of_approval(video: VideoFacts, approval: Approval, texts: Texts) -> tuple[Attachment, ...]:
    """The pictures that this approver is asked about, until he answered."""
    if approval_stage(video, approval) is not ApprovalStage.OPEN:
        return ()
    return tuple(
        _picture(picture_slot(position), asset, texts)
        for position, asset in assets_of_approver(video, approval)
        if _can_be_seen(asset)
    )


def of_endorsement(request: RequestFacts, endorsement: Endorsement, texts: Texts) -> tuple[Attachment, ...]:
    """Every picture that an admin is asked about, until somebody answered."""
    if not is_open(endorsement):
        return ()
    return tuple(
        _picture(picture_slot(position), asset, texts)
        for position, asset in enumerate(request.assets[:MAX_PICTURES])
        if _can_be_seen(asset)
    )


def of_video(video: VideoFacts, texts: Texts) -> tuple[Attachment, ...]:
    """The finished video itself, and a still of it."""
    if video.result is None or video.result.status is not MediaStatus.READY or is_taken_back(video):
        return ()
    name = file_name(video)
    source = MediaSource(media_id=video.result.id)
    film = Attachment(slot=FILE, source=source, filename=name, title=name, alt=video_alt(video, texts))
    if video.poster is None or video.poster.status is not MediaStatus.READY:
        return (film,)
    name, alt = f"likeness-{video.video.id}.jpg", still_alt(video, texts)
    still = MediaSource(media_id=video.poster.id)
    return (film, Attachment(slot=POSTER, source=still, filename=name, title=name, alt=alt))


def of_offer(asset: AssetFacts, texts: Texts) -> tuple[Attachment, ...]:
    """What a file would become; a sound has no picture."""
    if not is_offered(asset.media) or asset.media.kind not in _SEEN:
        return ()
    return (_picture(PREVIEW, asset, texts),)


def of_home(assets: Iterable[AssetFacts], texts: Texts) -> tuple[Attachment, ...]:
    """Small pictures of a library's page, only of assets that are in use."""
    seen = (a for a in assets if a.asset.status is AssetStatus.USABLE and _can_be_seen(a))
    return tuple(_picture(home_slot(asset), asset, texts) for asset in seen)


def _can_be_seen(asset: AssetFacts) -> bool:
    ready = asset.media.status is MediaStatus.READY and asset.media.kind in _SEEN
    return ready and asset.asset.status in _LIVING


def _picture(slot: str, asset: AssetFacts, texts: Texts) -> Attachment:
    return Attachment(
        slot=slot,
        source=MediaSource(media_id=asset.media.id, variant="thumbnail"),
        filename=f"{_UNFIT.sub('-', asset.asset.name).strip('.-') or 'picture'}.jpg",
        title=f"@{asset.asset.name}",
        alt=picture_alt(asset, texts),
    )
