"""Files that are kept, and what they are kept for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from storage.facts import AssetFacts
from storage.states import Millis


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """`use` is `asset`, `release`, `video`, `still` or empty; `subject` its id there, `name` an asset's."""

    media_id: str
    team_id: str
    kind: str
    bytes: int
    created_at: Millis
    use: str
    subject: str
    name: str


class KeepingFace(Protocol):
    """The questions about files that are kept; see `storage.face.Storage`."""

    async def kept_files(self) -> list[KeptFile]:
        """Every file that is here, with what it is kept for, oldest first."""
        ...

    async def team_ids(self) -> list[str]: ...

    async def same_file(self, team_id: str, sha256: str, provider: str) -> list[AssetFacts]:
        """Assets in use that hold these bytes and that this gateway took, oldest first."""
        ...
