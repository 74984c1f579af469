"""PomexAI's adapter against the simulated PomexAI, with only the base address changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import ClassVar

import aiohttp
import pytest

from providers.errors import ForeignGroup
from sandbox.providers import GatewayOptions, serve
from tests.providers.sandbox_contract import SandboxContract

GROUP = "group-20260619145855-snq4q"
ASSET = "asset-20260619150241-b8xd4"
VIDEO = "cgt-20260619150458-96ncj"


class TestPomexSandbox(SandboxContract):
    name = "pomex"
    sample_asset = ASSET
    sample_video: ClassVar = {"id": VIDEO}
    unknown: ClassVar = {"id": "asset-or-video-of-nobody"}

    @pytest.mark.parametrize("seed", [str(seed) for seed in range(6)])
    async def test_a_forged_redirect_is_disproved(self, seed: str) -> None:
        """A made-up group is another organisation's for the gateway."""
        async with self.gateway(seed) as provider:
            forged = {
                "resultCode": "10000",
                "group_id": "group-20260101000000-forge",
                "verify_type": "real_time",
            }
            with pytest.raises(ForeignGroup):
                await provider.read_verification({}, forged)

    async def test_a_crowd_keeps_within_the_gateways_pace(self) -> None:
        """Five people who agree at once all get their session: the fourth waits a second."""
        async with self.gateway(rate_limits=True) as provider:
            sessions = await asyncio.gather(
                *(provider.open_verification("http://127.0.0.1:9/cb", "en") for _ in range(5))
            )
        assert len({session.link for session in sessions}) == 5


@pytest.fixture
async def gateway() -> AsyncIterator[str]:
    runner, url = await serve(0, GatewayOptions())
    yield url
    await runner.cleanup()


PRINTED = [
    *(
        (
            "POST",
            "/v1/video/assets/sessions",
            {"callback_url": callback, "lang": "en"},
            {"object": "video.asset_session", "status": "pending", "h5_link": str},
        )
        for callback in ("https://yourapp.com/realhuman/callback", "https://yourapp.com/callback")
    ),
    (
        "POST",
        "/v1/video/assets",
        {
            "url": "https://yourcdn.com/portrait.jpg",
            "asset_type": "Image",
            "group_id": GROUP,
            "name": "model-rachel-frontal",
        },
        {"id": str, "object": "video.asset", "status": "processing"},
    ),
    (
        "POST",
        "/v1/video/assets",
        {"url": "https://yourcdn.com/portrait.jpg", "asset_type": "Image", "group_id": GROUP},
        {"id": str, "object": "video.asset", "status": "processing"},
    ),
    (
        "GET",
        f"/v1/video/assets/{ASSET}",
        None,
        {
            "id": ASSET,
            "object": "video.asset",
            "name": "model-rachel-frontal",
            "url": str,
            "asset_type": "Image",
            "group_id": GROUP,
            "status": "active",
            "created_at": str,
            "updated_at": str,
        },
    ),
    (
        "GET",
        "/v1/video/assets",
        None,
        {"object": "list", "items": list, "total_count": int, "page_number": 1, "page_size": 10},
    ),
    (
        "POST",
        "/v1/video/generations",
        {
            "model": "byteplus/seedance-2.0-fast",
            "content": [
                {"type": "text", "text": "The person in image 1 smiles and waves at the camera."},
                {"type": "image_url", "image_url": {"url": f"asset://{ASSET}"}, "role": "reference_image"},
            ],
        },
        {
            "id": str,
            "object": "video.generation.task",
            "model": "byteplus/seedance-2.0-fast",
            "status": "queued",
        },
    ),
    (
        "GET",
        f"/v1/video/generations/{VIDEO}",
        None,
        {"id": VIDEO, "object": "video.generation.task", "status": "succeeded", "content": dict},
    ),
]


@pytest.mark.parametrize(("method", "path", "body", "shape"), PRINTED)
async def test_a_printed_request_gets_the_documented_answer(
    gateway: str, method: str, path: str, body: object, shape: dict[str, object]
) -> None:
    """Each request of the documentation, with only the host changed, is answered in its documented shape."""
    headers = {"Authorization": "Bearer sk-printed"}
    async with (
        aiohttp.ClientSession(headers=headers) as client,
        client.request(method, gateway + path, json=body) as answer,
    ):
        assert answer.status == 200
        answered = await answer.json()
    assert set(answered) == set(shape)
    for name, value in shape.items():
        assert isinstance(answered[name], value) if isinstance(value, type) else answered[name] == value


async def test_without_a_key_the_envelope_says_so(gateway: str) -> None:
    """No key is 401 in the documented error envelope."""
    async with aiohttp.ClientSession() as client, client.get(f"{gateway}/v1/video/assets/{ASSET}") as answer:
        assert answer.status == 401
        body = await answer.json()
    assert body["error"]["type"] == "authentication_error"
    assert body["error"]["message"]
