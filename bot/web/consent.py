"""The page that a phone opens from the QR: the question, the way to the face check, and back."""

from __future__ import annotations

import structlog
from aiohttp import web

from bot.crypto.links import LinkProblem, Purpose
from bot.web.page import Page, Screen, build_page
from bot.web.parts import WebParts
from bot.web.rendering import page_locale, render
from providers.errors import ProviderError
from storage.facts import RequestFacts
from storage.model import VerificationStatus
from workflow.use_cases import Problem
from workflow.use_cases.verifying import Agreed

log = structlog.get_logger(__name__)

_GATEWAY_LOCALE = {"en": "en", "zh": "zh", "zh_Hant": "zh-Hant"}


class ConsentPages:
    """Opening a page starts nothing: previews and scanners open links too. A press of a button does."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def show(self, request: web.Request) -> web.Response:
        facts, screen = await self._facts(request)
        if facts is None:
            return self._answer(request, Page(screen=screen))
        return self._answer(request, await self._page(facts))

    async def agree(self, request: web.Request) -> web.StreamResponse:
        """Record the yes first; then a session at the gateway is made, and the phone goes there."""
        facts, screen = await self._facts(request)
        if facts is None:
            return self._answer(request, Page(screen=screen))
        locale = page_locale(request)
        agreed = await self._parts.verifying.agree(facts, locale)
        if isinstance(agreed, Problem):
            return self._back_to_page(request)
        if agreed.verification is None or agreed.state is None:
            return self._back_to_page(request)
        return await self._to_face_check(request, agreed, locale)

    async def _to_face_check(self, request: web.Request, agreed: Agreed, locale: str) -> web.StreamResponse:
        facts, _ = await self._facts(request)
        verification = agreed.verification
        if facts is None or verification is None:
            return self._back_to_page(request)
        provider = self._parts.providers[verification.provider]
        public = (self._parts.public_url or "").rstrip("/")
        callback = f"{public}/v/{request.match_info['token']}/back/{agreed.state}"
        try:
            session = await provider.open_verification(callback, _GATEWAY_LOCALE[locale])
        except ProviderError as error:
            log.warning("face check not opened", verification=verification.id, error=str(error))
            await self._parts.verifying.failed_to_open(facts, verification, error)
            return self._back_to_page(request)
        problem = await self._parts.verifying.opened(facts, verification, session)
        if problem is not None:
            return self._back_to_page(request)
        raise web.HTTPSeeOther(session.link)

    async def decline(self, request: web.Request) -> web.StreamResponse:
        facts, screen = await self._facts(request)
        if facts is None:
            return self._answer(request, Page(screen=screen))
        await self._parts.answering.decline_on_page(facts)
        return self._back_to_page(request)

    async def come_back(self, request: web.Request) -> web.StreamResponse:
        """The gateway's redirect: a claim, proved at the gateway before anything changes."""
        facts, screen = await self._facts(request)
        if facts is None or facts.invitation is None:
            return self._answer(request, Page(screen=screen))
        verifying = self._parts.verifying
        verification = await verifying.by_state(facts.invitation.id, request.match_info["state"])
        if verification is None or verification.status is not VerificationStatus.OPEN:
            return self._back_to_page(request)
        provider = self._parts.providers[verification.provider]
        try:
            reading = await provider.read_verification(verifying.handle(verification), dict(request.query))
        except ProviderError as error:
            log.warning("face check not proved", verification=verification.id, error=str(error))
            await verifying.failed_to_open(facts, verification, error)
            return self._back_to_page(request)
        await verifying.settle(facts, verification, reading)
        return self._back_to_page(request)

    async def _facts(self, request: web.Request) -> tuple[RequestFacts | None, Screen]:
        found = self._parts.check(Purpose.CONSENT, request.match_info["token"])
        if found is LinkProblem.EXPIRED:
            return None, Screen.ENDED
        if isinstance(found, LinkProblem):
            return None, Screen.UNKNOWN
        return await self._parts.answering.invitation(found), Screen.UNKNOWN

    async def _page(self, facts: RequestFacts) -> Page:
        storage, request = self._parts.desk.storage, facts.request
        requester = await storage.member(request.team_id, request.requester_id)
        workspace = await storage.workspace(request.team_id)
        return build_page(
            facts,
            self._parts.desk.profiles[request.provider],
            requester=requester.name if requester else "",
            workspace=workspace.name if workspace else "",
        )

    def _answer(self, request: web.Request, page: Page) -> web.Response:
        statuses = {Screen.UNKNOWN: 404, Screen.ENDED: 410}
        return render(
            request,
            page,
            status=statuses.get(page.screen, 200),
            allow_http=self._parts.desk.allow_loopback,
        )

    def _back_to_page(self, request: web.Request) -> web.Response:
        """After a press or a return: the page as it stands now, safe to reload."""
        locale = page_locale(request)
        raise web.HTTPSeeOther(f"/v/{request.match_info['token']}?lang={locale}")
