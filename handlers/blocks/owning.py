"""What an owner can do with an asset that stands, and what he reads when it is done."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import ids
from handlers.blocks.asset_card import retry_button
from handlers.blocks.gateways import gateway_title
from handlers.blocks.kit import Block, Element, actions, button, confirm, context, message_text, section
from handlers.blocks.people import at_name, person_name
from handlers.blocks.stages import AssetStage, deleted_stage
from handlers.catalogue import Texts, reason_text
from handlers.catalogue.markup import join, mention
from handlers.composed import Composed
from providers.profile import Profile
from storage.facts import AssetFacts
from storage.model import Registration
from workflow.registrations import may_retry
from workflow.use_cases import Ways


def ways_blocks(
    asset: AssetFacts, ways: Ways, profiles: Sequence[Profile], more: Sequence[Element], texts: Texts
) -> list[Block]:
    """Buttons for whatever may be done now, `more` among them, and why some gateway is not offered."""
    elsewhere = [_elsewhere(asset, profile, texts) for profile in ways.elsewhere]
    retries = [_retry(r, profiles, texts) for r in asset.registrations if may_retry(r)]
    delete = _delete(asset, profiles, texts)
    left_out = [
        texts.say("owning.left_out", gateway=profile.title, why=reason_text(texts, why.key, why.params))
        for profile, why in ways.left_out
    ]
    return [actions(*retries, *elsewhere, *more, delete), *([context(*left_out)] if left_out else [])]


def _retry(registration: Registration, profiles: Sequence[Profile], texts: Texts) -> Element:
    gateway = _title(registration, profiles)
    return retry_button(registration, texts.plain.say("button.retry_at", gateway=gateway))


def _elsewhere(asset: AssetFacts, profile: Profile, texts: Texts) -> Element:
    plain = texts.plain
    asked = "owning.elsewhere.asks" if asset.person else "owning.elsewhere.sends"
    return button(
        plain.say("button.register_at", gateway=profile.title),
        f"{ids.ACTION_ASSET_ELSEWHERE}.{profile.name}",
        ids.ButtonValue(asset.asset.id).encode(),
        confirm=confirm(
            plain.say("owning.elsewhere.title"),
            plain.say(asked, name=asset.asset.name, gateway=profile.title),
            plain.say("owning.elsewhere.yes"),
            plain.say("button.back"),
            style="primary",
        ),
    )


def _delete(asset: AssetFacts, profiles: Sequence[Profile], texts: Texts) -> Element:
    plain = texts.plain
    there = [r for r in asset.registrations if r.handle is not None]
    lines = [plain.say("owning.delete.here", name=asset.asset.name)]
    lines += [_what_follows(r, profiles, plain) for r in there]
    return button(
        plain.say("button.delete"),
        ids.ACTION_ASSET_DELETE,
        ids.ButtonValue(asset.asset.id).encode(),
        style="danger",
        confirm=confirm(
            plain.say("owning.delete.title"),
            join(" ", lines),
            plain.say("button.delete"),
            plain.say("button.back"),
        ),
    )


def _what_follows(registration: Registration, profiles: Sequence[Profile], texts: Texts) -> str:
    profile = next((p for p in profiles if p.name == registration.provider), None)
    deletes = profile is not None and profile.can_delete
    key = "owning.delete.deletes" if deletes else "owning.delete.keeps"
    return texts.say(key, gateway=_title(registration, profiles))


def deleted_text(asset: AssetFacts, profiles: Sequence[Profile], texts: Texts) -> str:
    """What becomes of it, gateway by gateway; `asset` as it stood before."""
    lines = [texts.say("owning.deleted", name=at_name(asset))]
    there = [r for r in asset.registrations if deleted_stage(r) is AssetStage.DELETING]
    lines += [_what_follows(r, profiles, texts) for r in there]
    return join("\n", lines)


def further_text(asset: AssetFacts, profile: Profile, texts: Texts) -> str:
    """What happens now that one more gateway is asked for."""
    if asset.person is None:
        return texts.say("owning.sent", name=at_name(asset), gateway=profile.title)
    person = person_name(asset.person)
    return texts.say("owning.asked", name=at_name(asset), gateway=profile.title, person=person)


def asset_deleted(asset: AssetFacts, by: str, *, to_person: bool, texts: Texts) -> Composed:
    """To the person pictured, or to the owner where an admin did it."""
    text = texts.say(
        "asset_deleted.person" if to_person else "asset_deleted.owner", by=mention(by), name=at_name(asset)
    )
    return Composed(text=message_text([text]), blocks=[section(text)])


def _title(registration: Registration, profiles: Sequence[Profile]) -> str:
    profile = next((p for p in profiles if p.name == registration.provider), None)
    return gateway_title(profile, registration.provider)
