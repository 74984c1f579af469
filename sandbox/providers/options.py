"""What a run of the simulated gateways can be told."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.providers.faults import FaultRule

HOUR = 3600.0


@dataclass(frozen=True, kw_only=True)
class GatewayOptions:
    """Settings of the simulated gateways; times are seconds, `now` gives seconds since 1970.

    `review_seconds` and `video_seconds` are upper bounds. `variant` is a seed that varies whatever the
    documents leave open. `public_url` is the address put into links, by default the request's own host.
    """

    review_seconds: float = 3.0
    video_seconds: float = 4.0
    variant: str | None = None
    now: Callable[[], float] = time.time
    public_url: str | None = None
    rate_limits: bool = True
    faults: tuple[FaultRule, ...] = ()
    session_seconds: float = 0.5 * HOUR
    asset_link_seconds: float = 12 * HOUR
    video_link_seconds: float = 24 * HOUR
