"""Rich text: the inner pieces of a rich_text block."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sandbox.slack.blockkit import limits
from sandbox.slack.blockkit.formats import is_link
from sandbox.slack.blockkit.nodes import Array, Boolean, Choice, Integer, Node, Object, String, Tagged

_STYLE: Final = Object(
    optional={name: Boolean() for name in ("bold", "italic", "strike", "code", "underline")},
)
_URL: Final = String(most=limits.BUTTON_URL, test=is_link, wanted="must be a valid URL")


def _piece(required: Mapping[str, Node], optional: Mapping[str, Node] | None = None) -> Object:
    return Object(required=required, optional={"style": _STYLE, **(optional or {})})


_TEXT: Final = _piece({"text": String()})
_LINK: Final = _piece({"url": _URL}, {"text": String(), "unsafe": Boolean()})

_INLINE: Final = Tagged(
    {
        "text": _TEXT,
        "link": _LINK,
        "emoji": _piece({"name": String()}, {"unicode": String(), "url": _URL}),
        "user": _piece({"user_id": String()}),
        "usergroup": _piece({"usergroup_id": String()}),
        "channel": _piece({"channel_id": String()}),
        "team": _piece({"team_id": String()}),
        "broadcast": _piece({"range": Choice(("here", "channel", "everyone"))}),
        "color": _piece({"value": String()}),
        "date": _piece(
            {"timestamp": Integer(least=0), "format": String()}, {"url": _URL, "fallback": String()}
        ),
    },
)

_BORDER: Final = Choice((0, 1))
_SECTION: Final = Object(required={"elements": Array(item=_INLINE)})

RICH_TEXT_BLOCK_ELEMENT: Final = Tagged(
    {
        "rich_text_section": _SECTION,
        "rich_text_list": Object(
            required={
                "style": Choice(("bullet", "ordered")),
                "elements": Array(item=Tagged({"rich_text_section": _SECTION})),
            },
            optional={
                "indent": Integer(least=0, most=limits.RICH_TEXT_INDENT),
                "offset": Integer(least=0),
                "border": _BORDER,
            },
        ),
        "rich_text_preformatted": Object(
            required={"elements": Array(item=Tagged({"text": _TEXT, "link": _LINK}))},
            optional={"border": _BORDER},
        ),
        "rich_text_quote": Object(
            required={"elements": Array(item=_INLINE)},
            optional={"border": _BORDER},
        ),
    },
)

RICH_TEXT_BLOCK: Final = Object(
    required={"elements": Array(item=RICH_TEXT_BLOCK_ELEMENT, least=1)},
    optional={"block_id": String(most=limits.BLOCK_ID)},
)
