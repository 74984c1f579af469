"""What is said once when an asset changes hands, or when somebody it hangs on leaves."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import ids
from handlers.blocks import limits
from handlers.blocks.kit import Block, actions, button, context, message_text, section
from handlers.blocks.owner_forms import owner_buttons
from handlers.blocks.people import at_name, at_names, person_name
from handlers.catalogue import Texts
from handlers.catalogue.markup import bold, clamp, join, mention, quote
from handlers.composed import Composed
from storage.facts import AssetFacts, VideoFacts
from storage.model import Person, VideoStatus

MAX_LISTED = 20


def asset_handed_over(asset: AssetFacts, by: str, reader: str, texts: Texts) -> Composed:
    """To the new owner, the one before, and the person pictured."""
    owner = asset.asset.owner_id
    if reader == owner:
        text = texts.say("handed_over.to_you", by=mention(by), name=at_name(asset))
    else:
        text = texts.say("handed_over.told", by=mention(by), name=at_name(asset), owner=mention(owner))
    return Composed(text=message_text([text]), blocks=[section(text)])


def approver_left(video: VideoFacts, user_id: str, texts: Texts) -> Composed:
    """To the requester of a use: who was asked is gone; he may wait for the deadline or cancel."""
    prompt = quote(clamp(video.video.prompt, limits.PROMPT_EXCERPT))
    text = texts.say("left.approver", who=mention(user_id))
    blocks: list[Block] = [section(text), context(prompt)]
    if video.video.status is VideoStatus.AWAITING_APPROVAL:
        value = ids.ButtonValue(video.video.id).encode()
        cancel = button(
            texts.say("button.cancel_video"), ids.ACTION_VIDEO_CANCEL_WAITING, value, style="danger"
        )
        blocks.append(actions(cancel))
    return Composed(text=message_text([text, prompt]), blocks=blocks)


def owner_left(user_id: str, assets: Sequence[AssetFacts], texts: Texts) -> Composed:
    """To an admin: what somebody who left owned, each with the way to another owner."""
    text = texts.count("left.owner", len(assets), who=mention(user_id))
    shown = assets[:MAX_LISTED]
    blocks: list[Block] = [section(text)]
    blocks += [section(bold(at_name(asset)), owner_buttons(asset, texts)[1]) for asset in shown]
    more = len(assets) - len(shown)
    if more > 0:
        blocks.append(context(texts.count("asset_list.more", more)))
    return Composed(text=message_text([text, join(" ", [at_name(a) for a in shown])]), blocks=blocks)


def person_left(person: Person, assets: Sequence[AssetFacts], texts: Texts) -> Composed:
    """To an owner: what pictures somebody who left cannot be used while he is away."""
    text = texts.say("left.person", who=person_name(person), names=at_names(assets[:MAX_LISTED], texts))
    return Composed(text=message_text([text]), blocks=[section(text)])
