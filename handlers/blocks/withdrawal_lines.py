"""What a receipt tells, line by line under headings: for a message, for a page, for a file to keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from handlers.blocks.gateways import gateway_title
from handlers.catalogue import Texts
from providers.profile import Profile
from workflow.withdrawals import CopyState, GatewayCopy, Receipt, VideoOutcome

_SHOWN = 20
"""Names or ids in one line; the file to keep has all."""
_OUT_OF_REACH = (CopyState.KEPT, CopyState.REFUSED, CopyState.UNSURE)


@dataclass(frozen=True, kw_only=True)
class Wording:
    """How the reader's surface writes users, places, ids and times; `most` names or ids in one line."""

    texts: Texts
    user: Callable[[str], str]
    place: Callable[[str], str]
    ident: Callable[[str], str]
    date: Callable[[int], str]
    workspace: str
    most: int = _SHOWN

    def names(self, names: Sequence[str]) -> str:
        return self._some([f"@{name}" for name in names])

    def idents(self, ids: Sequence[str]) -> str:
        return self._some([self.ident(each) for each in ids])

    def _some(self, parts: Sequence[str]) -> str:
        shown, more = list(parts[: self.most]), len(parts) - self.most
        return self.texts.listing([*shown, self.texts.say("receipt.more", n=more)] if more > 0 else shown)


def receipt_title(receipt: Receipt, said: Wording) -> str:
    at = said.date(receipt.withdrawal.created_at)
    return said.texts.say("receipt.title", at=at, names=said.names(receipt.names))


def receipt_state(receipt: Receipt, said: Wording) -> str:
    if not receipt.done:
        return said.texts.say("receipt.open")
    row = receipt.withdrawal
    return said.texts.say("receipt.done", at=said.date(row.done_at or row.created_at))


def receipt_sections(
    receipt: Receipt, profiles: Mapping[str, Profile], said: Wording
) -> list[tuple[str, list[str]]]:
    """Headings and what stands below each; empty ones are left out."""
    parts = [
        ("copies", _at_gateways(receipt, profiles, said)),
        ("videos", [_video(outcome, said) for outcome in receipt.videos]),
        ("slack", _in_slack(receipt, said)),
        ("ours", _with_us(receipt, said)),
    ]
    return [(said.texts.say(f"receipt.heading.{name}"), lines) for name, lines in parts if lines]


def _at_gateways(receipt: Receipt, profiles: Mapping[str, Profile], said: Wording) -> list[str]:
    lines = [_copy(copy, profiles.get(copy.provider), said) for copy in receipt.copies]
    for check in receipt.face_checks:
        profile = profiles.get(check.provider)
        lines.append(
            said.texts.say(
                "receipt.face_check",
                gateway=gateway_title(profile, check.provider),
                site=_site(profile, check.provider),
                ids=said.ident(check.group_id),
            )
        )
    if not lines:
        return [said.texts.say("receipt.nowhere")]
    if receipt.face_checks or any(copy.state in _OUT_OF_REACH for copy in receipt.copies):
        lines.append(said.texts.say("receipt.ask", workspace=said.workspace))
    return lines


def _copy(copy: GatewayCopy, profile: Profile | None, said: Wording) -> str:
    return said.texts.say(
        f"receipt.copy.{copy.state}",
        gateway=gateway_title(profile, copy.provider),
        names=said.names(copy.names),
        site=_site(profile, copy.provider),
        ids=said.idents(copy.asks),
    )


def _site(profile: Profile | None, provider: str) -> str:
    """Where the gateway is found on the net."""
    return (urlsplit(profile.base_url).hostname if profile else None) or provider


def _video(outcome: VideoOutcome, said: Wording) -> str:
    places = said.texts.listing([said.place(channel) for channel in outcome.channels[: said.most]])
    return said.texts.count(f"receipt.video.{outcome.end}", outcome.count, places=places)


def _in_slack(receipt: Receipt, said: Wording) -> list[str]:
    texts = said.texts
    lines = [texts.say("receipt.slack.left" if receipt.cards_left else "receipt.slack.gone")]
    if receipt.cards_stay:
        lines.append(texts.say("receipt.slack.stay"))
    if receipt.givers:
        people = texts.listing([said.user(user) for user in receipt.givers])
        lines.append(texts.say("receipt.slack.givers", people=people))
    if receipt.videos:
        lines.append(texts.say("receipt.slack.others"))
    return lines


def _with_us(receipt: Receipt, said: Wording) -> list[str]:
    texts = said.texts
    erased = texts.say("receipt.ours.left" if receipt.files_left else "receipt.ours.gone")
    return [erased, texts.say("receipt.backups"), texts.say("receipt.record")]
