"""The real notifier over real storage, on virtual time: Slack's limits kept, little of them left unused."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import pytest

from bench.virtual_time import VirtualLoop, open_virtual, run_virtual
from bot.notifier import Notifier
from handlers.composed import Attachment, Composed, SlackFile
from handlers.slack.client import Posted
from handlers.slack.errors import RateLimited
from handlers.slack.pacing import EDIT, PER_CHANNEL, POST, TIER_3, Pacing
from storage.changes import Post, change
from storage.model import Message
from tests.support import rows

POSTS_PER_MINUTE = 300
RETRY_AFTER = 15
LATENCY = 0.08
WAITING = 400


@dataclass(frozen=True)
class Scale:
    posts: int
    cards: int
    edits: int
    channels: int
    stops: int
    measured: float = 1.0

    @property
    def seconds(self) -> float:
        """What the posts take at the workspace's limit."""
        return self.posts * 60 / POSTS_PER_MINUTE


SMALL = Scale(posts=600, cards=20, edits=150, channels=10, stops=1, measured=0.95)
WHOLE = Scale(posts=8_000, cards=200, edits=2_000, channels=50, stops=4)


@dataclass
class FakeSlack:
    """Takes posts and edits on virtual time and writes down when; now and then it asks for quiet."""

    loop: VirtualLoop
    quiet_every: int
    calls: list[tuple[str, float, str, str]] = field(default_factory=list)  # method, at, channel, text
    inside: int = 0
    _quiet_until: dict[str, float] = field(default_factory=lambda: {POST: 0.0, EDIT: 0.0})
    _asked: int = 0

    async def post_message(self, channel: str, text: str, *_blocks: Any, **_more: Any) -> Posted:
        await self._serve(POST, channel, text)
        return Posted(channel=channel, ts=f"{len(self.calls)}.0")

    async def update_message(self, channel: str, _ts: str, text: str, _blocks: Any) -> None:
        await self._serve(EDIT, channel, text)

    async def _serve(self, method: str, channel: str, text: str) -> None:
        at = self.loop.time()
        self.inside += at < self._quiet_until[method]
        self._asked += method == POST
        wants_quiet = method == POST and self._asked % self.quiet_every == 0
        await asyncio.sleep(LATENCY)
        if wants_quiet:
            self._quiet_until[method] = self.loop.time() + RETRY_AFTER
            raise RateLimited(method, "ratelimited", retry_after_s=RETRY_AFTER)
        self.calls.append((method, at, channel, text))


class Composer:
    async def attachments(self, _message: Message) -> tuple[Attachment, ...]:
        return ()

    async def compose(self, message: Message, _files: Mapping[str, SlackFile]) -> Composed:
        return Composed(text=f"{message.thread or message.id} {message.position} {message.wanted_revision}")


def _cards(scale: Scale) -> list[Message]:
    return [
        rows.card(id=f"n_{n}", subject=f"s_{n}", channel=f"C{n % scale.channels}", dedupe=f"card:{n}")
        for n in range(scale.cards)
    ]


def _notices(scale: Scale, cards: list[Message]) -> list[Message]:
    found = []
    for n in range(scale.posts - scale.cards):
        above = cards[n % len(cards)]
        found.append(
            rows.notice(
                id=f"t_{n}", subject=f"t_{n}", channel=above.channel, dedupe=f"t:{n}", thread=above.id
            )
        )
    return found


async def _work(loop: VirtualLoop, scale: Scale, folder: Path) -> FakeSlack:
    storage = open_virtual(loop, folder / "likeness.db")
    slack = FakeSlack(loop, scale.posts // (scale.stops + 1))

    def clock() -> int:
        return rows.NOW + int(loop.time() * 1000)

    notifier = Notifier(
        storage=storage,
        slack=slack,  # type: ignore[arg-type]  only what a notifier of plain texts calls
        composer=Composer(),
        open_attachment=None,  # type: ignore[arg-type]  nothing is attached
        clock=clock,
        pacing=Pacing(posts_per_minute=POSTS_PER_MINUTE),
        wake=asyncio.Event(),
        spread=random.Random(1).random,
    )
    cards = _cards(scale)
    await storage.apply(change(*(Post(message=message) for message in cards)))
    stop = asyncio.Event()
    running = asyncio.create_task(notifier.run(stop))
    others = [_edit(storage, cards, scale), _say(storage, _notices(scale, cards))]
    wanting = asyncio.gather(*others)
    while (await storage.counts())["messages"] or not wanting.done():
        await asyncio.sleep(1)
    stop.set()
    await running
    await storage.close()
    return slack


def _in_a_thread_of_its_own(scale: Scale, folder: Path) -> FakeSlack:
    """The test's own thread keeps the loop it has."""

    def run() -> FakeSlack:
        loop = VirtualLoop()
        return run_virtual(_work(loop, scale, folder), loop)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result()


async def _say(storage: Any, notices: list[Message]) -> None:
    """The queue never runs dry before the end, and is never much longer than this."""
    for start in range(0, len(notices), WAITING):
        await storage.apply(change(*(Post(message=m) for m in notices[start : start + WAITING])))
        while sum((await storage.counts())["messages"].values()) > WAITING:
            await asyncio.sleep(1)


async def _edit(storage: Any, cards: list[Message], scale: Scale) -> None:
    """New states of random cards, spread over the time that the posts take."""
    dice = random.Random(2)
    for _ in range(scale.edits):
        await asyncio.sleep(scale.seconds / scale.edits)
        await storage.apply(change(Post(message=dice.choice(cards))))


def _most(times: list[float], window: float) -> int:
    most = start = 0
    for end, at in enumerate(times):
        while times[start] <= at - window:
            start += 1
        most = max(most, end - start + 1)
    return most


@pytest.mark.parametrize("scale", [SMALL, pytest.param(WHOLE, marks=[pytest.mark.slow, pytest.mark.long])])
def test_limits_are_kept_and_nearly_used_up(scale, tmp_path):
    """Order in each thread, nothing inside a Retry-After, no limit exceeded, 95 % of the tightest used."""
    slack = _in_a_thread_of_its_own(scale, tmp_path)
    posts = [call for call in slack.calls if call[0] == POST]
    edits = [call for call in slack.calls if call[0] == EDIT]
    assert len(posts) == scale.posts
    assert slack.inside == 0
    assert _most([at for _, at, _, _ in posts], 60) <= POSTS_PER_MINUTE
    assert _most([at for _, at, _, _ in edits], 60) <= TIER_3
    per_channel: dict[str, list[float]] = defaultdict(list)
    places: dict[str, list[int]] = defaultdict(list)
    for _, at, channel, text in posts:
        per_channel[channel].append(at)
        thread, position, _ = text.split()
        places[thread].append(int(position))
    assert max(_most(each, 60) for each in per_channel.values()) <= PER_CHANNEL.limit
    assert all(each == sorted(each) for each in places.values())
    newest = {
        t: int(revision) for t, place, revision in (call[3].split() for call in slack.calls) if place == "0"
    }
    assert sum(newest.values()) == scale.cards + scale.edits  # the last state of every card is out
    # A queue that runs dry uses no limit up: in the short run that is a good part of it.
    last = int(scale.posts * scale.measured) - 1
    took = posts[last][1] - posts[0][1] - scale.stops * RETRY_AFTER
    used = (last + 1) * 60 / POSTS_PER_MINUTE / took
    click.echo(
        f"{len(posts)} posts, {scale.edits} states in {len(edits)} edits, {used:.1%} of the limit used"
    )
    assert used >= 0.95, f"{used:.1%} of {POSTS_PER_MINUTE} a minute"
