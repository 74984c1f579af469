"""Whatever one request or one delivery writes into the log can be found by one id."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import structlog
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from handlers.listening import bind
from tests.bot.web.conftest import World

log = structlog.get_logger(__name__)
ID = re.compile(r"[0-9a-f]{8}")


async def test_a_browsers_request_has_an_id_in_the_log(invited: World) -> None:
    """Each its own."""
    await invited.storage.close()
    with capture_logs(processors=[merge_contextvars]) as logs:
        for _ in range(2):
            assert (await invited.get(invited.path())).status == 500
    first, second = (entry["request"] for entry in logs if entry["event"] == "web request failed")
    assert ID.fullmatch(first)
    assert first != second


async def test_a_delivery_of_slack_has_an_id_in_the_log() -> None:
    """In every line of its handler, and in none after it."""

    async def handler(_surface: Any, ack: Any, _body: Any) -> None:
        log.info("one")
        await ack()
        log.info("two")

    async def ack(*_said: Any, **_named: Any) -> None:
        pass

    listener = bind(handler, SimpleNamespace(deliveries=None))  # type: ignore[arg-type]  no delivery has a key here
    with capture_logs(processors=[merge_contextvars]) as logs:
        await listener(ack=ack, body={})
        log.info("after")
    one, two, after = logs
    assert ID.fullmatch(one["request"])
    assert one["request"] == two["request"]
    assert "request" not in after
