"""Turns message rows into what Slack gets, from the facts as they stand at that moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from handlers import answer_composer, attachments, offer_composer, rights_composer, withdrawal_composer
from handlers.answer_composer import AnswerComposer
from handlers.blocks import outage_notices
from handlers.blocks import request_notices as requests
from handlers.blocks import video_notices as videos
from handlers.blocks.asset_card import asset_card
from handlers.blocks.consent_card import consent_card, handover_card
from handlers.blocks.video_card import is_under_way, video_card
from handlers.catalogue import Texts, pick_locale, preload, texts
from handlers.composed import Attachment, Composed, SlackFile, WatchLink
from handlers.home_composer import HomeComposer
from handlers.offer_composer import OfferComposer
from handlers.rights_composer import RightsComposer
from handlers.withdrawal_composer import WithdrawalComposer
from providers.profile import Profile
from storage.face import Storage
from storage.facts import RequestFacts, VideoFacts
from storage.model import Invitation, Message
from workflow.messages import MessageKind
from workflow.videos import is_taken_back, still_given

LinkFor = Callable[[Invitation], str | None]
WatchFor = Callable[[str], WatchLink | None]
Files = Mapping[str, SlackFile]

_OF_INVITATION = (MessageKind.CONSENT_CARD, MessageKind.HANDOVER_CARD)
_OF_VIDEO = (
    MessageKind.VIDEO_CARD,
    MessageKind.VIDEO_POSTED,
    MessageKind.VIDEO_POSTED_REQUESTER,
    MessageKind.VIDEO_POSTED_PERSON,
    MessageKind.VIDEO_POSTED_OWNER,
    MessageKind.VIDEO_ENDED,
    MessageKind.VIDEO_UNKNOWN,
)
_POSTED = (
    MessageKind.VIDEO_POSTED,
    MessageKind.VIDEO_POSTED_REQUESTER,
    MessageKind.VIDEO_POSTED_PERSON,
    MessageKind.VIDEO_POSTED_OWNER,
)
_REQUEST_NOTICES: Mapping[MessageKind, Callable[[RequestFacts, Profile | None, Texts], Composed]] = {
    MessageKind.REQUEST_IN_REVIEW: requests.request_in_review,
    MessageKind.REQUEST_DECIDED: requests.request_decided,
    MessageKind.ASSET_READY_OWNER: requests.asset_ready_owner,
    MessageKind.ASSET_READY_PERSON: requests.asset_ready_person,
    MessageKind.CONSENT_REFUSED: requests.consent_refused,
}


class StorageComposer:
    """The Composer over a storage; `link_for` signs an invitation's link, `watch_for` a video's page.

    Both answer None without a public address. A DM speaks its reader's language, a channel `channel_locale`.
    """

    def __init__(
        self,
        storage: Storage,
        profiles: Mapping[str, Profile],
        link_for: LinkFor,
        *,
        watch_for: WatchFor = lambda _video_id: None,
        channel_locale: str = "en",
        home: HomeComposer | None = None,
    ) -> None:
        self._storage = storage
        self._profiles = profiles
        self._link_for = link_for
        self._watch_for = watch_for
        self._answers = AnswerComposer(storage, profiles)
        self._rights = RightsComposer(storage, profiles)
        self._offers = OfferComposer(storage)
        self._withdrawals = WithdrawalComposer(storage, profiles)
        self._channel_locale = channel_locale
        self._home = home
        preload()

    async def attachments(  # noqa: PLR0911  one line per kind of message
        self, message: Message
    ) -> tuple[Attachment, ...]:
        """The files that this message shows now."""
        kind = MessageKind(message.kind)
        said = await self._texts(message)
        if kind is MessageKind.HOME:
            return await self._home.attachments(message, said) if self._home else ()
        if kind in offer_composer.KINDS:
            return await self._offers.attachments(message, said)
        if kind in rights_composer.KINDS:
            return await self._rights.attachments(message, said)
        if kind in answer_composer.KINDS:
            return await self._answers.attachments(message, said)
        if kind is MessageKind.VIDEO_POSTED:
            video = await self._storage.video(message.subject)
            return attachments.of_video(video, said) if video else ()
        if kind is not MessageKind.ASSET_CARD and kind not in _OF_INVITATION:
            return ()
        request = await self._request(kind, message.subject)
        if request is None:
            return ()
        if kind is MessageKind.ASSET_CARD:
            return attachments.of_asset_card(request, said)
        has_link = request.invitation is not None and self._link_for(request.invitation) is not None
        return attachments.of_invitation(request, self._profile(request), said, has_link=has_link)

    async def compose(  # noqa: PLR0911  one line per family of messages
        self, message: Message, files: Files
    ) -> Composed | None:
        """The message as it should read now; None when its subject is gone."""
        kind = MessageKind(message.kind)
        said = await self._texts(message)
        if kind is MessageKind.HOME:
            return await self._home.compose(message, files, said) if self._home else None
        if kind in outage_notices.KINDS:
            profile = self._profiles.get(message.subject.partition("/")[0])
            return outage_notices.outage_notice(kind, profile, said) if profile else None
        if kind in withdrawal_composer.KINDS:
            return await self._withdrawals.compose(message, said)
        if kind in offer_composer.KINDS:
            return await self._offers.compose(message, files, said)
        if kind in rights_composer.KINDS:
            return await self._rights.compose(message, files, said)
        if kind in answer_composer.KINDS:
            return await self._answers.compose(message, files, said)
        if kind in _OF_VIDEO:
            video = await self._storage.video(message.subject)
            if video is not None and kind is MessageKind.VIDEO_CARD:
                return await self._video_card(video, said)
            return self._if_still_given(kind, video, message, files, said) if video else None
        request = await self._request(kind, message.subject)
        return self._about_request(kind, request, message, files, said) if request else None

    async def _video_card(self, video: VideoFacts, said: Texts) -> Composed:
        """With how long such videos usually take, while somebody waits for one."""
        usual = await self._storage.usual_ms(video.video) if is_under_way(video) else None
        profile = self._profiles.get(video.video.provider)
        return video_card(video, profile=profile, texts=said, usual_ms=usual)

    def _about_request(
        self, kind: MessageKind, request: RequestFacts, message: Message, files: Files, said: Texts
    ) -> Composed | None:
        profile = self._profile(request)
        if kind is MessageKind.ASSET_CARD:
            return asset_card(request, profile=profile, files=files, texts=said)
        if kind is MessageKind.MEDIA_REFUSED:
            media = message.params.get("media") if isinstance(message.params, Mapping) else None
            return requests.media_refused(request, str(media), said)
        if kind not in _OF_INVITATION:
            return _REQUEST_NOTICES[kind](request, profile, said)
        if request.invitation is None:
            return None
        build = consent_card if kind is MessageKind.CONSENT_CARD else handover_card
        link = self._link_for(request.invitation)
        return build(request, profile=profile, link=link, files=files, texts=said)

    def _if_still_given(
        self, kind: MessageKind, video: VideoFacts, message: Message, files: Files, said: Texts
    ) -> Composed | None:
        """A finished video goes out only while nobody pictured took the yes back, up to the last moment."""
        composed = self._about_video(kind, video, message, files, said)
        if kind not in _POSTED:
            return composed
        return None if is_taken_back(video) else replace(composed, still=still_given(video))

    def _about_video(
        self, kind: MessageKind, video: VideoFacts, message: Message, files: Files, said: Texts
    ) -> Composed:
        profile = self._profiles.get(video.video.provider)
        match kind:
            case MessageKind.VIDEO_POSTED:
                watch = None if videos.FILE in files else self._watch_for(video.video.id)
                return videos.video_posted(video, profile=profile, files=files, texts=said, watch=watch)
            case MessageKind.VIDEO_POSTED_REQUESTER:
                return videos.video_posted_requester(video, said)
            case MessageKind.VIDEO_POSTED_PERSON:
                return videos.video_posted_person(video, message.channel, said)
            case MessageKind.VIDEO_POSTED_OWNER:
                return videos.video_posted_owner(video, message.channel, said)
            case MessageKind.VIDEO_ENDED:
                return videos.video_ended(video, profile=profile, texts=said)
        return videos.video_unknown(video, profile=profile, texts=said)

    def _profile(self, request: RequestFacts) -> Profile | None:
        return self._profiles.get(request.request.provider)

    async def _request(self, kind: MessageKind, subject: str) -> RequestFacts | None:
        if kind not in _OF_INVITATION:
            return await self._storage.request(subject)
        invitation = await self._storage.invitation(subject)
        return await self._storage.request(invitation.request_id) if invitation else None

    async def _texts(self, message: Message) -> Texts:
        if not message.channel.startswith(("U", "W")):
            return texts(self._channel_locale)
        member = await self._storage.member(message.team_id, message.channel)
        return texts(pick_locale(member.locale) if member else "en")
