"""A storage full of registrations under review, written as a busy workspace would have left it."""

from __future__ import annotations

import random
from dataclasses import dataclass

from storage import SqliteStorage
from storage.changes import Change, Insert, Schedule
from storage.model import AssetStatus, RegistrationStatus
from tests.support import rows
from workflow.jobs import JobKind

_REQUEST = 10  # assets in a request


@dataclass(frozen=True, kw_only=True)
class Room:
    """Ids as the gateway knows them, by registration id."""

    handles: dict[str, dict[str, str]]


async def fill(storage: SqliteStorage, count: int, *, provider: str, groups: int, spread_ms: int) -> Room:
    """Put `count` assets under review since `rows.NOW`, their next looks spread over the given time."""
    random.seed(count)
    handles: dict[str, dict[str, str]] = {}
    await storage.apply(Change((Insert(row=rows.person()),)))
    for start in range(0, count, _REQUEST * 50):
        steps: list[Insert | Schedule] = []
        for first in range(start, min(start + _REQUEST * 50, count), _REQUEST):
            steps += _request(first, min(first + _REQUEST, count), provider, groups, spread_ms, handles)
        await storage.apply(Change(tuple(steps)))
    return Room(handles=handles)


def _request(
    first: int, end: int, provider: str, groups: int, spread_ms: int, handles: dict[str, dict[str, str]]
) -> list[Insert | Schedule]:
    request = f"q_{first}"
    steps: list[Insert | Schedule] = [
        Insert(row=rows.asset_request(id=request, provider=provider)),
        Insert(row=rows.card(id=f"n_{first}", subject=request, dedupe=f"asset_card:{request}")),
    ]
    for n in range(first, end):
        name = f"g_{n}"
        handle = {"id": f"asset-{n}"}
        handle |= {"group_id": f"group-{n % groups}"} if provider == "pomex" else {"library": "person"}
        handles[name] = handle
        steps += [
            Insert(row=rows.media(id=f"m_{n}")),
            Insert(
                row=rows.asset(
                    id=f"a_{n}",
                    request_id=request,
                    media_id=f"m_{n}",
                    name=f"a{n}",
                    status=AssetStatus.USABLE,
                )
            ),
            Insert(row=rows.consent(id=f"y_{n}", asset_id=f"a_{n}", providers=(provider,))),
            Insert(
                row=rows.registration(
                    id=name,
                    asset_id=f"a_{n}",
                    provider=provider,
                    status=RegistrationStatus.IN_REVIEW,
                    handle=handle,
                    reference=None,
                    submitted_at=rows.NOW,
                )
            ),
            Schedule(
                job=rows.job(
                    id=f"j_{n}",
                    kind=JobKind.READ_REGISTRATION,
                    subject=name,
                    provider=provider,
                    account="main",
                    due_at=rows.NOW + random.randrange(spread_ms),  # noqa: S311  spreads looks
                    deadline_at=rows.NOW + rows.DAY,
                )
            ),
        ]
    return steps
