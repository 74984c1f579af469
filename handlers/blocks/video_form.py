"""The `/video` form, and what was typed into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers import ids
from handlers.blocks import limits
from handlers.blocks.form import (
    State,
    View,
    channel_input,
    input_block,
    loading_view,
    modal,
    provider_select,
    read_metadata,
    select,
    text_input,
    write_metadata,
)
from handlers.blocks.kit import Block, Element, option, plain
from handlers.catalogue import Texts
from providers.profile import Model, Profile

DEFAULT_SECONDS = 5
DEFAULT_RESOLUTION = "720p"
_RATIOS = {
    "16:9": "ratio.wide",
    "9:16": "ratio.tall",
    "1:1": "ratio.square",
    "4:3": "ratio.classic",
    "3:4": "ratio.portrait",
    "21:9": "ratio.cinema",
    "adaptive": "ratio.adaptive",
}


@dataclass(frozen=True, kw_only=True)
class VideoFormValues:
    """The form as typed; `references` are asset ids picked beside the prompt."""

    prompt: str = ""
    references: tuple[str, ...] = ()
    provider: str | None = None
    model: str | None = None
    seconds: int | None = None
    ratio: str | None = None
    resolution: str | None = None
    channel: str | None = None


def video_form_view(
    values: VideoFormValues,
    *,
    profiles: Sequence[Profile],
    texts: Texts,
    reference_options: Sequence[dict[str, Any]] = (),
    default_to_current: bool = True,
) -> View:
    """The form filled in with `values`; `reference_options` are the menu options of its references."""
    profile = next((p for p in profiles if p.name == values.provider), profiles[0])
    model = profile.model(values.model or "") or profile.models[0]
    blocks = [
        _prompt_block(values, texts),
        _references_block(reference_options, model, texts),
        *_provider_blocks(profile, profiles, texts),
        _model_block(model, profile, texts),
        _seconds_block(values, model, texts),
        _ratio_block(values, model, texts),
        *_resolution_blocks(values, model, texts),
        channel_input(texts, values.channel, default_to_current=default_to_current),
    ]
    metadata = write_metadata(channel=values.channel, provider=profile.name, model=model.id)
    title, submit = texts.say("video_form.title"), texts.say("video_form.submit")
    return modal(ids.VIEW_VIDEO, title, submit, texts, blocks, metadata)


def video_loading_view(texts: Texts) -> View:
    return loading_view(texts, texts.say("video_form.title"))


def _prompt_block(values: VideoFormValues, texts: Texts) -> Block:
    element = text_input(
        values.prompt,
        most=limits.PROMPT,
        multiline=True,
        placeholder=texts.say("video_form.prompt.placeholder"),
    )
    hint = texts.say("video_form.prompt.hint")
    return input_block(ids.FIELD_PROMPT, texts.say("video_form.prompt.label"), element, hint=hint)


def _references_block(options: Sequence[dict[str, Any]], model: Model, texts: Texts) -> Block:
    most = max(1, min(sum(model.max_references.values()), limits.OPTIONS))
    element: Element = {
        "type": "multi_external_select",
        "action_id": ids.ACTION_REFERENCES,
        "min_query_length": 0,
        "max_selected_items": most,
        "placeholder": plain(texts.say("video_form.references.placeholder"), limits.PLACEHOLDER),
    }
    chosen = list({o["value"]: dict(o) for o in options}.values())[:most]
    if chosen:
        element["initial_options"] = chosen
    return input_block(
        ids.FIELD_REFERENCES,
        texts.say("video_form.references.label"),
        element,
        hint=texts.say("video_form.references.hint"),
        optional=True,
    )


def _provider_blocks(profile: Profile, profiles: Sequence[Profile], texts: Texts) -> list[Block]:
    if len(profiles) == 1:
        return []
    element = provider_select(profiles, profile.name)
    hint = texts.say("video_form.provider.hint")
    label = texts.say("form.provider.label")
    return [input_block(ids.FIELD_PROVIDER, label, element, hint=hint, dispatches=True)]


def _model_block(model: Model, profile: Profile, texts: Texts) -> Block:
    element = select(ids.ACTION_MODEL, [option(m.title, m.id) for m in profile.models], model.id)
    hints = [
        texts.say("video_form.model.needs_video") if model.needs_reference_video else "",
        "" if model.real_people else texts.say("video_form.model.no_people"),
    ]
    hint = " ".join(h for h in hints if h)
    return input_block(
        ids.FIELD_MODEL, texts.say("video_form.model.label"), element, hint=hint, dispatches=True
    )


def _seconds_block(values: VideoFormValues, model: Model, texts: Texts) -> Block:
    wanted = DEFAULT_SECONDS if values.seconds is None else values.seconds
    chosen = min(max(wanted, model.min_seconds), model.max_seconds)
    lengths = range(model.min_seconds, model.max_seconds + 1)
    options = [option(texts.count("seconds", n), str(n)) for n in lengths]
    element = select(_own(model), options, str(chosen))
    return input_block(ids.FIELD_SECONDS, texts.say("video_form.seconds.label"), element)


def _ratio_block(values: VideoFormValues, model: Model, texts: Texts) -> Block:
    options = [option(ratio_text(ratio, texts), ratio) for ratio in model.ratios]
    chosen = values.ratio if values.ratio in model.ratios else model.ratios[0]
    return input_block(
        ids.FIELD_RATIO, texts.say("video_form.ratio.label"), select(_own(model), options, chosen)
    )


def _resolution_blocks(values: VideoFormValues, model: Model, texts: Texts) -> list[Block]:
    if not model.resolutions:
        return []
    wanted = (r for r in (values.resolution, DEFAULT_RESOLUTION) if r in model.resolutions)
    chosen = next(wanted, model.resolutions[0])
    options = [option(resolution, resolution) for resolution in model.resolutions]
    label = texts.say("video_form.resolution.label")
    return [input_block(ids.FIELD_RESOLUTION, label, select(_own(model), options, chosen))]


def _own(model: Model) -> str:
    """An action id of the model's own: Slack keeps a choice under one id, even one no longer offered."""
    return f"{ids.INPUT}.{model.id}"[:255]


def ratio_text(ratio: str, texts: Texts) -> str:
    """The shape in numbers and a word."""
    key = _RATIOS.get(ratio)
    return texts.say(key, ratio=ratio) if key else ratio


def parse_video_view(view: Mapping[str, Any]) -> VideoFormValues:
    """What the form holds now; a hidden gateway is the one that the form was made for."""
    state, known = State(view), read_metadata(view)
    seconds = state.option(ids.FIELD_SECONDS) or ""
    return VideoFormValues(
        prompt=state.text(ids.FIELD_PROMPT),
        references=state.options(ids.FIELD_REFERENCES),
        provider=state.option(ids.FIELD_PROVIDER) or known.get("provider"),
        model=state.option(ids.FIELD_MODEL) or known.get("model"),
        seconds=int(seconds) if seconds.isdecimal() else None,
        ratio=state.option(ids.FIELD_RATIO),
        resolution=state.option(ids.FIELD_RESOLUTION),
        channel=state.conversation(ids.FIELD_CHANNEL),
    )
