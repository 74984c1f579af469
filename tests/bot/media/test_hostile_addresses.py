"""Over four hundred hostile addresses, and not one connection: as links, as redirects, behind names."""

from __future__ import annotations

import ipaddress
import sys

import pytest
from aiohttp import web

from bot.media.address import guarded_session
from bot.media.fetch import fetch_link
from bot.media.problem import MediaProblem
from tests.bot.media.test_address import PRIVATE, REFUSED_FORMS, CarelessResolver, FixedResolver
from workflow.links import link_problem

_WATCHED: list[list[object]] = []


def _hear(event: str, given: tuple[object, ...]) -> None:
    if event in {"socket.connect", "socket.getaddrinfo"} and _WATCHED:
        _WATCHED[-1].append(given[1] if event == "socket.connect" else given[0])


sys.addaudithook(_hear)


class Watched:
    """Every address that this process connects to, and every name that it looks up, meanwhile."""

    def __enter__(self) -> list[object]:
        _WATCHED.append([])
        return _WATCHED[-1]

    def __exit__(self, *_: object) -> None:
        _WATCHED.pop()


def spellings(address: str) -> list[str]:
    """A private IPv4 address in every spelling that some client reads."""
    number = int(ipaddress.IPv4Address(address))
    a, b, c, d = address.split(".")
    halves = f"{number >> 16:x}:{number & 0xFFFF:x}"
    wide = {ord(digit): 0xFF10 + int(digit) for digit in "0123456789"}
    return [
        address,
        f"{address}.",
        str(number),
        hex(number),
        hex(number).upper().replace("0X", "0x"),
        f"0{number:o}",
        f"00000{number:o}",
        ".".join(f"0x{int(part):x}" for part in (a, b, c, d)),
        ".".join(f"0{int(part):o}" for part in (a, b, c, d)),
        ".".join(f"{int(part):03d}" for part in (a, b, c, d)),
        f"{a}.{number & 0xFFFFFF}",
        f"{a}.{b}.{number & 0xFFFF}",
        f"0x{int(a):x}.{b}.0{int(c):o}.{d}",
        address.translate(wide),
        address.replace(".", "\u3002"),
        address.replace(".", "\uff0e"),
        f"[::ffff:{address}]",
        f"[::ffff:{halves}]",
        f"[::{halves}]",
        f"[64:ff9b::{halves}]",
        f"[64:ff9b:1::{halves}]",
        f"[2002:{halves}::]",
        f"[::ffff:0:{halves}]",
    ]


NETWORKS = """
127.0.0.1 127.255.255.254 10.0.0.1 172.16.0.1 192.168.0.1 169.254.169.254 100.64.0.1 168.63.129.16 198.18.0.1
""".split()  # noqa: SIM905  a table
HOSTILE = sorted({f"https://{host}/a.jpg" for address in NETWORKS for host in spellings(address)})
FORMS = [url for urls in REFUSED_FORMS.values() for url in urls]


def test_there_are_more_than_two_hundred():
    """Counted, not guessed; those found behind names come on top."""
    assert len(HOSTILE) >= 200
    assert len(set(HOSTILE) | set(FORMS) | set(PRIVATE)) >= 350


async def test_no_hostile_link_is_connected_to_or_looked_up(tmp_path):
    """Each is refused by its spelling alone."""
    async with guarded_session(allow_loopback=False) as session:
        with Watched() as seen:
            for url in [*HOSTILE, *FORMS]:
                with pytest.raises(MediaProblem) as refusal:
                    await fetch_link(
                        session, url, tmp_path / "a", max_bytes=10**6, allow_loopback=False, seconds=2
                    )
                assert refusal.value.key.startswith("link_"), url
    assert seen == []
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("resolver", [FixedResolver, CarelessResolver], ids=["checked", "rebound"])
async def test_no_name_leads_to_a_private_address(resolver, tmp_path):
    """Neither one that the look-up shows, nor one that was changed after the look-up was checked."""
    for address in PRIVATE:
        async with guarded_session(allow_loopback=False, resolver=resolver([address])) as session:
            with Watched() as seen, pytest.raises(MediaProblem) as refusal:
                await fetch_link(
                    session,
                    "https://cdn.example.com/a.jpg",
                    tmp_path / "a",
                    max_bytes=10**6,
                    allow_loopback=False,
                    seconds=2,
                )
        assert refusal.value.key == "link_private_address", address
        assert seen == [], address


async def test_no_redirect_is_followed_to_a_hostile_address(aiohttp_server, tmp_path):
    """The site is asked; what it points to is not, and nothing of it is looked up."""

    async def away(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": hostile[int(request.match_info["number"])]})

    # A stand-in's site may point to plain loopback, which is where it is itself.
    links = [*HOSTILE, *REFUSED_FORMS["link_private_address"]]
    hostile = [url for url in links if url.isascii() and link_problem(url, allow_loopback=True)]
    assert len(hostile) > 200
    app = web.Application()
    app.router.add_get("/{number}", away)
    server = await aiohttp_server(app)
    site = ("127.0.0.1", server.port)
    async with guarded_session(allow_loopback=True) as session:
        with Watched() as seen:
            for number in range(len(hostile)):
                with pytest.raises(MediaProblem) as refusal:
                    await fetch_link(
                        session,
                        f"http://127.0.0.1:{server.port}/{number}",
                        tmp_path / "a",
                        max_bytes=10**6,
                        allow_loopback=True,
                        seconds=2,
                    )
                assert refusal.value.key.startswith("link_"), hostile[number]
    assert {address for address in seen if isinstance(address, tuple)} == {site}
    assert {name for name in seen if isinstance(name, str)} <= {"127.0.0.1"}
