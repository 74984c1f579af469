"""Choices that a seed makes: which of the allowed forms this run of a gateway uses."""

import hashlib
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Variant:
    """Named choices, the same for the same seed; without a seed always the first, documented form."""

    def __init__(self, seed: str | None) -> None:
        self.seed = seed
        self.random: random.Random = random.SystemRandom() if seed is None else random.Random(seed)

    def _digest(self, name: str) -> int:
        return int.from_bytes(hashlib.sha256(f"{self.seed}/{name}".encode()).digest()[:8], "big")

    def pick(self, name: str, choices: Sequence[T]) -> T:
        """Return the choice that goes by this name; the first one is the documented form."""
        return choices[0] if self.seed is None else choices[self._digest(name) % len(choices)]

    def fraction(self, name: str, *, low: float, high: float, usual: float) -> float:
        """Return a number between low and high; `usual` without a seed."""
        if self.seed is None:
            return usual
        return low + (high - low) * (self._digest(name) / 2**64)

    def shuffled(self, payload: object) -> object:
        """Return JSON data with the keys of every object in another order when there is a seed."""
        if self.seed is None:
            return payload
        if isinstance(payload, dict):
            keys = sorted(payload, key=lambda key: self._digest(f"key/{key}"))
            return {key: self.shuffled(payload[key]) for key in keys}
        if isinstance(payload, list):
            return [self.shuffled(item) for item in payload]
        return payload
