"""Messages about files that are not used as they came, from the facts as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers import attachments
from handlers.blocks.offer_card import offer_card
from handlers.catalogue import Texts
from handlers.composed import Attachment, Composed, SlackFile
from storage.face import Storage
from storage.facts import AssetFacts, RequestFacts
from storage.model import Message
from workflow.asset_requests import is_offered, same_asset
from workflow.messages import MessageKind

KINDS = frozenset({MessageKind.MEDIA_OFFER})


@dataclass(frozen=True)
class OfferComposer:
    """Part of the composer: the kinds in `KINDS`."""

    storage: Storage

    async def attachments(self, message: Message, said: Texts) -> tuple[Attachment, ...]:
        """A small picture of what would do, while it may be taken."""
        found = await self._about(message)
        return attachments.of_offer(found[1], said) if found else ()

    async def compose(self, message: Message, files: Mapping[str, SlackFile], said: Texts) -> Composed | None:
        """The message as it should read now; None when its subject is gone."""
        found = await self._about(message)
        if found is None:
            return None
        request, asset = found
        same = await self._same(request, asset) if is_offered(asset.media) else None
        return offer_card(request, asset, same, files=files, texts=said)

    async def _same(self, request: RequestFacts, asset: AssetFacts) -> AssetFacts | None:
        row = request.request
        held = await self.storage.same_file(row.team_id, asset.media.sha256 or "", row.provider)
        return same_asset(request, held)

    async def _about(self, message: Message) -> tuple[RequestFacts, AssetFacts] | None:
        request = await self.storage.request_of_media(message.subject)
        assets = request.assets if request else ()
        asset = next((a for a in assets if a.media.id == message.subject), None)
        return (request, asset) if request and asset else None
