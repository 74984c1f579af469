"""No JSON, however odd, makes the checks fail to answer."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.slack.blockkit import check_message, check_view
from tests.sandbox.slack.blockkit_examples import (
    BLOCKS,
    CLICKED,
    TYPED,
    block,
    element,
    home,
    modal,
    question,
)

NAMES = sorted(
    {name for part in (BLOCKS | CLICKED | TYPED).values() for name in part} | {"type", "url", "id"}
)
WORDS = sorted({*BLOCKS, *CLICKED, *TYPED, "plain_text", "mrkdwn", "modal", "home", "rich_text_section"})
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(WORDS)
)
KEYS = st.text(max_size=3) | st.sampled_from(NAMES)
ANY_JSON = st.recursive(
    LEAVES, lambda part: st.lists(part, max_size=3) | st.dictionaries(KEYS, part, max_size=4), max_leaves=15
)

WHOLE: list[Any] = [
    *[home(block(name)) for name in BLOCKS],
    *[home({"type": "actions", "elements": [element(name)]}) for name in CLICKED],
    *[modal(question(name)) for name in CLICKED | TYPED],
]


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *[place for key, part in inside for place in _places(part, (*path, key))]]


@st.composite
def almost_right(draw: st.DrawFn) -> Any:
    """A good view in which one part, anywhere, is some other JSON."""
    view = copy.deepcopy(draw(st.sampled_from(WHOLE)))
    place = draw(st.sampled_from(_places(view)[1:]))
    holder = view
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = draw(ANY_JSON)
    return view


def _is_answer(complaints: Any) -> bool:
    return isinstance(complaints, list) and all(isinstance(complaint, str) for complaint in complaints)


@given(ANY_JSON, st.none() | st.text(max_size=3))
@settings(max_examples=200, deadline=None)
def test_any_json_gets_an_answer(value, text):
    """Whatever is sent instead of blocks or a view is refused or taken, never a crash."""
    assert _is_answer(check_message(value, text))
    assert _is_answer(check_message([value], text))
    assert _is_answer(check_view(value))


@given(almost_right())
@settings(max_examples=300, deadline=None)
def test_an_almost_right_view_gets_an_answer(view):
    """One odd part deep inside an otherwise good view is no reason to crash."""
    assert _is_answer(check_view(view))
    blocks = view["blocks"]
    assert _is_answer(check_message(blocks, "text"))
