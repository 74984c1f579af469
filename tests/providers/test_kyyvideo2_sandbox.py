"""KyyVideo2's adapter against the simulated gateway, with only the base address changed."""

from __future__ import annotations

from typing import ClassVar

import pytest

from providers.errors import Refused
from tests.providers.kyyvideo2_bodies import ASSET, VIDEO, portrait
from tests.providers.sandbox_contract import SandboxContract


class TestKyyVideo2Sandbox(SandboxContract):
    name = "kyyvideo2"
    sample_asset = ASSET
    sample_video: ClassVar = {"id": VIDEO}
    unknown: ClassVar = {"id": "asset-or-video-of-nobody"}

    @pytest.mark.parametrize("seed", [None, *(str(seed) for seed in range(6))])
    async def test_a_link_that_cannot_be_fetched_is_told(self, seed: str | None) -> None:
        """The gateway fetches while we wait; in some runs its review says so later."""
        async with self.gateway(seed) as provider:
            [result] = await provider.submit([portrait(url="http://127.0.0.1:9/gone.jpg")])
            if result.handle is None:
                assert isinstance(result.error, Refused)
            else:
                [review] = await self.decided(provider, [result.handle])
                assert review.failure is not None
