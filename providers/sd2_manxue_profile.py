"""What SD2 Manxue can do; the gateway's model names hold the resolution, ours do not."""

from __future__ import annotations

from providers import globalai
from providers.profile import CallKind, Model, Profile, Verification

_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9")

PROFILE = Profile(
    name="sd2_manxue",
    title="GlobalAI SD2 Manxue",
    key_variable=globalai.KEY_VARIABLE,
    base_variable=globalai.BASE_VARIABLE,
    base_url=globalai.BASE_URL,
    verification=Verification.NONE,
    limits=globalai.LIMITS,
    models=(
        Model(
            id="sd2_manxue",
            title="SD2 Manxue",
            ratios=_RATIOS,
            resolutions=("720p", "1080p", "2k", "4k"),
        ),
        Model(
            id="sd2_manxue_fast",
            title="SD2 Manxue Fast",
            ratios=_RATIOS,
            resolutions=("720p", "1080p"),
        ),
    ),
    submit_batch=10,
    read_batch=100,
    assumed_rates={CallKind.READ: 2},  # of calls that read a hundred at once
)
