"""The step that takes posts, and pictures of what was erased, out of Slack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from bot.poller.media_steps import has_ended
from bot.poller.posts import Posts
from bot.poller.tools import Tools
from handlers.slack.errors import FileGone, Fixer, MessageGone, SlackError
from storage.changes import Again, Change, Finish, Record, Update
from storage.model import Job, MediaStatus, Message, MessageStatus
from workflow.asset_requests import is_unkept
from workflow.moment import MINUTE, SECOND
from workflow.withdrawals import NOT_REMOVED, REMOVED, is_on_its_way, is_post, shown_media

log = structlog.get_logger(__name__)

_BUSY_MS = 2 * SECOND
_SET_UP_MS = 5 * MINUTE
_LOOKS = 3
"""How often a post whose answer was lost is looked for before it counts as never made."""


async def remove_post(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    return [await _remove(tools, job) for job in jobs]


async def _remove(tools: Tools, job: Job) -> Change:
    """A post goes whole; of a card go the pictures of assets that ended, once erased."""
    message = await tools.desk.storage.message(job.subject)
    if message is None or tools.posts is None:
        return Change((Finish(job=job),))
    if message.status is MessageStatus.SENDING:
        return _later(tools, job, _BUSY_MS, "on its way")
    try:
        if is_post(message):
            return await _remove_whole(tools, tools.posts, message, job)
        return await _remove_pictures(tools, tools.posts, message, job)
    except SlackError as error:
        return _failed(tools, message, error, job)


async def _remove_whole(tools: Tools, posts: Posts, message: Message, job: Job) -> Change:
    place = _place(message)
    if place is None and is_on_its_way(message):
        place = await posts.find(message, await _thread(tools, message))
        if place is None and job.attempts < _LOOKS:
            return _later(tools, job, _BUSY_MS * (job.attempts + 1), "not found")
    if place is not None:
        await _unless_gone(posts.delete_message(*place))
    for file_id in _file_ids(message).values():
        await _unless_gone(posts.delete_file(file_id))
    values: dict[str, Any] = {"files": {}, "sent_ts": None, "status": MessageStatus.SENT}
    removed = values | {"last_error": REMOVED if place else message.last_error}
    return _settled(tools, message, removed, job)


async def _remove_pictures(tools: Tools, posts: Posts, message: Message, job: Job) -> Change:
    known = _file_ids(message)
    gone, waits = [], False
    for slot, media_id in shown_media(message).items():
        if not await has_ended(tools.desk.storage, media_id):
            continue
        if not await _is_erased(tools, media_id):
            waits = True
            continue
        if slot in known:
            await _unless_gone(posts.delete_file(known[slot]))
        gone.append(slot)
    if waits:
        return _later(tools, job, _BUSY_MS, "not erased yet")
    if not gone:
        return Change((Finish(job=job),))
    left = {slot: file for slot, file in _mapping(message).items() if slot not in gone}
    return _settled(tools, message, {"files": left}, job)


async def _is_erased(tools: Tools, media_id: str) -> bool:
    media = await tools.desk.storage.media(media_id)
    return media is None or media.status is MediaStatus.ERASED or is_unkept(media)


def _settled(tools: Tools, message: Message, values: Mapping[str, Any], job: Job) -> Change:
    """Written only where nobody sent or edited it meanwhile: else it is looked at again."""
    unchanged = {"id": message.id, "fence": message.fence, "status": message.status}
    return Change(
        (
            Update(table=Message, where=unchanged, values=values, guard="overtaken"),
            Record(
                team_id=message.team_id,
                at=tools.desk.clock(),
                kind="slack_copy_removed",
                actor="likeness",
                subject=message.id,
                body={"about": message.subject, "kind": message.kind},
            ),
            Finish(job=job),
        )
    )


def _failed(tools: Tools, message: Message, error: SlackError, job: Job) -> Change:
    """What Slack will never allow is written down, for the receipt; all else is tried again."""
    if error.retry or error.fixer is Fixer.CONFIGURATION:
        told = int((error.retry_after_s or 0) * 1000)
        least = _SET_UP_MS if error.fixer is Fixer.CONFIGURATION else told
        return _later(tools, job, least + tools.gaps.retry(job.attempts, tools.jitter()), error.code)
    log.error("slack copy not removed", message=message.id, kind=message.kind, error=str(error))
    values = {"last_error": f"{NOT_REMOVED}{error.code}"}
    where = {"id": message.id, "fence": message.fence}
    return Change((Update(table=Message, where=where, values=values, guard="overtaken"), Finish(job=job)))


def _later(tools: Tools, job: Job, ms: int, why: str) -> Change:
    return Change((Again(job=job, due_at=tools.desk.clock() + ms, error=why, failed=True),))


async def _unless_gone(call: Any) -> None:
    """Deleting what is gone succeeds."""
    try:
        await call
    except (MessageGone, FileGone):
        return


def _place(message: Message) -> tuple[str, str] | None:
    if message.sent_channel is None or message.sent_ts is None:
        return None
    return message.sent_channel, message.sent_ts


async def _thread(tools: Tools, message: Message) -> tuple[str, str] | None:
    return await tools.desk.storage.sent_card_ts(message.thread) if message.thread else None


def _mapping(message: Message) -> dict[str, Any]:
    return dict(message.files) if isinstance(message.files, Mapping) else {}


def _file_ids(message: Message) -> dict[str, str]:
    """By slot; a file that Slack did not take has none."""
    return {slot: str(file["id"]) for slot, file in _mapping(message).items() if "id" in file}
