"""A storage with pictures of Rachel, a gateway that notes each paid start, and what was right at that moment.

What must hold is read from the file itself with plain rules, apart from the code that decides.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from bot.poller.steps import STEPS
from bot.poller.tools import Tools
from providers.face import Handle, VideoOrder, VideoReading, VideoState
from storage import SqliteStorage
from storage.changes import Again, Change, Finish, Insert, Put, Update, change
from storage.model import Depiction, Job, VideoStatus
from tests.support import rows
from tests.workflow.gateway import NoStore, unused
from tests.workflow.studio import LEASE, TRUSTS
from workflow.access import Actor
from workflow.consents.ending import ends_on_time
from workflow.jobs import Gaps, JobKind
from workflow.moment import Moment
from workflow.scope import Scope
from workflow.use_cases import Desk, Problem, VideoAsking
from workflow.videos import VideoForm

TEAM, MAYA, RACHEL, TOM, ADA = rows.TEAM, rows.MAYA, rows.RACHEL, "U0TOM", "U0ADA"
FILM, OTHER = rows.CHANNEL, "C0OTHER"
POMEX, APIMART = "pomex", "apimart"
_YES = ("allowed_once", "allowed_always")

Meddle = Callable[[Change], Awaitable[None]]


class Meddled:
    """A storage where something else may be committed between a decision and its intent."""

    def __init__(self, storage: SqliteStorage) -> None:
        self._storage = storage
        self.before: list[Change] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._storage, name)

    async def apply(self, wanted: Change) -> str | None:
        starts = any(isinstance(s, Update) and s.values.get("intent_at") is not None for s in wanted.steps)
        while starts and self.before:
            await self._storage.apply(self.before.pop(0))
        return await self._storage.apply(wanted)


@dataclass
class Watcher:
    """A gateway that takes every order, and looks at the file when it is asked to start one."""

    watch: sqlite3.Connection
    paid: list[str] = field(default_factory=list)
    wrong: list[tuple[str, list[str]]] = field(default_factory=list)
    profile: Any = TRUSTS

    async def start_video(self, order: VideoOrder) -> VideoReading:
        self.paid.append(order.name)
        lacking = what_lacks(self.watch, order.name)
        if lacking:
            self.wrong.append((order.name, lacking))
        return VideoReading(state=VideoState.QUEUED, handle={"task": order.name})

    async def find_video(self, order: VideoOrder) -> Handle | None:
        return {"task": order.name} if order.name in self.paid else None


@dataclass
class World:
    """Everything that a story of consents moves."""

    storage: SqliteStorage
    watch: sqlite3.Connection
    now: int = rows.NOW
    number: int = 0

    def __post_init__(self) -> None:
        self.meddled = Meddled(self.storage)
        self.gateway = Watcher(self.watch)
        self.desk = Desk(
            storage=self.meddled,  # type: ignore[arg-type]
            profiles={POMEX: TRUSTS, APIMART: replace(TRUSTS, name=APIMART)},
            clock=lambda: self.now,
            new_id=self.new_id,
            new_state=lambda: ("state", "hash"),
            seal=str,
            unseal=str,
        )
        self.tools = Tools(
            desk=self.desk,
            providers={POMEX: self.gateway, APIMART: self.gateway},  # type: ignore[dict-item]
            store=NoStore(),  # type: ignore[arg-type]
            gaps=Gaps(),
            jitter=lambda: 0.5,
            bring_in=unused,
            download=unused,
            media_url="https://files.example.com/{}".format,
        )

    def new_id(self, prefix: str) -> str:
        self.number += 1
        return f"{prefix}_{self.number:012}"

    @property
    def moment(self) -> Moment:
        return Moment(self.now, self.new_id)

    async def write(self, *steps: Any) -> None:
        assert await self.storage.apply(change(*steps)) is None

    async def open(self) -> None:
        """A workspace with its people; Ada is an admin, everybody but Rachel may be asked to leave."""
        admin = rows.member(user_id=ADA, is_admin=True)
        await self.write(
            Put(row=rows.workspace()),
            *(Put(row=rows.member(user_id=user)) for user in (MAYA, RACHEL, TOM)),
            Put(row=admin),
            Insert(row=rows.person()),
        )

    async def bring_in(self, scope: Scope, providers: tuple[str, ...]) -> str:
        """A picture of Rachel that Maya owns, with a yes, active at both gateways."""
        ids = {kind: self.new_id(kind) for kind in ("q", "m", "a")}
        name = ids["a"].replace("_", "-")
        picture = {"request_id": ids["q"], "media_id": ids["m"], "name": name, "name_key": name}
        await self.write(
            Insert(row=rows.asset_request(id=ids["q"], depiction=Depiction.MEMBER)),
            Insert(row=rows.media(id=ids["m"])),
            Insert(row=rows.asset(id=ids["a"], **picture)),
            *(self._active(ids["a"], provider) for provider in (POMEX, APIMART)),
            *self.yes(ids["a"], scope, providers),
        )
        return ids["a"]

    def _active(self, asset: str, provider: str) -> Insert:
        return Insert(row=rows.registration(id=self.new_id("r"), asset_id=asset, provider=provider))

    def yes(self, asset: str, scope: Scope, providers: tuple[str, ...]) -> list[Any]:
        """A new yes, and the job that ends it on time."""
        given = rows.consent(
            id=self.new_id("c"),
            asset_id=asset,
            scope=scope.to_json(),
            providers=providers,
            given_at=self.now,
        )
        return [Insert(row=given), *ends_on_time(given, scope, self.moment)]

    async def ask(self, user: str, assets: list[str], channel: str, provider: str) -> Problem | None:
        """A `/video` form sent off."""
        found = await self.storage.assets_by_id(TEAM, assets)
        member = await self.storage.member(TEAM, user)
        assert member is not None
        actor = Actor(
            user_id=user,
            is_admin=member.is_admin,
            is_guest=member.is_guest,
            is_deactivated=member.is_deactivated,
        )
        form = VideoForm(
            team_id=TEAM,
            requester_id=user,
            channel=channel,
            provider=provider,
            model="seedance-2.0",
            prompt="p",
            order_prompt="p",
            seconds=5,
            ratio="16:9",
            resolution=None,
            assets=tuple(found[asset] for asset in assets),
        )
        return await VideoAsking(self.desk).submit(form, actor, self.new_id("k"))

    async def sweep(self) -> None:
        """Carry out what is due now, until nothing is."""
        for _ in range(60):
            jobs = await self.storage.claim_jobs(self.now, LEASE, 100)
            if not jobs:
                return
            for job in jobs:
                await self._carry_out(job)
        raise AssertionError("it never came to rest")

    async def _carry_out(self, job: Job) -> None:
        if job.kind in _CARRIED_OUT:
            changes = await STEPS[JobKind(job.kind)].run(self.tools, [job])
        else:
            changes = [change(Finish(job=job))]
        guards = await self.storage.apply_all(changes)
        assert not any((guard or "").startswith("broken:") for guard in guards), guards
        if any(guard not in (None, "lease") for guard in guards):
            await self.storage.apply_all([change(Again(job=job, due_at=self.now + 1000, failed=True))])


_CARRIED_OUT = (JobKind.START_VIDEO, JobKind.LAPSE_APPROVAL, JobKind.REMIND_APPROVAL, JobKind.END_CONSENT)


# What must have held when a video was started.


def what_lacks(watch: sqlite3.Connection, video_id: str) -> list[str]:
    """Everything that was wrong at the moment of the intent; empty when the start was right."""
    (video,) = _rows(watch, "SELECT * FROM videos WHERE id = ?", video_id)
    lacking = [] if video["status"] == VideoStatus.STARTING and video["intent_at"] else ["no intent"]
    used = "SELECT assets.* FROM assets JOIN video_references ON asset_id = assets.id WHERE video_id = ?"
    for asset in _rows(watch, used, video_id):
        lacking += [f"{asset['id']}: {what}" for what in _asset_lacks(watch, video, asset)]
    answers = _rows(watch, "SELECT * FROM approvals WHERE video_id = ?", video_id)
    lacking += [f"{a['approver_id']} said {a['status']}" for a in answers if a["status"] not in _YES]
    if _is(watch, video["requester_id"], "is_deactivated") or _is(watch, video["requester_id"], "is_guest"):
        lacking.append("the requester may not")
    return lacking


def _asset_lacks(watch: sqlite3.Connection, video: Any, asset: Any) -> list[str]:
    held = _rows(watch, "SELECT * FROM consents WHERE asset_id = ? AND ended_at IS NULL", asset["id"])
    if asset["status"] != "usable" or len(held) != 1:
        return [f"{asset['status']}, {len(held)} yeses"]
    (consent,) = held
    scope = json.loads(consent["scope"])
    lacking = [*_yes_lacks(watch, video, consent, scope)]
    if scope["how"] == "ask" and video["requester_id"] != RACHEL:
        lacking += _voice_lacks(watch, video, asset, {RACHEL}, as_person=1)
    owner = asset["owner_id"]
    if owner in (video["requester_id"], RACHEL):
        return lacking
    if not _is(watch, owner, "is_deactivated"):
        return lacking + _voice_lacks(watch, video, asset, {owner}, as_person=0)
    if video["requester_id"] == ADA:
        return lacking
    return lacking + _voice_lacks(watch, video, asset, {ADA}, as_person=0, before_leaving=owner)


def _yes_lacks(watch: sqlite3.Connection, video: Any, consent: Any, scope: Any) -> list[str]:
    lacking = []
    if video["provider"] not in json.loads(consent["providers"]):
        lacking.append("the yes does not name the gateway")
    if scope["until"] is not None and video["intent_at"] >= scope["until"]:
        lacking.append("the yes is past its date")
    if consent["given_at"] > video["intent_at"]:
        lacking.append("the yes came later")
    named = scope["who"] == "channel" and scope["channel"] == video["channel"]
    covers = scope["who"] == "everybody" or named
    covers = covers or (scope["who"] == "requester" and scope["user"] == video["requester_id"])
    if not covers and video["requester_id"] != RACHEL:
        lacking.append("the yes does not cover this use")
    shared = _rows(watch, "SELECT * FROM channels WHERE channel_id = ? AND is_shared = 1", video["channel"])
    if shared and not named:
        lacking.append("others read the channel")
    if _is(watch, RACHEL, "is_deactivated"):
        lacking.append("the person has left")
    return lacking


def _voice_lacks(
    watch: sqlite3.Connection,
    video: Any,
    asset: Any,
    users: set[str],
    *,
    as_person: int,
    before_leaving: str = "",
) -> list[str]:
    """A standing yes for this asset and channel, or a yes for this video in that part."""
    standing = _rows(
        watch,
        "SELECT approver_id FROM allowances WHERE asset_id = ? AND channel = ? AND ended_at IS NULL",
        asset["id"],
        video["channel"],
    )
    said = _rows(
        watch,
        "SELECT approver_id, status FROM approvals WHERE video_id = ? AND as_person = ?",
        video["id"],
        as_person,
    )
    once = {a["approver_id"] for a in said if a["status"] == "allowed_once"}
    once |= {a["approver_id"] for a in said if a["status"] in _YES and before_leaving}
    if {a["approver_id"] for a in standing} & users or once & (users | {before_leaving}):
        return []
    return [f"{sorted(users)} did not say yes"]


def _is(watch: sqlite3.Connection, user: str, trait: str) -> bool:
    return bool(_rows(watch, f"SELECT 1 FROM members WHERE user_id = ? AND {trait} = 1", user))


def _rows(watch: sqlite3.Connection, sql: str, *values: Any) -> list[sqlite3.Row]:
    return watch.execute(sql, values).fetchall()
