"""Keys for tests."""

from __future__ import annotations

import pytest

from bot.crypto.keys import Keys, derive_keys


@pytest.fixture(name="keys", scope="session")
def _keys() -> Keys:
    return derive_keys("a secret of twenty-odd characters")
