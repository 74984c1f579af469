"""The DM about a file that is not used as it came, with what would do instead."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import ids
from handlers.blocks.asset_card import make_button, picture_alt
from handlers.blocks.kit import Block, Element, actions, button, message_text, picture_block, section
from handlers.blocks.people import at_name
from handlers.catalogue import Texts, reason_text
from handlers.composed import Composed, SlackFile
from storage.facts import AssetFacts, RequestFacts
from workflow.asset_requests import SAME_FILE, is_offered

PREVIEW = "preview"

_WAYS = {
    "media_ratio": ("offer.crop", "button.crop"),
    "media_sides": ("offer.shrink", "button.shrink"),
    "media_length": ("offer.trim", "button.trim"),
}
"""By what is wrong with the file: what is said, and what the button says."""


def offer_card(
    request: RequestFacts,
    asset: AssetFacts,
    same: AssetFacts | None,
    *,
    files: Mapping[str, SlackFile],
    texts: Texts,
) -> Composed:
    """What is wrong and what would do, or how it ended; `same` is the asset that holds the same file."""
    media = asset.media
    if media.problem is None:
        return _closed(texts.say("offer.taken", name=at_name(asset)))
    if not is_offered(media):
        over = texts.say("offer.over", name=at_name(asset), why=reason_text(texts, media.problem))
        return _closed(over, _fix(request, texts))
    if media.problem.startswith(SAME_FILE):
        told, ways = _same(asset, same, texts)
    else:
        told, ways = _mended(request, asset, media.problem, texts)
    blocks: list[Block] = [section(told)]
    if PREVIEW in files:
        blocks.append(
            picture_block(files[PREVIEW], picture_alt(asset, texts), texts.plain.say("offer.preview"))
        )
    return Composed(text=message_text([told]), blocks=[*blocks, actions(*ways)])


def _mended(
    request: RequestFacts, asset: AssetFacts, problem: str, texts: Texts
) -> tuple[str, list[Element]]:
    """Take what was made of it, or change what was typed."""
    key, label = _WAYS[problem.partition("{")[0].strip()]
    told = texts.say(
        key,
        name=at_name(asset),
        why=reason_text(texts, problem),
        width=asset.media.width or 0,
        height=asset.media.height or 0,
        seconds=f"{asset.media.seconds or 0:g}",
    )
    return told, [_take(asset, texts.say(label), style="primary"), _fix(request, texts)]


def _same(asset: AssetFacts, same: AssetFacts | None, texts: Texts) -> tuple[str, list[Element]]:
    """Use the one that is there, or add it anyway."""
    add = _take(asset, texts.say("button.add_anyway"))
    if same is None:
        return texts.say("offer.same.gone", name=at_name(asset)), [add]
    return texts.say("offer.same", name=at_name(asset), same=at_name(same)), [make_button(same, texts), add]


def _closed(told: str, *ways: Element) -> Composed:
    blocks = [section(told), actions(*ways)] if ways else [section(told)]
    return Composed(text=message_text([told]), blocks=blocks)


def _take(asset: AssetFacts, label: str, *, style: str | None = None) -> Element:
    return button(label, ids.ACTION_MEDIA_TAKE, ids.ButtonValue(asset.media.id).encode(), style=style)


def _fix(request: RequestFacts, texts: Texts) -> Element:
    value = ids.ButtonValue(request.request.id).encode()
    return button(texts.say("button.fix"), ids.ACTION_ASSET_FIX, value)
