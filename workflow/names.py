"""Asset names: what one may look like, when two are the same, and `@name` in a prompt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

NAME_MAX = 64
_AT = "@\uff20"
_RUN = re.compile(rf"[^\s{_AT}]*")
_LONGEST_RUN = 2 * NAME_MAX  # one letter may be typed as two characters: a base and its accent
_CJK_FROM = 0x2E80
_INVISIBLE = ("Cc", "Cf", "Cs")  # controls, directions and joiners, halves of characters


def name_key(name: str) -> str:
    """The name under NFKC and case folding: two names with one key are the same name."""
    return unicodedata.normalize("NFKC", clean_name(name).casefold())


def clean_name(name: str) -> str:
    """The name as kept and shown: NFKC, trimmed, without a leading @ and without invisible characters."""
    visible = "".join(char for char in name if char.isspace() or unicodedata.category(char) not in _INVISIBLE)
    return unicodedata.normalize("NFKC", visible).strip().removeprefix("@")


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
    runs = (_RUN.match(prompt, at + 1) for at, char in enumerate(prompt) if char in _AT)
    keys = {name_key(run.group()[:n]) for run in runs if run for n in _lengths(run.group())}
    return tuple(sorted(key for key in keys if key))


def find_mentions(prompt: str, known: Iterable[str]) -> tuple[Mention, ...]:
    """Resolve mentions to the longest known key that ends where a word may end.

    An @ inside a Latin word, as in a mail address, is none; one right after a resolved mention is.
    """
    return tuple(_mentions(prompt, set(known)))


def _mentions(prompt: str, keys: set[str]) -> Iterator[Mention]:
    last = 0
    for at, char in enumerate(prompt):
        if char not in _AT or at < last or not (at == last or _may_begin(prompt, at)):
            continue
        mention = _resolve(prompt, at, keys)
        if mention is not None:
            last = mention.end
            yield mention


def _may_begin(prompt: str, at: int) -> bool:
    before = prompt[at - 1 : at]
    return not before or not _is_word(before) or _is_unspaced(before)


def _resolve(prompt: str, at: int, keys: set[str]) -> Mention | None:
    found = _RUN.match(prompt, at + 1)
    run = found.group() if found else ""
    for length in _lengths(run):
        key = name_key(run[:length])
        if key in keys and _word_may_end(run, length):
            return Mention(at, at + 1 + length, run[:length], key)
    text = "".join(takewhile(_is_word, run[:NAME_MAX])) or run[:NAME_MAX]
    return Mention(at, at + 1 + len(text), text, None) if text else None


def _lengths(run: str) -> range:
    return range(min(len(run), _LONGEST_RUN), 0, -1)


def _word_may_end(run: str, length: int) -> bool:
    """Before punctuation, and next to a script written without spaces, where nobody can tell a word's end."""
    if length == len(run):
        return True
    before, after = run[length - 1], run[length]
    if unicodedata.combining(after):
        return False
    within = _is_word(before) and _is_word(after)
    return not within or _is_unspaced(before) or _is_unspaced(after)


def _is_word(char: str) -> bool:
    return char.isalnum() or char in "_-" or unicodedata.category(char).startswith("M")


def _is_unspaced(char: str) -> bool:
    return ord(char) >= _CJK_FROM


def reference_order(mentions: Sequence[Mention], selected: Sequence[str]) -> tuple[str, ...]:
    """Asset keys in the order in which a gateway gets them: as the prompt names them, then the rest."""
    named = [mention.key for mention in mentions if mention.key is not None]
    return tuple(dict.fromkeys([*named, *selected]))


def place_positions(
    prompt: str, mentions: Sequence[Mention], kinds: Mapping[str, str], order: Sequence[str]
) -> str:
    """Replace each resolved mention by its position among references of its kind ("image 1", "video 1")."""
    labels = _labels(kinds, order)
    placed: list[str] = []
    last = 0
    for mention in mentions:
        if mention.key is None:
            continue
        touching = bool(placed) and mention.start == last
        placed += [prompt[last : mention.start], _spaced(prompt, mention, labels[mention.key], touching)]
        last = mention.end
    return "".join([*placed, prompt[last:]])


def _labels(kinds: Mapping[str, str], order: Sequence[str]) -> dict[str, str]:
    labels: dict[str, str] = {}
    counts: dict[str, int] = {}
    for key in order:
        kind = kinds[key]
        counts[kind] = counts.get(kind, 0) + 1
        labels[key] = f"{kind} {counts[kind]}"
    return labels


def _spaced(prompt: str, mention: Mention, label: str, touching: bool) -> str:
    """The label apart from what touches it, so that `image 1` never reads as `image 12`."""
    before = prompt[mention.start - 1 : mention.start] if mention.start else ""
    after = prompt[mention.end : mention.end + 1]
    left = " " if touching or (before and _is_word(before)) else ""
    right = " " if after and _is_word(after) else ""
    return f"{left}{label}{right}"
