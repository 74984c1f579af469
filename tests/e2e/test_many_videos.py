"""Twenty videos at once in one channel: it stays quiet, keeps Slack's limits, and every card ends as its video did."""

from __future__ import annotations

import asyncio
import time
from collections import Counter

import pytest

from bot.demo.forms import video_values
from bot.demo.local_slack import Hand, local_slack
from bot.demo.stage import set_stage
from sandbox.providers import draw_portrait
from tests.e2e.patient import has_film
from tests.e2e.test_bad_input import CHANNEL, MAYA, Maya

VIDEOS = 20
EDITS_A_MINUTE = 50
LONGEST_S = 300


@pytest.mark.slow
@pytest.mark.long
async def test_twenty_videos_at_once_keep_a_channel_quiet(tmp_path):
    """At most two posts each, at most 50 edits in any minute, none refused, and no card left behind."""
    async with (
        set_stage(tmp_path, review_seconds=0.3, video_seconds=4) as stage,
        local_slack(stage.slack_url) as slack,
    ):
        maya = Maya(slack)
        picture = await slack.upload(MAYA, "office.jpg", draw_portrait("Rachel", 1), "image/jpeg")
        await maya.send(await maya.form(), name="office", files=[picture])
        await maya.ready("office")
        for number in range(VIDEOS):
            await ask(maya.hand, f"@office, take number {number}.")
        posted, cards = await all_posted(maya.hand)
        made = await calls(slack)
    in_channel = [
        call for call in made if call["method"] == "chat.postMessage" and call["args"]["channel"] == CHANNEL
    ]
    assert len(posted) == VIDEOS
    assert len(cards) == VIDEOS
    threads = Counter(call["args"].get("thread_ts") or call["answer"]["ts"] for call in in_channel)
    assert {card: threads[card] for card in cards if threads[card] > 2} == {}
    assert all(is_done(text) for text in cards.values()), cards
    edits = sorted(call["at"] for call in made if call["method"] == "chat.update")
    assert most_in_a_minute(edits) <= EDITS_A_MINUTE
    assert not [call for call in made if call["status"] == 429]


async def ask(hand: Hand, prompt: str) -> None:
    await hand.command(CHANNEL, f"/video {prompt}")
    view = await hand.open_view()
    answer = await hand.submit(view, video_values(view, channel=CHANNEL))
    assert answer.get("response_action") != "errors", answer


async def all_posted(hand: Hand):
    """The films in the channel's threads and the cards' last texts, once nothing changes any more."""
    end, before = time.monotonic() + LONGEST_S, None
    while time.monotonic() < end:
        await asyncio.sleep(3)
        found = [one async for one in hand.messages() if one.channel == CHANNEL]
        films = {one.message["ts"] for one in found if has_film(one.message)}
        cards = {
            one.message["ts"]: one.message["text"]
            for one in found
            if not has_film(one.message) and "take number" in one.message.get("text", "")
        }
        now = (films, cards)
        if len(films) == VIDEOS and now == before:
            return now
        before = now
    raise AssertionError(f"{before and len(before[0])} of {VIDEOS} videos were posted in time")


async def calls(slack):
    """What the bot asked of Slack."""
    async with slack.session.get(f"{slack.url}/_local/journal") as answer:
        entries = (await answer.json())["entries"]
    return [entry for entry in entries if entry["kind"] == "api"]


def most_in_a_minute(moments: list[float]) -> int:
    return max((sum(start <= at < start + 60 for at in moments) for start in moments), default=0)


def is_done(text: str) -> bool:
    return "Done. The video is in the thread." in text
