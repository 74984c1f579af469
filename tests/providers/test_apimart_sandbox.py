"""APIMart's adapter against the simulated gateway, with only the base address changed."""

from __future__ import annotations

import asyncio
from typing import ClassVar

import pytest

from providers.errors import NotFound, Refused
from providers.face import ReviewStatus, VerificationState
from providers.profile import MediaKind
from tests.providers.sandbox_contract import CALLBACK, SandboxContract


class TestApimartSandbox(SandboxContract):
    name = "apimart"
    sample_asset = "asset-1"
    unknown: ClassVar = {"task": "task_of_nobody", "name": "r_x", "alone": True, "id": "task_of_nobody"}
    not_known = (NotFound, Refused)

    @pytest.mark.parametrize("seed", [None, *(str(seed) for seed in range(6))])
    async def test_the_token_proves_it_without_the_browser(self, seed: str | None) -> None:
        """Before the scan it knows of nobody, after it of the person, though no browser came back."""
        async with self.gateway(seed) as provider:
            session = await provider.open_verification(CALLBACK, "en")
            before = await provider.read_verification(session.handle, None)
            assert (before.state, before.group_id) == (VerificationState.PENDING, None)
            forged = {"resultCode": "10000", "group_id": "group_from_validation"}
            claimed = await provider.read_verification(session.handle, forged)
            assert claimed.state is VerificationState.PENDING

    async def test_a_crowd_keeps_within_the_gateways_pace(self) -> None:
        """Five people who agree at once all get their session: the fourth waits a second."""
        async with self.gateway(rate_limits=True) as provider:
            sessions = await asyncio.gather(*(provider.open_verification(CALLBACK, "en") for _ in range(5)))
        assert len({session.link for session in sessions}) == 5

    async def test_a_hosted_picture_passes_its_review(self, drawn: dict[str, bytes]) -> None:
        """What the gateway hosts for us it can fetch."""
        async with self.gateway() as provider:
            link = await provider.host_file(MediaKind.IMAGE, "one.jpg", drawn["one"])
            group_id = await self.verified(provider)
            [result] = await provider.submit([self.portrait("r_one", group_id, link)])
            assert result.handle
            [review] = await self.decided(provider, [result.handle])
        assert review.status is ReviewStatus.ACTIVE
