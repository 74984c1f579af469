"""Asset names: what one may look like, when two are the same, and `@name` in a prompt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

NAME_MAX = 64
_MENTION = re.compile(r"(?<![\w@])@(\S+)")
_CJK_FROM = 0x2E80


def name_key(name: str) -> str:
    """The name under NFKC and case folding: two names with one key are the same name."""
    return unicodedata.normalize("NFKC", name).strip().removeprefix("@").casefold()


def clean_name(name: str) -> str:
    """The name as kept and shown: NFKC, trimmed, without a leading @."""
    return unicodedata.normalize("NFKC", name).strip().removeprefix("@")


def name_problem(name: str) -> str | None:
    """Why a name cannot be kept: `name_empty`, `name_too_long`, `name_has_spaces` or None."""
    cleaned = clean_name(name)
    if not cleaned:
        return "name_empty"
    if len(cleaned) > NAME_MAX:
        return "name_too_long"
    if re.search(r"[\s@<>|]", cleaned):
        return "name_has_spaces"
    return None


def numbered(name: str, count: int) -> tuple[str, ...]:
    """Names for several files of one request: the name itself, then `name-2`, `name-3`, …"""
    base = clean_name(name)
    return (base, *(f"{base[: NAME_MAX - 3]}-{n}" for n in range(2, count + 1)))


@dataclass(frozen=True)
class Mention:
    """One `@name` in a prompt: where it stands, and the key it resolved to (None: nobody has that name)."""

    start: int
    end: int
    text: str
    key: str | None


def candidate_keys(prompt: str) -> tuple[str, ...]:
    """Every key that a mention in the prompt could mean, for one look-up."""
    keys = {
        name_key(run[:n]) for run in _MENTION.findall(prompt) for n in range(1, min(len(run), NAME_MAX) + 1)
    }
    return tuple(sorted(key for key in keys if key))


def find_mentions(prompt: str, known: Iterable[str]) -> tuple[Mention, ...]:
    """Resolve mentions to the longest known key that ends where a word ends."""
    keys = set(known)
    return tuple(_resolve(match, keys) for match in _MENTION.finditer(prompt))


def _resolve(match: re.Match[str], keys: set[str]) -> Mention:
    run, start = match.group(1), match.start()
    for length in range(min(len(run), NAME_MAX), 0, -1):
        key = name_key(run[:length])
        if key in keys and _word_ends(run, length):
            return Mention(start, start + 1 + length, run[:length], key)
    word = re.match(r"[\w-]+", run)
    text = word.group(0) if word else run
    return Mention(start, start + 1 + len(text), text, None)


def _word_ends(run: str, length: int) -> bool:
    """A name ends before punctuation, and also where Latin meets a script written without spaces."""
    if length == len(run):
        return True
    before, after = run[length - 1], run[length]
    return not (
        _is_word(after) and (_is_word(before) and (ord(before) < _CJK_FROM) == (ord(after) < _CJK_FROM))
    )


def _is_word(char: str) -> bool:
    return char.isalnum() or char in "_-"


def reference_order(mentions: Sequence[Mention], selected: Sequence[str]) -> tuple[str, ...]:
    """Asset keys in the order in which a gateway gets them: as the prompt names them, then the rest."""
    named = [mention.key for mention in mentions if mention.key is not None]
    return tuple(dict.fromkeys([*named, *selected]))


def place_positions(
    prompt: str, mentions: Sequence[Mention], kinds: Mapping[str, str], order: Sequence[str]
) -> str:
    """Replace each resolved mention by its position among references of its kind ("image 1", "video 1")."""
    labels: dict[str, str] = {}
    counts: dict[str, int] = {}
    for key in order:
        kind = kinds[key]
        counts[kind] = counts.get(kind, 0) + 1
        labels[key] = f"{kind} {counts[kind]}"
    placed, last = [], 0
    for mention in mentions:
        if mention.key is None:
            continue
        placed += [prompt[last : mention.start], _spaced(prompt, mention, labels[mention.key])]
        last = mention.end
    return "".join([*placed, prompt[last:]])


def _spaced(prompt: str, mention: Mention, label: str) -> str:
    before = prompt[mention.start - 1 : mention.start]
    after = prompt[mention.end : mention.end + 1]
    left = " " if before and _is_word(before) else ""
    right = " " if after and _is_word(after) else ""
    return f"{left}{label}{right}"
