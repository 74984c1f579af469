"""A journal's lines, drawn together: what is known last of each thing that they tell of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from storage.journal import What
from workflow.restoring import SeenPost

Line = Mapping[str, Any]


@dataclass(kw_only=True)
class Began:
    """A paid start or a create that may have taken effect; `handle` once the gateway answered."""

    line: Line
    handle: Mapping[str, Any] | None = None


@dataclass(kw_only=True)
class Traces:
    """By id, in the order in which they were first told of; creates by their registration's id."""

    withdrawals: dict[str, Line] = field(default_factory=dict)
    starts: dict[str, Began] = field(default_factory=dict)
    creates: dict[str, Began] = field(default_factory=dict)
    posts: dict[str, SeenPost] = field(default_factory=dict)


def traces_of(lines: Iterable[Line]) -> Traces:
    """Read the lines in order; a later line about the same thing counts."""
    traces = Traces()
    for line in lines:
        _read(traces, line)
    return traces


def _read(traces: Traces, line: Line) -> None:  # noqa: C901  an arm per kind of line
    name = line["id"]
    match line["what"]:
        case What.WITHDRAWAL:
            traces.withdrawals[name] = line
        case What.START:
            traces.starts[name] = Began(line=line)
        case What.STARTED if name in traces.starts:
            traces.starts[name].handle = line["handle"]
        case What.NOT_STARTED:
            traces.starts.pop(name, None)
        case What.CREATE:
            for registration_id in line["registrations"]:
                traces.creates[registration_id] = Began(line=line)
        case What.CREATED if name in traces.creates:
            traces.creates[name].handle = line["handle"]
        case What.NOT_CREATED:
            traces.creates.pop(name, None)
        case What.POSTING:
            before = traces.posts.get(name)
            traces.posts[name] = SeenPost(
                line=line, channel=before.channel if before else None, ts=before.ts if before else None
            )
        case What.POSTED if name in traces.posts:
            traces.posts[name] = SeenPost(
                line=traces.posts[name].line, channel=line["channel"], ts=line["ts"]
            )
