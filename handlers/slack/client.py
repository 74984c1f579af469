"""The Web API calls that Likeness makes, each made once, with typed errors."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.composed import SlackFile
from handlers.slack.session import CALL_SECONDS
from handlers.slack.translate import RESPONSE_URL, from_exception, from_response_url
from handlers.slack.upload import send_bytes, size_of

Blocks = list[dict[str, Any]]
View = dict[str, Any]
Answer = dict[str, Any]
T = TypeVar("T")

# The SDK writes whole bodies at DEBUG, links of face checks among them.
_sdk_log = logging.getLogger("handlers.slack.sdk")
_sdk_log.setLevel(logging.INFO)


@dataclass(frozen=True, kw_only=True)
class Posted:
    """Where a message is: the channel as Slack answered it (`D…` for a user) and its ts, both text."""

    channel: str
    ts: str


class SlackClient:
    """Every call raises `SlackError`, is made once, and ends within 30 s (uploads by their size)."""

    def __init__(self, web: AsyncWebClient, session: aiohttp.ClientSession) -> None:
        self._web = web
        self._session = session

    async def post_message(
        self,
        channel: str,
        text: str,
        blocks: Blocks,
        *,
        thread_ts: str | None = None,
        client_msg_id: str | None = None,
        metadata: dict[str, Any] | None = None,
        unfurl: bool = False,
    ) -> Posted:
        """chat.postMessage; `unfurl` must be true when the text shares a file by its permalink."""
        return await self._call(
            "chat.postMessage",
            self._web.chat_postMessage(
                channel=channel,
                text=text,
                blocks=blocks or None,
                thread_ts=thread_ts,
                client_msg_id=client_msg_id,
                metadata=metadata,
                unfurl_links=unfurl,
                unfurl_media=unfurl,
            ),
            lambda answer: Posted(channel=str(answer["channel"]), ts=str(answer["ts"])),
        )

    async def update_message(self, channel: str, ts: str, text: str, blocks: Blocks) -> None:
        """chat.update; an empty list removes the blocks."""
        await self._call(
            "chat.update", self._web.chat_update(channel=channel, ts=ts, text=text, blocks=blocks), dict
        )

    async def delete_message(self, channel: str, ts: str) -> None:
        """chat.delete, of a message of ours."""
        await self._call("chat.delete", self._web.chat_delete(channel=channel, ts=ts), dict)

    async def delete_file(self, file_id: str) -> None:
        """files.delete, of a file of ours, wherever it is shown."""
        await self._call("files.delete", self._web.files_delete(file=file_id), dict)

    async def open_view(self, trigger_id: str, view: View) -> Answer:
        """views.open; the view as Slack holds it, with `id` and `hash`."""
        call = self._web.views_open(trigger_id=trigger_id, view=view)
        return await self._call("views.open", call, _part("view"))

    async def update_view(self, view_id: str, view: View, *, view_hash: str | None = None) -> Answer:
        """views.update; with the hash of the view it replaces, a race ends in `ViewGone`."""
        call = self._web.views_update(view_id=view_id, view=view, hash=view_hash)
        return await self._call("views.update", call, _part("view"))

    async def publish_home(self, user_id: str, blocks: Blocks) -> None:
        """views.publish: one member's Home tab, whole."""
        view = {"type": "home", "blocks": blocks}
        await self._call("views.publish", self._web.views_publish(user_id=user_id, view=view), dict)

    async def open_dm(self, user_id: str) -> str:
        """conversations.open; the `D…` id."""
        call = self._web.conversations_open(users=[user_id])
        return await self._call("conversations.open", call, lambda answer: str(answer["channel"]["id"]))

    async def conversation_info(self, channel: str) -> Answer:
        call = self._web.conversations_info(channel=channel)
        return await self._call("conversations.info", call, _part("channel"))

    async def join(self, channel: str) -> None:
        await self._call("conversations.join", self._web.conversations_join(channel=channel), dict)

    async def history(
        self, channel: str, *, oldest: str | None = None, cursor: str | None = None, limit: int = 200
    ) -> Answer:
        """conversations.history with metadata, newest first; `messages` and `response_metadata`."""
        call = self._web.conversations_history(
            channel=channel, oldest=oldest, cursor=cursor, limit=limit, include_all_metadata=True
        )
        return await self._call("conversations.history", call, dict)

    async def replies(
        self, channel: str, ts: str, *, oldest: str | None = None, cursor: str | None = None, limit: int = 200
    ) -> Answer:
        """conversations.replies with metadata, oldest first, the parent among them."""
        call = self._web.conversations_replies(
            channel=channel, ts=ts, oldest=oldest, cursor=cursor, limit=limit, include_all_metadata=True
        )
        return await self._call("conversations.replies", call, dict)

    async def user_info(self, user_id: str) -> Answer:
        """users.info with locale; the `user` object."""
        call = self._web.users_info(user=user_id, include_locale=True)
        return await self._call("users.info", call, _part("user"))

    async def auth_test(self) -> Answer:
        return await self._call("auth.test", self._web.auth_test(), dict)

    async def file_info(self, file_id: str) -> Answer:
        """files.info; the `file` object."""
        return await self._call("files.info", self._web.files_info(file=file_id), _part("file"))

    async def upload(self, content: Path | bytes, *, filename: str, title: str, alt_txt: str) -> SlackFile:
        """Upload a file that only the bot sees until its permalink is posted; read from disk in pieces."""
        size = await size_of(content)
        file_id, url = await self._call(
            "files.getUploadURLExternal",
            self._web.files_getUploadURLExternal(filename=filename, length=size, alt_txt=alt_txt or None),
            lambda answer: (str(answer["file_id"]), str(answer["upload_url"])),
        )
        await send_bytes(self._session, url, content, size)
        permalink = await self._call(
            "files.completeUploadExternal",
            self._web.files_completeUploadExternal(files=[{"id": file_id, "title": title}]),
            lambda answer: next((f.get("permalink") for f in answer["files"] if f["id"] == file_id), None),
        )
        if not permalink:  # the documented answer has only id and title
            permalink = (await self.file_info(file_id)).get("permalink", "")
        return SlackFile(id=file_id, permalink=str(permalink))

    async def post_response_url(self, url: str, body: Mapping[str, Any]) -> None:
        """Answer a command or click privately; works 5 times in 30 minutes."""
        method = RESPONSE_URL
        try:
            async with asyncio.timeout(CALL_SECONDS), self._session.post(url, json=body) as answer:
                told = await answer.text(errors="replace")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise from_exception(method, error) from None
        refusal = from_response_url(answer.status, told, answer.headers)
        if refusal is not None:
            raise refusal

    async def _call(self, method: str, call: Awaitable[Any], read: Callable[[Answer], T]) -> T:
        try:
            async with asyncio.timeout(CALL_SECONDS):
                answer = await call
            return read(dict(answer.data))
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            raise from_exception(method, error) from None
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            # The SDK, and `read`, stumble like this over answers of another shape than documented.
            raise from_exception(method, error) from None


def _part(name: str) -> Callable[[Answer], Answer]:
    return lambda answer: dict(answer[name])


def create_slack_client(token: str, base_url: str, session: aiohttp.ClientSession) -> SlackClient:
    """A client whose calls are never repeated by the SDK: it would post twice when an answer is lost."""
    web = AsyncWebClient(
        token=token,
        base_url=base_url,
        session=session,
        retry_handlers=[],
        timeout=CALL_SECONDS,
        logger=_sdk_log,
    )
    return SlackClient(web, session)
