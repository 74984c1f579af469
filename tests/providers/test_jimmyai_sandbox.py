"""JimmyAI's adapter against the simulated gateway, with only the base address changed."""

from __future__ import annotations

from typing import ClassVar

import pytest

from providers.errors import NotFound, Refused
from providers.face import ReviewStatus
from providers.profile import MediaKind
from tests.providers.sandbox_contract import SandboxContract


class TestJimmyAISandbox(SandboxContract):
    name = "jimmyai"
    sample_asset = "official_id_xxx"
    unknown: ClassVar = {"id": "asset-or-video-of-nobody", "library": "person"}
    not_known = (NotFound, Refused)

    @pytest.mark.parametrize("seed", [None, *(str(seed) for seed in range(10))])
    async def test_an_unknown_id_does_not_silence_the_others(self, seed: str | None) -> None:
        """Dropped from the batch or reported in it, it is asked for by itself."""
        async with self.gateway(seed) as provider:
            known = {"id": self.sample_asset, "library": "person"}
            found, lost = await provider.read([known, self.unknown])
        assert found.review
        assert found.review.status is ReviewStatus.ACTIVE
        assert lost.error is not None

    async def test_a_hosted_picture_passes_its_review(self, drawn: dict[str, bytes]) -> None:
        """What the gateway hosts for us it can fetch."""
        async with self.gateway() as provider:
            link = await provider.host_file(MediaKind.IMAGE, "one.jpg", drawn["one"])
            [result] = await provider.submit([self.portrait("r_one", None, link)])
            assert result.handle
            [review] = await self.decided(provider, [result.handle])
        assert review.status is ReviewStatus.ACTIVE
