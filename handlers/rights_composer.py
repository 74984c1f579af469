"""Messages about endorsements, reports and owners, from the facts as they stand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from handlers import attachments
from handlers.blocks import owner_notices as owners
from handlers.blocks import report_card as reports
from handlers.blocks.endorsement_card import endorsement_card, endorsement_refused, release_refused
from handlers.blocks.owning import asset_deleted
from handlers.blocks.video_notices import FILE
from handlers.catalogue import Texts
from handlers.composed import Attachment, Composed, SlackFile
from providers.profile import Profile
from storage.face import Storage
from storage.facts import RequestFacts, VideoFacts
from storage.model import AssetStatus, Endorsement, Message, Report
from workflow.messages import MessageKind
from workflow.use_cases.reporting import is_posted

_LIVING = (AssetStatus.AWAITING_CONSENT, AssetStatus.USABLE)
_OWNED_MAX = 1000
OF_ENDORSEMENT = (
    MessageKind.ENDORSEMENT_CARD,
    MessageKind.ENDORSEMENT_REFUSED,
    MessageKind.RELEASE_REFUSED,
)
OF_REPORT = (
    MessageKind.REPORT_CARD,
    MessageKind.REPORT_RECEIVED,
    MessageKind.REPORT_OVERDUE,
    MessageKind.REPORT_DECIDED,
)
OF_OWNERS = (
    MessageKind.ASSET_DELETED_PERSON,
    MessageKind.ASSET_DELETED_OWNER,
    MessageKind.ASSET_HANDED_OVER,
    MessageKind.APPROVER_LEFT,
    MessageKind.OWNER_LEFT,
    MessageKind.PERSON_LEFT,
)
KINDS = frozenset({*OF_ENDORSEMENT, *OF_REPORT, *OF_OWNERS})

Files = Mapping[str, SlackFile]


@dataclass(frozen=True)
class RightsComposer:
    """Part of the composer: the kinds in `KINDS`."""

    storage: Storage
    profiles: Mapping[str, Profile]

    async def attachments(self, message: Message, said: Texts) -> tuple[Attachment, ...]:
        """Only who is asked for a word sees the pictures, and only until he answered."""
        if message.kind != MessageKind.ENDORSEMENT_CARD:
            return ()
        asked = await self._endorsement(message.subject)
        return attachments.of_endorsement(*asked, said) if asked else ()

    async def compose(self, message: Message, files: Files, said: Texts) -> Composed | None:
        """The message as it should read now; None when its subject is gone."""
        kind = MessageKind(message.kind)
        if kind in OF_ENDORSEMENT:
            return await self._about_endorsement(kind, message, files, said)
        if kind in OF_REPORT:
            return await self._about_report(kind, message, said)
        return await self._about_owners[kind](message, said)

    async def _about_endorsement(
        self, kind: MessageKind, message: Message, files: Files, said: Texts
    ) -> Composed | None:
        asked = await self._endorsement(message.subject)
        if asked is None:
            return None
        if kind is MessageKind.ENDORSEMENT_REFUSED:
            return endorsement_refused(*asked, said)
        if kind is MessageKind.RELEASE_REFUSED:
            return release_refused(*asked, _param(message, "problem") or "unexplained", said)
        profile = self.profiles.get(asked[0].request.provider)
        return endorsement_card(*asked, profile=profile, files=files, texts=said)

    async def _about_report(self, kind: MessageKind, message: Message, said: Texts) -> Composed | None:
        found = await self._report(message.subject)
        if found is None:
            return None
        video, report = found
        match kind:
            case MessageKind.REPORT_RECEIVED:
                return reports.report_received(report, said)
            case MessageKind.REPORT_DECIDED:
                return reports.report_decided(video, report, message.channel, said)
            case MessageKind.REPORT_OVERDUE:
                return reports.report_overdue(video, report, await self._link(video), said)
        return reports.report_card(video, report, await self._link(video), said)

    @property
    def _about_owners(
        self,
    ) -> Mapping[MessageKind, Callable[[Message, Texts], Awaitable[Composed | None]]]:
        return {
            MessageKind.ASSET_DELETED_PERSON: self._deleted,
            MessageKind.ASSET_DELETED_OWNER: self._deleted,
            MessageKind.ASSET_HANDED_OVER: self._handed_over,
            MessageKind.APPROVER_LEFT: self._approver_left,
            MessageKind.OWNER_LEFT: self._owner_left,
            MessageKind.PERSON_LEFT: self._person_left,
        }

    async def _deleted(self, message: Message, said: Texts) -> Composed | None:
        asset = (await self.storage.assets_by_id(message.team_id, [message.subject])).get(message.subject)
        to_person = message.kind == MessageKind.ASSET_DELETED_PERSON
        by = _param(message, "by")
        return asset_deleted(asset, by, to_person=to_person, texts=said) if asset else None

    async def _handed_over(self, message: Message, said: Texts) -> Composed | None:
        found = await self.storage.assets_by_id(message.team_id, [message.subject])
        asset = found.get(message.subject)
        if asset is None:
            return None
        by = _param(message, "by") or asset.asset.owner_id
        return owners.asset_handed_over(asset, by, message.channel, said)

    async def _approver_left(self, message: Message, said: Texts) -> Composed | None:
        video = await self.storage.video(message.subject)
        return owners.approver_left(video, _param(message, "user"), said) if video else None

    async def _owner_left(self, message: Message, said: Texts) -> Composed | None:
        owned = await self.storage.assets_of_owner(message.team_id, message.subject, _OWNED_MAX)
        living = [asset for asset in owned if asset.asset.status in _LIVING]
        return owners.owner_left(message.subject, living, said) if living else None

    async def _person_left(self, message: Message, said: Texts) -> Composed | None:
        person = await self.storage.person(message.subject)
        if person is None:
            return None
        assets = await self.storage.assets_of_person(person.id)
        own = [a for a in assets if a.asset.owner_id == message.channel and a.asset.status in _LIVING]
        return owners.person_left(person, own, said) if own else None

    async def _endorsement(self, endorsement_id: str) -> tuple[RequestFacts, Endorsement] | None:
        endorsement = await self.storage.endorsement(endorsement_id)
        request = await self.storage.request(endorsement.request_id) if endorsement else None
        return (request, endorsement) if request and endorsement else None

    async def _report(self, report_id: str) -> tuple[VideoFacts, Report] | None:
        report = await self.storage.report(report_id)
        video = await self.storage.video(report.video_id) if report else None
        return (video, report) if video and report else None

    async def _link(self, video: VideoFacts) -> str | None:
        """Where Slack shows the video, as long as it is posted."""
        if not is_posted(video):
            return None
        return post_links(await self.storage.messages_about([video.video.id])).get(video.video.id)


def post_links(messages: list[Message]) -> dict[str, str]:
    """The address of each posted video's file in Slack, by video id."""
    links: dict[str, str] = {}
    for message in messages:
        files = message.files if isinstance(message.files, Mapping) else {}
        entry = files.get(FILE)
        if message.kind == MessageKind.VIDEO_POSTED and isinstance(entry, Mapping):
            links[message.subject] = str(entry.get("permalink") or "")
    return {video: link for video, link in links.items() if link.startswith(("https://", "http://"))}


def _param(message: Message, name: str) -> str:
    return str(message.params.get(name) or "") if isinstance(message.params, Mapping) else ""
