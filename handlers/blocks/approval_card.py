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
from handlers.blocks.stages import ApprovalStage, approval_stage
from handlers.blocks.video_card import video_facts_line
from handlers.catalogue import Texts
from handlers.catalogue.markup import clamp, join, mention, quote
from handlers.composed import Composed, SlackFile
from providers.profile import Profile
from storage.facts import AssetFacts, VideoFacts
from storage.model import Approval

MAX_PICTURES = 10


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
        actions(*_answers(approval, texts)),
        context(until),
    ]
    return Composed(text=message_text([asked, quote(prompt), facts, until]), blocks=blocks)


def assets_of_approver(video: VideoFacts, approval: Approval) -> list[tuple[int, AssetFacts]]:
    """What this approver is asked about, his face or what he owns, with its position in the video."""
    return [
        (position, asset)
        for position, asset in enumerate(video.assets)
        if (
            asset.person is not None and asset.person.slack_user_id == approval.approver_id
            if approval.as_person
            else asset.asset.owner_id == approval.approver_id
        )
    ][:MAX_PICTURES]


def _question(video: VideoFacts, approval: Approval, texts: Texts) -> str:
    names = at_names([a for _, a in assets_of_approver(video, approval)], texts)
    who = mention(video.video.requester_id)
    key = "approval.question.person" if approval.as_person else "approval.question.owner"
    return texts.say(key, who=who, names=names)


def _pictures(
    video: VideoFacts, approval: Approval, files: Mapping[str, SlackFile], texts: Texts
) -> Sequence[Block]:
    return [
        picture_block(files[slot], picture_alt(asset, texts), f"@{asset.asset.name}")
        for position, asset in assets_of_approver(video, approval)
        if (slot := picture_slot(position)) in files
    ]


def _answers(approval: Approval, texts: Texts) -> list[Element]:
    value = ids.ButtonValue(approval.id).encode()
    ask = confirm(
        texts.say("approval.always.title"),
        texts.say("approval.always.text", channel=texts.say("place.this_channel")),
        texts.say("button.allow_always"),
        texts.say("button.back"),
    )
    del ask["style"]
    return [
        button(texts.say("button.allow_once"), ids.ACTION_APPROVE_ONCE, value, style="primary"),
        button(texts.say("button.allow_always"), ids.ACTION_APPROVE_ALWAYS, value, confirm=ask),
        button(texts.say("button.no"), ids.ACTION_APPROVE_NO, value, style="danger"),
    ]


def _outcome(video: VideoFacts, approval: Approval, stage: ApprovalStage, texts: Texts) -> str:
    said = texts.say(
        f"approval.{stage}",
        who=mention(video.video.requester_id),
        place=place(video.video.channel, texts),
        at=texts.date(approval.decided_at or approval.created_at),
    )
    reason = approval.reason if stage is ApprovalStage.REFUSED else None
    return join("\n", [said, quote(clamp(reason, limits.REASON)) if reason else ""])
