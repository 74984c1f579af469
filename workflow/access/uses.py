"""Whether somebody may use an asset in a video: its state, the person's yes, and who else has a say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.facts import AssetFacts
from storage.model import Allowance, Approval, ApprovalStatus, AssetStatus, Consent
from workflow.access.actors import Actor, Allow, Approver, Ask, Decision, Deny, Ground
from workflow.scope import How, Scope, Who, holds, read_scope


@dataclass(frozen=True, kw_only=True)
class Use:
    """What a use stands on besides the asset.

    `provider`: the gateway, empty while none is chosen. `is_shared`: people of other workspaces read the
    channel. `allowances`: standing ones. `approvals`: of this very video. `admins`: who may speak for an
    owner who left, and be the second pair of eyes.
    """

    provider: str = ""
    is_shared: bool = False
    allowances: Sequence[Allowance] = ()
    approvals: Sequence[Approval] = ()
    four_eyes: bool = False
    admins: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class _Voice:
    """Somebody whose yes is needed: `standing` and `once` are whose yes of either kind will do."""

    asked: Approver
    standing: frozenset[str]
    once: frozenset[str]
    stands_in: bool = False


def decide_use(actor: Actor, asset: AssetFacts, channel: str, use: Use, now: int) -> Decision:
    """Denied, or everybody whose yes is still missing, or allowed with the rows that this relies on."""
    reason = _why_not(actor, asset, channel, use, now)
    if reason is not None:
        return Deny(reason=reason)
    voices = _voices(actor, asset, use)
    if isinstance(voices, Deny):
        return voices
    grounds = [(voice, _ground(voice, asset, channel, use)) for voice in voices]
    missing = tuple(voice.asked for voice, ground in grounds if ground is None)
    if missing:
        return Ask(whom=missing)
    return Allow(relies_on=tuple(ground for _, ground in grounds if ground is not None))


def _why_not(actor: Actor, asset: AssetFacts, channel: str, use: Use, now: int) -> str | None:
    if asset.asset.status is not AssetStatus.USABLE:
        return "deny_asset_not_usable"
    if asset.asset.person_id is None:
        return None
    theirs = asset.consent is not None and asset.consent.person_id == asset.asset.person_id
    missing = _consent_missing(asset.consent if theirs else None, use.provider, now)
    return missing or _out_of_scope(actor, asset, channel, use)


def _out_of_scope(actor: Actor, asset: AssetFacts, channel: str, use: Use) -> str | None:
    """Why a yes that stands does not reach this use; how far it reaches binds everybody but the person."""
    if asset.person_left:
        return "deny_person_left"
    scope = scope_of(asset)
    if actor.user_id != _pictured(asset) and not scope.allows(actor.user_id, channel):
        return f"deny_only_{scope.who}"
    if use.is_shared and not names_channel(scope, channel):
        return "deny_channel_shared"
    return None


def _consent_missing(consent: Consent | None, provider: str, now: int) -> str | None:
    """Why no yes stands: none, taken back, past its date, or given for other gateways."""
    if holds(consent, provider, now):
        return None
    if consent is None or consent.ended_at is not None:
        return "deny_no_consent"
    return "deny_gateway_not_agreed" if holds(consent, "", now) else "deny_consent_over"


def scope_of(asset: AssetFacts) -> Scope:
    """The scope of the yes that holds; the widest there is where nobody real is pictured."""
    return read_scope(asset.consent.scope) if asset.consent is not None else Scope()


def names_channel(scope: Scope, channel: str) -> bool:
    """Whether a yes was given for this very channel."""
    return scope.who is Who.CHANNEL and scope.channel == channel


def _pictured(asset: AssetFacts) -> str | None:
    return asset.person.slack_user_id if asset.person is not None else None


def _voices(actor: Actor, asset: AssetFacts, use: Use) -> list[_Voice] | Deny:
    person, owner = _pictured(asset), asset.asset.owner_id
    voices = []
    if person is not None and person != actor.user_id and scope_of(asset).how is How.ASK:
        voices.append(_own_voice(person, as_person=True))
    if owner not in (actor.user_id, person):
        if asset.owner_left:
            return _with_stand_in(voices, actor, asset, use, "deny_owner_left")
        voices.append(_own_voice(owner, as_person=False))
    if use.four_eyes and {actor.user_id} == {user for user in (actor.user_id, owner, person) if user}:
        return _with_stand_in(voices, actor, asset, use, "deny_four_eyes")
    return voices


def _own_voice(user: str, *, as_person: bool) -> _Voice:
    only = frozenset({user})
    return _Voice(asked=Approver(user_id=user, as_person=as_person), standing=only, once=only)


def _with_stand_in(
    voices: list[_Voice], actor: Actor, asset: AssetFacts, use: Use, without: str
) -> list[_Voice] | Deny:
    """An admin's voice where no owner has one; an admin who acts needs no other but with four eyes."""
    if actor.is_admin and not use.four_eyes:
        return voices
    admins = sorted(set(use.admins) - {actor.user_id, _pictured(asset)})
    if not admins:
        return Deny(reason=without)
    voice = _Voice(
        asked=Approver(user_id=admins[0], as_person=False),
        standing=frozenset(admins),
        once=frozenset({*admins, asset.asset.owner_id} - {actor.user_id}),
        stands_in=True,
    )
    return [*voices, voice]


def _ground(voice: _Voice, asset: AssetFacts, channel: str, use: Use) -> Ground | None:
    """The yes that answers for this voice: a standing one for this channel, or one for this video.

    *Always* counts by the standing yes it left, so that one taken back meanwhile counts no more; who stands
    in leaves none.
    """
    for allowance in use.allowances:
        here = allowance.asset_id == asset.asset.id and allowance.channel == channel
        if here and allowance.ended_at is None and allowance.approver_id in voice.standing:
            return allowance
    counts = {ApprovalStatus.ALLOWED_ONCE}
    if voice.stands_in:
        counts.add(ApprovalStatus.ALLOWED_ALWAYS)
    return next(
        (
            approval
            for approval in use.approvals
            if approval.status in counts
            and approval.as_person is voice.asked.as_person
            and approval.approver_id in voice.once
        ),
        None,
    )
