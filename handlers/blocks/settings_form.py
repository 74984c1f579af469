"""The form behind `/likeness settings`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers import ids
from handlers.blocks.form import State, View, input_block, modal, select, text_input
from handlers.blocks.kit import Block, option
from handlers.catalogue import Texts
from workflow.scope import How, Who
from workflow.settings import KEEP_DAYS_MAX, Inviters, Settings
from workflow.use_cases import Problem

NARROWEST = "narrowest"
_ON, _OFF = "on", "off"
_DIGITS = 4


@dataclass(frozen=True, kw_only=True)
class SettingsValues:
    """What the form holds: the settings, or what is wrong with its fields."""

    settings: Settings
    problems: tuple[Problem, ...] = ()


def settings_form_view(settings: Settings, *, texts: Texts) -> View:
    """Everything that admins may set, as it stands."""
    blocks = [
        _choice(ids.FIELD_FOUR_EYES, _ON if settings.four_eyes else _OFF, (_OFF, _ON), texts),
        _choice(ids.FIELD_INVITERS, settings.invite_outsiders, tuple(Inviters), texts),
        _choice(
            ids.FIELD_DEFAULT_WHO,
            settings.default_who or NARROWEST,
            (NARROWEST, *Who),
            texts,
        ),
        _choice(ids.FIELD_DEFAULT_HOW, settings.default_how, tuple(How), texts),
        _days(ids.FIELD_KEEP_FILES, settings.keep_files_days, texts),
        _days(ids.FIELD_KEEP_VIDEOS, settings.keep_videos_days, texts),
    ]
    title, submit = texts.say("settings_form.title"), texts.say("settings_form.submit")
    return modal(ids.VIEW_SETTINGS, title, submit, texts, blocks)


def _choice(field: str, chosen: str, values: tuple[str, ...], texts: Texts) -> Block:
    options = [option(texts.say(f"settings.{field}.{value}"), value) for value in values]
    element = select(ids.INPUT, options, chosen)
    label, hint = texts.say(f"settings.{field}.label"), texts.say(f"settings.{field}.hint")
    return input_block(field, label, element, hint=hint)


def _days(field: str, days: int | None, texts: Texts) -> Block:
    element = text_input(str(days or ""), most=_DIGITS)
    label, hint = texts.say(f"settings.{field}.label"), texts.say(f"settings.{field}.hint")
    return input_block(field, label, element, hint=hint, optional=True)


def parse_settings_view(view: Mapping[str, Any]) -> SettingsValues:
    """What was chosen; a number of days that is none is a problem of its field."""
    state = State(view)
    files, videos = (_read_days(state.text(field)) for field in (ids.FIELD_KEEP_FILES, ids.FIELD_KEEP_VIDEOS))
    found = {ids.FIELD_KEEP_FILES: files, ids.FIELD_KEEP_VIDEOS: videos}
    problems = tuple(
        Problem(key="days_out_of_range", field=field, params={"most": KEEP_DAYS_MAX})
        for field, days in found.items()
        if days == 0
    )
    who = state.option(ids.FIELD_DEFAULT_WHO)
    return SettingsValues(
        settings=Settings(
            four_eyes=state.option(ids.FIELD_FOUR_EYES) == _ON,
            invite_outsiders=Inviters(state.option(ids.FIELD_INVITERS) or Inviters.EVERYBODY),
            keep_files_days=files or None,
            keep_videos_days=videos or None,
            default_who=Who(who) if who in set(Who) else None,
            default_how=How(state.option(ids.FIELD_DEFAULT_HOW) or How.ASK),
        ),
        problems=problems,
    )


def _read_days(text: str) -> int | None:
    """Days; None for an empty field, 0 for what is no number of days that can be kept."""
    typed = text.strip()
    if not typed:
        return None
    days = int(typed) if typed.isascii() and typed.isdigit() else 0
    return days if 1 <= days <= KEEP_DAYS_MAX else 0
