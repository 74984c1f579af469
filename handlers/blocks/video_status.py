"""The private answer to `/video <id>`: the video's card, and what an admin may do about a missing answer."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import ids
from handlers.blocks.kit import Block, button, message_text, section
from handlers.blocks.video_card import video_card
from handlers.catalogue import Texts
from handlers.catalogue.markup import mention
from handlers.composed import Composed
from providers.profile import Profile
from storage.facts import VideoFacts
from storage.model import Approval


def video_status(
    video: VideoFacts, overridable: Sequence[Approval], *, profile: Profile | None, texts: Texts
) -> Composed:
    """`overridable`: answers that the reader may give in their owners' places."""
    card = video_card(video, profile=profile, texts=texts)
    lines = [_waiting(approval, texts) for approval in overridable]
    blocks: list[Block] = [
        section(line, button(texts.say("button.override"), ids.ACTION_OVERRIDE, _value(approval)))
        for line, approval in zip(lines, overridable, strict=True)
    ]
    return Composed(text=message_text([card.text, *lines]), blocks=[*card.blocks, *blocks])


def _waiting(approval: Approval, texts: Texts) -> str:
    owner, until = mention(approval.approver_id), texts.date(approval.deadline_at)
    return texts.say("video_status.owner_waits", owner=owner, until=until)


def _value(approval: Approval) -> str:
    return ids.ButtonValue(approval.id).encode()
