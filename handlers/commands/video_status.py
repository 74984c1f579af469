"""`/video <id>`: where one video stands, for whoever may know."""

from __future__ import annotations

import re

from handlers.blocks.video_status import video_status
from handlers.catalogue import problem_text
from handlers.listening import Body
from handlers.surface import Asker, Surface
from storage.facts import VideoFacts
from storage.model import Approval, ApprovalStatus, VideoStatus
from workflow.access import Action, Allow, Use, decide
from workflow.use_cases import Problem

_ID = re.compile(r"v_[a-z2-7]{12}")


def is_video_id(text: str) -> bool:
    """Whether this is the name that we gave a video, not a prompt."""
    return _ID.fullmatch(text) is not None


async def answer_about(surface: Surface, who: Asker, video_id: str) -> Body:
    """The private answer; guests see only videos that show them."""
    facts = await surface.desk.storage.video(video_id)
    if facts is None or facts.video.team_id != who.team_id or not _may_see(who, facts):
        return {"text": problem_text(who.texts, Problem(key="video_unknown"))}
    profile = surface.desk.profiles.get(facts.video.provider)
    overridable = await _overridable(surface, who, facts)
    message = video_status(facts, overridable, profile=profile, texts=who.texts)
    return {"text": message.text, "blocks": message.blocks}


def _may_see(who: Asker, facts: VideoFacts) -> bool:
    return any(
        isinstance(decide(who.actor, Action.SEE_ASSET, asset), Allow) for asset in (None, *facts.assets)
    )


async def _overridable(surface: Surface, who: Asker, facts: VideoFacts) -> list[Approval]:
    """Answers still missing that this reader, as an admin, may give in an owner's place."""
    if facts.video.status is not VideoStatus.AWAITING_APPROVAL:
        return []
    use = Use(four_eyes=(await surface.desk.settings(who.team_id)).four_eyes)
    return [
        approval
        for approval in facts.approvals
        if approval.status is ApprovalStatus.PENDING
        and isinstance(
            decide(who.actor, Action.OVERRIDE, approval=approval, video=facts.video, use=use), Allow
        )
    ]
