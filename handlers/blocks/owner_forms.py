"""What an owner can do with an asset beside using it: another name, another owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers import ids
from handlers.blocks import limits
from handlers.blocks.form import State, View, input_block, modal, read_metadata, text_input, write_metadata
from handlers.blocks.kit import Element, button, plain, section
from handlers.blocks.people import at_name
from handlers.catalogue import Texts
from storage.facts import AssetFacts


@dataclass(frozen=True, kw_only=True)
class OwnerFormValues:
    """`asset_id` is None where the view is not ours."""

    asset_id: str | None = None
    name: str = ""
    owner: str | None = None


def owner_buttons(asset: AssetFacts, texts: Texts) -> list[Element]:
    """*Rename* and *Hand over*, for whoever may do either."""
    value = ids.ButtonValue(asset.asset.id).encode()
    return [
        button(texts.say("button.rename"), ids.ACTION_ASSET_RENAME, value),
        button(texts.say("button.hand_over"), ids.ACTION_ASSET_HAND_OVER, value),
    ]


def rename_form_view(asset: AssetFacts, *, texts: Texts) -> View:
    name = input_block(
        ids.FIELD_NAME,
        texts.say("asset_form.name.label"),
        text_input(asset.asset.name),
        hint=texts.say("rename_form.hint"),
    )
    title, submit = texts.say("rename_form.title"), texts.say("button.rename")
    return modal(ids.VIEW_RENAME, title, submit, texts, [name], write_metadata(asset=asset.asset.id))


def hand_over_form_view(asset: AssetFacts, *, texts: Texts) -> View:
    element: Element = {
        "type": "users_select",
        "action_id": ids.INPUT,
        "placeholder": plain(texts.say("asset_form.member.placeholder"), limits.PLACEHOLDER),
    }
    explained = section(texts.say("hand_over_form.explained", name=at_name(asset)))
    owner = input_block(ids.FIELD_OWNER, texts.say("hand_over_form.owner.label"), element)
    title, submit = texts.say("hand_over_form.title"), texts.say("button.hand_over")
    metadata = write_metadata(asset=asset.asset.id)
    return modal(ids.VIEW_HAND_OVER, title, submit, texts, [explained, owner], metadata)


def parse_owner_view(view: Mapping[str, Any]) -> OwnerFormValues:
    state = State(view)
    return OwnerFormValues(
        asset_id=read_metadata(view).get("asset"),
        name=state.text(ids.FIELD_NAME),
        owner=state.user(ids.FIELD_OWNER),
    )
