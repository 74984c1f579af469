"""Blocks, and which of them each surface takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sandbox.slack.blockkit import formats, limits, rules
from sandbox.slack.blockkit.composition import any_text, plain_text
from sandbox.slack.blockkit.elements import (
    BUTTON,
    CHOICES,
    FILE_INPUT,
    IMAGE,
    MULTI_SELECTS,
    OVERFLOW,
    PICKERS,
    SELECTS,
    TYPED_INPUTS,
)
from sandbox.slack.blockkit.nodes import Array, Boolean, Choice, Node, Object, String, Tagged
from sandbox.slack.blockkit.rich_text import RICH_TEXT_BLOCK

_BLOCK_ID: Final[Mapping[str, Node]] = {"block_id": String(most=limits.BLOCK_ID)}
_HTTPS: Final = String(most=limits.IMAGE_URL, test=formats.is_https_link, wanted="must be a valid HTTPS URL")
_WEB: Final = String(most=limits.IMAGE_URL, test=formats.is_web_link, wanted="must be a valid URL")

_CLICKED: Final[Mapping[str, Object]] = {
    **SELECTS,
    **MULTI_SELECTS,
    **CHOICES,
    **PICKERS,
    "button": BUTTON,
    "overflow": OVERFLOW,
}
_ACTION_ELEMENTS: Final = Tagged({**_CLICKED, "rich_text_input": TYPED_INPUTS["rich_text_input"]})
_ACCESSORY: Final = Tagged(
    {**{name: shape for name, shape in _CLICKED.items() if name != "datetimepicker"}, "image": IMAGE}
)
_INPUT_ELEMENTS: Final[Mapping[str, Object]] = {
    **SELECTS,
    **MULTI_SELECTS,
    **CHOICES,
    **PICKERS,
    **TYPED_INPUTS,
}


def _input(elements: Mapping[str, Object]) -> Object:
    return Object(
        required={"label": plain_text(limits.INPUT_LABEL), "element": Tagged(elements)},
        optional={
            **_BLOCK_ID,
            "hint": plain_text(limits.INPUT_HINT),
            "optional": Boolean(),
            "dispatch_action": Boolean(),
        },
    )


_EVERYWHERE: Final[Mapping[str, Object]] = {
    "divider": Object(optional=_BLOCK_ID),
    "header": Object(required={"text": plain_text(limits.HEADER_TEXT)}, optional=_BLOCK_ID),
    "section": Object(
        optional={
            **_BLOCK_ID,
            "text": any_text(limits.SECTION_TEXT),
            "fields": Array(item=any_text(limits.SECTION_FIELD_TEXT), least=1, most=limits.SECTION_FIELDS),
            "accessory": _ACCESSORY,
            "expand": Boolean(),
        },
        rules=(rules.at_least_one_of("text", "fields"),),
    ),
    "context": Object(
        required={
            "elements": Array(
                item=Tagged({**any_text(limits.TEXT_OBJECT).shapes, "image": IMAGE}),
                least=1,
                most=limits.CONTEXT_ELEMENTS,
            )
        },
        optional=_BLOCK_ID,
    ),
    "actions": Object(
        required={"elements": Array(item=_ACTION_ELEMENTS, least=1, most=limits.ACTIONS_ELEMENTS)},
        optional=_BLOCK_ID,
        rules=(rules.unique_action_ids,),
    ),
    "image": Object(
        required=IMAGE.required,
        optional={**IMAGE.optional, **_BLOCK_ID, "title": plain_text(limits.IMAGE_TITLE)},
        rules=IMAGE.rules,
    ),
    "rich_text": RICH_TEXT_BLOCK,
    "video": Object(
        required={
            "alt_text": String(most=limits.IMAGE_ALT_TEXT),
            "title": plain_text(limits.VIDEO_TITLE),
            "thumbnail_url": _WEB,
            "video_url": _HTTPS,
        },
        optional={
            **_BLOCK_ID,
            "title_url": _HTTPS,
            "description": plain_text(limits.VIDEO_DESCRIPTION),
            "author_name": String(most=limits.VIDEO_AUTHOR),
            "provider_name": String(),
            "provider_icon_url": _WEB,
        },
    ),
    "input": _input(_INPUT_ELEMENTS),
}

HOME_BLOCK: Final = Tagged(_EVERYWHERE)
MODAL_BLOCK: Final = Tagged({**_EVERYWHERE, "input": _input({**_INPUT_ELEMENTS, "file_input": FILE_INPUT})})
MESSAGE_BLOCK: Final = Tagged(
    {
        **_EVERYWHERE,
        "file": Object(required={"external_id": String(), "source": Choice(("remote",))}, optional=_BLOCK_ID),
    }
)
