"""A file that is kept, and what it is kept for."""

from __future__ import annotations

from dataclasses import dataclass

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
