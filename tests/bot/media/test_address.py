"""Users' links connect only to public addresses, however the address is spelled or found."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from bot.media.address import GuardedResolver, PrivateAddressError, guarded_session, may_connect
from workflow.links import link_problem, plain_host

GOOD = [
    "https://example.com/a.jpg",
    "https://EXAMPLE.com:443/a.jpg?x=1#part",
    "https://example.com./a",
    "https://bücher.example.com/ä.jpg",
    "https://例子.中国/图片.png",
    "https://a-b.cdn_1.example.com/",
    "https://example.com:/a",
    "https://1password.com/x",
    "https://0xdead.example.com/",
    "https://127.0.0.1.example.com/a",
]
REFUSED_FORMS = {
    "link_not_https": [
        "http://example.com/a.jpg",
        "HTTP://example.com/a.jpg",
        "ftp://example.com/a.jpg",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "gopher://example.com/",
        "javascript:alert(1)",
        "example.com/a.jpg",
        "//example.com/a.jpg",
        "ws://example.com/",
        "",
    ],
    "link_port": [
        "https://example.com:80/a",
        "https://example.com:8443/a",
        "https://example.com:0/a",
        "https://example.com:22/",
    ],
    "link_with_password": [
        "https://user@example.com/a",
        "https://user:pass@example.com/a",
        "https://example.com@127.0.0.1/",
        "https://127.0.0.1@example.com/",
        "https://@example.com/",
        "https://example.com:443@10.0.0.1/",
    ],
    "link_invalid": [
        "https://a.example.com\xad/a.jpg",
        "https://a\u200b.example.com/a.jpg",
        "https://",
        "https:///a.jpg",
        "https://exa mple.com/a",
        "https://example.com/a b",
        "https://example.com\\@127.0.0.1/",
        "https:\\\\127.0.0.1/",
        "https://example.com/\r\nHost: x",
        "https://example.com\t/",
        "https://%31%32%37.0.0.1/",
        "https://127%2e0.0.1/",
        "https://example.com:99999/",
        "https://example.com:x/",
        "https://[::1/",
        "https://a..b.com/",
        "https://-a.example.com/",
        "https://" + "a" * 64 + ".com/",
        "https://" + "a." * 130 + "com/",
        "https://example.com/" + "a" * 2000,
        "https://exa\u2028mple.com/",
        "https://example.com/<script>",
        "https://ex\u2100mple.com/",
    ],
    "link_private_address": [
        "https://127.0.0.1/",
        "https://127.0.0.1./",
        "https://127.1/",
        "https://127.0.1/",
        "https://127.000.000.001/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0.0.1/",
        "https://0X7F.1/",
        "https://0177.0.0.1/",
        "https://017700000001/",
        "https://0/",
        "https://0.0.0.0/",
        "https://00000/",
        "https://0x/",
        "https://10.0.0.1/",
        "https://100.100.100.200/latest/meta-data",
        "https://169.254.169.254/latest/meta-data",
        "https://0xa9fea9fe/",
        "https://2852039166/",
        "https://172.16.0.1/",
        "https://192.168.1.1/",
        "https://192.168.257/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://8.8.8.8/",
        "https://999.1.1.1/",
        "https://1.2.3.4.5/",
        "https://１２７.０.０.１/",
        "https://①②⑦.⓪.⓪.①/",
        "https://127。0。0。1/",
        "https://127．0．0．1/",
        "https://127｡0｡0｡1/",
        "https://[::1]/",
        "https://[::]/",
        "https://[0:0:0:0:0:0:0:1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[fc00::1]/",
        "https://[fe80::1]/",
        "https://[fe80::1%25eth0]/",
        "https://[2606:4700::1111]/",
        "https://localhost/",
        "https://LOCALHOST./",
        "https://ｌｏｃａｌｈｏｓｔ/",
        "https://a.localhost/",
        "https://localhost.localdomain/",
        "https://metadata.google.internal/",
        "https://metadata/",
        "https://intranet/",
        "https://printer.local/",
        "https://nas.lan/",
        "https://router.home.arpa/",
    ],
}
PRIVATE = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.255.255.254
168.63.129.16 169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.170 192.0.2.1 192.88.99.1
192.168.0.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1
255.255.255.255 :: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::808:808
64:ff9b:1::1 100::1 2001::1 2001:0:53aa:64c::1 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:808:808::1
3fff::1 fc00::1 fd00:ec2::254 fdff::1 fe80::1 fe80::1%eth0 fec0::1 ff00::1 ff02::1 4000::1
""".split()  # noqa: SIM905  a table
PUBLIC = ["1.1.1.1", "8.8.8.8", "100.63.0.1", "100.128.0.1", "172.32.0.1", "192.167.1.1", "223.255.255.254"]
PUBLIC += ["2606:4700::1111", "2a00:1450:4001::1", "2400:cb00::1"]


class FixedResolver(GuardedResolver):
    """A guarded resolver whose look-up answers from a table."""

    def __init__(self, addresses: list[str], *, allow_loopback: bool = False) -> None:
        super().__init__(allow_loopback=allow_loopback)
        self._addresses = addresses

    async def look_up(self, host: str, port: int, family: socket.AddressFamily) -> list[tuple[int, str]]:
        kinds = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(kinds[":" in address], address) for address in self._addresses]


class CarelessResolver(FixedResolver):
    """A resolver that checks nothing, as if the name had been rebound after the check."""

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list:
        fields = {"hostname": host, "port": port, "proto": 0, "flags": socket.AI_NUMERICHOST}
        return [
            {**fields, "host": found, "family": kind}
            for kind, found in await self.look_up(host, port, family)
        ]


@given(st.text(max_size=60), st.sampled_from(["", "https://", "http://", "https://a.example.com"]))
def test_any_text_has_an_answer_and_a_taken_one_names_the_host_that_is_asked(text, start) -> None:
    """No text breaks the check, and the client reads the same host as the check did."""
    url = start + text
    if link_problem(url, allow_loopback=False) is None:
        seen = URL(url, encoded=url.isascii()).raw_host
        checked = plain_host(urlsplit(url))
        assert seen is not None
        assert seen.lower().removesuffix(".") == checked


@pytest.mark.parametrize("url", GOOD)
def test_a_public_https_link_is_taken(url) -> None:
    """A name on port 443 without a password is fine."""
    assert link_problem(url, allow_loopback=False) is None


@pytest.mark.parametrize(("key", "url"), [(key, url) for key, urls in REFUSED_FORMS.items() for url in urls])
def test_a_hostile_form_is_refused(key, url) -> None:
    """Every spelling has its own key, and the stand-ins' setting opens no door but loopback."""
    assert link_problem(url, allow_loopback=False) == key


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://127.0.0.1:8080/a.jpg", None),
        ("http://localhost:1/a.jpg", None),
        ("http://[::1]:8080/a", None),
        ("https://files.localhost/a", None),
        ("http://example.com/a.jpg", "link_not_https"),
        ("http://10.0.0.1/a.jpg", "link_private_address"),
        ("http://0x7f.1:8080/", "link_private_address"),
        ("http://user@127.0.0.1:8080/", "link_with_password"),
        ("https://example.com:8443/", "link_port"),
    ],
)
def test_stand_ins_may_be_on_loopback_and_nothing_else_changes(url, key) -> None:
    """Http and ports are for loopback hosts only."""
    assert link_problem(url, allow_loopback=True) == key


@pytest.mark.parametrize("address", PRIVATE)
async def test_a_name_that_leads_to_a_private_address_is_refused(address) -> None:
    """One such address among good ones is enough."""
    resolver = FixedResolver(["8.8.8.8", address])
    with pytest.raises(PrivateAddressError):
        await resolver.resolve("cdn.example.com", 443)
    assert not may_connect(address, allow_loopback=False)


@pytest.mark.parametrize("address", PUBLIC)
async def test_a_public_address_is_connected_to_as_checked(address) -> None:
    """The answer holds the checked numeric address."""
    found = await FixedResolver([address]).resolve("cdn.example.com", 443)
    assert [one["host"] for one in found] == [address]


async def test_a_public_name_may_not_lead_to_loopback_even_with_stand_ins() -> None:
    """Loopback is for names that say so."""
    with pytest.raises(PrivateAddressError):
        await FixedResolver(["127.0.0.1"], allow_loopback=True).resolve("cdn.example.com", 443)
    found = await FixedResolver(["127.0.0.1"], allow_loopback=True).resolve("localhost", 443)
    assert found[0]["host"] == "127.0.0.1"


async def test_the_system_resolver_is_guarded() -> None:
    """A real look-up of localhost is refused."""
    with pytest.raises(PrivateAddressError):
        await GuardedResolver(allow_loopback=False).resolve("localhost", 443)


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/", "http://rebound.example.com:{port}/"])
async def test_no_socket_opens_to_a_private_address(aiohttp_server, url) -> None:
    """A literal, which no resolver sees, and a name rebound after the check are both stopped at the socket."""
    asked = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response()

    app = web.Application()
    app.router.add_get("/", answer)
    server = await aiohttp_server(app)
    async with guarded_session(allow_loopback=False, resolver=CarelessResolver(["127.0.0.1"])) as session:
        with pytest.raises(aiohttp.ClientConnectorError) as refusal:
            await session.get(url.format(port=server.port))
    assert isinstance(refusal.value.os_error, PrivateAddressError)
    assert not asked
