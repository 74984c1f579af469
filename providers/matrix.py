"""The documentation's tables of what each gateway can do, made from the profiles."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from providers.profile import CallKind, MediaKind, MediaLimits, Model, Profile, Verification
from providers.registry import PROVIDERS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "providers" / "README.md"
BEGIN, END = "<!-- made by python -m providers.matrix -->", "<!-- end -->"

_KINDS = {MediaKind.IMAGE: "pictures", MediaKind.VIDEO: "clips", MediaKind.AUDIO: "sounds"}
_CHECKS = {
    Verification.NONE: "no: the person's yes in Likeness is the gate",
    Verification.REDIRECT: "yes: the browser brings the result, a look-up proves it",
    Verification.TOKEN: "yes: asked for with the session's token",
}
_HOUR_MS = 3_600_000


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _kinds(kinds: Collection[MediaKind]) -> str:
    return ", ".join(words for kind, words in _KINDS.items() if kind in kinds) or "no"


def _hours(milliseconds: int) -> str:
    return f"{milliseconds // _HOUR_MS} h"


def _rate(profile: Profile) -> str:
    if profile.verification is Verification.NONE:
        return "–"
    rate = profile.rates.get(CallKind.OPEN_VERIFICATION)
    return f"{rate:g} a second" if rate else "not stated"


def _from_to(low: float | None, high: float | None, unit: str = "") -> str:
    return "" if low is None or high is None else f"{low:g}–{high:g}{unit}"


def _limits(limits: MediaLimits | None) -> str:
    """Formats, size, sides, ratio and length, as far as there are limits."""
    if limits is None:
        return "no"
    size = f"{limits.max_bytes // 1_000_000} MB" if limits.max_bytes else ""
    parts = (
        ", ".join(limits.formats),
        size,
        _from_to(limits.min_side, limits.max_side, " px"),
        _from_to(limits.min_ratio, limits.max_ratio),
        _from_to(limits.min_seconds, limits.max_seconds, " s"),
    )
    return "; ".join(part for part in parts if part)


def _limits_of(kind: MediaKind) -> Callable[[Profile], str]:
    return lambda profile: _limits(profile.limits.get(kind))


_FEATURES: tuple[tuple[str, Callable[[Profile], str]], ...] = (
    ("turned on by", lambda profile: f"`{profile.key_variable}`"),
    ("face check", lambda profile: _CHECKS[profile.verification]),
    ("new face checks", _rate),
    ("takes of a real person", lambda profile: _kinds(profile.person_kinds)),
    ("takes a file without a public address", lambda profile: _kinds(profile.hosts_files)),
    ("deletes", lambda profile: _yes(profile.can_delete)),
    ("finds an upload whose answer was lost", lambda profile: _yes(profile.can_find)),
    ("proves a video order whose answer was lost", lambda profile: _yes(profile.can_find_video)),
    ("cancels a video", lambda profile: _yes(profile.can_cancel_video)),
    ("first and last frame beside references", lambda p: _yes(not p.frames_exclude_references)),
    ("link of a finished video lives", lambda profile: _hours(profile.result_link_ms)),
    *((words, _limits_of(kind)) for kind, words in _KINDS.items()),
)


def _model_row(profile: Profile, model: Model) -> list[str]:
    counts = " / ".join(str(model.max_references.get(kind, 0)) for kind in _KINDS)
    notes = [
        *(["a clip is required"] if model.needs_reference_video else []),
        *([] if model.real_people else ["nobody real"]),
        *([] if model.frames else ["no frames"]),
    ]
    return [
        profile.title,
        f"`{model.id}`",
        f"{model.min_seconds}–{model.max_seconds} s",
        ", ".join(model.resolutions) or "the gateway's own",
        ", ".join(model.ratios),
        counts,
        "; ".join(notes),
    ]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def matrix(profiles: Sequence[Profile]) -> str:
    """The two tables in Markdown: what each gateway can do, and its models."""
    linked = [f"[{profile.title}]({profile.name}.md)" for profile in profiles]
    features = [[name, *(tell(profile) for profile in profiles)] for name, tell in _FEATURES]
    head = ("gateway", "model", "length", "resolutions", "ratios", "pictures / clips / sounds", "notes")
    models = [_model_row(profile, model) for profile in profiles for model in profile.models]
    return f"{_table(['', *linked], features)}\n\n## Models\n\n{_table(head, models)}"


def page(text: str) -> str:
    """The page with its tables made anew; raises ValueError when it has lost its marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE} has no place for the tables")
    profiles = [entry.profile for entry in PROVIDERS.values()]
    return f"{before}{BEGIN}\n\n{matrix(profiles)}\n\n{END}{after}"


def main(arguments: Sequence[str]) -> int:
    """Write the page; with `--check` only tell whether it is up to date."""
    text = PAGE.read_text("utf-8")
    made = page(text)
    if "--check" not in arguments:
        PAGE.write_text(made, "utf-8")
    elif made != text:
        sys.stderr.write(f"{PAGE.name} is stale: run python -m providers.matrix\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
