"""The half of the face that is about rights: who is pictured where, who vouched, who objects."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from storage.facts import AssetFacts, RequestFacts, VideoFacts
from storage.keeping import KeptFile
from storage.model import (
    Approval,
    AssetUse,
    Channel,
    Consent,
    Endorsement,
    Member,
    Message,
    Person,
    Phone,
    Report,
    Row,
    Withdrawal,
)
from storage.sqlite import keeping, rights
from storage.sqlite.workers import Unit

T = TypeVar("T")
R = TypeVar("R", bound=Row)


class RightsStorage:
    """See `storage.face.Storage`."""

    @abstractmethod
    async def _read(self, unit: Unit[T]) -> T: ...

    @abstractmethod
    async def _one(self, row: type[R], row_id: str) -> R | None: ...

    async def person(self, person_id: str) -> Person | None:
        return await self._one(Person, person_id)

    async def consent(self, consent_id: str) -> Consent | None:
        return await self._one(Consent, consent_id)

    async def assets_of_person(self, person_id: str) -> list[AssetFacts]:
        return await self._read(lambda connection: rights.assets_of_person(connection, person_id))

    async def requests_of_person(self, person_id: str) -> list[RequestFacts]:
        return await self._read(lambda connection: rights.requests_of_person(connection, person_id))

    async def requests_of_asset(self, asset_id: str) -> list[RequestFacts]:
        return await self._read(lambda connection: rights.requests_of_asset(connection, asset_id))

    async def videos_of_assets(self, asset_ids: Sequence[str]) -> list[VideoFacts]:
        return await self._read(lambda connection: rights.videos_of_assets(connection, asset_ids))

    async def uses(self, asset_ids: Sequence[str]) -> list[AssetUse]:
        return await self._read(lambda connection: rights.uses(connection, asset_ids))

    async def endorsement(self, endorsement_id: str) -> Endorsement | None:
        return await self._one(Endorsement, endorsement_id)

    async def withdrawal(self, withdrawal_id: str) -> Withdrawal | None:
        return await self._one(Withdrawal, withdrawal_id)

    async def withdrawals_of(self, person_id: str) -> list[Withdrawal]:
        return await self._read(lambda connection: rights.withdrawals_of(connection, person_id))

    async def report(self, report_id: str) -> Report | None:
        return await self._one(Report, report_id)

    async def reports_of(self, video_id: str) -> list[Report]:
        return await self._read(lambda connection: rights.reports_of(connection, video_id))

    async def settings(self, team_id: str) -> Mapping[str, Any]:
        return await self._read(lambda connection: rights.settings(connection, team_id))

    async def channel(self, team_id: str, channel_id: str) -> Channel | None:
        return await self._read(lambda connection: rights.channel(connection, team_id, channel_id))

    async def phone(self, token_hash: str) -> Phone | None:
        return await self._read(lambda connection: rights.phone(connection, token_hash))

    async def admins(self, team_id: str) -> list[Member]:
        return await self._read(lambda connection: rights.admins(connection, team_id))

    async def messages_about(self, subjects: Sequence[str]) -> list[Message]:
        return await self._read(lambda connection: rights.messages_about(connection, subjects))

    async def approvals_waiting_for(self, team_id: str, user_id: str) -> list[Approval]:
        return await self._read(lambda connection: rights.approvals_waiting_for(connection, team_id, user_id))

    async def message(self, message_id: str) -> Message | None:
        return await self._one(Message, message_id)

    async def messages_showing(self, media_ids: Sequence[str]) -> list[Message]:
        return await self._read(lambda connection: rights.messages_showing(connection, media_ids))

    async def media_wanted(self, media_ids: Sequence[str]) -> set[str]:
        return await self._read(lambda connection: rights.media_wanted(connection, media_ids))

    async def same_file(self, team_id: str, sha256: str, provider: str) -> list[AssetFacts]:
        return await self._read(lambda connection: rights.same_file(connection, team_id, sha256, provider))

    async def subjects_recorded(self, kind: str, subjects: Sequence[str]) -> set[str]:
        return await self._read(lambda connection: rights.subjects_recorded(connection, kind, subjects))

    async def assets_picturing(self, team_id: str, limit: int) -> list[AssetFacts]:
        return await self._read(lambda connection: rights.assets_picturing(connection, team_id, limit))

    async def old_files(self, team_id: str, before: int, limit: int) -> list[str]:
        return await self._read(lambda connection: rights.old_files(connection, team_id, before, limit))

    async def kept_files(self) -> list[KeptFile]:
        return await self._read(keeping.kept_files)

    async def team_ids(self) -> list[str]:
        return await self._read(keeping.team_ids)

    async def old_results(self, team_id: str, before: int, limit: int) -> list[str]:
        return await self._read(lambda connection: rights.old_results(connection, team_id, before, limit))
