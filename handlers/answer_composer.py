"""Messages about answers: an approver's card, reminders, and a yes that ended, as the facts stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers import attachments
from handlers.blocks.answer_notices import approval_reminder, consent_ended, override_told
from handlers.blocks.approval_card import approval_card
from handlers.catalogue import Texts
from handlers.composed import Attachment, Composed, SlackFile
from providers.profile import Profile
from storage.face import Storage
from storage.facts import VideoFacts
from storage.model import Approval, Message
from workflow.messages import MessageKind

KINDS = frozenset(
    {
        MessageKind.APPROVAL_CARD,
        MessageKind.APPROVAL_REMINDER,
        MessageKind.OVERRIDE_TOLD,
        MessageKind.CONSENT_ENDED,
    }
)


@dataclass(frozen=True)
class AnswerComposer:
    """Part of the composer: the kinds in `KINDS`."""

    storage: Storage
    profiles: Mapping[str, Profile]

    async def attachments(self, message: Message, said: Texts) -> tuple[Attachment, ...]:
        """Only who is asked sees the pictures, and only until he answered."""
        if message.kind != MessageKind.APPROVAL_CARD:
            return ()
        asked = await self._approval(message.subject)
        return attachments.of_approval(*asked, said) if asked else ()

    async def compose(self, message: Message, files: Mapping[str, SlackFile], said: Texts) -> Composed | None:
        """The message as it should read now; None when its subject is gone or there is nothing to say."""
        if message.kind == MessageKind.CONSENT_ENDED:
            found = await self.storage.assets_by_id(message.team_id, [message.subject])
            asset = found.get(message.subject)
            return consent_ended(asset, message.channel, said) if asset else None
        asked = await self._approval(message.subject)
        if asked is None:
            return None
        match MessageKind(message.kind):
            case MessageKind.APPROVAL_REMINDER:
                return approval_reminder(*asked, said)
            case MessageKind.OVERRIDE_TOLD:
                return override_told(*asked, message.channel, said)
        profile = self.profiles.get(asked[0].video.provider)
        return approval_card(*asked, profile=profile, files=files, texts=said)

    async def _approval(self, approval_id: str) -> tuple[VideoFacts, Approval] | None:
        approval = await self.storage.approval(approval_id)
        video = await self.storage.video(approval.video_id) if approval else None
        return (video, approval) if video and approval else None
