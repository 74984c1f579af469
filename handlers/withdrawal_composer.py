"""Messages about a withdrawal, from the facts as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.blocks.withdrawal_receipt import withdrawal_receipt, withdrawn_owner
from handlers.catalogue import Texts
from handlers.composed import Composed
from providers.profile import Profile
from storage.face import Storage
from storage.model import Message, Withdrawal
from workflow.messages import MessageKind
from workflow.use_cases.reaching import reached
from workflow.withdrawals import done_by, receipt_of

KINDS = frozenset({MessageKind.WITHDRAWAL_RECEIPT, MessageKind.WITHDRAWN_OWNER})


@dataclass(frozen=True)
class WithdrawalComposer:
    """Part of the composer: the kinds in `KINDS`."""

    storage: Storage
    profiles: Mapping[str, Profile]

    async def compose(self, message: Message, said: Texts) -> Composed | None:
        """The message as it should read now; None when its subject is gone."""
        row = await self.storage.withdrawal(message.subject)
        if row is None:
            return None
        if message.kind == MessageKind.WITHDRAWN_OWNER:
            return await self._to_owner(row, message.channel, said)
        reach = await reached(self.storage, row)
        workspace = await self.storage.workspace(row.team_id)
        if reach is None:
            return None
        return withdrawal_receipt(
            receipt_of(row, reach),
            profiles=self.profiles,
            workspace=workspace.name if workspace else "",
            texts=said,
            passed_on_to=reach.person if done_by(row) else None,
        )

    async def _to_owner(self, row: Withdrawal, owner: str, said: Texts) -> Composed | None:
        person = await self.storage.person(row.person_id)
        assets = await self.storage.assets_by_id(row.team_id, [str(each) for each in row.asset_ids])
        names = [a.asset.name for a in assets.values() if a.asset.owner_id == owner]
        return withdrawn_owner(person, names, said) if person and names else None
