"""Seeds of the simulated gateways' variants: a few for every run, all fifty for the slower suite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

SEEDS = [str(seed) for seed in range(50)]
_QUICK = 6


def fifty(seeds: Sequence[Any] = SEEDS, quick: int = _QUICK) -> list[Any]:
    """Parameters for `parametrize`: the first few as they are, the rest marked slow."""
    return [pytest.param(s, marks=() if n < quick else pytest.mark.slow) for n, s in enumerate(seeds)]
