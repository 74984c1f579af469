"""The form behind an approver's *No*: a reason, if he wants to give one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers import ids
from handlers.blocks import limits
from handlers.blocks.form import State, View, input_block, modal, text_input
from handlers.catalogue import Texts
from handlers.catalogue import texts as texts_for


@dataclass(frozen=True, kw_only=True)
class RefuseFormValues:
    """`approval_id` is None where the view is not ours; `reason` None where none was given."""

    approval_id: str | None = None
    reason: str | None = None


def refuse_form_view(approval_id: str, texts: Texts | None = None) -> View:
    """English without `texts`."""
    said = texts or texts_for("en")
    element = text_input("", most=limits.REASON, multiline=True)
    block = input_block(
        ids.FIELD_REASON,
        said.say("refuse_form.reason.label"),
        element,
        hint=said.say("refuse_form.reason.hint"),
        optional=True,
    )
    metadata = ids.ButtonValue(approval_id).encode()
    title, submit = said.say("refuse_form.title"), said.say("refuse_form.submit")
    return modal(ids.VIEW_REFUSE, title, submit, said, [block], metadata)


def parse_refuse_view(view: Mapping[str, Any]) -> RefuseFormValues:
    approval = ids.ButtonValue.parse(view.get("private_metadata"))
    reason = State(view).text(ids.FIELD_REASON).strip()
    return RefuseFormValues(approval_id=approval.subject if approval else None, reason=reason or None)
