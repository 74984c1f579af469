"""The event loop is never kept: no handler opens a file, looks a name up or sleeps in it."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from bot.demo.forms import asset_values, video_values
from handlers import ids
from tests.support import rows

ROOT = Path(__file__).parents[2]
OURS = tuple(str(ROOT / name) + "/" for name in ("bot", "handlers", "workflow", "providers", "storage"))
BLOCKING = (
    "open",
    "socket.connect",
    "socket.getaddrinfo",
    "subprocess.Popen",
    "time.sleep",
    "sqlite3.connect",
)
TOM = "U0TOM"


class Watch:
    """Notes what blocks in the loop's own thread and was called by us; an audit hook can never be removed."""

    def __init__(self):
        self.on, self.seen, self.thread = False, [], threading.get_ident()
        sys.addaudithook(self.hook)

    def hook(self, event, arguments):
        if not self.on or event not in BLOCKING or threading.get_ident() != self.thread:
            return
        frame = sys._getframe(1)
        while frame is not None:
            if frame.f_code.co_filename.startswith(OURS) and "/demo/" not in frame.f_code.co_filename:
                self.seen.append(f"{event} {arguments[:1]} by {frame.f_code.co_filename}:{frame.f_lineno}")
                return
            frame = frame.f_back


@pytest.fixture(name="watch", scope="module")
def _watch():
    return Watch()


async def everything(office):
    """One of each: commands, forms with their changes and errors, buttons, searches, in three languages."""
    for user, locale in ((rows.MAYA, "en-US"), (TOM, "zh-CN"), ("U0WEI", "zh-TW")):
        office.be(user, locale=locale)
        for text in ("/asset list", "/asset rachel", "/asset nobody", "/likeness help"):
            await office.command(text, user=user)
        await office.press(user, ids.ACTION_APPROVE_ONCE, "v1.y_zzzzzzzzzzzz")
        view = await office.asset_form(user)
        typed = {"member": rows.RACHEL, "purpose": "A film", "channel": rows.CHANNEL}
        files = [await office.picture(user)]
        for name in ("", "x" * 200, f"new-{user.lower()}"):
            await office.hand(user).submit(view, asset_values(view, files=files, name=name, **typed))
        await office.command("/video @rachel waves", user=user)
        view = await office.hand(user).open_view()
        await office.hand(user).submit(view, video_values(view, channel=rows.CHANNEL))


async def test_no_handler_blocks_the_loop(office, watch):
    """Files and the database are read in threads, texts before the first request."""
    await office.add(*rows.request_rows())
    watch.on = True
    try:
        await everything(office)
    finally:
        watch.on = False
    assert watch.seen == []
    assert len(await office.videos()) == 3
