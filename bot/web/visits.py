"""Who opens a consent page, and what of it he may see."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web

from bot.crypto.ids import state_hash
from bot.crypto.links import LinkProblem, Purpose, read
from bot.web.page import Screen
from bot.web.parts import WebParts
from storage.facts import RequestFacts
from storage.model import Depiction, InvitationStatus
from workflow.moment import DAY
from workflow.scans import answer_waits, check_passed

ANSWERED_LINK_LIFE = 365 * DAY
"""How long the page of somebody outside stays open after his yes or his last face check."""

_TRY = "likeness_try"
_TRY_SECONDS = 60 * 60
_PHONE_SECONDS = ANSWERED_LINK_LIFE // 1000
_STRANGE_SITES = ("cross-site", "same-site")


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A good link opened in one browser.

    `bound`: it is the phone on which somebody outside passed a face check. `tries`: the newest face check
    was opened from here.
    """

    facts: RequestFacts
    bound: bool
    tries: bool

    @property
    def is_outside(self) -> bool:
        return self.facts.request.depiction is Depiction.OUTSIDER

    @property
    def is_shut(self) -> bool:
        """Whether this page opens only on the phone that passed the face check, and this is not it."""
        invitation = self.facts.invitation
        answered = invitation is not None and invitation.status is InvitationStatus.ACCEPTED
        unproved = answer_waits(self.facts) and not check_passed(self.facts)
        return self.is_outside and answered and not unproved and not self.bound


async def find_visit(parts: WebParts, request: web.Request) -> Visit | Screen:
    """The visit, or the screen that tells what is wrong with the link."""
    found = read(parts.keys, Purpose.CONSENT, request.match_info["token"])
    if isinstance(found, LinkProblem):
        return Screen.UNKNOWN
    subject, ends_at = found
    now = parts.desk.clock()
    facts = await parts.answering.invitation(subject)
    if now >= ends_at and (facts is None or now >= _answered_until(facts)):
        return Screen.ENDED
    if facts is None:
        return Screen.UNKNOWN
    token = request.cookies.get(_phone_cookie(facts))
    bound = await parts.verifying.phone_is_bound(facts, token)
    return Visit(facts=facts, bound=bound, tries=_tries(request, facts))


def _answered_until(facts: RequestFacts) -> int:
    """Somebody outside sees what he agreed to, and takes it back, under the link that he was asked with."""
    invitation, check = facts.invitation, facts.verification
    if invitation is None or invitation.status is not InvitationStatus.ACCEPTED:
        return 0
    if facts.request.depiction is not Depiction.OUTSIDER:
        return 0
    passed = check.decided_at if check is not None and check_passed(facts) else None
    return max(invitation.answered_at or 0, passed or 0) + ANSWERED_LINK_LIFE


def _tries(request: web.Request, facts: RequestFacts) -> bool:
    check = facts.verification
    return check is not None and request.cookies.get(_TRY) == check.state_hash


def came_back_where_it_began(request: web.Request) -> bool:
    """Whether the browser that comes back from a face check is the one that was sent to it."""
    return request.cookies.get(_TRY) == state_hash(request.match_info["state"])


def is_strange(parts: WebParts, request: web.Request) -> bool:
    """Whether another site's page makes this browser press our button."""
    if request.headers.get("Sec-Fetch-Site") in _STRANGE_SITES:
        return True
    origin = urlsplit(request.headers.get("Origin", "")).netloc
    return origin not in ("", request.host, urlsplit(parts.public_url or "").netloc)


def remember_try(parts: WebParts, request: web.Request, response: web.Response, hashed: str) -> None:
    """Let this browser be known when it comes back from the face check that it is sent to.

    It keeps the hash of the state: the address to come back to is told by the gateway alone, to whoever was
    scanned, and cannot be made up from what the browser holds.
    """
    path = f"/v/{request.match_info['token']}"
    response.set_cookie(
        _TRY, hashed, max_age=_TRY_SECONDS, path=path, httponly=True, samesite="Lax", secure=_secure(parts)
    )


def remember_phone(parts: WebParts, response: web.Response, facts: RequestFacts, token: str) -> None:
    """Let this phone open every page of the person who passed a face check on it."""
    response.set_cookie(
        _phone_cookie(facts),
        token,
        max_age=_PHONE_SECONDS,
        path="/v/",
        httponly=True,
        samesite="Lax",
        secure=_secure(parts),
    )


def _phone_cookie(facts: RequestFacts) -> str:
    """A name of its own for each person, so that two who share a phone do not shut each other out."""
    person = facts.person.id if facts.person else ""
    return f"likeness_phone_{hashlib.sha256(person.encode()).hexdigest()[:12]}"


def _secure(parts: WebParts) -> bool:
    """Stand-ins on this machine are reached over http."""
    return (parts.public_url or "").startswith("https:")
