"""The process put together: every collaborator built once, from settings alone."""

from __future__ import annotations

import json
import random
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import aiohttp
import httpx

from bot.backup.hold import refuse_cut_off
from bot.crypto.ids import new_id, new_state
from bot.crypto.keys import Keys, load_keys
from bot.crypto.links import Purpose, sign
from bot.crypto.sealing import seal, unseal
from bot.crypto.signing import LedgerSigner
from bot.data_folder import held_data_folder
from bot.media.address import guarded_session
from bot.media.fetch import fetch_link, fetch_slack_file
from bot.media.problem import SLACK_FILE_UNREADABLE, MediaProblem
from bot.media.qr import qr_png
from bot.media.store import MediaStore
from bot.metrics import Metrics, measured
from bot.settings import Environment, Settings
from handlers.composed import MediaSource, QrSource, WatchLink
from handlers.composer import StorageComposer
from handlers.home_composer import HomeComposer
from handlers.slack.client import SlackClient, create_slack_client
from handlers.slack.errors import SlackError, TokenRefused
from handlers.slack.session import open_slack_session
from handlers.surface import Surface
from providers.availability import Availability
from providers.face import Provider
from providers.registry import PROVIDERS, build_providers
from storage import SqliteStorage, open_storage
from storage.journal_file import JOURNAL, JournalFile
from storage.model import Invitation, Media
from workflow.moment import DAY, HOUR
from workflow.use_cases import Desk

RESULT_MAX_BYTES = 1024 * 1024 * 1024
UPLOAD_MAX_BYTES = 200 * 1024 * 1024
_MEDIA_LINK_MS = HOUR
_WATCH_LINK_MS = 7 * DAY


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What the loops, the web pages and the Slack surface share."""

    environment: Environment
    keys: Keys
    storage: SqliteStorage
    store: MediaStore
    desk: Desk
    providers: dict[str, Provider]
    availabilities: dict[str, Availability]
    metrics: Metrics
    slack: SlackClient
    surface: Surface
    composer: StorageComposer
    edges: Edges


@dataclass(frozen=True, kw_only=True)
class Edges:
    """The network and the file system as functions of the rest."""

    environment: Environment
    keys: Keys
    storage: SqliteStorage
    store: MediaStore
    slack: SlackClient
    slack_session: aiohttp.ClientSession
    guarded: aiohttp.ClientSession
    desk: Desk

    def public(self, path: str) -> str:
        return f"{(self.environment.public_url or '').rstrip('/')}{path}"

    def consent_link(self, invitation: Invitation) -> str | None:
        """Our signed link for the phone; None where nobody outside can reach us."""
        if self.environment.public_url is None:
            return None
        return self.public(f"/v/{sign(self.keys, Purpose.CONSENT, invitation.id, invitation.expires_at)}")

    def media_link(self, media_id: str) -> str:
        """Our signed link under which a gateway fetches a file, good for an hour."""
        token = sign(self.keys, Purpose.MEDIA, media_id, self.desk.clock() + _MEDIA_LINK_MS)
        return self.public(f"/media/{token}")

    def watch_link(self, video_id: str) -> WatchLink | None:
        """Our page that plays a video which Slack did not take; None where nobody outside can reach us."""
        if self.environment.public_url is None:
            return None
        ends_at = self.desk.clock() + _WATCH_LINK_MS
        token = sign(self.keys, Purpose.WATCH, video_id, ends_at)
        return WatchLink(url=self.public(f"/w/{token}"), ends_at=ends_at)

    async def bring_in(self, media: Media, destination: Path) -> None:
        source = json.loads(unseal(self.keys, media.source_sealed))
        if "link" in source:
            await fetch_link(
                self.guarded,
                source["link"],
                destination,
                max_bytes=UPLOAD_MAX_BYTES,
                allow_loopback=self.environment.allow_loopback,
            )
            return
        token = self.environment.slack_bot_token
        await fetch_slack_file(
            self.slack_session,
            await self._private_url(source["slack_file"]),
            token.get_secret_value() if token else "",
            destination,
            max_bytes=UPLOAD_MAX_BYTES,
            slack_url=self.environment.slack_api_url,
        )

    async def _private_url(self, file_id: str) -> str:
        """Where Slack keeps a file; raises MediaProblem, or SlackError while Slack is in trouble."""
        try:
            file = await self.slack.file_info(file_id)
        except SlackError as error:
            if error.retry or isinstance(error, TokenRefused):
                raise
            raise MediaProblem(SLACK_FILE_UNREADABLE) from None
        return str(file.get("url_private_download") or file.get("url_private") or "")

    async def download(self, url: str, destination: Path) -> None:
        await fetch_link(
            self.guarded,
            url,
            destination,
            max_bytes=RESULT_MAX_BYTES,
            allow_loopback=self.environment.allow_loopback,
            seconds=600,
        )

    async def open_attachment(self, source: MediaSource | QrSource) -> Path | bytes:
        if isinstance(source, MediaSource):
            return self.store.path(source.media_id, source.variant)
        invitation = await self.storage.invitation(source.invitation_id)
        link = self.consent_link(invitation) if invitation else None
        if link is None:
            raise LookupError(f"no link for {source.invitation_id}")
        return qr_png(link)


def now_ms() -> int:
    return time.time_ns() // 1_000_000


@asynccontextmanager
async def build_parts(
    settings: Settings, *, transport: httpx.AsyncBaseTransport | None = None
) -> AsyncIterator[Parts]:
    """Open everything, and close it in the reverse order; the data folder is ours until then."""
    environment = settings.environment
    async with AsyncExitStack() as stack:
        data = environment.data_dir
        stack.enter_context(held_data_folder(data))
        refuse_cut_off(data)
        secret = environment.secret_key
        keys = load_keys(data, secret.get_secret_value() if secret else None)
        journal = JournalFile(data / JOURNAL, now_ms)
        stack.callback(journal.close)
        storage = await open_storage(data / "likeness.db", signer=LedgerSigner(keys), journal=journal)
        stack.push_async_callback(storage.close)
        store = MediaStore(data / "media")
        await store.start()
        slack_session = await stack.enter_async_context(open_slack_session())
        guarded = await stack.enter_async_context(guarded_session(allow_loopback=environment.allow_loopback))
        token = environment.slack_bot_token
        metrics = Metrics()
        slack = measured(
            create_slack_client(
                token.get_secret_value() if token else "", environment.slack_api_url, slack_session
            ),
            metrics.of_slack,
        )
        availabilities = _availabilities(settings)
        providers = build_providers(
            settings.providers.keys,
            settings.providers.bases,
            transport=transport,
            availabilities=availabilities,
        )
        for provider in providers.values():
            stack.push_async_callback(provider.aclose)
        providers = {
            name: measured(provider, metrics.of_gateway(name)) for name, provider in providers.items()
        }
        desk = Desk(
            storage=storage,
            profiles={name: provider.profile for name, provider in providers.items()},
            clock=now_ms,
            new_id=lambda prefix: new_id(f"{prefix}_"),
            new_state=new_state,
            seal=partial(seal, keys),
            unseal=partial(unseal, keys),
            has_public_url=environment.public_url is not None,
            allow_loopback=environment.allow_loopback,
            admins=environment.admin_ids,
        )
        edges = Edges(
            environment=environment,
            keys=keys,
            storage=storage,
            store=store,
            slack=slack,
            slack_session=slack_session,
            guarded=guarded,
            desk=desk,
        )
        composer = StorageComposer(
            storage,
            desk.profiles,
            edges.consent_link,
            watch_for=edges.watch_link,
            home=HomeComposer(storage, desk.profiles, desk.clock, environment.admin_ids),
        )
        yield Parts(
            environment=environment,
            keys=keys,
            storage=storage,
            store=store,
            desk=desk,
            providers=providers,
            availabilities=availabilities,
            metrics=metrics,
            slack=slack,
            surface=Surface(desk=desk, slack=slack, admins=environment.admin_ids, composer=composer),
            composer=composer,
            edges=edges,
        )


def _availabilities(settings: Settings) -> dict[str, Availability]:
    """A breaker for each gateway, whose pauses grow with the gaps between looks."""
    environment = settings.environment
    return {
        name: Availability(
            provider=name,
            clock=now_ms,
            spread=jitter,
            first_ms=int(environment.poll_min_seconds * 2_500),
            longest_ms=int(environment.poll_max_seconds * 5_000),
        )
        for name in PROVIDERS
    }


def jitter() -> float:
    return random.random()  # noqa: S311  spreads look-ups in time, guards nothing
