"""Who, when, which gateway, and the words that people typed."""

from __future__ import annotations

from dataclasses import dataclass

from providers.profile import MediaKind, MediaLimits, Model, Profile
from providers.profile import Verification as Check

NOW = 1_790_000_000_000
TEAM, MAYA, RACHEL, TOM = "T0LOCAL", "U0MAYA", "U0RACHEL", "U0TOM"
LINK = "https://likeness.example.com/v/abc"


def an_id(prefix: str, n: int = 0) -> str:
    return f"{prefix}_{'abcdefghij' + chr(97 + n // 20) + chr(97 + n % 20)}"


def profile(name: str = "pomex", *, checks: bool = True, deletes: bool = False, models: int = 1) -> Profile:
    return Profile(
        name=name,
        title="PomexAI" if name == "pomex" else f"{name} & Co",
        key_variable="K",
        base_variable="B",
        base_url="https://gateway.example.com",
        verification=Check.REDIRECT if checks else Check.NONE,
        limits={MediaKind.IMAGE: MediaLimits(formats=("jpeg",))},
        models=tuple(
            Model(
                id=f"model-{n}",
                title=f"Seedance 2.0 no. {n}",
                resolutions=("480p", "720p", "1080p") if n % 2 == 0 else (),
                needs_reference_video=n == 1,
                real_people=n != 1,
                max_seconds=15 - n,
            )
            for n in range(models)
        ),
        can_delete=deletes,
    )


@dataclass(frozen=True)
class Words:
    """What people typed and a gateway said."""

    name: str = "rachel"
    person: str = "Rachel Okafor"
    purpose: str = "The spring campaign"
    prompt: str = "@rachel walks into the office"
    foreign: str = "face mismatch"
    reason: str = "Not in a suit"


PLAIN = Words()
LONGEST = Words(
    name="&" * 64,
    person="<" * 80,
    purpose="&\n" * 250,
    prompt="&" * 3000,
    foreign="<" * 300,
    reason=">" * 3000,
)
