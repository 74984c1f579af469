"""The menus of the `/video` form whose options depend on one another, and what they leave out."""

from __future__ import annotations

from handlers import ids
from handlers.blocks.choices import left_out_line, offered_select
from handlers.blocks.form import input_block
from handlers.blocks.kit import Block, context, option
from handlers.catalogue import Texts
from providers.profile import Model
from workflow.videos.choices import Choices, LeftOut, Part

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


def provider_blocks(choices: Choices, texts: Texts) -> list[Block]:
    """The gateway, where there are several."""
    if not choices.has_several_gateways:
        return []
    options = [option(profile.title, profile.name) for profile in choices.profiles]
    element = offered_select(ids.ACTION_PROVIDER, options, choices.profile.name)
    hint = texts.say("video_form.provider.hint")
    label = texts.say("form.provider.label")
    return [input_block(ids.FIELD_PROVIDER, label, element, hint=hint, dispatches=True)]


def model_block(choices: Choices, texts: Texts) -> Block:
    options = [option(model.title, model.id) for model in choices.models]
    element = offered_select(ids.ACTION_MODEL, options, choices.model.id)
    hints = [
        texts.say("video_form.model.needs_video") if choices.model.needs_reference_video else "",
        "" if choices.model.real_people else texts.say("video_form.model.no_people"),
    ]
    hint = " ".join(h for h in hints if h)
    return input_block(
        ids.FIELD_MODEL, texts.say("video_form.model.label"), element, hint=hint, dispatches=True
    )


def mode_blocks(choices: Choices, texts: Texts) -> list[Block]:
    """How the assets are used, where there is more than one way."""
    if len(choices.modes) == 1:
        return []
    options = [option(texts.say(f"video_form.mode.{mode}"), mode) for mode in choices.modes]
    element = offered_select(ids.ACTION_MODE, options, choices.mode)
    return [input_block(ids.FIELD_MODE, texts.say("video_form.mode.label"), element, dispatches=True)]


def left_out_blocks(choices: Choices, texts: Texts) -> list[Block]:
    """One line of small print: what is not offered, and why."""
    reasons = {_title(each, texts): _reason(each, texts) for each in choices.left_out}
    line = left_out_line(reasons, texts, none_fits=not choices.fits)
    return [context(line)] if line else []


def _title(each: LeftOut, texts: Texts) -> str:
    return texts.say(f"video_form.mode.{each.id}") if each.part is Part.MODE else each.title


def _reason(each: LeftOut, texts: Texts) -> str:
    params = dict(each.why.params)
    if "kind" in params:
        params["kind"] = texts.say(f"kind.{params['kind']}")
    return texts.say(f"left_out.{each.why.reason}", **params)


def seconds_block(wanted: int | None, model: Model, texts: Texts) -> Block:
    """Lengths that the model offers; the nearest to what was wanted is chosen."""
    chosen = min(max(DEFAULT_SECONDS if wanted is None else wanted, model.min_seconds), model.max_seconds)
    lengths = range(model.min_seconds, model.max_seconds + 1)
    options = [option(texts.count("seconds", n), str(n)) for n in lengths]
    element = offered_select(ids.INPUT, options, str(chosen))
    return input_block(ids.FIELD_SECONDS, texts.say("video_form.seconds.label"), element)


def ratio_block(wanted: str | None, model: Model, texts: Texts) -> Block:
    options = [option(ratio_text(ratio, texts), ratio) for ratio in model.ratios]
    element = offered_select(ids.INPUT, options, wanted if wanted in model.ratios else model.ratios[0])
    return input_block(ids.FIELD_RATIO, texts.say("video_form.ratio.label"), element)


def resolution_blocks(wanted: str | None, model: Model, texts: Texts) -> list[Block]:
    """Resolutions, where the model lets one choose."""
    if not model.resolutions:
        return []
    known = (r for r in (wanted, DEFAULT_RESOLUTION) if r in model.resolutions)
    options = [option(resolution, resolution) for resolution in model.resolutions]
    element = offered_select(ids.INPUT, options, next(known, model.resolutions[0]))
    return [input_block(ids.FIELD_RESOLUTION, texts.say("video_form.resolution.label"), element)]


def ratio_text(ratio: str, texts: Texts) -> str:
    """The shape in numbers and a word."""
    key = _RATIOS.get(ratio)
    return texts.say(key, ratio=ratio) if key else ratio
