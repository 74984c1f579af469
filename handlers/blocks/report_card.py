"""What is said about a report: to those who decide, to who reported, and to whom the video belongs."""

from __future__ import annotations

from handlers import ids
from handlers.blocks import limits
from handlers.blocks.kit import Block, actions, button, context, message_text, quoted, section
from handlers.blocks.people import at_names, place
from handlers.catalogue import Texts
from handlers.catalogue.markup import Markup, clamp, escape, join, mention, quote
from handlers.composed import Composed
from storage.facts import VideoFacts
from storage.model import Report, ReportStatus


def report_card(video: VideoFacts, report: Report, link: str | None, texts: Texts) -> Composed:
    """Who objects to which video and why, and the two decisions; afterwards what was decided."""
    asked, about = _question(video, report, texts), _about(video, link, texts)
    if report.status is not ReportStatus.OPEN:
        outcome = _decision(report, texts)
        return Composed(
            text=message_text([outcome, asked]),
            blocks=[section(outcome), context(asked), context(about)],
        )
    until = texts.say("report.until", until=texts.date(report.deadline_at))
    reason = quoted(report.reason) if report.reason else []
    blocks: list[Block] = [
        section(asked),
        *reason,
        context(about),
        _answers(report, texts),
        context(until),
    ]
    said = quote(report.reason) if report.reason else ""
    return Composed(text=message_text([asked, said, about, until]), blocks=blocks)


def _question(video: VideoFacts, report: Report, texts: Texts) -> str:
    who, requester = mention(report.reporter_id), mention(video.video.requester_id)
    where = place(video.video.channel, texts)
    if report.as_person:
        return texts.say("report.question.person", who=who, requester=requester, place=where)
    return texts.say("report.question.other", who=who, requester=requester, place=where)


def _about(video: VideoFacts, link: str | None, texts: Texts) -> str:
    """The prompt, what is in it, and the way to the file where there is one."""
    return join(
        "\n",
        [
            quote(clamp(video.video.prompt, limits.PROMPT_EXCERPT)),
            texts.say("fact.references", names=at_names(video.assets, texts)) if video.assets else "",
            seen_link(link, texts),
        ],
    )


def seen_link(link: str | None, texts: Texts) -> str:
    """The way to a posted video; empty where there is none."""
    words = texts.say("report.see_video")
    return Markup(f"<{escape(link)}|{words}>") if link else ""


def _answers(report: Report, texts: Texts) -> Block:
    value = ids.ButtonValue(report.id).encode()
    return actions(
        button(texts.say("button.take_down"), ids.ACTION_REPORT_UPHOLD, value, style="danger"),
        button(texts.say("button.it_stays"), ids.ACTION_REPORT_DISMISS, value),
    )


def _decision(report: Report, texts: Texts) -> str:
    by = mention(report.decided_by or "")
    at = texts.date(report.decided_at or report.created_at)
    if report.status is ReportStatus.UPHELD:
        said = texts.say("report.upheld", by=by, at=at)
    else:
        said = texts.say("report.dismissed", by=by, at=at)
    return join("\n", [said, _reason(report.decision_reason)])


def _reason(reason: str | None) -> str:
    return quote(clamp(reason, limits.REASON)) if reason else ""


def report_received(report: Report, texts: Texts) -> Composed:
    """DM to who reported: what happens now, and by when."""
    return _said(texts.say("report.received", until=texts.date(report.deadline_at)))


def report_overdue(video: VideoFacts, report: Report, link: str | None, texts: Texts) -> Composed:
    """DM to an admin: nobody decided in time."""
    if report.status is not ReportStatus.OPEN:
        return _said(_decision(report, texts))
    text = join(
        "\n", [texts.say("report.overdue", at=texts.date(report.created_at)), _question(video, report, texts)]
    )
    about = _about(video, link, texts)
    return Composed(
        text=message_text([text, about]),
        blocks=[section(text), context(about), _answers(report, texts)],
    )


def report_decided(video: VideoFacts, report: Report, reader: str, texts: Texts) -> Composed:
    """DM to who reported, the owners and the requester."""
    key = "report.told.reporter" if reader == report.reporter_id else "report.told.other"
    where = place(video.video.channel, texts)
    about = texts.say(key, requester=mention(video.video.requester_id), place=where)
    prompt = quote(clamp(video.video.prompt, limits.PROMPT_EXCERPT))
    outcome = _decision(report, texts)
    blocks = [section(about), section(outcome), context(prompt)]
    return Composed(text=message_text([about, outcome, prompt]), blocks=blocks)


def _said(text: str) -> Composed:
    return Composed(text=message_text([text]), blocks=[section(text)])
