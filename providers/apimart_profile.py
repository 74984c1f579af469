"""What APIMart can do; where its pages state no number, those of the service behind it hold."""

from __future__ import annotations

from providers import upstream
from providers.apimart_requests import HOSTED_MAX
from providers.profile import CallKind, MediaKind, MediaLimits, Model, Profile, Verification

_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9", "adaptive")

PROFILE = Profile(
    name="apimart",
    title="APIMart",
    key_variable="APIMART_API_KEY",
    base_variable="APIMART_BASE_URL",
    base_url="https://api.apimart.ai",
    verification=Verification.TOKEN,
    limits={
        MediaKind.IMAGE: upstream.IMAGE,
        MediaKind.VIDEO: MediaLimits(
            formats=("mp4", "mov"), max_bytes=200_000_000, min_seconds=2, max_seconds=15
        ),
        MediaKind.AUDIO: upstream.AUDIO,
    },
    models=(
        Model(
            id="doubao-seedance-2.0-face",
            title="Seedance 2.0 Face",
            ratios=_RATIOS,
            resolutions=("480p", "720p", "1080p"),
        ),
        Model(
            id="doubao-seedance-2.0-fast-face",
            title="Seedance 2.0 Fast Face",
            ratios=_RATIOS,
            resolutions=("480p", "720p"),
        ),
        Model(
            id="doubao-seedance-2.0",
            title="Seedance 2.0 (nobody real)",
            ratios=_RATIOS,
            resolutions=("480p", "720p"),
            real_people=False,
        ),
        Model(
            id="doubao-seedance-2.0-fast",
            title="Seedance 2.0 Fast (nobody real)",
            ratios=_RATIOS,
            resolutions=("480p", "720p"),
            real_people=False,
        ),
    ),
    submit_batch=20,
    hosts_files={MediaKind.IMAGE: HOSTED_MAX},
    person_kinds=frozenset({MediaKind.IMAGE, MediaKind.VIDEO}),
    rates={CallKind.OPEN_VERIFICATION: 3, CallKind.READ_VERIFICATION: 3},
)
