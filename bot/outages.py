"""Watches the gateways' breakers: tells admins once when one opens and once when it closes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import structlog

from providers.availability import Availability
from storage.changes import Change
from storage.errors import StorageError
from workflow import outages
from workflow.use_cases import Desk

_STORAGE_PAUSE_SECONDS = 2.0

log = structlog.get_logger(__name__)


class OutageWatch:
    """The breakers themselves are in memory; an outage that was told is taken up again after a restart."""

    def __init__(self, desk: Desk, team_id: str, availabilities: Mapping[str, Availability]) -> None:
        self._desk = desk
        self._team_id = team_id
        self._availabilities = tuple(availabilities.values())
        self._told: dict[str, int | None] = {}
        self._wake = asyncio.Event()
        for each in self._availabilities:
            each.changed = self._wake.set

    async def resume(self) -> None:
        """Open again what admins were told is down: its next call is a probe, and nobody is told twice."""
        for each in self._availabilities:
            told = await self._desk.storage.messages_about([_name(each)])
            since = outages.goes_on_since([m for m in told if m.team_id == self._team_id])
            self._told[_name(each)] = since
            if since is not None:
                each.reopen(since)

    async def run(self, stop: asyncio.Event) -> None:
        """Write notices until `stop`; what could not be written is tried again."""
        stopping = asyncio.create_task(stop.wait(), name="outages-stop")
        try:
            while not stop.is_set():
                self._wake.clear()
                done = await self._tell_all()
                waking = asyncio.create_task(self._wake.wait(), name="outages-wake")
                timeout = None if done else _STORAGE_PAUSE_SECONDS
                await asyncio.wait({waking, stopping}, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
                waking.cancel()
        finally:
            stopping.cancel()

    async def _tell_all(self) -> bool:
        try:
            for each in self._availabilities:
                await self._tell(each)
        except StorageError as error:
            log.warning("outage not written", error=str(error))
            return False
        return True

    async def _tell(self, each: Availability) -> None:
        name, since = _name(each), each.opened_at
        before = self._told.get(name)
        if since == before:
            return
        admins = await self._desk.admin_ids(self._team_id)
        moment, change = self._desk.moment(), Change()
        if before is not None:
            log.info("gateway answers again", gateway=name, after_ms=moment.now - before)
            change += outages.ended(moment, self._team_id, name, before, admins)
        if since is not None:
            log.warning("gateway does not answer", gateway=name)
            change += outages.began(moment, self._team_id, name, since, admins)
        await self._desk.storage.apply(change)
        self._told[name] = since


def _name(availability: Availability) -> str:
    return outages.account_name(availability.provider, availability.account)
