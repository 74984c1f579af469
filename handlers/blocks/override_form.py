"""The form behind an admin's *Override…*: why he speaks in an owner's place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers import ids
from handlers.blocks import limits
from handlers.blocks.form import State, View, input_block, modal, text_input
from handlers.blocks.kit import section
from handlers.catalogue import Texts
from handlers.catalogue.markup import mention
from storage.model import Approval


@dataclass(frozen=True, kw_only=True)
class OverrideValues:
    """`approval_id` is None where the view is not ours."""

    approval_id: str | None = None
    reason: str = ""


def override_form_view(approval: Approval, texts: Texts) -> View:
    """Whose answer is given in his place, who will read the reason, and the reason."""
    explained = section(texts.say("override_form.explained", owner=mention(approval.approver_id)))
    reason = input_block(
        ids.FIELD_REASON,
        texts.say("override_form.reason.label"),
        text_input("", most=limits.REASON, multiline=True),
        hint=texts.say("override_form.reason.hint"),
    )
    title, submit = texts.say("override_form.title"), texts.say("override_form.submit")
    metadata = ids.ButtonValue(approval.id).encode()
    return modal(ids.VIEW_OVERRIDE, title, submit, texts, [explained, reason], metadata)


def parse_override_view(view: Mapping[str, Any]) -> OverrideValues:
    approval = ids.ButtonValue.parse(view.get("private_metadata"))
    reason = State(view).text(ids.FIELD_REASON).strip()
    return OverrideValues(approval_id=approval.subject if approval else None, reason=reason)
