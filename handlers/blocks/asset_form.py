"""The `/asset` form, and what was typed into it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers import ids
from handlers.blocks import limits
from handlers.blocks.choices import left_out_line, offered_select
from handlers.blocks.form import (
    State,
    View,
    channel_input,
    input_block,
    loading_view,
    modal,
    read_metadata,
    text_input,
    write_metadata,
)
from handlers.blocks.gateways import gateway_lines, left_out_reasons
from handlers.blocks.kit import Block, Element, context, option, plain
from handlers.catalogue import Texts
from providers.profile import MediaKind, Profile, Verification
from storage.model import Depiction
from workflow.intake import Gateways, gateways

MAX_FILES = 10
_FILE_TYPES = ("jpg", "jpeg", "png", "webp", "gif", "bmp", "tiff", "mp4", "mov", "mp3", "wav")
_WHO = {
    Depiction.NOBODY: ("asset_form.who.nobody", "asset_form.who.nobody.more"),
    Depiction.SELF: ("asset_form.who.self", "asset_form.who.self.more"),
    Depiction.MEMBER: ("asset_form.who.member", "asset_form.who.member.more"),
    Depiction.OUTSIDER: ("asset_form.who.outsider", "asset_form.who.outsider.more"),
}


@dataclass(frozen=True, kw_only=True)
class AssetFormValues:
    """The form as typed: `files` are Slack's file objects, `who` a `Depiction`, `fixing` a request id."""

    files: tuple[dict[str, Any], ...] = ()
    link: str = ""
    name: str = ""
    who: str | None = None
    member: str | None = None
    outsider: str = ""
    purpose: str = ""
    provider: str | None = None
    channel: str | None = None
    fixing: str | None = None
    given: tuple[dict[str, Any], ...] = ()  # files of a message, used while no other is chosen

    @property
    def depiction(self) -> Depiction | None:
        """Who is pictured, once that is said."""
        return Depiction(self.who) if self.who in set(Depiction) else None

    @property
    def kinds(self) -> frozenset[MediaKind]:
        """What the files call themselves; what is behind a link nobody knows yet."""
        return frozenset(kind for file in self.files or self.given if (kind := file_kind(file)) is not None)


def file_kind(file: Mapping[str, Any]) -> MediaKind | None:
    """The kind that a Slack file calls itself; None when it is none of ours."""
    family = str(file.get("mimetype") or "").partition("/")[0]
    return MediaKind(family) if family in set(MediaKind) else None


def asset_form_view(
    values: AssetFormValues,
    *,
    profiles: Sequence[Profile],
    texts: Texts,
    default_to_current: bool = True,
    has_public_url: bool = True,
    keeps_files: bool = True,
) -> View:
    """The form filled in with `values`; `profiles` are the gateways that are on, at least one.

    Offered are those of them that can take these files of this person. Files that are kept from before are
    named, others stand in their field.
    """
    fitting = gateways(profiles, values.depiction, values.kinds, has_public_url=has_public_url)
    chosen = _chosen(values.provider, fitting)
    trusting = [profile for profile in fitting.offered if profile.verification is Verification.NONE]
    blocks = [
        *_media_blocks(values, texts, keeps_files=keeps_files),
        _name_block(values, texts),
        _who_block(values, texts),
        *_person_blocks(values, trusting, texts),
        *_gateway_blocks(chosen, fitting, texts, several=len(profiles) > 1),
        channel_input(texts, values.channel, default_to_current=default_to_current),
    ]
    given = json.dumps(list(values.given)) if values.given else None
    metadata = write_metadata(fixing=values.fixing, channel=values.channel, provider=chosen, given=given)
    title, submit = texts.say("asset_form.title"), texts.say("asset_form.submit")
    return modal(ids.VIEW_ASSET, title, submit, texts, blocks, metadata)


def asset_loading_view(texts: Texts) -> View:
    return loading_view(texts, texts.say("asset_form.title"))


def _media_blocks(values: AssetFormValues, texts: Texts, *, keeps_files: bool) -> list[Block]:
    files: Element = {
        "type": "file_input",
        "action_id": ids.INPUT,
        "max_files": MAX_FILES,
        "filetypes": list(_FILE_TYPES),
    }
    link: Element = {"type": "url_text_input", "action_id": ids.INPUT}
    if values.link.startswith(("https://", "http://")):
        link["initial_value"] = values.link
    blocks = [
        input_block(
            ids.FIELD_FILES,
            texts.say("asset_form.files.label"),
            files,
            hint=texts.count("asset_form.files.hint", MAX_FILES),
            optional=True,
        )
    ]
    if keeps_files and values.fixing and values.files:
        names = texts.listing([str(file.get("name") or file.get("id") or "?") for file in values.files])
        blocks.append(context(texts.say("asset_form.files.kept", files=names)))
    if values.given and not values.files:
        names = texts.listing([str(file.get("name") or file.get("id")) for file in values.given])
        blocks.append(context(texts.say("asset_form.files.given", files=names)))
    blocks.append(
        input_block(
            ids.FIELD_LINK,
            texts.say("asset_form.link.label"),
            link,
            hint=texts.say("asset_form.link.hint"),
            optional=True,
        )
    )
    return blocks


def _name_block(values: AssetFormValues, texts: Texts) -> Block:
    element = text_input(values.name, placeholder=texts.say("asset_form.name.placeholder"))
    return input_block(
        ids.FIELD_NAME, texts.say("asset_form.name.label"), element, hint=texts.say("asset_form.name.hint")
    )


def _who_block(values: AssetFormValues, texts: Texts) -> Block:
    options = [option(texts.say(text), who, texts.say(more)) for who, (text, more) in _WHO.items()]
    element: Element = {"type": "radio_buttons", "action_id": ids.ACTION_WHO, "options": options}
    chosen = next((o for o in options if o["value"] == values.who), None)
    if chosen:
        element["initial_option"] = chosen
    return input_block(ids.FIELD_WHO, texts.say("asset_form.who.label"), element, dispatches=True)


def _person_blocks(values: AssetFormValues, trusting: Sequence[Profile], texts: Texts) -> list[Block]:
    """Who exactly, and what for: asked only once somebody real is said to be pictured.

    `trusting` gateways have no face check, so that of somebody outside they need a signed release.
    """
    if values.who not in (Depiction.SELF, Depiction.MEMBER, Depiction.OUTSIDER):
        return []
    blocks = []
    if values.who == Depiction.MEMBER:
        element: Element = {
            "type": "users_select",
            "action_id": ids.INPUT,
            "placeholder": plain(texts.say("asset_form.member.placeholder"), limits.PLACEHOLDER),
        }
        if values.member:
            element["initial_user"] = values.member
        blocks.append(input_block(ids.FIELD_MEMBER, texts.say("asset_form.member.label"), element))
    if values.who == Depiction.OUTSIDER:
        blocks.append(
            input_block(
                ids.FIELD_OUTSIDER,
                texts.say("asset_form.outsider.label"),
                text_input(values.outsider, most=limits.OUTSIDER),
                hint=texts.say("asset_form.outsider.hint"),
            )
        )
        if trusting:
            names = texts.listing([profile.title for profile in trusting])
            blocks.append(context(texts.say("asset_form.outsider.release", gateways=names)))
    purpose = text_input(
        values.purpose,
        most=limits.PURPOSE,
        multiline=True,
        placeholder=texts.say("asset_form.purpose.placeholder"),
    )
    hint = texts.say("asset_form.purpose.hint")
    blocks.append(input_block(ids.FIELD_PURPOSE, texts.say("asset_form.purpose.label"), purpose, hint=hint))
    return blocks


def _chosen(provider: str | None, fitting: Gateways) -> str:
    """The gateway chosen before, where it still can do it; else the first that can."""
    names = [profile.name for profile in fitting.offered]
    return provider if provider in names else names[0]


def _gateway_blocks(chosen: str, fitting: Gateways, texts: Texts, *, several: bool) -> list[Block]:
    reasons = left_out_reasons(fitting.left_out, texts)
    left_out = left_out_line(reasons, texts, none_fits=not fitting.fitting)
    lines = context(gateway_lines(fitting.offered, texts), left_out)
    if not several:
        return [lines]
    options = [option(profile.title, profile.name) for profile in fitting.offered]
    element = offered_select(ids.ACTION_PROVIDER, options, chosen)
    label = texts.say("form.provider.label")
    return [input_block(ids.FIELD_PROVIDER, label, element, dispatches=True), lines]


def parse_asset_view(view: Mapping[str, Any]) -> AssetFormValues:
    """What the form holds now; fields that are hidden or left empty read as empty."""
    state, known = State(view), read_metadata(view)
    return AssetFormValues(
        files=state.files(ids.FIELD_FILES),
        link=state.text(ids.FIELD_LINK).strip(),
        name=state.text(ids.FIELD_NAME),
        who=state.option(ids.FIELD_WHO),
        member=state.user(ids.FIELD_MEMBER),
        outsider=state.text(ids.FIELD_OUTSIDER),
        purpose=state.text(ids.FIELD_PURPOSE),
        provider=state.option(ids.FIELD_PROVIDER) or known.get("provider"),
        channel=state.conversation(ids.FIELD_CHANNEL),
        fixing=known.get("fixing"),
        given=tuple(json.loads(known.get("given", "[]"))),
    )
