"""Health, and what is told when something of ours breaks."""

from __future__ import annotations

import io
import re

import pytest
import structlog

from tests.bot.web.conftest import World


async def test_health_counts_open_work(invited: World) -> None:
    """Whoever watches over the bot sees that it lives and what waits."""
    answer = await invited.get("/healthz")
    assert answer.status == 200
    assert answer.text.startswith('{"ok": true, ')
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["Cache-Control"] == "no-store"


async def test_health_fails_with_storage(invited: World) -> None:
    """A bot that cannot write is not well."""
    await invited.storage.close()
    answer = await invited.get("/healthz")
    assert (answer.status, answer.text) == (503, '{"ok": false, "error": "storage"}')


@pytest.mark.parametrize(("lang", "words"), [("en", "Something broke"), ("zh", "出了点问题")])
async def test_a_mistake_of_ours_is_told_with_a_reference(invited: World, lang: str, words: str) -> None:
    """The page names what finds it in the log, and nothing of what happened."""
    await invited.storage.close()
    with structlog.testing.capture_logs() as logs:
        answer = await invited.get(f"{invited.path()}?lang={lang}")
    assert (answer.status, answer.screen) == (500, "broken")
    assert words in answer.text
    assert "Traceback" not in answer.text
    assert "storage" not in answer.text.partition("</style>")[2]
    (entry,) = [log for log in logs if log["event"] == "web request failed"]
    assert re.fullmatch(r"[0-9a-f]{8}", entry["reference"])
    assert entry["reference"] in answer.text


async def test_elsewhere_a_mistake_is_one_line(invited: World) -> None:
    """A gateway that fetches a file reads no page."""
    await invited.storage.close()
    answer = await invited.get(invited.media_path())
    assert answer.status == 500
    assert re.fullmatch(r"something broke, reference [0-9a-f]{8}", answer.text)


async def test_there_is_nothing_else(world: World) -> None:
    """In Socket Mode not even Slack's door."""
    for path in ("/", "/robots.txt", "/slack/events", "/metrics", "/v", "/.env"):
        for method in ("GET", "POST", "PUT", "DELETE"):
            assert (await world.call(method, path)).status in (404, 405), path


async def test_a_browser_finds_no_icon_and_no_error(invited: World) -> None:
    """Every browser asks."""
    assert (await invited.get("/favicon.ico")).status == 204


async def test_a_page_takes_only_a_look_and_a_press(invited: World) -> None:
    """No other method reaches a page."""
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        for end in ("", "/agree", "/decline"):
            assert (await invited.call(method, invited.path() + end)).status == 405
    assert await invited.ledger() == []


async def test_a_press_with_a_huge_body_is_a_press(invited: World) -> None:
    """Nothing of the body is read."""
    answer = await invited.post(f"{invited.path()}/decline", data=io.BytesIO(b"x" * 3_000_000))
    assert answer.status == 303
    assert await invited.ledger() == ["consent_declined"]


@pytest.mark.parametrize(("lang", "words"), [("en", "cannot write to its disk"), ("zh", "无法写入磁盘")])
async def test_a_disk_that_takes_nothing_is_told_and_the_link_stays_good(
    invited: World, lang: str, words: str
) -> None:
    """No session is made at the gateway for a yes that could not be kept; later the same press works."""
    await invited.storage._writer.run(lambda connection: connection.execute("PRAGMA query_only = ON"))
    answer = await invited.press_yes(query=f"?lang={lang}")
    assert (answer.status, answer.screen) == (503, "full")
    assert words in answer.text
    assert invited.gateway_calls() == []
    await invited.storage._writer.run(lambda connection: connection.execute("PRAGMA query_only = OFF"))
    assert (await invited.press_yes()).status == 303
