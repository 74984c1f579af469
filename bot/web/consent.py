"""The page that a phone opens from the QR: the question, the way to the face check, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import structlog
from aiohttp import web

from bot.web.page import Page, Reader, Screen, build_page
from bot.web.parts import WebParts
from bot.web.rendering import page_locale, render
from bot.web.visits import (
    Visit,
    came_back_where_it_began,
    find_visit,
    is_strange,
    remember_phone,
    remember_try,
)
from providers.errors import ProviderError
from providers.face import VerificationState
from providers.profile import Verification as Method
from storage.facts import RequestFacts
from storage.model import Verification, VerificationStatus
from workflow import consents
from workflow.consents import choosing
from workflow.scope import Scope
from workflow.settings import read_settings
from workflow.use_cases import Problem
from workflow.use_cases.verifying import Agreed

log = structlog.get_logger(__name__)

_GATEWAY_LOCALE = {"en": "en", "zh": "zh", "zh_Hant": "zh-Hant"}
_STATUSES = {Screen.UNKNOWN: 404, Screen.ENDED: 410, Screen.PAUSED: 503, Screen.WAITING: 503}
_REFUSED = 422


class ConsentPages:
    """Opening a page starts nothing: previews and scanners open links too. A press of a button does."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def show(self, request: web.Request) -> web.Response:
        """The page as it stands now; with `change` a yes that is not proved yet may be chosen anew."""
        visit = await find_visit(self._parts, request)
        if not isinstance(visit, Visit):
            return self._answer(request, Page(screen=visit))
        page = await self._page(visit)
        if page.screen is Screen.SCAN and page.may_change and "change" in request.query:
            page = replace(page, screen=Screen.ASK)
        return self._answer(request, page)

    async def reopen(self, request: web.Request) -> web.Response:
        """The address of a button, opened instead of pressed."""
        return self.to_page(request)

    async def unknown(self, request: web.Request) -> web.Response:
        """Any other address below `/v/`: a link that was cut or mistyped."""
        return self._answer(request, Page(screen=Screen.UNKNOWN))

    async def language(self, request: web.Request) -> web.Response:
        """The question in another language, with everything that was chosen."""
        visit = await find_visit(self._parts, request)
        if not isinstance(visit, Visit):
            return self._answer(request, Page(screen=visit))
        page = await self._page(visit)
        asks = page.screen is Screen.ASK or (page.screen is Screen.SCAN and page.may_change)
        if not asks or is_strange(self._parts, request):
            return self.to_page(request)
        return self._answer(request, _filled(page, await _fields(request), {}))

    async def agree(self, request: web.Request) -> web.Response:
        """Record the yes first; then a session at the gateway is made, and the phone goes there."""
        visit = await find_visit(self._parts, request)
        if not isinstance(visit, Visit):
            return self._answer(request, Page(screen=visit))
        page = await self._page(visit)
        if page.screen not in (Screen.ASK, Screen.SCAN) or is_strange(self._parts, request):
            return self.to_page(request)
        fields = await _fields(request)
        chosen = self._chosen(visit, page, fields)
        if isinstance(chosen, Page):
            return self._answer(request, chosen, status=_REFUSED)
        locale = page_locale(request, page.locale)
        agreed = await self._parts.verifying.agree(visit.facts, locale, chosen, proved=visit.bound)
        return await self._to_face_check(request, visit, agreed, locale, keeps=True)

    def _chosen(self, visit: Visit, page: Page, fields: Mapping[str, str]) -> Scope | Page:
        """What was chosen, or the page again with a sentence beside each field that is wrong."""
        if page.screen is Screen.SCAN and (choosing.WHO not in fields or not page.may_change):
            return consents.chosen_before(visit.facts)
        if fields.get(choosing.TEXT) != consents.TEXT_VERSION:
            return replace(_filled(page, fields, {}), trouble="text_changed")
        chosen = consents.choose(visit.facts, fields, self._parts.desk.clock())
        if isinstance(chosen, Scope):
            return chosen
        wrong = {problem.field: problem.key for problem in chosen}
        return replace(_filled(page, fields, wrong), trouble="look_again")

    async def renew(self, request: web.Request) -> web.Response:
        """Another face check of somebody outside, so that his page opens on this phone."""
        visit = await find_visit(self._parts, request)
        if not isinstance(visit, Visit):
            return self._answer(request, Page(screen=visit))
        page = await self._page(visit)
        if page.screen is not Screen.RENEW or is_strange(self._parts, request):
            return self.to_page(request)
        opened = await self._parts.verifying.show_again(visit.facts)
        locale = page_locale(request, page.locale)
        return await self._to_face_check(request, visit, opened, locale, keeps=False)

    async def _to_face_check(
        self, request: web.Request, visit: Visit, agreed: Agreed | Problem, locale: str, *, keeps: bool
    ) -> web.Response:
        """To the gateway; `keeps`: what was pressed here counts when this very browser comes back."""
        if isinstance(agreed, Problem) or agreed.verification is None or agreed.state is None:
            return self.to_page(request)
        facts, verification = visit.facts, agreed.verification
        fresh = await self._parts.desk.storage.request(facts.request.id) or facts
        provider = self._parts.providers[verification.provider]
        public = (self._parts.public_url or "").rstrip("/")
        callback = f"{public}/v/{request.match_info['token']}/back/{agreed.state}"
        response = self.to_page(request)
        try:
            session = await provider.open_verification(callback, _GATEWAY_LOCALE[locale])
        except ProviderError as error:
            log.warning("face check not opened", verification=verification.id, error=str(error))
            await self._parts.verifying.failed_to_open(fresh, verification, error)
        else:
            if await self._parts.verifying.opened(fresh, verification, session) is None:
                response = _redirect(session.link)
        if keeps:
            remember_try(self._parts, request, response, verification.state_hash)
        return response

    async def decline(self, request: web.Request) -> web.Response:
        visit = await find_visit(self._parts, request)
        if not isinstance(visit, Visit):
            return self._answer(request, Page(screen=visit))
        if not visit.is_shut and not is_strange(self._parts, request):
            await self._parts.answering.decline_on_page(visit.facts)
        return self.to_page(request)

    async def come_back(self, request: web.Request) -> web.Response:
        """The gateway's redirect: a claim, proved at the gateway before anything changes.

        While the gateway does not tell, this very address stays on the phone, so that a reload asks again.
        """
        visit = await find_visit(self._parts, request)
        if not isinstance(visit, Visit) or visit.facts.invitation is None:
            return self._answer(request, Page(screen=visit if isinstance(visit, Screen) else Screen.UNKNOWN))
        facts, invitation = visit.facts, visit.facts.invitation
        verification = await self._parts.verifying.by_state(invitation.id, request.match_info["state"])
        if verification is None:
            return self.to_page(request, invitation.locale)
        here = came_back_where_it_began(request)
        due = verification.status is VerificationStatus.OPEN
        if due and not await self._prove(request, facts, verification, here=here):
            return self._answer(request, await self._page(visit, Screen.WAITING))
        response = self.to_page(request, invitation.locale)
        if visit.is_outside:
            fresh = await self._parts.desk.storage.request(facts.request.id) or facts
            token = await self._parts.verifying.bind(fresh, verification, counts_as_yes=here)
            if token is not None:
                remember_phone(self._parts, response, facts, token)
        return response

    async def _prove(
        self, request: web.Request, facts: RequestFacts, verification: Verification, *, here: bool
    ) -> bool:
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
        await verifying.settle(facts, verification, reading, counts_as_yes=here)
        return True

    async def _page(self, visit: Visit, screen: Screen | None = None) -> Page:
        storage, facts, desk = self._parts.desk.storage, visit.facts, self._parts.desk
        team_id = facts.request.team_id
        requester = await storage.member(team_id, facts.request.requester_id)
        workspace = await storage.workspace(team_id)
        return build_page(
            facts,
            desk.profiles.get(facts.request.provider),
            Reader(now=desk.clock(), is_shut=visit.is_shut, bound=visit.bound, tries=visit.tries),
            requester=requester.name if requester else "",
            workspace=workspace.name if workspace else "",
            gateways={name: profile.title for name, profile in desk.profiles.items()},
            settings=read_settings(await storage.settings(team_id)),
            screen=screen,
        )

    def _answer(self, request: web.Request, page: Page, *, status: int | None = None) -> web.Response:
        status = status or _STATUSES.get(page.screen, 200)
        return render(request, page, status=status, allow_http=self._parts.desk.allow_loopback)

    def to_page(self, request: web.Request, kept: str | None = None) -> web.Response:
        """After a press or a return: the page as it stands now, safe to reload."""
        locale = page_locale(request, kept)
        return _redirect(f"/v/{request.match_info['token']}?lang={locale}")


async def _fields(request: web.Request) -> dict[str, str]:
    """What was filled in; nothing for a body that is no form."""
    try:
        posted = await request.post()
    except (ValueError, LookupError):
        return {}
    return {name: value for name, value in posted.items() if isinstance(value, str)}


def _filled(page: Page, fields: Mapping[str, str], wrong: Mapping[str, str]) -> Page:
    """The question again with what was filled in."""
    offered = page.choices
    choices = replace(
        offered,
        who=fields.get(choosing.WHO, offered.who),
        how=fields.get(choosing.HOW, offered.how),
        until=fields.get(choosing.UNTIL, offered.until),
        wrong=dict(wrong),
    )
    return replace(page, screen=Screen.ASK, choices=choices)


def _redirect(address: str) -> web.Response:
    return web.Response(status=303, headers={"Location": address})
