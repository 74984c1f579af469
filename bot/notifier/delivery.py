"""Brings one message to Slack: look for it if in doubt, upload its files, compose it, post or edit it."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import structlog

from bot.notifier import outcomes
from bot.notifier.lease import Overtaken, renew, write_under_lease
from bot.notifier.lookup import find_posted, lookup_method
from bot.notifier.outcomes import Spread, Stage, Values
from handlers.composed import Attachment, Composed, Composer, MediaSource, QrSource, SlackFile
from handlers.slack.client import Blocks, Posted, SlackClient
from handlers.slack.door import TokenDoor
from handlers.slack.errors import (
    FileNotReady,
    FileRefused,
    InvalidBlocks,
    MessageGone,
    RateLimited,
    SlackError,
    TokenRefused,
)
from handlers.slack.pacing import EDIT, POST, PUBLISH, UPLOAD, Call, Pacing
from storage.face import Storage
from storage.home import HOME_KIND
from storage.model import Message, MessageForm, MessageStatus

OpenAttachment = Callable[[MediaSource | QrSource], Awaitable[Path | bytes]]

T = TypeVar("T")

log = structlog.get_logger(__name__)


class NotYet(Exception):  # noqa: N818  an answer, not an error
    """Its turn at Slack comes later."""

    def __init__(self, at: int) -> None:
        self.at = at
        super().__init__(f"not before {at}")


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """The parts that every delivery uses; `clock` answers milliseconds UTC."""

    storage: Storage
    slack: SlackClient
    composer: Composer
    open_attachment: OpenAttachment
    clock: Callable[[], int]
    pacing: Pacing
    door: TokenDoor = field(default_factory=TokenDoor)
    spread: Spread = field(default=random.random)

    async def deliver(self, message: Message) -> Values:
        """The columns to settle the claimed message with; raises `LeaseLost`, and whatever a bug raises."""
        try:
            return await self._deliver(message)
        except NotYet as wait:
            return outcomes.when_deferred(message, wait.at)
        except Overtaken:
            return outcomes.when_sent(message, None)
        except SlackError as error:
            return self._failed(error, message, Stage.PREPARE)

    async def _deliver(self, message: Message) -> Values:
        if message.kind == HOME_KIND:
            return await self._publish(message)
        thread = await self._thread(message)
        if message.status is MessageStatus.INDETERMINATE and message.sent_ts is None:
            found = await self._look(message, thread)
            if found is not None:
                log.info("message_found", message_id=message.id, channel=found.channel, ts=found.ts)
                return outcomes.when_found(message, found)
        wanted = await self.composer.attachments(message)
        message = await self._upload_missing(message, wanted)
        files = _files_of(message, wanted)
        composed = await self.composer.compose(message, files)
        if composed is None:
            return outcomes.when_sent(message, None)
        if message.form is MessageForm.CARD and message.sent_channel and message.sent_ts:
            return await self._edit(
                message, composed, Posted(channel=message.sent_channel, ts=message.sent_ts)
            )
        return await self._post(message, composed, thread, unfurl=_shares(composed, files))

    async def _publish(self, message: Message) -> Values:
        """A Home tab goes out at once with the pictures that Slack has, and again with those it lacked."""
        wanted = await self.composer.attachments(message)
        try:
            if not all(_uploaded(message, attachment) for attachment in wanted):
                await self._publish_with(message, _files_of(message, wanted))
                message = await self._upload_missing(message, wanted)
            await self._publish_with(message, _files_of(message, wanted))
        except SlackError as error:
            return self._failed(error, message, Stage.EDIT)
        return outcomes.when_sent(message, None)

    async def _publish_with(self, message: Message, files: Mapping[str, SlackFile]) -> None:
        composed = await self.composer.compose(message, files)
        if composed is None:
            return
        self._turn(message, PUBLISH)
        await renew(self.storage, message, self.clock())
        await self.slack.publish_home(message.channel, composed.blocks)

    async def _thread(self, message: Message) -> Posted | None:
        if message.thread is None:
            return None
        sent = await self.storage.sent_card_ts(message.thread)
        return None if sent is None else Posted(channel=sent[0], ts=sent[1])

    async def _look(self, message: Message, thread: Posted | None) -> Posted | None:
        reading = lookup_method(thread)
        self._turn(message, reading)
        try:
            return await find_posted(
                self.slack,
                message,
                thread,
                more=lambda: self.pacing.take(_call(message, reading, ""), self.clock()),
            )
        except SlackError as error:
            if error.retry:
                raise
            # Without the right to look, Slack's own memory of the post's key is all there is.
            log.warning("message_not_looked_for", message_id=message.id, error=str(error))
            return None

    async def _upload_missing(self, message: Message, wanted: tuple[Attachment, ...]) -> Message:
        for attachment in wanted:
            if _uploaded(message, attachment):
                continue
            self._turn(message, UPLOAD)
            entry = {**await self._upload(message, attachment), "source": _key(attachment)}
            files = {**_mapping(message), attachment.slot: entry}
            await write_under_lease(self.storage, message, files=files)
            message = replace(message, files=files)
        return message

    async def _upload(self, message: Message, attachment: Attachment) -> dict[str, str]:
        """What is kept of an upload; a file that Slack will never take is left out of the message."""
        content = await self.open_attachment(attachment.source)
        try:
            file = await self.slack.upload(
                content, filename=attachment.filename, title=attachment.title, alt_txt=attachment.alt
            )
        except FileRefused as error:
            log.warning("file_refused", message_id=message.id, slot=attachment.slot, error=str(error))
            return {"refused": error.code}
        return {"id": file.id, "permalink": file.permalink}

    async def _post(
        self, message: Message, composed: Composed, thread: Posted | None, *, unfurl: bool
    ) -> Values:
        channel = thread.channel if thread else message.channel
        self._turn(message, POST, channel)
        await renew(self.storage, message, self.clock(), composed.still)

        async def post(blocks: Blocks, thread_ts: str | None) -> Posted:
            return await self.slack.post_message(
                channel,
                composed.text,
                blocks,
                thread_ts=thread_ts,
                client_msg_id=outcomes.client_msg_id(message),
                metadata=outcomes.metadata(message),
                unfurl=unfurl,
            )

        try:
            posted = await self._say(message, composed, lambda blocks: _in_thread(post, blocks, thread))
        except SlackError as error:
            return self._failed(error, message, Stage.POST, channel)
        return outcomes.when_sent(message, posted)

    async def _edit(self, message: Message, composed: Composed, at: Posted) -> Values:
        self._turn(message, EDIT)
        await renew(self.storage, message, self.clock())  # a late worker must not put an older state back

        async def edit(blocks: Blocks) -> None:
            await self.slack.update_message(at.channel, at.ts, composed.text, blocks)

        try:
            await self._say(message, composed, edit)
        except SlackError as error:
            return self._failed(error, message, Stage.EDIT)
        return outcomes.when_sent(message, None)

    async def _say(self, message: Message, composed: Composed, call: Callable[[Blocks], Awaitable[T]]) -> T:
        """Call with the blocks; when Slack will not have them, with the text alone, which tells it all."""
        try:
            return await call(composed.blocks)
        except (InvalidBlocks, FileNotReady) as error:
            if not composed.blocks or outcomes.worth_waiting(error, message):
                raise
            facts = {"message_id": message.id, "kind": message.kind, "error": str(error)}
            log.error("message_blocks_refused", **facts)  # noqa: TRY400  the trace tells nothing
            return await call([])

    def _turn(self, message: Message, method: str, channel: str = "") -> None:
        now = self.clock()
        at = self.pacing.turn(f"{message.id} {method}", _call(message, method, channel), now)
        if at > now:
            raise NotYet(at)

    def _failed(self, error: SlackError, message: Message, stage: Stage, channel: str = "") -> Values:
        now = self.clock()
        if isinstance(error, RateLimited):
            wait = outcomes.retry_after_ms(error, self.spread)
            self.pacing.stop(_call(message, error.method, channel), now + wait)
        if isinstance(error, TokenRefused):
            self.door.shut(now, error.code)
        values = outcomes.decide_outcome(error, message, now, stage=stage, spread=self.spread)
        tell = log.error if values["status"] is MessageStatus.FAILED else log.warning
        facts = {"message_id": message.id, "kind": message.kind, "channel": channel or message.channel}
        tell("message_not_sent", **facts, stage=stage, error=str(error), outcome=values["status"])
        return values


async def _in_thread(
    post: Callable[[Blocks, str | None], Awaitable[Posted]], blocks: Blocks, thread: Posted | None
) -> Posted:
    """Post into the thread, or beside it when it is gone: what the message tells is still worth telling."""
    if thread is None:
        return await post(blocks, None)
    try:
        return await post(blocks, thread.ts)
    except MessageGone:
        return await post(blocks, None)


def _call(message: Message, method: str, channel: str) -> Call:
    return Call(team_id=message.team_id, method=method, channel=channel, message=message.id)


def _mapping(message: Message) -> dict[str, dict[str, str]]:
    """Slot → {id, permalink, source} of the files uploaded so far, {refused, source} of those not taken."""
    return dict(message.files) if isinstance(message.files, Mapping) else {}


def _key(attachment: Attachment) -> str:
    """What the slot shows; another picture in the same slot is another upload."""
    source = attachment.source
    if isinstance(source, QrSource):
        return f"qr:{source.invitation_id}:{source.ends_at}"
    return f"media:{source.media_id}:{source.variant}"


def _uploaded(message: Message, attachment: Attachment) -> bool:
    return _mapping(message).get(attachment.slot, {}).get("source") == _key(attachment)


def _files_of(message: Message, wanted: tuple[Attachment, ...]) -> dict[str, SlackFile]:
    known = _mapping(message)
    return {
        a.slot: SlackFile(id=known[a.slot]["id"], permalink=known[a.slot]["permalink"])
        for a in wanted
        if "id" in known.get(a.slot, {})
    }


def _shares(composed: Composed, files: Mapping[str, SlackFile]) -> bool:
    return any(file.permalink in composed.text for file in files.values())
