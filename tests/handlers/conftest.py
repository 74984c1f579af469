"""An office: the app's own dispatch between the real storage and the local Slack, as its people use it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.demo.forms import asset_values
from bot.demo.local_slack import Hand, LocalSlack
from bot.manifest import manifest
from handlers import ids
from handlers.app import create_app
from handlers.slack.client import create_slack_client
from handlers.slack.session import open_slack_session
from handlers.surface import Surface
from providers.pomex_profile import PROFILE as POMEX
from sandbox.slack import WORKSPACE, SlackOptions, serve
from sandbox.slack.delivery.ack import FAILED, Ack
from sandbox.slack.delivery.http import encode, signature
from sandbox.slack.model.people import Person
from sandbox.slack.workspace import Workspace
from storage import open_storage
from storage.changes import Put, change
from storage.face import Storage
from tests.support import rows
from tests.support.slack_schema import assert_message, assert_view
from workflow.use_cases import Desk

SECRET = "a-signing-secret"
Json = dict[str, Any]


class Signed:
    """Carries what the workspace delivers into the app's dispatch, signed as Slack does."""

    def __init__(self) -> None:
        self.app: AsyncApp | None = None
        self.answers: list[BoltResponse] = []

    async def send(self, kind: Any, payload: Json, *, attempt: int = 0, reason: str = "") -> Ack:
        response = await self.dispatch(kind, payload)
        if response.status != 200:
            return Ack(error=FAILED)
        return Ack(body=_read(response.body))

    async def dispatch(self, kind: Any, payload: Json) -> BoltResponse:
        """One delivery; what the app answered."""
        body, content_type = encode(kind, payload)
        stamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(SECRET, stamp, body),
        }
        assert self.app is not None
        response = await self.app.async_dispatch(AsyncBoltRequest(body=body.decode(), headers=headers))
        self.answers.append(response)
        return response

    async def close(self) -> None:
        """Nothing is held."""


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text or None


@dataclass
class Office:
    """Everything that a test of the handlers looks at; `now` is the bot's clock, milliseconds UTC."""

    storage: Storage
    workspace: Workspace
    local: LocalSlack
    carrier: Signed
    surface: Surface
    clock: Clock

    def hand(self, user: str = rows.MAYA) -> Hand:
        return Hand(self.local, user)

    async def command(self, text: str, user: str = rows.MAYA, channel: str = rows.CHANNEL) -> Json:
        """Type a slash command; the private answer that came with its acknowledgement, if any."""
        answer = await self.hand(user).command(channel, text)
        return answer.get("response") or {}

    async def asset_form(self, user: str = rows.MAYA, who: str | None = "member") -> Json:
        """The `/asset` form, open in front of somebody who said who is pictured."""
        hand = self.hand(user)
        await hand.command(rows.CHANNEL, "/asset")
        view = await hand.open_view()
        return view if who is None else await self.choose_who(view, who, user)

    async def choose_who(self, view: Json, who: str, user: str = rows.MAYA, **typed: Any) -> Json:
        block = next(b for b in view["blocks"] if b.get("block_id") == ids.FIELD_WHO)
        option = next(o for o in block["element"]["options"] if o["value"] == who)
        action = {"type": "radio_buttons", "action_id": ids.ACTION_WHO, "selected_option": option}
        return await self.hand(user).change(view, ids.FIELD_WHO, action, asset_values(view, **typed))

    async def picture(self, user: str = rows.MAYA, name: str = "rachel.jpg") -> str:
        """A file put into a form's field; its id."""
        return await self.local.upload(user, name, b"\xff\xd8\xff\xe0 a picture", "image/jpeg")

    async def press(self, user: str, action_id: str, value: str, channel: str | None = None) -> None:
        """Press a button of a message that the bot posted where this person is."""
        button = {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": "Press"}}
        blocks = [{"type": "actions", "elements": [button | {"value": value}]}]
        if channel and channel.startswith("C"):
            await self.surface.slack.join(channel)
        posted = await self.surface.slack.post_message(channel or user, "A question", blocks)
        hand = self.hand(user)
        found = await hand.see(lambda message: message["ts"] == posted.ts, "the question")
        await hand.press(found, action_id)
        await self.settled()

    async def settled(self) -> None:
        """Wait until what goes on after an acknowledgement is over."""
        others = [t for t in asyncio.all_tasks() if "run_ack_function_asynchronously" in repr(t.get_coro())]
        if others:
            await asyncio.wait(others, timeout=5)

    async def told(self, user: str) -> list[str]:
        """Every private word to this person: ephemeral messages and direct messages, oldest first."""
        await self.settled()
        found = [
            (each.message["ts"], each.message.get("text") or "")
            async for each in self.hand(user).messages()
            if each.message.get("ephemeral") or each.channel.startswith("D")
        ]
        return [text for _, text in sorted(found)]

    def be(self, user: str, **patch: Any) -> None:
        """Change what Slack says of somebody: `is_restricted`, `locale`, …"""
        self.workspace.people.patch(user, patch, time.time())

    def stranger(self, user: str) -> None:
        """Somebody of another workspace, in a channel shared with it."""
        person = self.workspace.people.get(user)
        self.workspace.people._by_id[user] = Stranger(**vars(person))

    async def add(self, *steps: Any) -> None:
        assert await self.storage.apply(change(*steps)) is None

    def faults(self, *rules: Json) -> None:
        self.workspace.faults.set(list(rules))

    def calls(self, method: str) -> list[Json]:
        return [e for e in self.workspace.journal.after(0) if e["kind"] == "api" and e["method"] == method]

    def deliveries(self, kind: str = "interactive") -> list[Json]:
        """Payloads that reached the app, oldest first."""
        entries = self.workspace.journal.after(0)
        return [e["args"] for e in entries if e["kind"] == "delivery" and e["method"] == kind]

    async def requests(self) -> int:
        """How many requests the ledger knows of."""
        return len([e async for e in self.storage.ledger() if e.kind == "asset_requested"])

    async def videos(self) -> list[str]:
        return [e.subject async for e in self.storage.ledger() if e.kind == "video_requested"]


class Stranger(Person):
    """A person as users.info describes members of another workspace."""

    def slack(self, *, with_email: bool = False) -> Json:
        return super().slack(with_email=with_email) | {"team_id": "T0ELSEWHERE", "is_stranger": True}


@dataclass
class Clock:
    """Milliseconds UTC; stands still until a test moves it."""

    ms: int = rows.NOW

    def __call__(self) -> int:
        return self.ms


@dataclass
class Ids:
    """Ids in the form that buttons carry."""

    made: list[str] = field(default_factory=list)

    def __call__(self, prefix: str) -> str:
        alphabet = "abcdefghijklmnopqrstuvwxyz234567"
        number, text = len(self.made), ""
        for _ in range(12):
            number, digit = divmod(number, 32)
            text = alphabet[digit] + text
        self.made.append(f"{prefix}_{text}")
        return self.made[-1]


@pytest.fixture(name="settings")
def _settings(request: pytest.FixtureRequest) -> Json:
    """Overrides of the desk (`desk`), and gateways that are on besides (`others`); tests parametrize it."""
    return getattr(request, "param", {})


@pytest.fixture(name="office")
async def _office(tmp_path: Path, settings: Json) -> AsyncIterator[Office]:
    options = SlackOptions(manifest=manifest(), data_dir=tmp_path / "slack", rate_limits=False)
    runner, url = await serve(0, options)
    workspace, carrier, clock = runner.app[WORKSPACE], Signed(), Clock()
    await workspace.carrier.close()
    workspace.carrier = carrier
    storage = await open_storage(tmp_path / "likeness.db")
    await storage.apply(change(Put(row=rows.workspace())))
    desk = {
        "storage": storage,
        "profiles": {profile.name: profile for profile in (POMEX, *settings.get("others", ()))},
        "clock": clock,
        "new_id": Ids(),
        "new_state": lambda: ("state", "hash"),
        "seal": lambda text: f"sealed:{text}",
        "unseal": lambda text: text.removeprefix("sealed:"),
    }
    async with open_slack_session() as session, aiohttp.ClientSession() as browser:
        slack = create_slack_client("xoxb-local", f"{url}/api/", session)
        surface = Surface(desk=Desk(**desk | settings.get("desk", {})), slack=slack)
        carrier.app = create_app(
            surface, token="xoxb-local", signing_secret=SECRET, base_url=f"{url}/api/", session=session
        )
        office = Office(storage, workspace, LocalSlack(browser, url), carrier, surface, clock)
        yield office
        await office.settled()
    await storage.close()
    await runner.cleanup()
    _assert_slack_takes(workspace, _assert_answer)


def _assert_slack_takes(workspace: Workspace, assert_answer: Callable[[Json, Json], None]) -> None:
    """Every view that was opened, every message and every acknowledgement fits Slack's schema and limits."""
    for entry in workspace.journal.after(0):
        args = entry["args"]
        if entry["kind"] == "api" and entry["method"] in ("views.open", "views.update", "views.push"):
            assert_view(json.loads(args["view"]) if isinstance(args["view"], str) else args["view"])
        elif entry["kind"] == "api" and entry["method"] == "response_url":
            said = json.loads(args) if isinstance(args, str) else args
            assert_message(said.get("blocks") or [], said.get("text"))
        elif entry["kind"] == "delivery":
            assert_answer(args, entry["answer"].get("body") or {})


def _assert_answer(payload: Json, body: Any) -> None:
    if isinstance(body, str):
        body = {"text": body}
    if body.get("text") or body.get("blocks"):
        assert_message(body.get("blocks") or [], body.get("text"))
    if body.get("response_action") == "errors":
        inputs = {b["block_id"] for b in payload["view"]["blocks"] if b["type"] == "input"}
        assert set(body["errors"]) <= inputs
        assert all(0 < len(text) <= 2000 for text in body["errors"].values())
