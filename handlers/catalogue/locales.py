"""The languages that Likeness speaks, and which of them a reader gets."""

from __future__ import annotations

from typing import Final

LOCALES: Final = ("en", "zh", "zh_Hant")

_TRADITIONAL = {"tw", "hk", "mo", "hant"}


def pick_locale(slack_locale: str) -> str:
    """`en`, `zh` or `zh_Hant` for a tag such as `zh-TW`, `zh_Hant_HK` or `en-GB`; English for every other."""
    language, *rest = slack_locale.replace("_", "-").lower().split("-")
    if language != "zh":
        return "en"
    return "zh_Hant" if "hans" not in rest and _TRADITIONAL & set(rest) else "zh"
