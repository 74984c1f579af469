"""A gateway that refuses, is down or answers nonsense: the card says it, and the story goes on or ends."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

import aiohttp
import pytest

from bot.demo.forms import asset_values, video_values
from bot.demo.local_slack import Hand, StoryError, has_button, local_slack
from bot.demo.stage import set_stage
from handlers import ids
from sandbox.providers import draw_portrait

MAYA, TOM, CHANNEL = "U0MAYA", "U0TOM", "C0FILM"
ASSETS, VIDEOS = "/v1/video/assets", "/v1/video/generations"
FAULTS = ("401", "402", "429", "503", "html", "garbage", "empty", "unknown_status", "lost")
KEY = "does not accept our key"
CREDIT = "no credit left"


@dataclass
class Trouble:
    """The stage with a hand on the gateway's faults, and on every text that a card ever had."""

    slack: object
    session: aiohttp.ClientSession
    stage: object

    async def order(self, method, path, *faults, times=1):
        rules = [{"fault": f, "method": method, "path": path, "times": times} for f in faults]
        async with self.session.post(
            f"{self.stage.gateways_url}/_local/faults", json={"rules": rules}
        ) as answer:
            assert answer.status == 200, await answer.text()

    async def none_left(self):
        async with self.session.get(f"{self.stage.gateways_url}/_local/faults") as answer:
            return not (await answer.json())["rules"]

    async def made(self, path):
        async with self.session.get(f"{self.stage.gateways_url}/_local/journal") as answer:
            requests = (await answer.json())["requests"]
        return sum(1 for r in requests if (r["method"], r["path"]) == ("POST", path) and r["made"])

    async def texts(self):
        """Every text that the bot posted or edited, oldest first."""
        async with self.session.get(
            f"{self.stage.slack_url}/_local/journal", params={"after": "0"}
        ) as answer:
            entries = (await answer.json())["entries"]
        methods = ("chat.postMessage", "chat.update")
        return [e["args"].get("text") or "" for e in entries if e["kind"] == "api" and e["method"] in methods]

    async def see(self, *words, count=1, seconds=20):
        """Wait until so many texts hold all these words."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = [text for text in await self.texts() if all(word in text for word in words)]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.1)
        raise StoryError(f"never seen: {words}; cards: {(await self.texts())[-12:]}")


async def add(trouble, name, count=1):
    """Maya adds pictures of nobody real."""
    maya = Hand(trouble.slack, MAYA)
    picture = draw_portrait("Rachel", sum(name.encode()))
    files = [await trouble.slack.upload(MAYA, f"{n}.jpg", picture, "image/jpeg") for n in range(count)]
    await maya.command(CHANNEL, "/asset")
    view = await maya.open_view()
    values = asset_values(view, files=files, name=name, who="nobody", channel=CHANNEL)
    assert (await maya.submit(view, values))["response_action"] is None


async def make(trouble, prompt):
    """Tom asks for a video without assets, which nobody need approve, in his own chat with the bot."""
    tom = Hand(trouble.slack, TOM)
    await tom.command(CHANNEL, f"/video {prompt}")
    view = await tom.open_view()
    values = video_values(view, model="byteplus/seedance-2.0-fast", seconds=4, resolution="480p")
    nowhere = {"type": "conversations_select", "selected_conversation": None}
    values[ids.FIELD_CHANNEL] = {ids.INPUT: nowhere}
    assert (await tom.submit(view, values))["response_action"] is None


@pytest.mark.slow
async def test_trouble_at_the_gateway_is_told_and_the_story_goes_on_or_ends(tmp_path):
    """Every fault, at uploads, reviews, starts and looks at videos."""
    async with (
        set_stage(tmp_path, review_seconds=0.4, video_seconds=1) as stage,
        local_slack(stage.slack_url) as slack,
        aiohttp.ClientSession() as session,
    ):
        trouble = Trouble(slack, session, stage)
        await uploads(trouble)
        await reviews(trouble)
        await videos(trouble)


async def uploads(trouble):
    """Nine files, each with a fault of its own: two are refused for good, seven are ready, none is there twice."""
    await trouble.order("POST", ASSETS, *FAULTS)
    await add(trouble, "house", count=9)
    await trouble.see("@house", "ready for videos")
    told = await trouble.see(*(f"@house-{n}" for n in range(2, 10)), KEY, CREDIT)
    assert told[-1].count("Not accepted at") == 2
    assert await trouble.made(ASSETS) == 7


async def reviews(trouble):
    """The card tells of the trouble while it lasts; then all is ready."""
    await trouble.order("GET", f"{ASSETS}/*", *FAULTS, times=3)
    await add(trouble, "street", count=3)
    await trouble.see("@street", "does not answer at the moment")
    await trouble.see("@street", "@street-2", "@street-3", "ready for videos")
    assert await trouble.none_left()


async def videos(trouble):
    """Nothing paid is begun twice: what is refused ends, what is busy goes on, what is lost is asked about."""
    await trouble.order("POST", VIDEOS, "401", "503", "lost", "unknown_status")
    await trouble.order("GET", f"{VIDEOS}/*", *FAULTS)
    for n in range(4):
        await make(trouble, f"a house by the sea, take {n}")
    await trouble.see("there will be no video", KEY)
    await trouble.see("did not answer when it was to start")
    await trouble.see("does not answer at the moment", "take")
    await trouble.see("your video is done", count=2)
    tom = Hand(trouble.slack, TOM)
    asked = await tom.see(has_button(ids.ACTION_VIDEO_TRY_AGAIN), "the question")
    await tom.press(asked, ids.ACTION_VIDEO_TRY_AGAIN)
    await trouble.see("your video is done", count=3)
    # The lost one was begun, too: Tom said that it was not.
    assert await trouble.made(VIDEOS) == 4
