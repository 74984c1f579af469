"""JSON that no document foresees."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from hypothesis import strategies as st


@cache
def any_json() -> st.SearchStrategy[Any]:
    """Draw JSON of any shape, with the words and fields that gateways use among them."""
    words = st.sampled_from(
        [
            *("id", "status", "data", "error", "url", "items", "code", "msg", "result", "GroupId"),
            *("active", "Active", "failed", "completed", "0", "200", "asset://a", "../x", "\ud800"),
        ]
    )
    leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | words
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words | st.text(), inner, max_size=4),
        max_leaves=8,
    )


@st.composite
def spoilt_json(draw: st.DrawFn, body: Any) -> Any:
    """Draw arbitrary JSON, or the documented answer with one value in it replaced or left out."""
    places = list(_places(body))
    if not places or draw(st.integers(0, 3)) == 0:
        return draw(any_json())
    place = draw(st.sampled_from(places))
    return _replaced(body, place, draw(any_json()), leave_out=draw(st.booleans()))


def _places(body: Any, so_far: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in pairs:
        yield (*so_far, key)
        yield from _places(value, (*so_far, key))


def _replaced(body: Any, place: tuple[Any, ...], value: Any, *, leave_out: bool) -> Any:
    key, *rest = place
    copy = body.copy()
    if rest:
        copy[key] = _replaced(body[key], tuple(rest), value, leave_out=leave_out)
    elif leave_out:
        del copy[key]
    else:
        copy[key] = value
    return copy
