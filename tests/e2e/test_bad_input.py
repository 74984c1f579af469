"""What is wrong with a form, told where it can be mended: at its field, or later by a private word with *Fix*."""

from __future__ import annotations

from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

from bot.demo.forms import asset_values
from bot.demo.local_slack import Hand, has_button, local_slack, says
from bot.demo.stage import free_port, set_stage
from handlers import ids
from sandbox.providers import draw_portrait

MAYA, CHANNEL, SECRET = "U0MAYA", "C0FILM", "C0SECRET"
PAGE = b"<!doctype html><html><body>Sign in to see this picture</body></html>"
BROKEN = draw_portrait("Rachel", 1)[:2000]


@asynccontextmanager
async def website():
    """A site on loopback with a page where a picture was promised, and with a picture."""
    app = web.Application()

    async def page(_):
        return web.Response(body=PAGE, content_type="text/html")

    async def picture(request):
        body = draw_portrait("Rachel", int(request.match_info["seed"]))
        return web.Response(body=body, content_type="image/jpeg")

    app.add_routes([web.get("/page.jpg", page), web.get("/good{seed}.jpg", picture)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


class Maya:
    """Maya at the local workspace, adding assets of nobody real."""

    def __init__(self, slack):
        self.slack, self.hand = slack, Hand(slack, MAYA)

    async def form(self):
        await self.hand.command(CHANNEL, "/asset")
        return await self.hand.open_view()

    async def send(self, view, **typed):
        values = asset_values(view, **{"who": "nobody", "channel": CHANNEL} | typed)
        return await self.hand.submit(view, values)

    async def refused(self, name, *words):
        """The private message about that asset."""
        fix = has_button(ids.ACTION_ASSET_FIX)
        named = says(f"@{name}", *words)
        return await self.hand.see(lambda m: fix(m) and named(m), f"the word about @{name}")

    async def ready(self, name):
        await self.hand.see(says(f"@{name}", "Ready at"), f"@{name} to be ready", 25)


async def test_what_is_wrong_is_told_where_it_can_be_mended(tmp_path):
    """Three bad files get a private word with Fix; the form opens as it was sent, and mended it goes on."""
    async with (
        set_stage(tmp_path, review_seconds=0.4) as stage,
        local_slack(stage.slack_url) as slack,
        website() as site,
    ):
        maya = Maya(slack)
        await at_the_field(maya, site)
        broken = await slack.upload(MAYA, "broken.jpg", BROKEN, "image/jpeg")
        await maya.send(await maya.form(), name="page", link=f"{site}/page.jpg")
        await maya.send(await maya.form(), name="gone", link=f"http://127.0.0.1:{free_port()}/x.jpg")
        await maya.send(await maya.form(), name="broken", files=[broken])
        page = await maya.refused("page", "web page")
        await maya.refused("gone", "could not be opened")
        damaged = await maya.refused("broken", "damaged")
        await fixed(maya, page, "page", link=f"{site}/good2.jpg")
        good = await slack.upload(MAYA, "good.jpg", draw_portrait("Rachel", 3), "image/jpeg")
        await fixed(maya, damaged, "broken", files=[good])
        await somebody_else_cannot_fix(slack, stage)
        for name in ("page", "broken"):
            await maya.ready(name)


async def at_the_field(maya, site):
    """A private channel without the bot is refused at its field, and good once it was invited."""
    view = await maya.form()
    answer = await maya.send(view, name="secret", link=f"{site}/good1.jpg", channel=SECRET)
    assert "/invite" in answer["errors"][ids.FIELD_CHANNEL]
    answer = await maya.send(view, name="x" * 200, link=f"{site}/good1.jpg", channel=SECRET)
    assert "200" in answer["errors"][ids.FIELD_NAME]
    await maya.slack.post("invite", {"user": MAYA, "channel": SECRET, "invitee": "U0LIKENESS"})
    answer = await maya.send(view, name="secret", link=f"{site}/good1.jpg", channel=SECRET)
    assert answer["response_action"] is None
    answer = await maya.hand.command(CHANNEL, "/video " + "x" * 3_001)
    assert "3001" in answer["response"]["text"]
    await maya.ready("secret")


async def fixed(maya, word, name, **mended):
    """Press Fix, find everything kept, and send it with something better."""
    await maya.hand.press(word, ids.ACTION_ASSET_FIX)
    view = await maya.hand.open_view()
    inputs = {b["block_id"]: b["element"] for b in view["blocks"] if b["type"] == "input"}
    assert inputs[ids.FIELD_NAME]["initial_value"] == name
    assert inputs[ids.FIELD_WHO]["initial_option"]["value"] == "nobody"
    assert inputs[ids.FIELD_CHANNEL]["initial_conversation"] == CHANNEL
    answer = await maya.hand.submit(view, asset_values(view, **mended))
    assert answer["response_action"] is None


async def somebody_else_cannot_fix(slack, stage):
    """The word is Maya's alone: nobody else sees it."""
    async for found in Hand(slack, "U0TOM").messages():
        assert not has_button(ids.ACTION_ASSET_FIX)(found.message)
    async with aiohttp.ClientSession() as session, session.get(f"{stage.bot_url}/healthz") as health:
        assert health.status == 200
