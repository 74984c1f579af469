"""Private answers: help, one's assets, and one asset whole."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.blocks import limits
from handlers.blocks.asset_card import EMOJI, foreign_words, make_button
from handlers.blocks.gateways import gateway_title
from handlers.blocks.kit import Block, context, message_text, section
from handlers.blocks.owner_forms import owner_buttons
from handlers.blocks.owning import ways_blocks
from handlers.blocks.people import at_name, person_name, pictured
from handlers.blocks.scope_words import scope_words
from handlers.blocks.stages import AssetStage, consent_over, registration_stage
from handlers.catalogue import Texts, reason_text
from handlers.catalogue.markup import bold, clamp, join, mention
from handlers.composed import Composed
from providers.profile import Profile
from storage.facts import AssetFacts
from storage.model import AssetStatus, MediaStatus, Registration
from workflow.scope import How, Scope, read_scope
from workflow.use_cases import Ways

MAX_LISTED = 40
_HELP = ("help.asset", "help.video", "help.rights", "help.likeness", "help.people")
_BEFORE = {
    AssetStatus.AWAITING_CONSENT: AssetStage.WAITING_YES,
    AssetStatus.DECLINED: AssetStage.DECLINED,
    AssetStatus.LAPSED: AssetStage.LAPSED,
    AssetStatus.WITHDRAWN: AssetStage.WITHDRAWN,
    AssetStatus.DELETED: AssetStage.DELETED,
}


def help_message(texts: Texts) -> Composed:
    """What Likeness does and how it is asked."""
    parts = [texts.say("help.intro"), *(texts.say(key) for key in _HELP)]
    return Composed(text=message_text(parts), blocks=[section(part) for part in parts])


def asset_list_message(
    assets: Sequence[AssetFacts], *, profiles: Sequence[Profile], texts: Texts
) -> Composed:
    """The reader's assets, newest as given, each with where it stands."""
    if not assets:
        nothing = texts.say("asset_list.empty")
        return Composed(text=message_text([nothing]), blocks=[section(nothing)])
    title = texts.count("asset_list.title", len(assets))
    shown = assets[:MAX_LISTED]
    lines = [listed_line(asset, profiles, texts) for asset in shown]
    blocks: list[Block] = [section(title)]
    blocks += [
        section(line, make_button(a, texts) if is_ready(a) else None)
        for a, line in zip(shown, lines, strict=True)
    ]
    more = len(assets) - len(shown)
    rest = [texts.count("asset_list.more", more)] if more else []
    return Composed(text=message_text([title, *lines, *rest]), blocks=[*blocks, *(context(r) for r in rest)])


def listed_line(asset: AssetFacts, profiles: Sequence[Profile], texts: Texts) -> str:
    """Name, who is pictured, and where it stands at each gateway."""
    states = [_state(asset, r, profiles, texts) for r in _told(asset)] or [_before(asset, texts)]
    return join("\n", [join(" ", [bold(at_name(asset)), "·", pictured(asset.person, texts)]), *states])


def asset_message(
    asset: AssetFacts, *, profiles: Sequence[Profile], texts: Texts, ways: Ways | None = None
) -> Composed:
    """Everything about one asset: owner, person, purpose, where it stands, who may use it.

    With `ways` its reader may also change it.
    """
    facts = [
        texts.say("fact.owner", owner=mention(asset.asset.owner_id)),
        texts.say("fact.pictured", who=pictured(asset.person, texts)),
    ]
    if asset.asset.purpose.strip():
        purpose = clamp(asset.asset.purpose.strip(), limits.PURPOSE_EXCERPT)
        facts.append(texts.say("fact.purpose", purpose=purpose))
    if asset.consent is not None:
        facts.append(texts.say("fact.consent", at=texts.date(asset.consent.given_at)))
        facts.append(texts.say("fact.scope", scope=scope_words(asset.consent, texts)))
    states = [_state(asset, r, profiles, texts) for r in _told(asset)] or [_before(asset, texts)]
    title = join(" ", [bold(at_name(asset)), "·", texts.say(f"kind.{asset.media.kind}")])
    may = _who_may(asset, texts)
    blocks = [
        section(title, make_button(asset, texts) if is_ready(asset) else None),
        section(join("\n", facts)),
        section(join("\n", states)),
        context(may),
    ]
    if ways is not None:
        blocks += ways_blocks(asset, ways, profiles, owner_buttons(asset, texts), texts)
    return Composed(text=message_text([title, *facts, *states, may]), blocks=blocks)


def is_ready(asset: AssetFacts) -> bool:
    """Whether some gateway would take it in a video now."""
    usable = asset.asset.status is AssetStatus.USABLE and not consent_over(asset)
    return usable and any(registration_stage(r) is AssetStage.READY for r in asset.registrations)


def _told(asset: AssetFacts) -> list[Registration]:
    usable = asset.asset.status is AssetStatus.USABLE and not consent_over(asset)
    return list(asset.registrations) if usable else []


def _state(asset: AssetFacts, registration: Registration, profiles: Sequence[Profile], texts: Texts) -> str:
    stage = registration_stage(registration)
    profile = next((p for p in profiles if p.name == registration.provider), None)
    gateway = gateway_title(profile, registration.provider)
    said = texts.say(
        f"asset.stage.{stage}",
        gateway=gateway,
        name=at_name(asset),
        person=person_name(asset.person) if asset.person else "",
        requester=mention(asset.asset.owner_id),
        since=texts.date(registration.submitted_at or registration.created_at),
        why=reason_text(texts, registration.failure or "unexplained"),
    )
    words = foreign_words(registration) if stage is AssetStage.REFUSED else ""
    return join("\n", [join(" ", [EMOJI[stage], said]), words])


def _before(asset: AssetFacts, texts: Texts) -> str:
    """Where an asset stands that no gateway was to see yet, or may not any more."""
    stage = _BEFORE.get(asset.asset.status, AssetStage.CHECKING)
    if consent_over(asset):
        stage = AssetStage.CONSENT_OVER
    if asset.media.status is MediaStatus.REFUSED:
        stage = AssetStage.FILE_REFUSED
    elif asset.media.status is MediaStatus.FETCHING or (
        asset.person is None and asset.asset.status is AssetStatus.AWAITING_CONSENT
    ):
        stage = AssetStage.CHECKING
    said = texts.say(
        f"asset.stage.{stage}",
        gateway="",
        name=at_name(asset),
        person=person_name(asset.person) if asset.person else "",
        requester=mention(asset.asset.owner_id),
        since="",
        why=reason_text(texts, asset.media.problem or "unexplained"),
    )
    return join(" ", [EMOJI[stage], said])


def _who_may(asset: AssetFacts, texts: Texts) -> str:
    owner = mention(asset.asset.owner_id)
    person = asset.person
    scope = read_scope(asset.consent.scope) if asset.consent is not None else Scope()
    unasked = person is None or person.slack_user_id in (None, asset.asset.owner_id)
    if person is None or unasked or scope.how is How.GO_AHEAD:
        return texts.say("may_use.ask_owner", owner=owner)
    return texts.say("may_use.ask_both", owner=owner, person=person_name(person))
