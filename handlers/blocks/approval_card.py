"""The DM that asks the pictured person, or an asset's owner, about one video."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers import ids
from handlers.blocks import limits
from handlers.blocks.asset_card import picture_alt
from handlers.blocks.consent_card import picture_slot
from handlers.blocks.kit import (
    Block,
    Element,
    actions,
    button,
    confirm,
    context,
    message_text,
    picture_block,
    quoted,
    section,
)
from handlers.blocks.people import at_names, place
from handlers.blocks.video_card import video_facts_line
from handlers.blocks.video_stages import ApprovalStage, approval_stage
from handlers.catalogue import Texts
from handlers.catalogue.markup import clamp, join, mention, quote
from handlers.composed import Composed, SlackFile
from providers.profile import Profile
from storage.facts import AssetFacts, VideoFacts
from storage.model import Approval
from workflow.videos import speaks_for

MAX_PICTURES = 10
_WITH_REASON = (ApprovalStage.REFUSED, ApprovalStage.OVERRIDDEN)


def approval_card(
    video: VideoFacts,
    approval: Approval,
    *,
    profile: Profile | None,
    files: Mapping[str, SlackFile],
    texts: Texts,
) -> Composed:
    """Who wants what, the whole prompt, its pictures, and the three answers; afterwards the outcome."""
    stage = approval_stage(video, approval)
    asked = _question(video, approval, texts)
    prompt = video.video.prompt
    if stage is not ApprovalStage.OPEN:
        outcome = _outcome(video, approval, stage, texts)
        excerpt = quote(clamp(prompt, limits.PROMPT_EXCERPT))
        blocks = [section(outcome), context(asked), section(excerpt)]
        return Composed(text=message_text([outcome, asked, excerpt]), blocks=blocks)
    facts = join(" · ", [place(video.video.channel, texts), video_facts_line(video, profile, texts)])
    until = texts.say("approval.until", until=texts.date(approval.deadline_at))
    blocks = [
        section(asked),
        *quoted(prompt),
        context(facts),
        *_pictures(video, approval, files, texts),
        actions(*_answers(approval, texts, always=not stands_in(video, approval))),
        context(until),
    ]
    return Composed(text=message_text([asked, quote(prompt), facts, until]), blocks=blocks)


def assets_of_approver(video: VideoFacts, approval: Approval) -> list[tuple[int, AssetFacts]]:
    """What this approver is asked about, with its position: his face, his own, or what he stands in for."""
    placed = list(enumerate(video.assets))
    own = [(position, asset) for position, asset in placed if speaks_for(approval, asset)]
    return (own or _without_owner(placed, video.video.requester_id) or placed)[:MAX_PICTURES]


def _without_owner(placed: list[tuple[int, AssetFacts]], requester: str) -> list[tuple[int, AssetFacts]]:
    """What has no owner but who left or who asks, so that an admin is asked."""
    return [(n, asset) for n, asset in placed if asset.owner_left or asset.asset.owner_id == requester]


def stands_in(video: VideoFacts, approval: Approval) -> bool:
    """Whether an admin is asked about what is neither his face nor his."""
    return not any(speaks_for(approval, asset) for asset in video.assets)


def _question(video: VideoFacts, approval: Approval, texts: Texts) -> str:
    names = at_names([a for _, a in assets_of_approver(video, approval)], texts)
    who = mention(video.video.requester_id)
    if approval.as_person:
        return texts.say("approval.question.person", who=who, names=names)
    key = "approval.question.admin" if stands_in(video, approval) else "approval.question.owner"
    return texts.say(key, who=who, names=names)


def _pictures(
    video: VideoFacts, approval: Approval, files: Mapping[str, SlackFile], texts: Texts
) -> Sequence[Block]:
    return [
        picture_block(files[slot], picture_alt(asset, texts), f"@{asset.asset.name}")
        for position, asset in assets_of_approver(video, approval)
        if (slot := picture_slot(position)) in files
    ]


def _answers(approval: Approval, texts: Texts, *, always: bool) -> list[Element]:
    value = ids.ButtonValue(approval.id).encode()
    ask = confirm(
        texts.say("approval.always.title"),
        texts.say("approval.always.text", channel=texts.say("place.this_channel")),
        texts.say("button.allow_always"),
        texts.say("button.back"),
    )
    del ask["style"]
    standing = button(texts.say("button.allow_always"), ids.ACTION_APPROVE_ALWAYS, value, confirm=ask)
    return [
        button(texts.say("button.allow_once"), ids.ACTION_APPROVE_ONCE, value, style="primary"),
        *([standing] if always else []),
        button(texts.say("button.no"), ids.ACTION_APPROVE_NO, value, style="danger"),
    ]


def _outcome(video: VideoFacts, approval: Approval, stage: ApprovalStage, texts: Texts) -> str:
    said = texts.say(
        f"approval.{stage}",
        who=mention(video.video.requester_id),
        by=mention(approval.decided_by or approval.approver_id),
        place=place(video.video.channel, texts),
        at=texts.date(approval.decided_at or approval.created_at),
    )
    reason = approval.reason if stage in _WITH_REASON else None
    return join("\n", [said, quote(clamp(reason, limits.REASON)) if reason else ""])
