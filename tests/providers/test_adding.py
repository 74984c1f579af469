"""The walk through adding a gateway: its profile and its adapter are run as they are printed."""

from __future__ import annotations

import re
from typing import Any

import pytest

from providers.account import Account
from providers.errors import UnexpectedAnswer, Unsupported
from providers.face import ReviewStatus, SubmitItem, VideoOrder, VideoReference, VideoState
from providers.matrix import PAGE
from providers.profile import MediaKind
from tests.providers.scripted import Recorded, ScriptedGateway

FILE = {"id": "f-1", "status": "good"}
ANSWERS = [
    Recorded(method="POST", path="/files", body=FILE | {"status": "checking"}),
    Recorded(method="GET", path="/files/f-1", body=FILE),
    Recorded(method="GET", path="/files/f-2", body={"id": "f-2", "status": "odd"}),
    Recorded(method="DELETE", path="/files/f-1", body={}),
    Recorded(method="POST", path="/videos", body={"id": "v-1", "status": "waiting"}),
    Recorded(
        method="GET", path="/videos/v-1", body={"id": "v-1", "status": "done", "url": "http://127.0.0.1/v"}
    ),
]


def printed() -> tuple[dict[str, Any], dict[str, Any]]:
    """Run the first two programs of the page."""
    text = (PAGE.parent / "adding.md").read_text("utf-8")
    profile, adapter, *_ = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    names: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    for code, space in zip((profile, adapter), names, strict=True):
        exec(compile(code, "adding.md", "exec"), space)
    return names


async def test_the_printed_gateway_works() -> None:
    """Upload, review, video and deletion go through, and the odd and the undeclared are refused."""
    profile, adapter = printed()
    gateway = ScriptedGateway(recordings=ANSWERS)
    await gateway.start()
    account = Account(
        profile=profile["PROFILE"],
        keys={"EXAMPLAR_API_KEY": "k"},
        bases={"EXAMPLAR_BASE_URL": gateway.url},
    )
    provider = adapter["ExamplarProvider"](account)
    item = SubmitItem(name="r_1", kind=MediaKind.IMAGE, url="https://x.example/a", real_person=True)
    order = VideoOrder(
        name="v_1",
        model="examplar-2",
        prompt="image 1 waves",
        references=(VideoReference(kind=MediaKind.IMAGE, uri="asset://f-1", real_person=True),),
        seconds=5,
        ratio="16:9",
    )
    [submitted] = await provider.submit([item])
    read, odd = await provider.read([submitted.handle, {"id": "f-2"}])
    started = await provider.start_video(order)
    reading = await provider.read_video(started.handle)
    await provider.delete(submitted.handle)
    with pytest.raises(Unsupported):
        await provider.cancel_video(started.handle)
    await provider.aclose()
    await gateway.stop()
    assert submitted.review.status is ReviewStatus.IN_REVIEW
    assert (read.review.status, read.review.reference) == (ReviewStatus.ACTIVE, "asset://f-1")
    assert isinstance(odd.error, UnexpectedAnswer)
    assert (started.state, reading.state) == (VideoState.QUEUED, VideoState.SUCCEEDED)
    assert gateway.calls[0].body == {"url": "https://x.example/a", "label": "r_1"}
