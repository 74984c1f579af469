"""Whatever is recorded, what stands in the chain says nothing by itself."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.chain import canonical, digest
from storage.changes import Digested
from storage.discretion import Discretion, is_plain

KEYS = st.sampled_from(["purpose", "who", "assets", "n"])
STRINGS = st.one_of(
    st.text(max_size=50, alphabet=st.characters(codec="utf-8")),
    st.sampled_from(
        ["U0MAYA", "C0FILM", "a_abcdefghijkl", "allowed_once", "launch", "Maya Lindqvist", "ab" * 32]
    ),
)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), STRINGS, STRINGS.map(Digested))
BODIES = st.dictionaries(
    KEYS,
    st.recursive(LEAVES, lambda one: st.lists(one, max_size=3) | st.dictionaries(KEYS, one, max_size=3)),
    max_size=4,
)
IN_THE_CHAIN = re.compile(r"sha256:[0-9a-f]{64}|n_\d+")


def _discretion() -> tuple[Discretion, dict[str, str]]:
    names: dict[str, str] = {}
    salts = (f"{n:032x}" for n in itertools.count())
    name = lambda slack_id: names.setdefault(slack_id, f"n_{len(names)}")  # noqa: E731
    return Discretion(name_of=name, new_salt=lambda: next(salts)), names


@given(BODIES)
def test_only_words_ids_names_and_digests_are_left(body: dict[str, Any]) -> None:
    """And numbers; a declared text never, even when it looks like a word."""
    discretion, names = _discretion()
    fit = json.loads(canonical(discretion.fit(body)))
    for before, after in zip(_leaves(body), _leaves(fit), strict=True):
        if isinstance(before, Digested):
            assert after is None if before.text is None else after.startswith("sha256:")
        elif not isinstance(before, str):
            assert after == before
        elif is_plain(before):
            assert after == before
            assert re.fullmatch(r"[\w-]{0,40}", before)
        else:
            assert IN_THE_CHAIN.fullmatch(after)
            assert after.startswith("sha256:") or names[before] == after


@given(BODIES)
def test_each_digest_is_found_by_its_path(body: dict[str, Any]) -> None:
    """With salt and text it can be computed again."""
    discretion, _ = _discretion()
    fit = discretion.fit(body)
    for kept in discretion.texts:
        value = fit
        for key in kept.field.split("."):
            value = value[int(key) if isinstance(value, list) else key]
        assert value == digest(kept.salt, kept.text)
    assert len({kept.salt for kept in discretion.texts}) == len(discretion.texts)


@pytest.mark.parametrize(
    ("actor", "kept"),
    [
        ("likeness", "likeness"), ("p_abcdefghijkl", "p_abcdefghijkl"), ("U0MAYA", "n_0"), ("W012", "n_0"),
        ("Maya Lindqvist", "n_0"), ("maya@example.com", "n_0"),
    ],
)  # fmt: skip
def test_an_actor_is_ours_or_has_a_name(actor: str, kept: str) -> None:
    """Whoever Slack knows goes by a random name."""
    discretion, _ = _discretion()
    assert discretion.named(actor) == kept


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for key in sorted(value):
            yield from _leaves(value[key])
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one)
    else:
        yield value
