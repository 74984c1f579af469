"""Orders against profiles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from providers.checks import order_problem
from providers.face import VideoOrder, VideoReference
from providers.pomex_profile import PROFILE
from providers.profile import MediaKind, Model, ReferenceRole

FULL = Model(id="full", title="Full", resolutions=("720p",))
NEEDS_CLIP = Model(id="needs-clip", title="Needs a clip", needs_reference_video=True)
PLAIN = Model(id="plain", title="Plain", frames=False, real_people=False)
TEST_PROFILE = replace(PROFILE, models=(FULL, NEEDS_CLIP, PLAIN))


def reference(kind: MediaKind = MediaKind.IMAGE, **changes: Any) -> VideoReference:
    fields: dict[str, Any] = {"kind": kind, "uri": "asset://asset-1"}
    return VideoReference(**(fields | changes))


FIRST = reference(role=ReferenceRole.FIRST_FRAME)
LAST = reference(role=ReferenceRole.LAST_FRAME)
CLIP = reference(MediaKind.VIDEO)
SOUND = reference(MediaKind.AUDIO)
FACE = reference(real_person=True)


def order(*references: VideoReference, **changes: Any) -> VideoOrder:
    fields: dict[str, Any] = {
        "name": "v_1",
        "model": "full",
        "prompt": "x",
        "references": references,
        "seconds": 5,
        "ratio": "16:9",
    }
    return VideoOrder(**(fields | changes))


@pytest.mark.parametrize(
    "good",
    [
        order(),
        order(resolution="720p", seconds=15),
        order(*[reference()] * 9, *[CLIP] * 3, *[SOUND] * 3),
        order(FIRST),
        order(FIRST, LAST),
        order(CLIP, model="needs-clip"),
        order(FACE),
        order(reference(uri="https://app.example.com/media/1")),
        order(prompt="x" * 3000),
    ],
)
def test_what_the_profile_offers_is_no_problem(good: VideoOrder) -> None:
    """Everything within the declared limits may be sent."""
    assert order_problem(TEST_PROFILE, good) is None


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (order(model="other"), "no model"),
        (order(prompt="x" * 3001), "3001 characters"),
        (order(seconds=3), "3 s is not"),
        (order(seconds=16), "16 s is not"),
        (order(ratio="5:4"), "ratio"),
        (order(resolution="1080p"), "resolution"),
        (order(*[reference()] * 10), "10 references"),
        (order(*[CLIP] * 4), "4 references"),
        (order(SOUND), "sound needs"),
        (order(FACE, model="needs-clip"), "needs a reference video"),
        (order(LAST), "last frame needs"),
        (order(FIRST, FIRST), "one picture each"),
        (order(FIRST, reference()), "exclude"),
        (order(reference(MediaKind.VIDEO, role=ReferenceRole.FIRST_FRAME)), "one picture each"),
        (order(FIRST, model="plain"), "no first or last frame"),
        (order(FACE, model="plain"), "no real people"),
        (order(reference(real_person=True, uri="https://x.example/face.jpg")), "passed the review"),
    ],
)
def test_what_goes_beyond_it_is_named(bad: VideoOrder, words: str) -> None:
    """The problem says what is too much."""
    assert words in (order_problem(TEST_PROFILE, bad) or "")


def test_frames_may_stand_beside_references_where_the_profile_allows_it() -> None:
    """Excluding each other is a property of the gateway."""
    profile = replace(TEST_PROFILE, frames_exclude_references=False)
    assert order_problem(profile, order(FIRST, reference())) is None
