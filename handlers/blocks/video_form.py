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
    read_metadata,
    text_input,
    write_metadata,
)
from handlers.blocks.kit import Block, Element, plain
from handlers.blocks.video_choices import (
    left_out_blocks,
    mode_blocks,
    model_block,
    provider_blocks,
    ratio_block,
    resolution_blocks,
    seconds_block,
)
from handlers.catalogue import Texts
from providers.profile import Model
from workflow.videos import ReferenceMode
from workflow.videos.choices import Choices


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
    mode: ReferenceMode = ReferenceMode.REFERENCES
    channel: str | None = None


def video_form_view(
    values: VideoFormValues,
    choices: Choices,
    *,
    texts: Texts,
    reference_options: Sequence[dict[str, Any]] = (),
    default_to_current: bool = True,
) -> View:
    """The form filled in with `values`; `reference_options` are the menu options of its references."""
    model = choices.model
    blocks = [
        _prompt_block(values, texts),
        _references_block(reference_options, model, texts),
        *mode_blocks(choices, texts),
        *provider_blocks(choices, texts),
        model_block(choices, texts),
        *left_out_blocks(choices, texts),
        seconds_block(values.seconds, model, texts),
        ratio_block(values.ratio, model, texts),
        *resolution_blocks(values.resolution, model, texts),
        channel_input(texts, values.channel, default_to_current=default_to_current),
    ]
    metadata = write_metadata(channel=values.channel, provider=choices.profile.name, model=model.id)
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
    known = list({o["value"]: dict(o) for o in options}.values())[: limits.OPTIONS]
    most = max(1, len(known), min(sum(model.max_references.values()), limits.OPTIONS))
    element: Element = {
        "type": "multi_external_select",
        "action_id": ids.ACTION_REFERENCES,
        "min_query_length": 0,
        "max_selected_items": most,
        "placeholder": plain(texts.say("video_form.references.placeholder"), limits.PLACEHOLDER),
    }
    if known:
        element["initial_options"] = known
    return input_block(
        ids.FIELD_REFERENCES,
        texts.say("video_form.references.label"),
        element,
        hint=texts.say("video_form.references.hint"),
        optional=True,
        dispatches=True,
    )


def parse_video_view(view: Mapping[str, Any]) -> VideoFormValues:
    """What the form holds now; a hidden gateway is the one that the form was made for."""
    state, known = State(view), read_metadata(view)
    seconds = state.option(ids.FIELD_SECONDS) or ""
    mode = state.option(ids.FIELD_MODE)
    return VideoFormValues(
        prompt=state.text(ids.FIELD_PROMPT),
        references=state.options(ids.FIELD_REFERENCES),
        provider=state.option(ids.FIELD_PROVIDER) or known.get("provider"),
        model=state.option(ids.FIELD_MODEL) or known.get("model"),
        seconds=int(seconds) if seconds.isdecimal() else None,
        ratio=state.option(ids.FIELD_RATIO),
        resolution=state.option(ids.FIELD_RESOLUTION),
        mode=ReferenceMode(mode) if mode in set(ReferenceMode) else ReferenceMode.REFERENCES,
        channel=state.conversation(ids.FIELD_CHANNEL),
    )
