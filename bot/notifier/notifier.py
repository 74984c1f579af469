"""Takes due messages from storage and has each delivered; one that fails never stops the others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

import structlog

from bot.notifier import outcomes
from bot.notifier.delivery import Delivery, OpenAttachment
from bot.notifier.lease import LEASE_MS, LeaseLost, kept
from handlers.composed import Composer
from handlers.slack.client import SlackClient
from handlers.slack.door import TokenDoor
from handlers.slack.pacing import Pacing
from storage.changes import SettleMessage, change
from storage.face import Storage
from storage.model import Message

AT_ONCE = 8
LONGEST_WAIT_S = 30.0
SHORTEST_WAIT_S = 0.02
BLOCKED_WAIT_S = 0.25  # something is due but may not go before something else of its thread
STORAGE_TROUBLE_S = 1.0
GRACE_S = 5.0

log = structlog.get_logger(__name__)


class Wake(Protocol):
    """An asyncio.Event: set when there may be something new."""

    def set(self) -> None: ...

    def clear(self) -> None: ...

    async def wait(self) -> Any: ...


class Notifier:
    """Sends what storage wants sent. `clock` answers milliseconds UTC, `spread` a number in [0, 1)."""

    def __init__(
        self,
        *,
        storage: Storage,
        slack: SlackClient,
        composer: Composer,
        open_attachment: OpenAttachment,
        clock: Callable[[], int],
        pacing: Pacing,
        wake: Wake,
        door: TokenDoor | None = None,
        spread: outcomes.Spread | None = None,
    ) -> None:
        parts: dict[str, Any] = {} if spread is None else {"spread": spread}
        self._door = door or TokenDoor()
        self._slack = slack
        self._delivery = Delivery(
            storage=storage,
            slack=slack,
            composer=composer,
            open_attachment=open_attachment,
            clock=clock,
            pacing=pacing,
            door=self._door,
            **parts,
        )
        self._storage = storage
        self._clock = clock
        self._wake = wake
        self._running: set[asyncio.Task[None]] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until told to stop; then what is under way gets 5 s, and what is cut off counts as lost."""
        self._storage.on_commit(self._committed)
        stopping = asyncio.create_task(stop.wait(), name="notifier stop")
        try:
            while not stop.is_set():
                await self._step(stopping)
        finally:
            stopping.cancel()
            await self._finish()

    async def sweep(self, now: int) -> bool:
        """Deliver what is due at this moment, to the end; whether there was anything."""
        messages = await self._claim(now, AT_ONCE)
        await asyncio.gather(*(self._send(message) for message in messages))
        return bool(messages)

    async def _step(self, stopping: asyncio.Task[Any]) -> None:
        """Start what is due and free to go, or wait until something may be."""
        self._wake.clear()
        free = AT_ONCE - len(self._running)
        try:
            messages = await self._claim(self._clock(), free) if free else []
            for message in messages:
                self._start(message)
            seconds = 0.0 if messages else await self._pause(free)
        except Exception:
            log.exception("notifier_storage_trouble")
            seconds = STORAGE_TROUBLE_S
        if seconds:
            await self._wait(seconds, stopping)

    async def _claim(self, now: int, limit: int) -> list[Message]:
        """What is due; nothing while Slack refuses our token."""
        if not await self._door.lets_through(self._slack, now):
            return []
        return await self._storage.claim_messages(now, LEASE_MS, limit)

    def _start(self, message: Message) -> None:
        task = asyncio.create_task(self._send_named(message), name=f"send {message.id}")
        self._running.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._wake.set()  # a place is free, and what waited for this message may go

    def _committed(self, _jobs: bool, messages: bool) -> None:
        if messages:
            self._wake.set()

    async def _pause(self, free: int) -> float:
        """Seconds until the next message may go, unless something wakes us before."""
        if self._door.is_shut:
            return max(SHORTEST_WAIT_S, self._door.wait_ms(self._clock()) / 1000)
        at = await self._storage.next_message_at() if free else None
        if at is None:
            return LONGEST_WAIT_S
        left = (at - self._clock()) / 1000
        return min(LONGEST_WAIT_S, max(SHORTEST_WAIT_S, left)) if left > 0 else BLOCKED_WAIT_S

    async def _wait(self, seconds: float, stopping: asyncio.Task[Any]) -> None:
        woken = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait({woken, stopping}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()

    async def _send_named(self, message: Message) -> None:
        """Whatever is logged meanwhile carries the message's id."""
        with structlog.contextvars.bound_contextvars(message=message.id):
            await self._send(message)

    async def _send(self, message: Message) -> None:
        """Deliver one claimed message and settle its row; every trouble ends here."""
        facts = {"message_id": message.id, "kind": message.kind}
        try:
            async with kept(self._storage, message, self._clock):
                values = await self._delivery.deliver(message)
        except LeaseLost:
            log.warning("message_lease_lost", **facts)
            return
        except Exception:
            log.exception("message_delivery_broken", **facts)
            values = outcomes.when_broken(message, self._clock(), self._delivery.spread)
        try:
            refused = await self._storage.apply(change(SettleMessage(message=message, values=values)))
        except Exception:
            log.exception("message_not_settled", **facts)
            return
        if refused is not None:
            log.warning("message_lease_lost", **facts, outcome=values["status"])
        else:
            log.debug("message_settled", **facts, outcome=values["status"])

    async def _finish(self) -> None:
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=GRACE_S)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
