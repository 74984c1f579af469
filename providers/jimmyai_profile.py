"""What JimmyAI's SP line can do; limits its pages leave open are those of the service behind it."""

from __future__ import annotations

from dataclasses import replace

from providers import upstream
from providers.jimmyai_requests import HOSTED_MAX
from providers.profile import CallKind, MediaKind, MediaLimits, Model, Profile, Verification

_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9")
_NO_CLIPS = {MediaKind.IMAGE: 9, MediaKind.AUDIO: 3}

PROFILE = Profile(
    name="jimmyai",
    title="JimmyAI SP",
    key_variable="JIMMYAI_API_KEY",
    base_variable="JIMMYAI_BASE_URL",
    base_url="https://www.jimmyai.cn",
    verification=Verification.NONE,
    limits={
        MediaKind.IMAGE: replace(upstream.IMAGE, formats=("jpeg", "png", "webp", "gif", "bmp")),
        MediaKind.VIDEO: MediaLimits(
            formats=("mp4", "mov"), max_bytes=50_000_000, min_seconds=2, max_seconds=15
        ),
        MediaKind.AUDIO: upstream.AUDIO,
    },
    models=(
        Model(id="seedance2.0-sp", title="Seedance 2.0 SP", ratios=_RATIOS, resolutions=("720p", "1080p")),
        Model(
            id="seedance2.0-fast-sp",
            title="Seedance 2.0 Fast SP",
            ratios=_RATIOS,
            resolutions=("720p", "1080p"),
            max_references=_NO_CLIPS,
        ),
        Model(
            id="seedance2.0-of-sp",
            title="Seedance 2.0 SP official (nobody real)",
            ratios=_RATIOS,
            resolutions=("720p", "1080p"),
            real_people=False,
        ),
        Model(
            id="seedance2.0-of-fast-sp",
            title="Seedance 2.0 Fast SP official (nobody real)",
            ratios=_RATIOS,
            resolutions=("720p", "1080p"),
            real_people=False,
        ),
    ),
    submit_batch=10,
    read_batch=100,
    hosts_files=dict.fromkeys(MediaKind, HOSTED_MAX),
    person_kinds=frozenset({MediaKind.IMAGE}),
    result_link_ms=3 * 24 * 3_600_000,
    assumed_rates={CallKind.READ: 2},  # of calls that read a hundred at once
)
