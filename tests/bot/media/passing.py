"""A process that passes a large picture in and a large video out with the bot's own parts, and weighs itself.

Its arguments: the site's address and a folder. It prints one JSON object per line; after `serving` it waits for
a line on its standard input.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
from pathlib import Path

from aiohttp import web

import bot.parts  # noqa: F401  what the running bot has loaded
from bot.media.address import guarded_session
from bot.media.fetch import fetch_link, fetch_slack_file
from bot.media.inspect import inspect, poster
from bot.media.serve import media_response
from bot.media.store import MediaStore
from handlers.slack.client import create_slack_client
from handlers.slack.session import open_slack_session
from providers.profile import MediaKind, MediaLimits
from storage.model import Media, MediaStatus

LIMITS = {MediaKind.IMAGE: MediaLimits(formats=("jpeg", "png"), max_bytes=30_000_000, max_side=6000)}
PICTURE, VIDEO = "m_aaaaaaaaaaaa", "m_bbbbbbbbbbbb"
MOST = 1 << 28


def memory(field: str) -> int:
    """Kilobytes of this process by the kernel's account."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field))


def forget_peak() -> None:
    """Let the kernel's account of the peak start anew."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def say(**told: object) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


async def picture_in(store: MediaStore, url: str, name: str) -> None:
    """From Slack, through the child, into the store."""
    async with guarded_session(allow_loopback=True) as session, store.staging() as folder:
        raw = folder / "raw"
        await fetch_slack_file(session, f"{url}/{name}", "xoxb-1", raw, max_bytes=MOST, slack_url=url)
        found = await inspect(raw, LIMITS, folder)
        await store.place(PICTURE, found.path)


async def served(store: MediaStore) -> None:
    """Until whoever fetches it is done."""

    async def answer(_request: web.Request) -> web.StreamResponse:
        fields = {"kind": "image", "content_type": "image/jpeg", "source_sealed": "", "created_at": 0}
        media = Media(id=PICTURE, team_id="T", status=MediaStatus.READY, **fields)
        return await media_response(store, media)

    app = web.Application()
    app.router.add_get("/media", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    say(serving=f"http://127.0.0.1:{runner.addresses[0][1]}/media")
    await asyncio.to_thread(sys.stdin.readline)
    await runner.cleanup()


async def video_out(store: MediaStore, url: str, name: str) -> None:
    """From the gateway, through the child, into the store and on to Slack."""
    async with guarded_session(allow_loopback=True) as session, store.staging() as folder:
        raw = folder / "raw"
        await fetch_link(session, f"{url}/{name}", raw, max_bytes=MOST, allow_loopback=True)
        await poster(raw, folder)
        await store.place(VIDEO, raw)
    async with open_slack_session() as session:
        slack = create_slack_client("xoxb-1", f"{url}/api/", session)
        await slack.upload(store.path(VIDEO), filename="video.mp4", title="video", alt_txt="")


async def main(url: str, folder: Path) -> None:
    store = MediaStore(folder)
    await store.start()
    await picture_in(store, url, "small.jpg")
    await video_out(store, url, "small.mp4")
    idle = memory("VmRSS")
    await asyncio.to_thread(forget_peak)
    await picture_in(store, url, "large.jpg")
    await served(store)
    await video_out(store, url, "large.mp4")
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    say(idle_kb=idle, peak_kb=memory("VmHWM"), child_peak_kb=children)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
