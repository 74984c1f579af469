"""What ByteDance's own service takes, which every gateway here sells on; a profile says where it differs."""

from __future__ import annotations

from providers.profile import MediaLimits

IMAGE = MediaLimits(
    formats=("jpeg", "png", "webp", "bmp", "tiff", "gif", "heic", "heif"),
    max_bytes=30_000_000,
    min_side=300,
    max_side=6000,
    min_ratio=0.4,
    max_ratio=2.5,
)
VIDEO = MediaLimits(
    formats=("mp4", "mov"),
    max_bytes=50_000_000,
    min_side=300,
    max_side=6000,
    min_ratio=0.4,
    max_ratio=2.5,
    min_seconds=2,
    max_seconds=15,
)
AUDIO = MediaLimits(formats=("wav", "mp3"), max_bytes=15_000_000, min_seconds=2, max_seconds=15)
