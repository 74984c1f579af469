"""The whole workspace: its state, and the changes that people and the bot make to it."""

import asyncio
from collections.abc import Coroutine, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sandbox.slack.delivery.ack import Carrier
from sandbox.slack.faults import Faults
from sandbox.slack.limits import Limits
from sandbox.slack.live import Hub, Journal
from sandbox.slack.manifest import read_manifest
from sandbox.slack.model.channels import Channel, Channels, default_channels
from sandbox.slack.model.clock import Clock
from sandbox.slack.model.files import File, Files
from sandbox.slack.model.hooks import ResponseUrls
from sandbox.slack.model.messages import Message, Messages
from sandbox.slack.model.people import BOT_USER, People, default_people
from sandbox.slack.model.triggers import Triggers
from sandbox.slack.model.views import Views
from sandbox.slack.options import SlackOptions


class Workspace:
    """State only in memory; files on disk in `data_dir`."""

    def __init__(self, options: SlackOptions, data_dir: Path, carrier: Carrier) -> None:
        self.options = options
        self.data_dir = data_dir
        self.carrier = carrier
        self.base_url = (options.base_url or "").rstrip("/")
        self.manifest = read_manifest(options.manifest)
        self.clock = Clock(options.now)
        self.people = People(default_people(self.manifest.bot_name))
        self.channels = Channels(default_channels(int(options.now())))
        self.messages = Messages()
        self.files = Files()
        self.views = Views(options.now)
        self.triggers = Triggers(options.now, options.trigger_seconds)
        self.hooks = ResponseUrls(options.now)
        self.limits = Limits(options.now)
        self.journal = Journal(options.now)
        self.faults = Faults()
        self.refuses_bot = ""
        """Slack's word for a bot token that was revoked; empty while it is good."""
        self.hub = Hub()
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something in the background until the workspace closes."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stop background work and tell the open pages to go."""
        self.hub.close()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.carrier.close()

    # --- who sees what -------------------------------------------------------------------------

    def may_see(self, user: str, channel: Channel) -> bool:
        return channel.kind == "public" or user in channel.members

    def audience(self, channel: Channel) -> list[str]:
        """Everybody whose page shows this channel."""
        return [person.id for person in self.people if self.may_see(person.id, channel)]

    def bot_sees(self, file: File) -> bool:
        """Whether the bot may read a file: its own, put into its form, or shared where it is a member."""
        if file.owner == BOT_USER or file.given_to_bot:
            return True
        return any(self.channels.get(channel).bot_is_member for channel in file.shares)

    def named_file(self, reference: dict[str, Any]) -> File | None:
        """The completed file that a `slack_file` object names by id or by url."""
        wanted, url = reference.get("id"), reference.get("url") or ""
        for file in self.files:
            by_url = bool(url) and (file.private_path in url or file.permalink_path in url)
            if file.completed and (file.id == wanted or by_url):
                return file
        return None

    # --- addresses -----------------------------------------------------------------------------

    def hook_url(self, token: str) -> str:
        return f"{self.base_url}/hooks/{quote(token)}"

    def message_url(self, message: Message) -> str:
        shown = f"{self.base_url}/archives/{message.channel}/p{message.ts.replace('.', '')}"
        if message.is_reply:
            shown += f"?thread_ts={message.thread_ts}&cid={message.channel}"
        return shown

    # --- people and channels -------------------------------------------------------------------

    def tell(self, user: str, text: str) -> None:
        """What Slack itself would say to that person."""
        self.hub.send([user], {"type": "notice", "text": text})

    def show_channel(self, channel: Channel, also: Iterable[str] = ()) -> None:
        """Send a new or changed channel to the pages that show it."""
        users = {*self.audience(channel), *also}
        self.hub.each(
            lambda user: {"type": "channel", "channel": channel.page(user)} if user in users else None
        )

    def dm(self, one: str, two: str) -> Channel:
        """The direct message of two people, made when needed."""
        channel, new = self.channels.dm(one, two, int(self.options.now()))
        if new:
            self.show_channel(channel)
        return channel
