"""Nobody real, a member and somebody outside, each through every gateway."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from bot.demo.forms import asset_values
from bot.demo.local_slack import Hand, LocalSlack, buttons, has_button, local_slack, says
from bot.demo.phone import Phone, read_qr
from bot.demo.stage import bot_environment, free_port
from bot.manifest import manifest
from bot.run import run
from bot.settings import load_settings
from handlers import ids
from providers.profile import MediaKind, Verification
from providers.registry import PROVIDERS
from sandbox import providers as gateways
from sandbox import slack
from sandbox.providers import draw_portrait
from storage.model import Depiction

pytestmark = pytest.mark.slow

CLIP = b"\x00\x00\x00\x18ftypmp42 the first bytes of a clip"
PICTURE = draw_portrait("Rachel", 1)
RELEASE = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
MAYA, RACHEL, ADA, CHANNEL = "U0MAYA", "U0RACHEL", "U0ADA", "C0FILM"
PROFILES = {name: entry.profile for name, entry in PROVIDERS.items()}
CHECKING = [name for name, profile in PROFILES.items() if profile.verification is not Verification.NONE]
PICTURES_ONLY = [name for name, p in PROFILES.items() if MediaKind.VIDEO not in p.person_kinds]
DEPICTIONS = (Depiction.NOBODY, Depiction.MEMBER, Depiction.OUTSIDER)
CASES = [(name, depiction) for name in PROFILES for depiction in DEPICTIONS]


@dataclass(frozen=True)
class Town:
    """The running bot with every gateway on, its people, and its data folder."""

    slack: LocalSlack
    data: Path

    @property
    def maya(self) -> Hand:
        return Hand(self.slack, MAYA)

    @property
    def rachel(self) -> Hand:
        return Hand(self.slack, RACHEL)

    def rows(self, sql, *values):
        with closing(sqlite3.connect(self.data / "likeness.db")) as connection:
            return connection.execute(sql, values).fetchall()

    def registrations(self):
        """(asset's name, gateway) to status."""
        sql = (
            "SELECT a.name, r.provider, r.status FROM registrations r JOIN assets a ON a.id = r.asset_id"
            " WHERE a.status <> 'deleted'"
        )
        return {(name, provider): status for name, provider, status in self.rows(sql)}

    async def form(self, who=None):
        """The `/asset` form in front of Maya, once she said who is pictured."""
        await self.maya.command(CHANNEL, "/asset")
        view = await self.maya.open_view()
        return view if who is None else await self.choose(view, who)

    async def choose(self, view, who, **typed):
        (block,) = [b for b in view["blocks"] if b.get("block_id") == ids.FIELD_WHO]
        (option,) = [o for o in block["element"]["options"] if o["value"] == who]
        action = {"type": "radio_buttons", "action_id": ids.ACTION_WHO, "selected_option": option}
        return await self.maya.change(view, ids.FIELD_WHO, action, asset_values(view, **typed))

    async def send(self, view, name, *, content=None, file="a.jpg", mimetype="image/jpeg", **typed):
        """Submit the form for one picture; the answer."""
        picture = content or PICTURE
        files = [await self.slack.upload(MAYA, file, picture, mimetype)]
        given = {"files": files, "name": name, "channel": CHANNEL, "purpose": f"A film at {name}"} | typed
        return await self.maya.submit(view, asset_values(view, **given))

    async def ready(self, names, seconds=20):
        """Wait until each (asset's name, gateway) is active there."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.registrations()
            if all(found.get(name) == "active" for name in names):
                return
            await asyncio.sleep(0.1)
        raise AssertionError({name: found.get(name) for name in names})


@asynccontextmanager
async def town(folder, monkeypatch, **variables):
    """Everything in this process, over loopback sockets; None takes a variable away."""
    options = gateways.GatewayOptions(review_seconds=0.2, video_seconds=0.5, rate_limits=False)
    gateways_runner, gateways_url = await gateways.serve(0, options)
    slack_runner, slack_url = await slack.serve(
        0, slack.SlackOptions(manifest=manifest(), data_dir=folder / "slack", rate_limits=False)
    )
    environment = bot_environment(
        folder / "data", slack_url, gateways_url, free_port(), provider="pomex", http=False
    )
    keys = {profile.key_variable: "sk-key" for profile in PROFILES.values()}
    bases = {profile.base_variable: gateways_url for profile in PROFILES.values()}
    fast = {"LIKENESS_POLL_MIN_SECONDS": "0.1", "LIKENESS_POLL_MAX_SECONDS": "0.5"}
    admins = {"LIKENESS_ADMINS": ADA}
    for name, value in {**environment, **keys, **bases, **fast, **admins, **variables}.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    stop = asyncio.Event()
    bot = asyncio.create_task(run(load_settings(), stop))
    try:
        async with local_slack(slack_url) as local:
            await _connected(slack_runner.app[slack.WORKSPACE], bot)
            yield Town(local, folder / "data")
    finally:
        stop.set()
        await asyncio.wait({bot})
        await slack_runner.cleanup()
        await gateways_runner.cleanup()
    bot.result()


async def _connected(workspace, bot):
    async with asyncio.timeout(10):
        while not workspace.carrier._links and not bot.done():
            await asyncio.sleep(0.02)


def an_asset(provider, depiction):
    return f"{depiction}-{provider}"


async def ask(town_, provider, depiction):
    """Maya's form for one gateway and one kind of person."""
    name = an_asset(provider, depiction)
    view = await town_.form(depiction)
    person = {"member": RACHEL, "outsider": f"Sam of {provider}"}
    answer = await town_.send(view, name, provider=provider, **person)
    assert answer["response_action"] is None, (name, answer)


async def agree(town_, provider, depiction):
    """The pictured person's yes, with a face check wherever the gateway has one, else a signed release."""
    if depiction is Depiction.NOBODY:
        return
    if depiction is Depiction.OUTSIDER and provider not in CHECKING:
        await release(town_, provider)
        return
    mine = says(f"A film at {an_asset(provider, depiction)}")
    if provider not in CHECKING:
        approve = has_button(ids.ACTION_CONSENT_APPROVE)
        asked = await town_.rachel.see(lambda m: mine(m) and approve(m), f"the DM of {provider}")
        await town_.rachel.press(asked, ids.ACTION_CONSENT_APPROVE)
        return
    if depiction is Depiction.MEMBER:
        page = has_button(ids.ACTION_CONSENT_OPEN)
        asked = await town_.rachel.see(lambda m: mine(m) and page(m), f"the DM of {provider}")
        (link,) = [b["url"] for b in buttons(asked.message) if b["action_id"] == ids.ACTION_CONSENT_OPEN]
    else:
        link = await handed_over(town_, f"Sam of {provider}")
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        done = await Phone(browser).agree_and_pass(link)
    assert done.screen == "done", (provider, depiction, done.screen)


async def release(town_, provider):
    """Ada, an admin, attaches what somebody outside has signed."""
    ada = Hand(town_.slack, ADA)
    mine, attach = says(an_asset(provider, Depiction.OUTSIDER)), has_button(ids.ACTION_ENDORSE_RELEASE)
    asked = await ada.see(lambda m: mine(m) and attach(m), f"the DM about {provider}")
    await ada.press(asked, ids.ACTION_ENDORSE_RELEASE)
    view = await ada.open_view()
    file = await town_.slack.upload(ADA, "release.pdf", RELEASE, "application/pdf")
    answer = await ada.submit(view, asset_values(view, release=[file]))
    assert answer["response_action"] is None, answer


async def handed_over(town_, person):
    """The link in the code that Maya hands to somebody outside."""

    def codes(message):
        return [
            block["slack_file"]["id"]
            for block in message.get("blocks") or []
            if block["type"] == "image" and "qr" in block["alt_text"].casefold()
        ]

    named = says(person)
    asked = await town_.maya.see(lambda m: named(m) and bool(codes(m)), f"the code for {person}")
    return read_qr(await town_.slack.file(codes(asked.message)[0]))


async def test_everybody_goes_through_every_gateway(tmp_path, monkeypatch):
    """From the form to an active registration; what is not allowed is said on the form."""
    async with town(tmp_path, monkeypatch) as here:
        await what_a_gateway_does_not_take_is_said(here)
        for provider, depiction in CASES:
            await ask(here, provider, depiction)
        releases = [case for case in CASES if case[1] is Depiction.OUTSIDER and case[0] not in CHECKING]
        others = (agree(here, *case) for case in CASES if case not in releases)
        await asyncio.gather(*others, one_by_one(here, releases))
        await here.ready([(an_asset(*case), case[0]) for case in CASES])
        consents = here.rows("SELECT count(*) FROM consents WHERE ended_at IS NULL")
        assert consents == [(len([case for case in CASES if case[1] is not Depiction.NOBODY]),)]


async def one_by_one(here, cases):
    """Ada has one form open at a time."""
    for case in cases:
        await agree(here, *case)


async def what_a_gateway_does_not_take_is_said(here):
    """It is not offered, with its reason; chosen all the same, its sentence stands at the field."""
    view = await here.form(Depiction.MEMBER)
    clip = {"content": CLIP, "file": "rachel.mp4", "mimetype": "video/mp4"}
    for provider in PICTURES_ONLY:
        answer = await here.send(view, "refused", member=RACHEL, provider=provider, **clip)
        assert "no clip of a real person" in answer["errors"][ids.FIELD_PROVIDER]
    files = [await here.slack.upload(MAYA, "rachel.mp4", CLIP, "video/mp4")]
    view = await here.choose(await here.maya.open_view(), Depiction.SELF, files=files)
    assert offered(view) == set(PROFILES) - set(PICTURES_ONLY)
    assert all(PROFILES[name].title in small_print(view) for name in PICTURES_ONLY)
    await here.maya.close(view)


def offered(view):
    (block,) = [b for b in view["blocks"] if b.get("block_id") == ids.FIELD_PROVIDER]
    return {option["value"] for option in block["element"]["options"]}


def small_print(view):
    contexts = [block for block in view["blocks"] if block["type"] == "context"]
    return " ".join(element["text"] for block in contexts for element in block["elements"])


async def test_without_a_public_address_files_go_in_by_the_gateways_own_uploads(tmp_path, monkeypatch):
    """Nobody real at APIMart, a member by the DM's button at JimmyAI; the rest names the setting."""
    async with town(tmp_path, monkeypatch, LIKENESS_PUBLIC_URL=None) as here:
        view = await here.form(Depiction.NOBODY)
        assert offered(view) == {name for name, profile in PROFILES.items() if profile.hosts_files}
        assert "LIKENESS_PUBLIC_URL" in small_print(view)
        answer = await here.send(view, "house", provider="apimart")
        assert answer["response_action"] is None
        await ask(here, "jimmyai", Depiction.MEMBER)
        await agree(here, "jimmyai", Depiction.MEMBER)
        await here.ready([("house", "apimart"), (an_asset("jimmyai", Depiction.MEMBER), "jimmyai")])
        uploads = here.rows("SELECT count(*) FROM ledger WHERE kind = 'media_uploaded'")
        assert uploads == [(2,)]
        await the_rest_names_the_setting(here)


async def the_rest_names_the_setting(here):
    """A face check at the gateway's field; a gateway without an upload of its own beside the menu."""
    view = await here.form()
    assert PROFILES["kyyvideo2"].title in small_print(view)
    answer = await here.send(view, "refused", who=Depiction.MEMBER, provider="apimart")
    assert "LIKENESS_PUBLIC_URL" in answer["errors"][ids.FIELD_PROVIDER]
    await here.maya.close(view)


async def test_a_face_check_counts_although_the_browser_never_comes_back(tmp_path, monkeypatch):
    """APIMart is asked with the session's token from the moment the phone was sent to its page."""
    async with town(tmp_path, monkeypatch) as here:
        await ask(here, "apimart", Depiction.MEMBER)
        page = has_button(ids.ACTION_CONSENT_OPEN)
        asked = await here.rachel.see(page, "the DM to Rachel")
        (link,) = [b["url"] for b in buttons(asked.message) if b["action_id"] == ids.ACTION_CONSENT_OPEN]
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            phone = Phone(browser)
            check = await phone.press(await phone.open(link), "/agree")
            (address,) = check.forms()
            async with browser.post(address, data={"outcome": "pass"}, allow_redirects=False) as passed:
                assert passed.status == 302
        await here.ready([(an_asset("apimart", Depiction.MEMBER), "apimart")])
