"""The office with Tom's video posted."""

from __future__ import annotations

import pytest

from tests.handlers.rights.office_rows import posted_rows


@pytest.fixture(name="posted")
async def _posted(office):
    await office.add(*posted_rows())
    return office
