"""How tests of withdrawals begin, and what they look for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.poller import Poller
from bot.poller.posts import Posts
from bot.poller.steps import STEPS
from storage.model import ApprovalStatus, Message, RegistrationStatus, Withdrawal
from tests.bot.poller.conftest import World
from tests.support import rows
from workflow import videos
from workflow.access import Actor, Approver
from workflow.use_cases import Answering
from workflow.use_cases.withdrawing import Withdrawing
from workflow.videos import VideoForm
from workflow.withdrawals import Receipt

RUN = 64
MODELS = {
    "pomex": "byteplus/seedance-2.0-fast",
    "kyyvideo2": "seedance_2_0_fast_pro",
    "sd2_manxue": "sd2_manxue_fast",
    "jimmyai": "seedance2.0-fast-sp",
}
RACHEL = Actor(user_id=rows.RACHEL)


@dataclass
class Slack:
    """What was taken away, and what may be found there."""

    deleted: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    there: dict[str, tuple[str, str]] = field(default_factory=dict)
    error: Exception | None = None

    async def delete_message(self, channel: str, ts: str) -> None:
        if self.error is not None:
            raise self.error
        self.deleted.append((channel, ts))

    async def delete_file(self, file_id: str) -> None:
        if self.error is not None:
            raise self.error
        self.files.append(file_id)

    async def find(self, message: Message, thread: tuple[str, str] | None) -> tuple[str, str] | None:
        return self.there.get(message.id)


def with_slack(world: World) -> Slack:
    """Give the poller a Slack to take things from."""
    slack = Slack()
    posts = Posts(delete_message=slack.delete_message, delete_file=slack.delete_file, find=slack.find)
    world.tools = replace(world.tools, posts=posts)
    world.poller = Poller(world.tools, STEPS)
    return slack


async def ready(world: World, provider: str, *names: str) -> Any:
    """Rachel's pictures, active at a gateway with her yes."""
    if provider == "pomex" and await world.storage.person("p_0") is None:
        await world.verified()
    facts = await world.ask(*(names or ("rachel",)), provider=provider)
    await world.settle()
    await world.consent(facts)
    await world.settle()
    facts = await world.request(facts.request.id)
    assert {r.status for a in facts.assets for r in a.registrations} == {RegistrationStatus.ACTIVE}
    return facts


def video_form(facts: Any, provider: str, *, user: str = rows.MAYA) -> VideoForm:
    return VideoForm(
        team_id=rows.TEAM,
        requester_id=user,
        channel=rows.CHANNEL,
        provider=provider,
        model=MODELS[provider],
        prompt="@rachel waves",
        order_prompt="image 1 waves",
        seconds=5,
        ratio="16:9",
        resolution=None if provider == "kyyvideo2" else "720p",
        assets=facts.assets[:1],
    )


async def start(world: World, facts: Any, provider: str) -> str:
    """A video of the first picture that Rachel allowed; its id."""
    approver = Approver(user_id=rows.RACHEL, as_person=True)
    moment, key = world.desk.moment(), world.desk.new_id("k")
    wanted = videos.submit(video_form(facts, provider), (approver,), moment=moment, key=key)
    assert await world.storage.apply(wanted) is None
    video = (await world.storage.videos_of_assets([facts.assets[0].asset.id]))[-1]
    yes = ApprovalStatus.ALLOWED_ONCE
    assert await Answering(world.desk).decide_approval(video.approvals[0].id, RACHEL, yes) is None
    return video.video.id


async def take_back(world: World, *, subject: str | None = None, removes: bool = False) -> Withdrawal:
    """Rachel takes back everything, or what an id points at."""
    withdrawing = Withdrawing(world.desk)
    person = await world.storage.person_for_user(rows.TEAM, rows.RACHEL)
    standing = await withdrawing.standing(subject or person.id, RACHEL)
    outcome = await withdrawing.withdraw(
        standing,
        whole=subject is None,
        removes_videos=removes,
        via="dm",
        locale="en",
        actor=rows.RACHEL,
        key=world.desk.new_id("k"),
    )
    assert isinstance(outcome, Withdrawal), outcome
    return outcome


async def receipt(world: World, row: Withdrawal) -> Receipt:
    fresh = await world.storage.withdrawal(row.id)
    found = await Withdrawing(world.desk).receipt(fresh)
    assert found is not None
    return found


def runs_of(content: bytes) -> list[bytes]:
    """Every 64-byte run of a file that is telling: not a stretch of one and the same byte."""
    runs = (content[at : at + RUN] for at in range(0, max(len(content) - RUN + 1, 1), RUN // 2))
    return [run for run in runs if len(run) == RUN and len(set(run)) > RUN // 8]


def left_in(folder: Path, contents: Iterable[bytes]) -> list[str]:
    """Files below a folder that hold a run of any of these contents."""
    runs = [run for content in contents for run in runs_of(content)]
    assert runs
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            found += [str(path)] if any(run in held for run in runs) else []
    return found


def contents_below(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
