"""Who must say yes to a use, decided again at the moment it is asked for."""

from __future__ import annotations

from storage.facts import VideoFacts
from workflow.access import Action, Actor, Approver, Ask, Decision, Deny, Use, actor_from, decide
from workflow.use_cases.desk import Desk, Problem
from workflow.videos import VideoForm
from workflow.videos.permission import decide_all


async def approvers_of(desk: Desk, form: VideoForm, actor: Actor) -> list[Approver] | Problem:
    """Everybody to ask, once each; or why this use may not be at all."""
    ids = [asset.asset.id for asset in form.assets]
    use = await use_of(desk, form.team_id, form.channel, form.provider, ids)
    whom: dict[Approver, None] = {}
    for asset in form.assets:
        decision = decide(actor, Action.USE_ASSET, asset, channel=form.channel, now=desk.clock(), use=use)
        if isinstance(decision, Deny):
            field = "channel" if decision.reason == "deny_channel_shared" else None
            return Problem(key=decision.reason, field=field, params={"name": asset.asset.name})
        if isinstance(decision, Ask):
            whom.update(dict.fromkeys(decision.whom))
    return list(whom)


async def decide_start(desk: Desk, facts: VideoFacts, now: int) -> Decision:
    """Whether a video that was asked for may be started at this moment, from the rows as they are."""
    video = facts.video
    ids = [asset.asset.id for asset in facts.assets]
    use = await use_of(desk, video.team_id, video.channel, video.provider, ids)
    member = await desk.storage.member(video.team_id, video.requester_id)
    requester = actor_from(video.requester_id, member, is_admin=video.requester_id in use.admins)
    return decide_all(requester, facts, use, now)


async def use_of(desk: Desk, team_id: str, channel: str, provider: str, asset_ids: list[str]) -> Use:
    """What a use in this channel stands on; a channel nobody looked at is nobody else's."""
    known = await desk.storage.channel(team_id, channel)
    return Use(
        provider=provider,
        is_shared=known is not None and known.is_shared,
        allowances=await desk.storage.allowances(team_id, channel, asset_ids),
        four_eyes=(await desk.settings(team_id)).four_eyes,
        admins=await desk.admin_ids(team_id),
    )
