"""The page on which a yes is taken back, and the receipt that stands there afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC

from aiohttp import web

from bot.media.serve import PRIVATE_HEADERS
from bot.web.page import Page, Screen, TakingBack
from bot.web.parts import WebParts
from bot.web.rendering import page_locale, render
from bot.web.visits import Visit, find_visit, is_strange
from handlers.blocks.withdrawal_lines import Wording, receipt_sections, receipt_state, receipt_title
from handlers.catalogue import texts
from storage.model import InvitationStatus, Withdrawal
from workflow.use_cases import Problem
from workflow.use_cases.withdrawing import Standing, Withdrawing
from workflow.withdrawals import is_posted

ALL, REMOVE = "all", "remove"
WHAT, VIDEOS = "what", "videos"
_EVERY = 10_000
"""A file to keep has every name and id."""


class WithdrawalPages:
    """Opening starts nothing; somebody outside takes back on the phone that passed his face check alone."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts
        self._withdrawing = Withdrawing(parts.desk)

    async def show(self, request: web.Request) -> web.Response:
        """The form while a yes stands, the newest receipt afterwards."""
        visit = await self._visit(request)
        if isinstance(visit, web.Response):
            return visit
        standing = await self._withdrawing.standing_of_request(visit.facts)
        if isinstance(standing, Problem):
            return _to(request, "")
        if any(a in standing.reach.living for a in standing.chosen):
            return self._answer(request, visit, Screen.WITHDRAW, _offered(standing))
        row = await self._newest(visit, standing)
        if row is None:
            return _to(request, "")
        told = await self._told(request, visit, row)
        return self._answer(request, visit, Screen.WITHDRAWN, told)

    async def take_back(self, request: web.Request) -> web.Response:
        """The press: the yes is gone before the answer is."""
        visit = await self._visit(request)
        if isinstance(visit, web.Response):
            return visit
        standing = await self._withdrawing.standing_of_request(visit.facts)
        if isinstance(standing, Problem) or is_strange(self._parts, request):
            return _to(request, "")
        fields = await request.post()
        person = standing.reach.person
        await self._withdrawing.withdraw(
            standing,
            whole=fields.get(WHAT) == ALL or standing.is_all,
            removes_videos=fields.get(VIDEOS) == REMOVE,
            via="page",
            locale=page_locale(request, None),
            actor=person.id,
            key=f"withdraw:{visit.facts.request.id}:{self._parts.desk.clock()}",
        )
        return _to(request, "/withdraw")

    async def receipt(self, request: web.Request) -> web.Response:
        """The receipt as a file to keep, with every id."""
        visit = await self._visit(request)
        if isinstance(visit, web.Response):
            return visit
        standing = await self._withdrawing.standing_of_request(visit.facts)
        row = None if isinstance(standing, Problem) else await self._newest(visit, standing)
        if row is None:
            return _to(request, "")
        told = await self._told(request, visit, row, most=_EVERY)
        parts = [
            told.title,
            *(f"{name}\n" + "\n".join(f"- {x}" for x in lines) for name, lines in told.lines),
        ]
        headers = {**PRIVATE_HEADERS, "Content-Disposition": 'attachment; filename="likeness-receipt.txt"'}
        return web.Response(text="\n\n".join([*parts, told.state]) + "\n", headers=headers, charset="utf-8")

    async def _visit(self, request: web.Request) -> Visit | web.Response:
        """Whoever may see what the page says after a yes; everybody else is sent to the page itself."""
        visit = await find_visit(self._parts, request)
        if not isinstance(visit, Visit):
            return _to(request, "")
        invitation = visit.facts.invitation
        answered = invitation is not None and invitation.status is InvitationStatus.ACCEPTED
        theirs = visit.bound if visit.is_outside else True
        return visit if answered and theirs else _to(request, "")

    async def _newest(self, visit: Visit, standing: Standing) -> Withdrawal | None:
        mine = {a.asset.id for a in visit.facts.assets}
        found = await self._parts.desk.storage.withdrawals_of(standing.reach.person.id)
        return next((row for row in reversed(found) if not mine.isdisjoint(row.asset_ids)), None)

    async def _told(self, request: web.Request, visit: Visit, row: Withdrawal, most: int = 20) -> TakingBack:
        receipt = await self._withdrawing.receipt(row)
        if receipt is None:
            raise LookupError(row.id)
        said = texts(page_locale(request, None)).plain
        names = await self._names(row.team_id, receipt.givers)
        workspace = await self._workspace(visit)
        wording = Wording(
            texts=said,
            user=lambda user: names.get(user, user),
            place=lambda _channel: workspace,
            ident=str,
            date=lambda at: f"{said.date(at, UTC)} UTC",
            workspace=workspace,
            most=most,
        )
        return TakingBack(
            title=receipt_title(receipt, wording),
            lines=tuple(
                (name, tuple(lines))
                for name, lines in receipt_sections(receipt, self._parts.desk.profiles, wording)
            ),
            state=receipt_state(receipt, wording),
        )

    async def _names(self, team_id: str, users: tuple[str, ...]) -> Mapping[str, str]:
        storage = self._parts.desk.storage
        found = {user: await storage.member(team_id, user) for user in users}
        return {user: member.name for user, member in found.items() if member is not None}

    async def _workspace(self, visit: Visit) -> str:
        found = await self._parts.desk.storage.workspace(visit.facts.request.team_id)
        return found.name if found else ""

    def _answer(self, request: web.Request, visit: Visit, screen: Screen, taking: TakingBack) -> web.Response:
        facts = visit.facts
        page = Page(
            screen=screen,
            depiction=facts.request.depiction,
            person=facts.person.display_name if facts.person else "",
            taking=taking,
        )
        return render(request, page, allow_http=self._parts.desk.allow_loopback)


def _offered(standing: Standing) -> TakingBack:
    """What there is to choose."""
    return TakingBack(
        names=tuple(a.asset.name for a in standing.chosen),
        offers_all=not standing.is_all,
        offers_videos=any(is_posted(post) for post in standing.reach.posts),
    )


def _to(request: web.Request, below: str) -> web.Response:
    """A page below the link, safe to reload, in the language of this one."""
    locale = page_locale(request, None)
    address = f"/v/{request.match_info['token']}{below}?lang={locale}"
    return web.Response(status=303, headers={"Location": address})
