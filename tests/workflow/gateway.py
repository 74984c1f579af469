"""A gateway that answers, refuses, loses its answers or dies with the bot, as it is told; and a watch on it."""

from __future__ import annotations

import sqlite3
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from providers.errors import AnswerLost, ProviderError, Refused, Unavailable, UnexpectedAnswer, Unsupported
from providers.face import (
    Handle,
    Read,
    Review,
    ReviewStatus,
    SubmitItem,
    Submitted,
    VideoOrder,
    VideoReading,
    VideoState,
)
from providers.profile import Profile, Verification

MOODS = ("good", "refused", "away", "odd", "lost", "lost_after", "crash", "crash_after")


class Crash(BaseException):
    """The bot's process ends here."""


@dataclass
class Gateway:
    """Takes the next mood for each call; `good` when none is left."""

    profile: Profile
    watch: sqlite3.Connection
    moods: deque[str] = field(default_factory=deque)
    assets: dict[str, str] = field(default_factory=dict)
    videos: dict[str, str] = field(default_factory=dict)
    paid: Counter[str] = field(default_factory=Counter)

    def _mood(self) -> str:
        return self.moods.popleft() if self.moods else "good"

    def _enter(self) -> str:
        """What happens before the call has any effect."""
        mood = self._mood()
        if mood == "crash":
            raise Crash
        errors: dict[str, type[ProviderError]] = {
            "refused": Refused,
            "away": Unavailable,
            "odd": UnexpectedAnswer,
            "lost": AnswerLost,
        }
        if mood in errors:
            raise errors[mood](self.profile.name, mood)
        return mood

    def _leave(self, mood: str) -> None:
        """What happens after it took effect."""
        if mood == "crash_after":
            raise Crash
        if mood == "lost_after":
            raise AnswerLost(self.profile.name, mood)

    async def submit(self, items: Sequence[SubmitItem]) -> list[Submitted]:
        for item in items:
            self._allowed_to_leave(item)
        mood = self._enter()
        for item in items:
            self.assets[item.name] = "in_review"
        self._leave(mood)
        return [Submitted(name=item.name, handle={"asset": item.name}) for item in items]

    def _allowed_to_leave(self, item: SubmitItem) -> None:
        """No registration is submitted without a consent, nor with anybody else's group."""
        (person, status, consents) = self.watch.execute(
            """SELECT assets.person_id, assets.status, (
                   SELECT count(*) FROM consents WHERE asset_id = assets.id AND ended_at IS NULL
                   AND person_id = assets.person_id)
               FROM registrations JOIN assets ON assets.id = registrations.asset_id
               WHERE registrations.id = ?""",
            (item.name,),
        ).fetchone()
        assert status == "usable"
        assert item.real_person == (person is not None)
        if person is None:
            assert item.group_id is None
            return
        assert consents >= 1
        if self.profile.verification is not Verification.NONE:
            groups = self.watch.execute("SELECT group_id FROM person_groups WHERE person_id = ?", (person,))
            assert item.group_id in {group for (group,) in groups}

    async def read(self, handles: Sequence[Handle]) -> list[Read]:
        mood = self._enter()
        self._leave(mood)
        return [self._review(handle["asset"]) for handle in handles]

    def _review(self, name: str) -> Read:
        status = ReviewStatus(self.assets[name])
        return Read(review=Review(status=status, reference=f"asset://{name}"))

    async def find(self, name: str, group_id: str | None) -> Handle | None:
        if not self.profile.can_find:
            raise Unsupported(self.profile.name)
        mood = self._enter()
        self._leave(mood)
        return {"asset": name} if name in self.assets else None

    async def delete(self, handle: Handle) -> None:
        """Not while a video is made with it."""
        name = handle["asset"]
        under_way = self.watch.execute(
            """SELECT video_id FROM video_references JOIN videos ON videos.id = video_id
               WHERE registration_id = ? AND videos.status IN ('queued', 'running')""",
            (name,),
        ).fetchall()
        assert under_way == []
        mood = self._enter()
        self.assets.pop(name, None)
        self._leave(mood)

    async def start_video(self, order: VideoOrder) -> VideoReading:
        self._allowed_to_start(order)
        mood = self._enter()
        self.paid[order.name] += 1
        self.videos[order.name] = "queued"
        self._leave(mood)
        return VideoReading(state=VideoState.QUEUED, handle={"task": order.name})

    def _allowed_to_start(self, order: VideoOrder) -> None:
        """At the intent every asset was usable, agreed to, registered and approved."""
        intended = self.watch.execute(
            "SELECT intent_at FROM videos WHERE id = ? AND status = 'starting'", (order.name,)
        ).fetchone()
        assert intended is not None
        assert intended[0] is not None
        assert not self.watch.execute(LACKING, {"video": order.name}).fetchall()
        assert all(reference.uri.startswith("asset://") for reference in order.references)

    async def find_video(self, order: VideoOrder) -> Handle | None:
        if not self.profile.can_find_video:
            raise Unsupported(self.profile.name)
        mood = self._enter()
        self._leave(mood)
        return {"task": order.name} if order.name in self.videos else None

    async def read_video(self, handle: Handle) -> VideoReading:
        mood = self._enter()
        self._leave(mood)
        return VideoReading(state=VideoState(self.videos[handle["task"]]), url="https://example.com/1.mp4")

    def decide(self, pick: int, word: str) -> None:
        """One thing that is under way here is decided."""
        open_assets = [name for name, status in self.assets.items() if status == "in_review"]
        open_videos = [name for name, state in self.videos.items() if state in ("queued", "running")]
        waiting = [*open_assets, *open_videos]
        if not waiting:
            return
        name = waiting[pick % len(waiting)]
        if name in open_assets:
            self.assets[name] = "active" if word == "good" else "failed"
        else:
            self.videos[name] = {"good": "succeeded", "running": "running"}.get(word, "failed")

    def decide_everything(self) -> None:
        for pick in range(len(self.assets) + len(self.videos)):
            self.decide(pick, "good")


LACKING = """
SELECT 'asset', assets.id FROM video_references
JOIN assets ON assets.id = asset_id JOIN videos ON videos.id = video_id
WHERE video_id = :video AND (
    assets.status <> 'usable'
    OR NOT EXISTS (SELECT 1 FROM registrations WHERE registrations.asset_id = assets.id
        AND registrations.provider = videos.provider AND registrations.status = 'active')
    OR (assets.person_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM consents WHERE consents.asset_id = assets.id
        AND consents.person_id = assets.person_id AND given_at <= videos.intent_at AND ended_at IS NULL))
)
UNION ALL
SELECT 'approval', approvals.id FROM approvals
WHERE video_id = :video AND approvals.status NOT IN ('allowed_once', 'allowed_always')
UNION ALL
SELECT 'person', people.id FROM video_references
JOIN assets ON assets.id = video_references.asset_id JOIN videos ON videos.id = video_references.video_id
JOIN people ON people.id = assets.person_id
WHERE video_references.video_id = :video AND people.slack_user_id IS NOT NULL
AND people.slack_user_id <> videos.requester_id
AND NOT EXISTS (SELECT 1 FROM approvals WHERE approvals.video_id = :video
    AND approver_id = people.slack_user_id AND as_person = 1
    AND approvals.status IN ('allowed_once', 'allowed_always'))
AND NOT EXISTS (SELECT 1 FROM allowances WHERE allowances.asset_id = assets.id
    AND approver_id = people.slack_user_id AND allowances.channel = videos.channel AND ended_at IS NULL)
"""
"""What a video lacks at its intent: an asset that may be used, an approver's yes, the person's own yes."""


@dataclass
class NoStore:
    """Files of ours that are not there."""

    erased: list[str] = field(default_factory=list)

    async def erase(self, media_id: str) -> None:
        self.erased.append(media_id)


def unused(*_args: Any, **_kwargs: Mapping[str, Any]) -> Any:
    raise AssertionError("not part of this story")
