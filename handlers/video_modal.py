"""The `/video` form as its choices stand for somebody: from the prompt, the picked assets and the menus."""

from __future__ import annotations

from handlers.blocks import VideoFormValues, video_form_view
from handlers.blocks.form import View
from handlers.references import reference_options
from handlers.surface import Asker, Surface


async def video_view(surface: Surface, who: Asker, values: VideoFormValues) -> View:
    """The form filled in; what the chosen assets do not allow is not offered."""
    choices = await surface.asking_videos.choices(
        who.actor,
        who.team_id,
        values.prompt,
        values.references,
        provider=values.provider,
        model=values.model,
        mode=values.mode,
    )
    picked = await reference_options(surface, who.team_id, values.references)
    return video_form_view(values, choices, texts=who.texts, reference_options=picked)
