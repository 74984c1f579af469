"""Which table keeps which row, and by which key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from storage.codec import Column, Scalar, columns_of
from storage.errors import StorageRefused
from storage.model import (
    Allowance,
    Approval,
    Asset,
    AssetRequest,
    AssetUse,
    Channel,
    Consent,
    DecisionTimes,
    Endorsement,
    Invitation,
    Job,
    Media,
    Member,
    Message,
    Person,
    PersonGroup,
    Phone,
    Registration,
    Report,
    RequestAsset,
    Row,
    Setting,
    Submission,
    Verification,
    Video,
    VideoReference,
    Withdrawal,
    Workspace,
)

R = TypeVar("R", bound=Row)


@dataclass(frozen=True, eq=False)
class Table(Generic[R]):
    """One table: its rows' type, its name, its key and its columns in the order of the fields."""

    row: type[R]
    name: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]

    def encode(self, row: R) -> list[Scalar]:
        return [self.encode_one(name, getattr(row, name)) for name in self.columns]

    def encode_some(self, values: Mapping[str, Any]) -> dict[str, Scalar]:
        """Some columns' values; StorageRefused for a column that the table does not have."""
        return {name: self.encode_one(name, value) for name, value in values.items()}

    def encode_one(self, name: str, value: Any) -> Scalar:
        try:
            return self.columns[name].encode(value)
        except KeyError:
            raise StorageRefused(self.name, f"has no column {name!r}") from None
        except (TypeError, ValueError):
            raise StorageRefused(self.name, f"column {name!r} cannot hold this value") from None

    def decode(self, values: Sequence[Any]) -> R:
        """A row from the values of all columns in their order."""
        pairs = zip(self.columns.values(), values, strict=True)
        return self.row(**{column.name: column.decode(value) for column, value in pairs})


def _table(row: type[R], name: str, *key: str) -> Table[R]:
    return Table(row, name, key or ("id",), columns_of(row))


_ALL: tuple[Table[Any], ...] = (
    _table(Workspace, "workspaces", "team_id"),
    _table(Member, "members", "team_id", "user_id"),
    _table(Person, "people"),
    _table(AssetRequest, "asset_requests"),
    _table(Asset, "assets"),
    _table(Media, "media"),
    _table(Registration, "registrations"),
    _table(Submission, "submissions"),
    _table(Invitation, "invitations"),
    _table(Verification, "verifications"),
    _table(PersonGroup, "person_groups", "provider", "account", "group_id"),
    _table(Consent, "consents"),
    _table(Video, "videos"),
    _table(VideoReference, "video_references", "video_id", "position"),
    _table(Approval, "approvals"),
    _table(Allowance, "allowances"),
    _table(RequestAsset, "request_assets", "request_id", "asset_id"),
    _table(AssetUse, "asset_uses", "asset_id", "video_id"),
    _table(Phone, "phones", "token_hash"),
    _table(Endorsement, "endorsements"),
    _table(Withdrawal, "withdrawals"),
    _table(Report, "reports"),
    _table(Setting, "settings", "team_id", "name"),
    _table(Channel, "channels", "team_id", "channel_id"),
    _table(DecisionTimes, "decision_times", "provider", "account", "subject"),
    _table(Job, "jobs"),
    _table(Message, "messages"),
)

TABLES: Mapping[type[Any], Table[Any]] = {table.row: table for table in _ALL}


def table_of(row: type[R]) -> Table[R]:
    return TABLES[row]
