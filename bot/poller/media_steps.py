"""Steps that bring files in, look at them, and erase them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot.media.inspect import Inspected
from bot.media.problem import TIMEOUT, MediaProblem, stored
from bot.media.store import THUMBNAIL
from bot.poller.offers import found_already, look
from bot.poller.tools import Tools
from handlers.slack.errors import TokenRefused
from storage.changes import Again, Change, Finish, Update
from storage.face import Storage
from storage.facts import RequestFacts
from storage.model import AssetStatus, Depiction, Job, Media, MediaStatus, Message, MessageForm
from workflow.asset_requests import media_offered, media_ready, media_refused
from workflow.intake import file_limits, hindrance
from workflow.jobs import JobKind, is_past, schedule
from workflow.moment import Moment
from workflow.withdrawals import shown_media

ENDED = (AssetStatus.DECLINED, AssetStatus.LAPSED, AssetStatus.WITHDRAWN, AssetStatus.DELETED)

_GONE = {"status": MediaStatus.ERASED, "source_sealed": ""}
_TRIES = 3
CHILDREN = asyncio.Semaphore(2)
"""Looks at once: each child process may take up to 1 GiB."""


async def fetch_media(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    return [await _fetch(tools, job) for job in jobs]


async def _fetch(tools: Tools, job: Job) -> Change:
    facts = await tools.desk.storage.request_of_media(job.subject)
    media = _media(facts, job.subject)
    if media is not None and media.status is MediaStatus.ERASED:
        # A look that was under way may have put the file into its place after it was erased.
        await tools.store.erase(media.id)
    if facts is None or media is None or media.status is not MediaStatus.FETCHING:
        return Change((Finish(job=job),))
    moment = tools.desk.moment()
    if is_past(job, moment.now) and _was_tried(job):
        return media_refused(facts, media, TIMEOUT, moment) + Change((Finish(job=job),))
    try:
        found, why = await _bring_in(tools, facts, media)
    except MediaProblem as problem:
        if problem.temporary and job.attempts + 1 < _TRIES:
            due = tools.desk.clock() + tools.gaps.retry(job.attempts, tools.jitter())
            return Change((Again(job=job, due_at=due, error=problem.key, failed=True),))
        refused = media_refused(facts, media, stored(problem), tools.desk.moment())
        return refused + Change((Finish(job=job),))
    ready = replace(
        media,
        kind=found.kind,
        content_type=found.content_type,
        bytes=found.bytes,
        sha256=found.sha256,
        width=found.width,
        height=found.height,
        seconds=found.seconds,
    )
    moment = tools.desk.moment()
    came = media_offered(facts, ready, stored(why), moment) if why else media_ready(facts, ready, moment)
    return came + Change((Finish(job=job),))


async def _bring_in(tools: Tools, facts: RequestFacts, media: Media) -> tuple[Inspected, MediaProblem | None]:
    """The file as kept, and why it is not used without a word of the requester; raises MediaProblem."""
    profile, has_public_url = tools.profile(facts.request.provider), tools.desk.has_public_url
    limits = file_limits(profile, has_public_url=has_public_url)
    async with tools.store.staging() as folder:
        raw = folder / "raw"
        await tools.bring_in(media, raw)
        async with CHILDREN:
            found, why_not = await look(raw, limits, folder)
        # The form went by what the file called itself; what is behind a link nobody knew.
        depiction = Depiction(facts.request.depiction)
        if why := hindrance(profile, depiction, {found.kind}, has_public_url=has_public_url):
            raise MediaProblem(why.obstacle, **why.params)
        await tools.store.place(media.id, found.path)
        if found.thumbnail is not None:
            await tools.store.place(media.id, found.thumbnail, THUMBNAIL)
        return found, why_not or await found_already(tools.desk.storage, facts, found.sha256)


def _was_tried(job: Job) -> bool:
    """A disk that was full, or a token that Slack refused, is nobody's file's fault."""
    return job.attempts > 0 and job.last_error != TokenRefused.__name__


def _media(facts: RequestFacts | None, media_id: str) -> Media | None:
    assets = facts.assets if facts else ()
    return next((a.media for a in assets if a.media.id == media_id), None)


async def erase_media(tools: Tools, jobs: Sequence[Job]) -> list[Change]:
    """Files go with their small copies; so do, of assets that ended, the pictures on our cards."""
    storage = tools.desk.storage
    for job in jobs:
        # What is being brought in must find no open door, or it would come after this.
        coming = {"id": job.subject, "status": MediaStatus.FETCHING}
        await storage.apply(Change((Update(table=Media, where=coming, values=_GONE),)))
        await tools.store.erase(job.subject)
    ended = [job.subject for job in jobs if await has_ended(storage, job.subject)]
    shown = await storage.messages_showing(ended) if ended else []
    cards = [message for message in shown if message.form is MessageForm.CARD]
    return [_erased(job, cards, tools.desk.moment()) for job in jobs]


def _erased(job: Job, cards: Sequence[Message], moment: Moment) -> Change:
    showing = (card for card in cards if job.subject in shown_media(card).values())
    return Change(
        (
            Update(table=Media, where={"id": job.subject}, values=_GONE),
            *(schedule(moment, card.team_id, JobKind.REMOVE_POST, card.id) for card in showing),
            Finish(job=job),
        )
    )


async def has_ended(storage: Storage, media_id: str) -> bool:
    """Whether the asset that a file belongs to ended for good; a finished video's file belongs to none."""
    facts = await storage.request_of_media(media_id)
    assets = facts.assets if facts else ()
    return any(a.media.id == media_id and a.asset.status in ENDED for a in assets)
