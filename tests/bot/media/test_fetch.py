"""Files are fetched streaming, within bounds, with every hop checked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from bot.media.address import guarded_session
from bot.media.fetch import fetch_link, fetch_slack_file
from bot.media.problem import MediaProblem

JPEG = b"\xff\xd8\xff\xe0" + bytes(5000)
PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head></html>"
seen: web.AppKey[list[str | None]] = web.AppKey("seen")


async def _file(request: web.Request) -> web.Response:
    request.app[seen].append(request.headers.get("Authorization"))
    return web.Response(body=JPEG, content_type="image/jpeg")


async def _page(_: web.Request) -> web.Response:
    return web.Response(body=PAGE, content_type="image/jpeg")


async def _html_text(_: web.Request) -> web.Response:
    return web.Response(text="not found, sorry", content_type="text/html")


async def _status(request: web.Request) -> web.Response:
    return web.Response(status=int(request.match_info["status"]))


async def _hop(request: web.Request) -> web.Response:
    left = int(request.match_info["left"])
    return web.Response(status=302, headers={"Location": f"/hop/{left - 1}" if left > 1 else "/file"})


async def _to(request: web.Request) -> web.Response:
    return web.Response(status=307, headers={"Location": request.query["url"]})


async def _nowhere(_: web.Request) -> web.Response:
    return web.Response(status=302)


async def _endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(JPEG)


async def _slow(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(JPEG)
    await asyncio.sleep(5)
    return response


async def _half(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "9000"})
    await response.prepare(request)
    await response.write(JPEG)
    assert request.transport is not None
    request.transport.abort()
    return response


@pytest.fixture(name="base")
async def _base(aiohttp_server) -> AsyncIterator[str]:
    app = web.Application()
    app[seen] = []
    for path, handler in {
        "/file": _file,
        "/page": _page,
        "/html": _html_text,
        "/status/{status}": _status,
        "/hop/{left}": _hop,
        "/to": _to,
        "/nowhere": _nowhere,
        "/endless": _endless,
        "/slow": _slow,
        "/half": _half,
    }.items():
        app.router.add_get(path, handler)
    server = await aiohttp_server(app, shutdown_timeout=0.1)
    server.seen = app[seen]
    return server


@pytest.fixture(name="session")
async def _session() -> AsyncIterator[aiohttp.ClientSession]:
    async with guarded_session(allow_loopback=True) as session:
        yield session


async def _refusal(session, url, target, **options) -> MediaProblem:
    options = {"max_bytes": 10_000, "allow_loopback": True, **options}
    with pytest.raises(MediaProblem) as refusal:
        await fetch_link(session, url, target, **options)
    assert not target.exists()
    return refusal.value


@pytest.mark.parametrize("path", ["/file", "/hop/1", "/hop/3"])
async def test_a_link_is_fetched_with_up_to_three_redirects(path, base, session, tmp_path) -> None:
    """The bytes arrive whole in a file of the owner's only."""
    target = tmp_path / "fetched"
    await fetch_link(session, str(base.make_url(path)), target, max_bytes=10_000, allow_loopback=True)

    assert target.read_bytes() == JPEG
    assert target.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("path", "key", "temporary"),
    [
        ("/hop/4", "media_unreachable", False),
        ("/nowhere", "media_unreachable", False),
        ("/status/404", "media_unreachable", False),
        ("/status/403", "media_unreachable", False),
        ("/status/204", "media_unreachable", False),
        ("/status/503", "media_unreachable", True),
        ("/status/429", "media_unreachable", True),
        ("/half", "media_unreachable", True),
        ("/page", "media_is_page", False),
        ("/html", "media_is_page", False),
        ("/endless", "media_too_large", False),
    ],
)
async def test_a_bad_answer_is_told_and_leaves_no_file(path, key, temporary, base, session, tmp_path) -> None:
    """Each bad answer has its key, and says whether trying again may help."""
    problem = await _refusal(session, str(base.make_url(path)), tmp_path / "fetched")
    assert (problem.key, problem.temporary) == (key, temporary)


async def test_a_told_size_is_refused_before_it_is_read(base, session, tmp_path) -> None:
    """Content-Length above the cap ends it at once."""
    problem = await _refusal(session, str(base.make_url("/file")), tmp_path / "fetched", max_bytes=5_000)
    assert (problem.key, problem.params) == ("media_too_large", {"max_megabytes": 0.0})


async def test_a_slow_server_is_left(base, session, tmp_path) -> None:
    """The whole fetch has one time-out."""
    problem = await _refusal(session, str(base.make_url("/slow")), tmp_path / "fetched", seconds=0.2)
    assert (problem.key, problem.temporary) == ("media_timeout", True)


async def test_a_closed_port_is_told(session, tmp_path, unused_tcp_port) -> None:
    """Nobody listening is a temporary problem."""
    problem = await _refusal(session, f"http://127.0.0.1:{unused_tcp_port}/", tmp_path / "fetched")
    assert (problem.key, problem.temporary) == ("media_unreachable", True)


@pytest.mark.parametrize(
    ("target", "key"),
    [
        ("http://169.254.169.254/latest/meta-data", "link_private_address"),
        ("https://10.0.0.1/", "link_private_address"),
        ("http://example.com/", "link_not_https"),
        ("file:///etc/passwd", "link_not_https"),
        ("https://user:pass@example.com/", "link_with_password"),
        ("//0x7f000001/", "link_private_address"),
        ("http://[bad/", "link_invalid"),
        ("https://exa mple.com/", "link_invalid"),
    ],
)
async def test_a_redirect_is_checked_like_the_link(target, key, base, session, tmp_path) -> None:
    """A redirect cannot lead where a link could not."""
    url = str(base.make_url("/to").with_query(url=target))
    assert (await _refusal(session, url, tmp_path / "fetched")).key == key


async def test_loopback_is_refused_outside_the_stand_ins(base, tmp_path) -> None:
    """Neither a link nor a name reaches our own machine, and no request is made."""
    async with guarded_session(allow_loopback=False) as session:
        url = str(base.make_url("/file"))
        assert (
            await _refusal(session, url, tmp_path / "x", allow_loopback=False)
        ).key == "link_private_address"
        # As if the form check had let it through: the socket is guarded too.
        assert (
            await _refusal(session, url, tmp_path / "x", allow_loopback=True)
        ).key == "link_private_address"
    assert not base.seen


async def _slack_file(session, base, path, target, **options) -> None:
    options = {"max_bytes": 10_000, "slack_url": str(base.make_url("/api/")), **options}
    await fetch_slack_file(session, str(base.make_url(path)), "xoxb-secret", target, **options)


async def test_a_slack_file_is_fetched_with_the_token(base, session, tmp_path) -> None:
    """The token goes in the header that Slack documents."""
    await _slack_file(session, base, "/file", tmp_path / "fetched")
    assert (tmp_path / "fetched").read_bytes() == JPEG
    assert base.seen == ["Bearer xoxb-secret"]


@pytest.mark.parametrize(
    ("path", "key", "temporary"),
    [
        ("/page", "slack_file_unreadable", False),
        ("/html", "slack_file_unreadable", False),
        ("/hop/1", "slack_file_unreadable", False),
        ("/status/403", "slack_file_unreadable", False),
        ("/status/404", "slack_file_unreadable", False),
        ("/status/500", "media_unreachable", True),
        ("/endless", "media_too_large", False),
    ],
)
async def test_an_unreadable_slack_file_is_told(path, key, temporary, base, session, tmp_path) -> None:
    """A login page, a redirect or a refusal is one problem; a redirect is never followed with the token."""
    with pytest.raises(MediaProblem) as refusal:
        await _slack_file(session, base, path, tmp_path / "fetched")

    assert (refusal.value.key, refusal.value.temporary) == (key, temporary)
    assert not base.seen
    assert not (tmp_path / "fetched").exists()


@pytest.mark.parametrize(
    "slack_url",
    [
        "https://slack.com/api/",
        "http://127.0.0.1/api/",
        "http://localhost:{port}/api/",
        "https://127.0.0.1:{port}/api/",
        "",
        "http://127.0.0.1:x/",
    ],
)
async def test_the_token_goes_to_slacks_host_only(slack_url, base, session, tmp_path) -> None:
    """Another host, port or scheme gets no request at all."""
    with pytest.raises(MediaProblem, match="slack_file_unreadable"):
        await _slack_file(session, base, "/file", tmp_path / "x", slack_url=slack_url.format(port=base.port))
    assert not base.seen


def test_slacks_own_file_host_is_known() -> None:
    """Files lie on a host below the Web API's; look-alikes do not."""
    from bot.media.fetch import _is_slacks

    api = "https://slack.com/api/"
    assert _is_slacks("https://files.slack.com/files-pri/T1-F1/a.jpg", api)
    for url in (
        "https://evilslack.com/a",
        "https://slack.com.evil.com/a",
        "https://slack.com@evil.com/",
        "http://files.slack.com/a",
        "https://files.slack.com:8443/a",
        "https://evil.com/slack.com",
        "https://evil.com\\.slack.com/",
        "https://evil.com#.slack.com/",
    ):
        assert not _is_slacks(url, api), url
