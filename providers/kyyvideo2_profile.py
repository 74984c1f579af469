"""What KyyVideo2 can do; limits its pages leave open are those of the service behind it."""

from __future__ import annotations

from providers import globalai
from providers.profile import Model, Profile, Verification

_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9", "adaptive")


def _model(model_id: str, title: str, *, needs_clip: bool) -> Model:
    # A model that demands a reference video cannot take frames: those exclude every reference.
    return Model(
        id=model_id,
        title=title,
        ratios=_RATIOS,
        frames=not needs_clip,
        needs_reference_video=needs_clip,
    )


PROFILE = Profile(
    name="kyyvideo2",
    title="GlobalAI KyyVideo2",
    key_variable=globalai.KEY_VARIABLE,
    base_variable=globalai.BASE_VARIABLE,
    base_url=globalai.BASE_URL,
    verification=Verification.NONE,
    limits=globalai.LIMITS,
    models=(
        _model("seedance_2_0_pro", "Seedance 2.0 Pro", needs_clip=False),
        _model("seedance_2_0_fast_pro", "Seedance 2.0 Fast Pro", needs_clip=False),
        _model("seedance_2_0", "Seedance 2.0 (needs a clip)", needs_clip=True),
        _model("seedance_2_0_fast", "Seedance 2.0 Fast (needs a clip)", needs_clip=True),
    ),
    can_delete=True,
)
