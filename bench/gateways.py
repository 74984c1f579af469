"""Simulated gateways as transports: 50 ms away, with published limits, on the benchmark's clock."""

from __future__ import annotations

import asyncio
import json
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

LATENCY_S = 0.05


@dataclass
class Waiting:
    """What is under review: when it is decided, and whose group it lies in."""

    decided_at: dict[str, float]
    groups: dict[str, str]
    now: Callable[[], float]

    def status(self, asset_id: str, words: tuple[str, str]) -> str:
        return words[1] if self.decided_at.get(asset_id, float("inf")) <= self.now() else words[0]


@dataclass
class Gateway(httpx.AsyncBaseTransport):
    """Counts calls and refuses those above its limits; `answer` is what a gateway says."""

    waiting: Waiting
    limits: dict[str, float]
    calls: Counter[str] = field(default_factory=Counter)
    throttled: int = 0
    _moments: dict[str, deque[float]] = field(default_factory=dict)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        kind = self.kind(request)
        self.calls[kind] += 1
        arrived = self.waiting.now()
        allowed = self._allowed(kind, arrived)
        body = self.answer(request) if allowed else {"error": {"message": "too many requests"}}
        await asyncio.sleep(LATENCY_S)
        self.throttled += not allowed
        return httpx.Response(200 if allowed else 429, content=json.dumps(body), request=request)

    def _allowed(self, kind: str, now: float) -> bool:
        limit = self.limits.get(kind)
        if limit is None:
            return True
        moments = self._moments.setdefault(kind, deque())
        while moments and moments[0] <= now - 1:
            moments.popleft()
        if len(moments) >= limit:
            return False
        moments.append(now)
        return True

    def kind(self, request: httpx.Request) -> str:
        raise NotImplementedError

    def answer(self, request: httpx.Request) -> dict[str, Any]:
        raise NotImplementedError


class PomexGateway(Gateway):
    """Single reads at 100 and lists at 10 a second."""

    def kind(self, request: httpx.Request) -> str:
        return "list" if request.url.path.endswith("/assets") else "read"

    def answer(self, request: httpx.Request) -> dict[str, Any]:
        if self.kind(request) == "read":
            return self._asset(request.url.path.rpartition("/")[2])
        wanted = set((request.url.params.get("status") or "active,processing,failed").split(","))
        group, page = request.url.params["group_id"], int(request.url.params["page"])
        # What is decided comes first here, as the newest: the rest need not be made up for a call.
        names = self.waiting.decided_at if wanted == {"active", "failed"} else self.waiting.groups
        members = (self._asset(name) for name in names if self.waiting.groups[name] == group)
        shown = [asset for asset in members if asset["status"] in wanted]
        if request.url.params.get("sort_by") == "update_time":
            shown.sort(key=lambda asset: -self.waiting.decided_at.get(asset["id"], 0))
        size = int(request.url.params["limit"])
        return {
            "object": "list",
            "items": shown[(page - 1) * size : page * size],
            "total_count": len(shown),
            "page_number": page,
            "page_size": size,
        }

    def _asset(self, asset_id: str) -> dict[str, Any]:
        return {
            "id": asset_id,
            "object": "video.asset",
            "asset_type": "Image",
            "group_id": self.waiting.groups[asset_id],
            "status": self.waiting.status(asset_id, ("processing", "active")),
        }


class JimmyGateway(Gateway):
    """One call reads a hundred; two calls a second (assumed)."""

    def kind(self, request: httpx.Request) -> str:
        del request
        return "read"

    def answer(self, request: httpx.Request) -> dict[str, Any]:
        asked = json.loads(request.content)
        found = [self._asset(name) for name in asked.get("asset_ids") or [asked["asset_id"]]]
        return {"code": 0, "data": {"items": found} if "asset_ids" in asked else found[0]}

    def _asset(self, asset_id: str) -> dict[str, Any]:
        return {"asset_id": asset_id, "status": self.waiting.status(asset_id, ("Processing", "Active"))}
