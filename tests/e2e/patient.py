"""People who try again when the bot does not answer, as people do."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import aiohttp

from bot.demo.forms import asset_values, video_values
from bot.demo.local_slack import Hand, LocalSlack, StoryError, buttons, has_button, says
from bot.demo.phone import Phone, read_qr
from handlers import ids
from sandbox.providers import draw_portrait

MAYA, RACHEL, TOM, CHANNEL = "U0MAYA", "U0RACHEL", "U0TOM", "C0FILM"
PROMPT = "@rachel waves"
TROUBLE = (StoryError, aiohttp.ClientError, TimeoutError, OSError)


@dataclass(frozen=True)
class PatientStory:
    """The main story, each act repeated until it shows."""

    slack: LocalSlack
    phone: Phone
    gateways_url: str
    seconds: float = 90
    pressed: list[str] = field(default_factory=list)

    async def tell(self) -> None:
        picture = await asyncio.to_thread(draw_portrait, "Rachel", 1)
        file = await self.slack.upload(MAYA, "rachel.jpg", picture, "image/jpeg")
        await self._until(self._sees(MAYA, says("@rachel")), lambda: self._add_asset(file))
        await self._until(self._sees(MAYA, has_button(ids.ACTION_VIDEO_WITH_ASSET)), self._consent)
        await self._until(self._sees(TOM, says("@rachel", "waves"), CHANNEL), self._ask)
        await self._until(self._sees(TOM, has_film), self._answer_everything)

    async def _until(self, reached, act) -> None:
        end = time.monotonic() + self.seconds
        while time.monotonic() < end:
            try:
                if await reached():
                    return
                await act()
            except TROUBLE:
                pass
            for _ in range(10):
                await asyncio.sleep(0.2)
                if await reached():
                    return
        raise StoryError(f"never reached: {act}")

    def _sees(self, user, test, channel=None):
        async def look() -> bool:
            async for found in Hand(self.slack, user).messages():
                if channel in (None, found.channel) and test(found.message):
                    return True
            return False

        return look

    async def _add_asset(self, file: str) -> None:
        maya = Hand(self.slack, MAYA)
        await maya.command(CHANNEL, "/asset")
        view = await maya.open_view(2)
        block = next(b for b in view["blocks"] if b.get("block_id") == ids.FIELD_WHO)
        option = next(o for o in block["element"]["options"] if o["value"] == "member")
        who = {"type": "radio_buttons", "action_id": ids.ACTION_WHO, "selected_option": option}
        view = await maya.change(view, ids.FIELD_WHO, who, asset_values(view))
        values = asset_values(
            view, files=[file], name="rachel", member=RACHEL, purpose="A test", channel=CHANNEL
        )
        await maya.submit(view, values)

    async def _consent(self) -> None:
        """Scan the code and go through with it, from wherever the page stands."""
        asked = await Hand(self.slack, RACHEL).see(has_button(ids.ACTION_CONSENT_OPEN), "the DM", 5)
        image = next(b for b in asked.message["blocks"] if b["type"] == "image" and "QR" in b["alt_text"])
        page = await self.phone.open(read_qr(await self.slack.file(image["slack_file"]["id"])))
        if page.screen in ("ask", "scan"):
            check = await self.phone.press(page, "/agree")
            if check.screen is None:
                await self.phone.press(check, "", outcome="pass")

    async def _ask(self) -> None:
        tom = Hand(self.slack, TOM)
        await tom.command(CHANNEL, f"/video {PROMPT}")
        view = await tom.open_view(2)
        await tom.submit(view, video_values(view, channel=CHANNEL))

    async def _answer_everything(self) -> None:
        """Press what waits: approvals, and the question after a lost answer."""
        for user, action in (
            (RACHEL, ids.ACTION_APPROVE_ONCE),
            (MAYA, ids.ACTION_APPROVE_ONCE),
            (TOM, ids.ACTION_VIDEO_TRY_AGAIN),
        ):
            hand = Hand(self.slack, user)
            async for found in hand.messages():
                if any(b["action_id"] == action for b in buttons(found.message)):
                    await hand.press(found, action)
                    self.pressed.append(action)
                    break


def has_film(message) -> bool:
    files = [*(message.get("files") or []), *(message.get("permalink_files") or [])]
    return any(file["mimetype"] == "video/mp4" for file in files)


async def messages_of_bot(slack: LocalSlack, users=(MAYA, RACHEL, TOM)) -> list[tuple[str, str]]:
    """(channel, text) of every message that the bot posted and these people see, each message once."""
    seen = {}
    for user in users:
        async for found in Hand(slack, user).messages():
            if found.message.get("bot_id") and not found.message.get("ephemeral"):
                seen[found.channel, found.message["ts"]] = found.message.get("text") or ""
    return [(channel, text) for (channel, _), text in seen.items()]


async def paid_starts(session: aiohttp.ClientSession, gateways_url: str) -> int:
    """How many generations the gateway accepted."""
    async with session.get(f"{gateways_url}/_local/journal") as answer:
        requests = (await answer.json())["requests"]
    return sum(
        1 for r in requests if r["method"] == "POST" and r["path"] == "/v1/video/generations" and r["made"]
    )
