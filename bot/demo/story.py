"""The story: a picture, a yes, a face check, a review, a video, a second picture, and a yes taken back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from bot.demo.forms import asset_values, form_values, video_values
from bot.demo.local_slack import Found, Hand, Json, LocalSlack, StoryError, Test, has_button, says
from bot.demo.phone import Phone, read_qr
from bot.demo.transcript import Transcript
from handlers import ids
from providers.profile import Profile, Verification
from sandbox.providers import draw_portrait

MAYA, RACHEL, TOM, ADA = "U0MAYA", "U0RACHEL", "U0TOM", "U0ADA"
_NAMES = {RACHEL: "Rachel", ADA: "Ada"}
CHANNEL = "C0FILM"


@dataclass(frozen=True, kw_only=True)
class Story:
    slack: LocalSlack
    phone: Phone
    transcript: Transcript
    profile: Profile

    def hand(self, user: str) -> Hand:
        return Hand(self.slack, user)

    async def tell(self, save_to: Path) -> Path:
        """Play every act; the saved MP4."""
        await self.add_asset("rachel", seed=1, purpose="Teaser for the autumn launch, on our own site")
        await self.consent(RACHEL)
        await self.see_ready("rachel")
        await self.ask_for_video("@rachel walks into the office, puts down her bag and smiles")
        await self.approvals()
        saved = await self.see_posted(save_to)
        await self.second_picture()
        await self.taken_back()
        return saved

    async def consent(self, user: str) -> None:
        if self.profile.verification is Verification.NONE:
            await self.consent_by_button(user, "gets a DM, and presses “I agree” in it")
        else:
            await self.consent_by_qr(user)

    async def add_asset(self, name: str, *, seed: int, purpose: str, member: str = RACHEL) -> None:
        self.transcript.say(f"Maya types /asset in #film-launch and fills in the form for @{name}")
        maya = self.hand(MAYA)
        picture = draw_portrait(_NAMES[member], seed)
        file = await self.slack.upload(MAYA, f"{name}.jpg", picture, "image/jpeg")
        await maya.command(CHANNEL, "/asset")
        view = await maya.open_view()
        view = await maya.change(view, ids.FIELD_WHO, self._who(view, "member"), asset_values(view))
        values = asset_values(
            view,
            files=[file],
            name=name,
            member=member,
            purpose=purpose,
            provider=self.profile.name,
            channel=CHANNEL,
        )
        await self._sent(maya, view, values)
        await maya.see(says(f"@{name}"), f"the card of @{name}")

    def _who(self, view: Json, value: str) -> Json:
        block = next(b for b in view["blocks"] if b.get("block_id") == ids.FIELD_WHO)
        option = next(o for o in block["element"]["options"] if o["value"] == value)
        return {"type": "radio_buttons", "action_id": ids.ACTION_WHO, "selected_option": option}

    async def _sent(self, hand: Hand, view: Json, values: Json) -> None:
        answer = await hand.submit(view, values)
        if answer.get("response_action") == "errors":
            raise StoryError(f"the form was refused: {answer['errors']}")

    async def consent_by_qr(self, user: str) -> None:
        name = _NAMES[user]
        self.transcript.say(f"{name} gets a DM, and scans the QR code in it with her phone")
        asked = await self.hand(user).see(has_button(ids.ACTION_CONSENT_OPEN), f"the DM to {name}")
        await self.transcript.look()
        link = read_qr(await self._picture(asked, "qr"))
        self.transcript.say(f"The code says {link}")
        page = await self.phone.open(link)
        self.transcript.say(f"The consent page is open ({page.screen}); {name} presses “I agree”")
        done = await self.phone.agree_and_pass(link)
        if done.screen != "done":
            raise StoryError(f"the phone ended at {done.screen} ({done.status})")
        self.transcript.say("The face check is passed, and the phone shows that it is done")

    async def consent_by_button(self, user: str, words: str) -> None:
        """Where no face has to be scanned, the DM's own button is enough."""
        hand, name = self.hand(user), _NAMES[user]
        asked = await hand.see(has_button(ids.ACTION_CONSENT_APPROVE), f"the DM to {name}")
        await self.transcript.look()
        self.transcript.say(f"{name} {words}")
        await hand.press(asked, ids.ACTION_CONSENT_APPROVE)

    async def _picture(self, found: Found, word: str) -> bytes:
        """The picture of a message whose description has this word."""
        for block in found.message["blocks"]:
            if block["type"] == "image" and word in block["alt_text"].casefold():
                return await self.slack.file(block["slack_file"]["id"])
        raise StoryError(f"no picture of {word} in: {found.message.get('text')}")

    async def see_ready(self, name: str) -> None:
        self.transcript.say("The gateway reviews the picture")
        maya = self.hand(MAYA)
        with self.transcript.waiting("in review …"):
            await maya.see(has_button(ids.ACTION_VIDEO_WITH_ASSET), f"@{name} to be ready", 60)
        await self.transcript.look()

    async def ask_for_video(self, prompt: str) -> None:
        self.transcript.say(f"Tom types /video {prompt}")
        tom = self.hand(TOM)
        await tom.command(CHANNEL, f"/video {prompt}")
        view = await tom.open_view()
        view = await self._at_this_gateway(tom, view)
        await self._sent(tom, view, video_values(view, channel=CHANNEL))

    async def _at_this_gateway(self, hand: Hand, view: Json) -> Json:
        """Choose the gateway where the form offers several; the form changes with it."""
        block = next((b for b in view["blocks"] if b.get("block_id") == ids.FIELD_PROVIDER), None)
        if block is None or block["element"].get("initial_option", {}).get("value") == self.profile.name:
            return view
        option = next(o for o in block["element"]["options"] if o["value"] == self.profile.name)
        choice = {
            "type": "static_select",
            "action_id": block["element"]["action_id"],
            "selected_option": option,
        }
        return await hand.change(view, ids.FIELD_PROVIDER, choice, video_values(view))

    async def approvals(self) -> None:
        self.transcript.say("Rachel is asked for her nod to this very use; so is Maya, who owns the picture")
        for user, action, words in (
            (RACHEL, ids.ACTION_APPROVE_ONCE, "Rachel presses “Allow once”"),
            (MAYA, ids.ACTION_APPROVE_ALWAYS, "Maya presses “Always for this channel”"),
        ):
            hand = self.hand(user)
            asked = await hand.see(has_button(action), f"the question to {user}")
            await self.transcript.look()
            self.transcript.say(words)
            await hand.press(asked, action)

    async def see_posted(self, save_to: Path) -> Path:
        self.transcript.say("The gateway makes the video")
        tom = self.hand(TOM)
        with self.transcript.waiting("the video is being made …"):
            posted = await tom.see(_has_film, "the video in the thread", 120)
        film = _films(posted.message)[0]
        content = await self.slack.file(film["id"])
        await asyncio.to_thread(save_to.write_bytes, content)
        return save_to

    async def second_picture(self) -> None:
        self.transcript.say("A second picture of Rachel: her yes again, but no new face check")
        await self.add_asset("rachel-close-up", seed=2, purpose="Close-up for the same teaser")
        await self.consent_by_button(RACHEL, "presses “I agree” in the DM")
        maya = self.hand(MAYA)
        both = _ready_for("rachel-close-up")
        await maya.see(both, "@rachel-close-up to be ready", 60)

    async def taken_back(self) -> None:
        self.transcript.say("Ada is in a picture, too; she says yes, and later takes it back")
        await self.add_asset("ada", seed=3, purpose="A portrait for the same teaser", member=ADA)
        await self.consent(ADA)
        ada = self.hand(ADA)
        agreed = await ada.see(has_button(ids.ACTION_WITHDRAW), "Ada's way to take it back", 60)
        await self.hand(MAYA).see(_ready_for("ada"), "@ada to be ready", 60)
        await self.transcript.look()
        self.transcript.say("Ada presses “Take it back…” and confirms")
        await ada.press(agreed, ids.ACTION_WITHDRAW)
        view = await ada.open_view()
        await self._sent(ada, view, form_values(view))
        await ada.see(says("Everything that we can delete was deleted"), "Ada's receipt to be whole", 60)
        await self.hand(MAYA).see(says("@ada", "took the yes back"), "the card of @ada to say so", 60)


def _films(message: Json) -> list[Json]:
    files = [*(message.get("files") or []), *(message.get("permalink_files") or [])]
    return [file for file in files if file["mimetype"] == "video/mp4"]


def _has_film(message: Json) -> bool:
    return bool(_films(message))


def _ready_for(name: str) -> Test:
    button, named = has_button(ids.ACTION_VIDEO_WITH_ASSET), says(f"@{name}")
    return lambda message: button(message) and named(message)
