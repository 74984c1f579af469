"""SD2 Manxue's adapter against the simulated gateway, with only the base address changed."""

from __future__ import annotations

from typing import ClassVar

from providers.errors import Unavailable, UnexpectedAnswer
from providers.face import Provider, SubmitItem, Submitted
from tests.providers.sandbox_contract import SandboxContract
from tests.providers.sd2_manxue_bodies import PROJECT


class TestSd2ManxueSandbox(SandboxContract):
    name = "sd2_manxue"
    sample_asset = "asset_img_001"
    sample_video: ClassVar = {"id": PROJECT}
    unknown: ClassVar = {"id": "asset-or-video-of-nobody"}
    not_known = (Unavailable,)
    passing = (Unavailable,)

    async def submitted(self, provider: Provider, items: list[SubmitItem]) -> list[Submitted]:
        """A file in neither list is sent once more, as a person would decide."""
        results = await provider.submit(items)
        missing = [r.name for r in results if r.handle is None and isinstance(r.error, UnexpectedAnswer)]
        again = await provider.submit([item for item in items if item.name in missing])
        by_name = {result.name: result for result in again}
        return [by_name.get(result.name, result) for result in results]
