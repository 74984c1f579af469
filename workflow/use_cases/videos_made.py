"""What can be done about a video that was asked for before: once more, or away with it."""

from __future__ import annotations

from dataclasses import dataclass

from storage.facts import VideoFacts
from workflow.access import Action, Actor, Deny, decide
from workflow.messages import MessageKind
from workflow.use_cases.asking_videos import VideoAsking, VideoFields
from workflow.use_cases.desk import Desk, Problem
from workflow.use_cases.reporting import is_posted
from workflow.videos import mode_of
from workflow.videos.deleting import delete


@dataclass(frozen=True)
class VideosMade:
    """Videos under whose results somebody presses."""

    desk: Desk

    async def known(self, video_id: str, team_id: str) -> VideoFacts | Problem:
        facts = await self.desk.storage.video(video_id)
        if facts is None or facts.video.team_id != team_id:
            return Problem(key="gone")
        return facts

    async def again(self, facts: VideoFacts, actor: Actor, key: str) -> Problem | None:
        """The same once more, as a new video of whoever presses; every rule is asked anew."""
        denied = decide(actor, Action.MAKE_VIDEO)
        if isinstance(denied, Deny):
            return Problem(key=denied.reason)
        asking = VideoAsking(self.desk)
        form = await asking.resolve(same_fields(facts, actor.user_id), actor)
        return form[0] if isinstance(form, list) else await asking.submit(form, actor, key)

    async def delete(self, facts: VideoFacts, actor: Actor, key: str) -> Problem | None:
        """Its requester's or an admin's; the posts, the file in Slack and our copy go."""
        denied = decide(actor, Action.SETTLE_VIDEO, video=facts.video)
        if isinstance(denied, Deny):
            return Problem(key=denied.reason)
        if not is_posted(facts):
            return Problem(key="video_not_posted")
        about = await self.desk.storage.messages_about([facts.video.id])
        posts = [message for message in about if message.kind == MessageKind.VIDEO_POSTED]
        return await self.desk.commit(delete(facts, posts, actor.user_id, self.desk.moment(), key))


def same_fields(facts: VideoFacts, requester_id: str) -> VideoFields:
    """The form of a video as it was sent; what went to somebody's own messages goes to the presser's."""
    video = facts.video
    return VideoFields(
        team_id=video.team_id,
        requester_id=requester_id,
        channel=video.channel if video.channel.startswith(("C", "G")) else requester_id,
        provider=video.provider,
        model=video.model,
        prompt=video.prompt,
        seconds=video.seconds,
        ratio=video.ratio,
        resolution=video.resolution,
        mode=mode_of(reference.role for reference in facts.references),
        selected=tuple(asset.asset.id for asset in facts.assets),
    )
