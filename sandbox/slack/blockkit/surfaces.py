"""Messages and views: what may be posted or opened as a whole."""

from __future__ import annotations

from typing import Any, Final

from sandbox.slack.blockkit import limits, rules
from sandbox.slack.blockkit.blocks import HOME_BLOCK, MESSAGE_BLOCK, MODAL_BLOCK
from sandbox.slack.blockkit.composition import plain_text
from sandbox.slack.blockkit.nodes import Array, Boolean, Object, String, Tagged

_MESSAGE: Final = Object(
    required={"blocks": Array(item=MESSAGE_BLOCK, most=limits.MESSAGE_BLOCKS)},
    optional={"text": String(least=0, most=limits.MESSAGE_TEXT)},
    rules=(rules.unique_block_ids,),
)

_IDENTITY: Final = {
    "private_metadata": String(least=0, most=limits.PRIVATE_METADATA),
    "callback_id": String(least=0, most=limits.CALLBACK_ID),
    "external_id": String(least=0, most=limits.EXTERNAL_ID),
}

_VIEW: Final = Tagged(
    {
        "modal": Object(
            required={
                "title": plain_text(limits.VIEW_TITLE),
                "blocks": Array(item=MODAL_BLOCK, most=limits.VIEW_BLOCKS),
            },
            optional={
                **_IDENTITY,
                "submit": plain_text(limits.VIEW_SUBMIT),
                "close": plain_text(limits.VIEW_CLOSE),
                "clear_on_close": Boolean(),
                "notify_on_close": Boolean(),
            },
            rules=(rules.unique_block_ids, rules.submit_for_inputs, rules.one_focus),
        ),
        "home": Object(
            required={"blocks": Array(item=HOME_BLOCK, most=limits.VIEW_BLOCKS)},
            optional=_IDENTITY,
            rules=(rules.unique_block_ids, rules.one_focus),
        ),
    }
)


def check_message(blocks: list[Any], text: str | None) -> list[str]:
    """What Slack would refuse in a message, one complaint per fault; empty when it takes the message."""
    if blocks == [] and not text:
        return ["no_text"]
    payload = {"blocks": blocks} if text is None else {"blocks": blocks, "text": text}
    return list(_MESSAGE.check(payload, ""))


def check_view(view: dict[str, Any]) -> list[str]:
    """What Slack would refuse in a modal or a Home tab, one complaint per fault; empty when it takes it."""
    return list(_VIEW.check(view, "/view"))
