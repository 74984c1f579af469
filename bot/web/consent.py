"""The page that a phone opens from the QR: the question, the way to the face check, and back."""

from __future__ import annotations

import structlog
from aiohttp import web

from bot.crypto.links import LinkProblem, Purpose
from bot.web.page import Page, Screen, build_page
from bot.web.parts import WebParts
from bot.web.rendering import page_locale, render
from providers.errors import ProviderError
from providers.face import VerificationState
from providers.profile import Verification as Method
from storage.facts import RequestFacts
from storage.model import Verification, VerificationStatus
from workflow.use_cases import Problem
from workflow.use_cases.verifying import Agreed

log = structlog.get_logger(__name__)

_GATEWAY_LOCALE = {"en": "en", "zh": "zh", "zh_Hant": "zh-Hant"}
_STATUSES = {Screen.UNKNOWN: 404, Screen.ENDED: 410, Screen.PAUSED: 503, Screen.WAITING: 503}


class ConsentPages:
    """Opening a page starts nothing: previews and scanners open links too. A press of a button does."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def show(self, request: web.Request) -> web.Response:
        facts, screen = await self._facts(request)
        if facts is None:
            return self._answer(request, Page(screen=screen))
        return self._answer(request, await self._page(facts))

    async def reopen(self, request: web.Request) -> web.Response:
        """The address of a button, opened instead of pressed."""
        return self.to_page(request)

    async def unknown(self, request: web.Request) -> web.Response:
        """Any other address below `/v/`: a link that was cut or mistyped."""
        return self._answer(request, Page(screen=Screen.UNKNOWN))

    async def agree(self, request: web.Request) -> web.Response:
        """Record the yes first; then a session at the gateway is made, and the phone goes there."""
        facts, screen = await self._facts(request)
        if facts is None:
            return self._answer(request, Page(screen=screen))
        page = await self._page(facts)
        if page.screen not in (Screen.ASK, Screen.SCAN):
            return self.to_page(request)
        locale = page_locale(request, page.locale)
        agreed = await self._parts.verifying.agree(facts, locale)
        if isinstance(agreed, Problem) or agreed.verification is None:
            return self.to_page(request)
        return await self._to_face_check(request, agreed, agreed.verification, locale)

    async def _to_face_check(
        self, request: web.Request, agreed: Agreed, verification: Verification, locale: str
    ) -> web.Response:
        facts, _ = await self._facts(request)
        if facts is None:
            return self.to_page(request)
        provider = self._parts.providers[verification.provider]
        public = (self._parts.public_url or "").rstrip("/")
        callback = f"{public}/v/{request.match_info['token']}/back/{agreed.state}"
        try:
            session = await provider.open_verification(callback, _GATEWAY_LOCALE[locale])
        except ProviderError as error:
            log.warning("face check not opened", verification=verification.id, error=str(error))
            await self._parts.verifying.failed_to_open(facts, verification, error)
            return self.to_page(request)
        problem = await self._parts.verifying.opened(facts, verification, session)
        if problem is not None:
            return self.to_page(request)
        return _redirect(session.link)

    async def decline(self, request: web.Request) -> web.Response:
        facts, screen = await self._facts(request)
        if facts is None:
            return self._answer(request, Page(screen=screen))
        await self._parts.answering.decline_on_page(facts)
        return self.to_page(request)

    async def come_back(self, request: web.Request) -> web.Response:
        """The gateway's redirect: a claim, proved at the gateway before anything changes.

        While the gateway does not tell, this very address stays on the phone, so that a reload asks again.
        """
        facts, screen = await self._facts(request)
        if facts is None or facts.invitation is None:
            return self._answer(request, Page(screen=screen))
        verifying, invitation = self._parts.verifying, facts.invitation
        verification = await verifying.by_state(invitation.id, request.match_info["state"])
        if verification is None or verification.status is not VerificationStatus.OPEN:
            return self.to_page(request, invitation.locale)
        if not await self._prove(request, facts, verification):
            return self._answer(request, await self._page(facts, Screen.WAITING))
        return self.to_page(request, invitation.locale)

    async def _prove(self, request: web.Request, facts: RequestFacts, verification: Verification) -> bool:
        """Write what the gateway says of the face check; False while a reload may still learn it."""
        verifying, provider = self._parts.verifying, self._parts.providers.get(verification.provider)
        if provider is None:
            return False
        try:
            reading = await provider.read_verification(verifying.handle(verification), dict(request.query))
        except ProviderError as error:
            log.warning("face check not proved", verification=verification.id, error=str(error))
            if error.retry:
                return False
            await verifying.failed_to_open(facts, verification, error)
            return True
        if reading.state is VerificationState.PENDING:
            # A browser that brings no result where the browser brings it has left the face check.
            return provider.profile.verification is Method.REDIRECT
        await verifying.settle(facts, verification, reading)
        return True

    async def _facts(self, request: web.Request) -> tuple[RequestFacts | None, Screen]:
        found = self._parts.check(Purpose.CONSENT, request.match_info["token"])
        if found is LinkProblem.EXPIRED:
            return None, Screen.ENDED
        if isinstance(found, LinkProblem):
            return None, Screen.UNKNOWN
        return await self._parts.answering.invitation(found), Screen.UNKNOWN

    async def _page(self, facts: RequestFacts, screen: Screen | None = None) -> Page:
        storage, request = self._parts.desk.storage, facts.request
        requester = await storage.member(request.team_id, request.requester_id)
        workspace = await storage.workspace(request.team_id)
        return build_page(
            facts,
            self._parts.desk.profiles.get(request.provider),
            requester=requester.name if requester else "",
            workspace=workspace.name if workspace else "",
            screen=screen,
        )

    def _answer(self, request: web.Request, page: Page) -> web.Response:
        status = _STATUSES.get(page.screen, 200)
        return render(request, page, status=status, allow_http=self._parts.desk.allow_loopback)

    def to_page(self, request: web.Request, kept: str | None = None) -> web.Response:
        """After a press or a return: the page as it stands now, safe to reload."""
        locale = page_locale(request, kept)
        return _redirect(f"/v/{request.match_info['token']}?lang={locale}")


def _redirect(address: str) -> web.Response:
    return web.Response(status=303, headers={"Location": address})
