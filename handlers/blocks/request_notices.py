"""What is said once about an `/asset` request: in its thread, or to one member."""

from __future__ import annotations

from dataclasses import replace

from handlers import ids
from handlers.blocks.asset_card import asset_line, make_button
from handlers.blocks.gateways import gateway_line, gateway_title
from handlers.blocks.kit import actions, button, message_text, section
from handlers.blocks.people import at_name, at_names, person_name, place
from handlers.blocks.scope_words import scope_words
from handlers.blocks.stages import AssetStage, asset_stage
from handlers.catalogue import Texts, reason_text
from handlers.catalogue.markup import mention
from handlers.composed import Composed
from providers.profile import Profile
from storage.facts import AssetFacts, RequestFacts
from storage.model import InvitationStatus
from workflow.asked import adds_gateway

_UNDER_REVIEW = (AssetStage.IN_REVIEW, AssetStage.REVIEW_TROUBLE, AssetStage.READY, AssetStage.REFUSED)
_DECIDED = (AssetStage.READY, AssetStage.REFUSED)


def _at(request: RequestFacts, profile: Profile | None, stages: tuple[AssetStage, ...]) -> list[AssetFacts]:
    return [a for a in request.assets if asset_stage(request, a, profile) in stages]


def _said(*texts: str) -> Composed:
    return Composed(text=message_text(texts), blocks=[section(text) for text in texts if text])


def request_in_review(request: RequestFacts, profile: Profile | None, texts: Texts) -> Composed:
    """Thread: the gateway has it and is looking."""
    assets = _at(request, profile, _UNDER_REVIEW) or list(request.assets)
    gateway = gateway_title(profile, request.request.provider)
    names = at_names(assets, texts)
    return _said(texts.count("request.in_review", len(assets), names=names, gateway=gateway))


def request_decided(request: RequestFacts, profile: Profile | None, texts: Texts) -> Composed:
    """Thread: what the gateway decided, asset by asset, for whoever asked."""
    assets = _at(request, profile, _DECIDED) or list(request.assets)
    lines = [asset_line(request, a, profile, texts) for a in assets]
    asker = mention(request.request.requester_id)
    return _said(texts.count("request.decided", len(assets), who=asker), *lines)


def asset_ready_owner(request: RequestFacts, profile: Profile | None, texts: Texts) -> Composed:
    """DM to the owner, with the way on to a first video."""
    ready = _at(request, profile, (AssetStage.READY,)) or list(request.assets)
    text = texts.count(
        "asset_ready.owner",
        len(ready),
        names=at_names(ready, texts),
        place=place(request.request.channel, texts),
    )
    block = section(text, make_button(ready[0], texts) if ready else None)
    return Composed(text=message_text([text]), blocks=[block])


def asset_ready_person(request: RequestFacts, profile: Profile | None, texts: Texts) -> Composed:
    """DM to the person pictured: what is ready, whose it is, and what was allowed."""
    ready = _at(request, profile, (AssetStage.READY,)) or list(request.assets)
    text = texts.count(
        "asset_ready.person",
        len(ready),
        names=at_names(ready, texts),
        owner=mention(request.request.requester_id),
    )
    consent = next((asset.consent for asset in ready if asset.consent is not None), None)
    allowed = texts.say("fact.scope", scope=scope_words(consent, texts)) if consent else ""
    return _said(text, allowed, gateway_line(profile, texts) if profile else "")


def consent_refused(request: RequestFacts, profile: Profile | None, texts: Texts) -> Composed:
    """DM to the requester: the person said no, or did not answer in time."""
    lapsed = request.invitation is None or request.invitation.status is InvitationStatus.LAPSED
    key = "consent_refused.lapsed" if lapsed else "consent_refused.declined"
    person = person_name(request.person) if request.person else ""
    names = at_names(request.assets, texts)
    if adds_gateway(request):
        gateway = gateway_title(profile, request.request.provider)
        return _said(texts.say(f"{key}.further", person=person, names=names, gateway=gateway))
    told = _said(texts.say(key, person=person, names=names))
    if not lapsed or not request.request.form_sealed:
        return told
    value = ids.ButtonValue(request.request.id).encode()
    again = button(texts.say("button.ask_again"), ids.ACTION_ASSET_FIX, value, style="primary")
    return replace(told, blocks=[*told.blocks, actions(again)])


def media_refused(request: RequestFacts, media_id: str, texts: Texts) -> Composed | None:
    """DM to the requester: why a file cannot be used, with *Fix*; None for a file of another request."""
    asset = next((a for a in request.assets if a.media.id == media_id), None)
    if asset is None:
        return None
    why = reason_text(texts, asset.media.problem or "media_broken")
    text = texts.say("media_refused", name=at_name(asset), why=why)
    fix = button(
        texts.say("button.fix"),
        ids.ACTION_ASSET_FIX,
        ids.ButtonValue(request.request.id).encode(),
        style="primary",
    )
    return Composed(text=message_text([text]), blocks=[section(text), actions(fix)])
