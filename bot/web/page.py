"""What the phone page shows, worked out from facts alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from providers.profile import Profile
from storage.facts import RequestFacts
from storage.model import AssetStatus, Depiction, InvitationStatus, MediaStatus, Millis, VerificationStatus
from workflow.asset_requests import needs_scan
from workflow.consents import choosing
from workflow.scans import answer_waits
from workflow.scope import How, Scope, Who, holds, read_scope
from workflow.settings import DEFAULTS, Settings


class Screen(StrEnum):
    ASK = "ask"  # the picture, the purpose, the question
    SCAN = "scan"  # said yes, the face check is due (again)
    WAITING = "waiting"  # back from the face check, whose result the gateway has not told yet
    DONE = "done"
    OVER = "over"  # agreed once, and no yes holds any more
    WITHDRAW = "withdraw"  # how much is taken back
    WITHDRAWN = "withdrawn"  # the receipt
    RENEW = "renew"  # opens only on the phone that passed the face check, and this is none
    DECLINED = "declined"
    LAPSED = "lapsed"
    ENDED = "ended"  # the link is over
    UNKNOWN = "unknown"  # not a link of ours
    PAUSED = "paused"  # the gateway is switched off at this moment
    FULL = "full"  # nothing can be written down at this moment
    BROKEN = "broken"  # a mistake of ours, told with a reference


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One file that the person is asked about."""

    media_id: str
    name: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What is offered and what is filled in, as text; `wrong` has a catalogue key for each field refused."""

    whos: tuple[Who, ...] = (Who.REQUESTER, Who.CHANNEL, Who.EVERYBODY)
    hows: tuple[How, ...] = (How.ASK, How.GO_AHEAD)
    who: str = ""
    how: str = ""
    until: str = ""
    first_day: str = ""
    last_day: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TakingBack:
    """What may be taken back, by name; afterwards the receipt: a title, and lines under headings."""

    names: tuple[str, ...] = ()
    offers_all: bool = False
    offers_videos: bool = False
    title: str = ""
    lines: tuple[tuple[str, tuple[str, ...]], ...] = ()
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """`also` are gateways agreed to before, `scope` is what was agreed to.

    `trouble` is a catalogue key of what went wrong last; `reference` finds a mistake in the log.
    """

    screen: Screen
    depiction: Depiction = Depiction.MEMBER
    requester: str = ""
    workspace: str = ""
    person: str = ""
    purpose: str = ""
    gateway: str = ""
    can_delete: bool = False
    scan: bool = False
    pictures: tuple[Picture, ...] = ()
    also: tuple[str, ...] = ()
    choices: Choices = field(default_factory=Choices)
    scope: Scope = field(default_factory=Scope)
    may_change: bool = False
    trouble: str | None = None
    expires_at: int = 0
    locale: str | None = None
    reference: str = ""
    taking: TakingBack = field(default_factory=TakingBack)

    @property
    def kind(self) -> str:
        """The one kind of all its files, or `mixed`."""
        kinds = {picture.kind for picture in self.pictures}
        return kinds.pop() if len(kinds) == 1 else "mixed"


_REFUSED: Mapping[InvitationStatus | None, Screen] = {
    InvitationStatus.DECLINED: Screen.DECLINED,
    InvitationStatus.LAPSED: Screen.LAPSED,
}
_LIVING = (AssetStatus.AWAITING_CONSENT, AssetStatus.USABLE)
_TROUBLES = {
    "verification_failed": "verification_failed",
    "verification_expired": "verification_expired",
    "verification_other_person": "verification_other_person",
    "verification_not_matched": "verification_not_matched",
    "too_many_tries": "too_many_tries",
    "gateway_unavailable": "gateway_unavailable",
    "answer_lost": "gateway_unavailable",
    "unexpected_answer": "gateway_unavailable",
    "rate_limited": "rate_limited",
    "key_refused": "not_set_up",
    "no_credit": "not_set_up",
}


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who reads the page: whether it is shut here, bound to this phone, or waits for this browser's check."""

    now: Millis
    is_shut: bool = False
    bound: bool = False
    tries: bool = False


def build_page(
    facts: RequestFacts,
    profile: Profile | None,
    reader: Reader,
    *,
    requester: str,
    workspace: str,
    gateways: Mapping[str, str],
    settings: Settings = DEFAULTS,
    screen: Screen | None = None,
) -> Page:
    """The page for an invitation as everything stands now, or with a screen that only a visit knows of.

    Without a profile the gateway is switched off; `gateways` are titles by name.
    """
    invitation = facts.invitation
    if invitation is None:
        return Page(screen=Screen.UNKNOWN)
    page = Page(
        screen=screen or _screen(facts, profile, reader),
        depiction=facts.request.depiction,
        requester=requester,
        workspace=workspace,
        gateway=profile.title if profile else facts.request.provider,
        trouble=_trouble(facts, reader),
        expires_at=invitation.expires_at,
        locale=invitation.locale,
    )
    if page.screen is Screen.RENEW:
        return replace(page, locale=None)  # another browser may be another reader's
    return replace(
        page,
        person=facts.person.display_name if facts.person else "",
        purpose=facts.request.purpose.strip(),
        can_delete=profile is not None and profile.can_delete,
        scan=profile is not None and needs_scan(facts, profile),
        pictures=tuple(
            Picture(media_id=a.media.id, name=a.asset.name, kind=a.media.kind)
            for a in facts.assets
            if a.media.status is MediaStatus.READY
        ),
        also=tuple(gateways.get(name, name) for name in _agreed_before(facts)),
        choices=_choices(facts, settings, reader),
        scope=_agreed(facts, settings),
        may_change=answer_waits(facts),
    )


def _agreed_before(facts: RequestFacts) -> list[str]:
    consents = [asset.consent for asset in facts.assets if asset.consent is not None]
    names = {str(name) for consent in consents for name in consent.providers}
    return sorted(names - {facts.request.provider})


def _choices(facts: RequestFacts, settings: Settings, reader: Reader) -> Choices:
    """What was chosen in this very browser before, else the default: nobody chooses for somebody else."""
    start = choosing.chosen_before if reader.tries or reader.bound else choosing.default_scope
    chosen = start(facts, settings)
    return Choices(
        whos=choosing.offered_whos(facts),
        hows=choosing.offered_hows(facts),
        who=str(chosen.who),
        how=str(chosen.how),
        until=choosing.day_of(chosen.until).isoformat() if chosen.until else "",
        first_day=choosing.first_day(reader.now).isoformat(),
        last_day=choosing.last_day(reader.now).isoformat(),
    )


def _agreed(facts: RequestFacts, settings: Settings) -> Scope:
    consent = next((a.consent for a in facts.assets if a.consent is not None), None)
    return read_scope(consent.scope) if consent else choosing.chosen_before(facts, settings)


def _screen(facts: RequestFacts, profile: Profile | None, reader: Reader) -> Screen:
    status = facts.invitation.status if facts.invitation else None
    if status in _REFUSED:
        return _REFUSED[status]
    if profile is None:
        return Screen.PAUSED
    if reader.is_shut:
        return Screen.RENEW
    return Screen.ASK if status is InvitationStatus.OPEN else _after_yes(facts, profile, reader)


def _after_yes(facts: RequestFacts, profile: Profile, reader: Reader) -> Screen:
    """A yes was pressed; that of somebody outside counts only where it was pressed, with its face check."""
    scan = needs_scan(facts, profile)
    if answer_waits(facts) and not (scan and reader.tries):
        return Screen.ASK
    if scan and any(asset.asset.status in _LIVING for asset in facts.assets):
        return Screen.SCAN
    held = any(holds(a.consent, facts.request.provider, reader.now) for a in facts.assets)
    return Screen.DONE if held else Screen.OVER


def _trouble(facts: RequestFacts, reader: Reader) -> str | None:
    """Why the last face check did not succeed, for as long as one is due."""
    verification = facts.verification
    settled = facts.group is not None and not (reader.is_shut or answer_waits(facts))
    if verification is None or settled:
        return None
    if verification.status in (VerificationStatus.FAILED, VerificationStatus.EXPIRED):
        return _TROUBLES.get(verification.failure or "", "verification_failed")
    return None
