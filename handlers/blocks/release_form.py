"""The form with which an admin attaches a signed release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from handlers import ids
from handlers.blocks.form import State, View, input_block, modal, read_metadata, select, write_metadata
from handlers.blocks.kit import Block, Element, option, section
from handlers.blocks.people import at_names, person_name
from handlers.catalogue import Texts
from storage.facts import RequestFacts
from workflow.consents.choosing import UNTIL, WHO, default_scope, offered_whos
from workflow.endorsements.releases import MAX_BYTES
from workflow.settings import Settings
from workflow.use_cases import Problem

_TYPES = {"application/pdf", "image/jpeg", "image/png"}


@dataclass(frozen=True, kw_only=True)
class ReleaseFormValues:
    """`endorsement_id` is None where the view is not ours; `files` as Slack describes them."""

    endorsement_id: str | None = None
    files: tuple[dict[str, Any], ...] = ()
    scope: Mapping[str, str] = field(default_factory=dict)

    @property
    def problem(self) -> Problem | None:
        """What the form alone shows; the file's bytes are looked at later."""
        file = self.files[0] if self.files else None
        key = None
        if file is None:
            key = "release_missing"
        elif int(file.get("size") or 0) > MAX_BYTES:
            key = "release_too_large"
        elif file.get("mimetype") and file["mimetype"] not in _TYPES:
            key = "release_wrong_type"
        return Problem(key=key, field=ids.FIELD_RELEASE) if key else None


def release_form_view(
    endorsement_id: str, request: RequestFacts, *, texts: Texts, settings: Settings
) -> View:
    """The file, and how far it reaches."""
    element: Element = {
        "type": "file_input",
        "action_id": ids.INPUT,
        "max_files": 1,
        "filetypes": ["pdf", "jpg", "jpeg", "png"],
    }
    explained = texts.say(
        "release_form.explained",
        person=person_name(request.person) if request.person else "",
        names=at_names(request.assets, texts),
    )
    file = input_block(
        ids.FIELD_RELEASE,
        texts.say("release_form.file.label"),
        element,
        hint=texts.say("release_form.file.hint"),
    )
    blocks = [section(explained), file, *_scope_blocks(request, settings, texts)]
    title, submit = texts.say("release_form.title"), texts.say("release_form.submit")
    metadata = write_metadata(endorsement=endorsement_id)
    return modal(ids.VIEW_RELEASE, title, submit, texts, blocks, metadata)


def _scope_blocks(request: RequestFacts, settings: Settings, texts: Texts) -> list[Block]:
    """The choice that a person would make; somebody outside cannot be asked each time."""
    options = [option(texts.say(f"settings.default_who.{who}"), who) for who in offered_whos(request)]
    chosen = default_scope(request, settings).who
    until: Element = {"type": "datepicker", "action_id": ids.INPUT}
    return [
        input_block(WHO, texts.say("release_form.who.label"), select(ids.INPUT, options, chosen)),
        input_block(
            UNTIL,
            texts.say("release_form.until.label"),
            until,
            hint=texts.say("release_form.until.hint"),
            optional=True,
        ),
    ]


def parse_release_view(view: Mapping[str, Any]) -> ReleaseFormValues:
    state = State(view)
    return ReleaseFormValues(
        endorsement_id=read_metadata(view).get("endorsement"),
        files=state.files(ids.FIELD_RELEASE),
        scope={WHO: state.option(WHO) or "", UNTIL: state.date(UNTIL)},
    )
