"""Forms about a report: why somebody objects, and why it was decided as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers import ids
from handlers.blocks import limits
from handlers.blocks.form import State, View, input_block, modal, read_metadata, text_input, write_metadata
from handlers.blocks.kit import section
from handlers.catalogue import Texts
from storage.model import ReportStatus


@dataclass(frozen=True, kw_only=True)
class ReportFormValues:
    """`video_id` is None where the view is not ours; `reason` None where none was given."""

    video_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class DecisionValues:
    """`report_id` and `status` are None where the view is not ours."""

    report_id: str | None = None
    status: ReportStatus | None = None
    reason: str = ""


def report_form_view(video_id: str, *, texts: Texts, about_self: bool) -> View:
    """Why somebody objects, if he wants to say; `about_self`: he is pictured."""
    key = "report_form.explained.self" if about_self else "report_form.explained.other"
    reason = input_block(
        ids.FIELD_REASON,
        texts.say("report_form.reason.label"),
        text_input("", most=limits.REASON, multiline=True),
        hint=texts.say("report_form.reason.hint"),
        optional=True,
    )
    title, submit = texts.say("report_form.title"), texts.say("report_form.submit")
    blocks = [section(texts.say(key)), reason]
    return modal(ids.VIEW_REPORT, title, submit, texts, blocks, write_metadata(video=video_id))


def parse_report_view(view: Mapping[str, Any]) -> ReportFormValues:
    reason = State(view).text(ids.FIELD_REASON).strip()
    return ReportFormValues(video_id=read_metadata(view).get("video"), reason=reason or None)


def decision_form_view(report_id: str, status: ReportStatus, *, texts: Texts) -> View:
    """The decision, and why: who reported, the owners and the requester read it."""
    taken = status is ReportStatus.UPHELD
    explained = "decision_form.explained.upheld" if taken else "decision_form.explained.dismissed"
    reason = input_block(
        ids.FIELD_REASON,
        texts.say("decision_form.reason.label"),
        text_input("", most=limits.REASON, multiline=True),
        hint=texts.say("decision_form.reason.hint"),
    )
    title = texts.say("decision_form.title")
    submit = texts.say("button.take_down" if taken else "button.it_stays")
    metadata = write_metadata(report=report_id, status=status)
    blocks = [section(texts.say(explained)), reason]
    return modal(ids.VIEW_REPORT_DECISION, title, submit, texts, blocks, metadata)


def parse_decision_view(view: Mapping[str, Any]) -> DecisionValues:
    known = read_metadata(view)
    status = known.get("status")
    return DecisionValues(
        report_id=known.get("report"),
        status=ReportStatus(status) if status in set(ReportStatus) else None,
        reason=State(view).text(ids.FIELD_REASON).strip(),
    )
