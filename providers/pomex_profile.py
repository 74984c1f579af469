"""What PomexAI can do; where its page states no number, those of the service behind it hold."""

from __future__ import annotations

from providers import upstream
from providers.profile import CallKind, MediaKind, Model, Profile, Verification

PROFILE = Profile(
    name="pomex",
    title="PomexAI",
    key_variable="POMEX_API_KEY",
    base_variable="POMEX_BASE_URL",
    base_url="https://api.pomex.ai",
    verification=Verification.REDIRECT,
    limits={
        MediaKind.IMAGE: upstream.IMAGE,
        MediaKind.VIDEO: upstream.VIDEO,
        MediaKind.AUDIO: upstream.AUDIO,
    },
    models=(
        Model(
            id="byteplus/seedance-2.0",
            title="Seedance 2.0",
            resolutions=("480p", "720p", "1080p"),
        ),
        Model(
            id="byteplus/seedance-2.0-fast",
            title="Seedance 2.0 Fast",
            resolutions=("480p", "720p"),
        ),
    ),
    submit_batch=10,
    can_find=True,
    can_cancel_video=True,
    rates={
        CallKind.OPEN_VERIFICATION: 3,
        CallKind.READ_VERIFICATION: 3,
        CallKind.LIST: 10,
        CallKind.READ: 100,
    },
)
