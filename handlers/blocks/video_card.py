"""The card of a video: where it stands, why, and what to do."""

from __future__ import annotations

from handlers import ids
from handlers.blocks import limits
from handlers.blocks.gateways import gateway_title
from handlers.blocks.kit import Block, Element, actions, button, confirm, context, message_text, section
from handlers.blocks.people import at_names
from handlers.blocks.video_choices import ratio_text
from handlers.blocks.video_stages import VIDEO_ENDS, VideoStage, video_stage
from handlers.catalogue import Texts, reason_text
from handlers.catalogue.markup import Markup, clamp, escape, join, mention, quote
from handlers.composed import Composed
from providers.profile import Profile
from storage.facts import VideoFacts
from storage.model import Approval, ApprovalStatus

EMOJI = {
    VideoStage.AWAITING_APPROVAL: ":envelope:",
    VideoStage.STARTING: ":outbox_tray:",
    VideoStage.START_TROUBLE: ":warning:",
    VideoStage.QUEUED: ":hourglass_flowing_sand:",
    VideoStage.RUNNING: ":clapper:",
    VideoStage.LOOK_TROUBLE: ":warning:",
    VideoStage.FETCHING: ":inbox_tray:",
    VideoStage.FETCH_TROUBLE: ":warning:",
    VideoStage.POSTED: ":white_check_mark:",
    VideoStage.TAKEN_DOWN: ":no_entry_sign:",
    VideoStage.DELETED: ":wastebasket:",
    VideoStage.FAILED: ":x:",
    VideoStage.CANCELLED: ":no_entry_sign:",
    VideoStage.EXPIRED: ":hourglass:",
    VideoStage.REFUSED: ":raised_hand:",
    VideoStage.UNANSWERED: ":hourglass:",
    VideoStage.TAKEN_BACK: ":raised_hand:",
    VideoStage.NOT_ALLOWED: ":raised_hand:",
    VideoStage.UNKNOWN: ":grey_question:",
}
_UNDER_WAY = (VideoStage.QUEUED, VideoStage.RUNNING, VideoStage.LOOK_TROUBLE, VideoStage.FETCHING)
_STEPS = 10


def video_card(
    video: VideoFacts, *, profile: Profile | None, texts: Texts, usual_ms: int | None = None
) -> Composed:
    """The video as it stands now; `usual_ms` is how long others of its kind took."""
    title = texts.say("video_card.title", who=mention(video.video.requester_id))
    line = video_line(video, profile, texts)
    excerpt = quote(clamp(video.video.prompt, limits.PROMPT_EXCERPT))
    time = waiting_line(video, usual_ms, texts)
    small = [time, video_facts_line(video, profile, texts)]
    if video.assets:
        small.append(texts.say("fact.references", names=at_names(video.assets, texts)))
    small.append(Markup(f"`/video {escape(video.video.id)}`"))
    blocks: list[Block] = [section(title), section(excerpt), section(line), *video_buttons(video, texts)]
    blocks.append(context(*small))
    return Composed(text=message_text([title, line, time, excerpt]), blocks=blocks)


def video_line(video: VideoFacts, profile: Profile | None, texts: Texts) -> str:
    """Where the video stands, with why and what to do where it went wrong."""
    stage = video_stage(video)
    said = texts.say(
        f"video.stage.{stage}",
        gateway=gateway_title(profile, video.video.provider),
        who=_whom(video, stage, texts),
        progress=_progress(video, stage),
        why=reason_text(texts, video.video.failure or "unexplained", about="video"),
    )
    return join("\n", [join(" ", [EMOJI[stage], said]), _their_words(video, stage)])


def is_under_way(video: VideoFacts) -> bool:
    """Whether a gateway is at it."""
    return video.video.started_at is not None and video_stage(video) in _UNDER_WAY


def waiting_line(video: VideoFacts, usual_ms: int | None, texts: Texts) -> str:
    """Since when, and how long it usually takes where that is known; each reader sees his own clock."""
    if not is_under_way(video):
        return ""
    since = texts.say("video.since", at=texts.date(video.video.started_at or 0))
    if usual_ms is None:
        return since
    minutes = max(1, round(usual_ms / 60_000))
    return join(" ", [since, texts.count("video.usual", minutes)])


def _whom(video: VideoFacts, stage: VideoStage, texts: Texts) -> str:
    wanted = {
        VideoStage.AWAITING_APPROVAL: ApprovalStatus.PENDING,
        VideoStage.REFUSED: ApprovalStatus.REFUSED,
        VideoStage.UNANSWERED: ApprovalStatus.LAPSED,
    }.get(stage)
    people = [mention(a.approver_id) for a in video.approvals if a.status is wanted]
    return texts.listing(list(dict.fromkeys(people))) if people else ""


def _progress(video: VideoFacts, stage: VideoStage) -> str:
    """A bar and a percentage where the gateway tells one."""
    percent = video.video.progress
    if stage is not VideoStage.RUNNING or percent is None:
        return ""
    shown = min(max(percent, 0), 100)
    done = shown * _STEPS // 100
    return Markup(f"{'▰' * done}{'▱' * (_STEPS - done)} {shown} %")


def _their_words(video: VideoFacts, stage: VideoStage) -> str:
    """The gateway's own words for a failure, or the reason that an approver gave."""
    if stage is VideoStage.REFUSED:
        return join("\n", [quote(clamp(a.reason, limits.REASON)) for a in _refusals(video) if a.reason])
    said = video.video.failure_code
    return quote(clamp(said, limits.FOREIGN_TEXT)) if said and stage in VIDEO_ENDS else ""


def _refusals(video: VideoFacts) -> list[Approval]:
    return [a for a in video.approvals if a.status is ApprovalStatus.REFUSED]


def video_facts_line(video: VideoFacts, profile: Profile | None, texts: Texts) -> str:
    """Length, shape, size, model and gateway in one line."""
    row = video.video
    model = profile.model(row.model) if profile else None
    parts = [
        texts.count("seconds", row.seconds),
        ratio_text(row.ratio, texts),
        row.resolution or "",
        model.title if model else row.model,
        gateway_title(profile, row.provider),
    ]
    return join(" · ", [escape(part) for part in parts])


def video_buttons(video: VideoFacts, texts: Texts) -> list[Block]:
    """What can be done about the video now."""
    stage = video_stage(video)
    if stage is VideoStage.UNKNOWN:
        return [actions(*unknown_buttons(video, texts))]
    if stage in VIDEO_ENDS and stage is not VideoStage.POSTED:
        return [actions(another_button(video, texts))]
    return []


def unknown_buttons(video: VideoFacts, texts: Texts) -> list[Element]:
    value = ids.ButtonValue(video.video.id).encode()
    ask = confirm(
        texts.say("video.try_again.title"),
        texts.say("video.try_again.text"),
        texts.say("button.try_again"),
        texts.say("button.back"),
    )
    return [
        button(texts.say("button.try_again"), ids.ACTION_VIDEO_TRY_AGAIN, value, confirm=ask),
        button(texts.say("button.forget"), ids.ACTION_VIDEO_FORGET, value),
    ]


def report_button(video: VideoFacts, texts: Texts) -> Element:
    """*Report…*, under every posted video."""
    return button(texts.say("button.report"), ids.ACTION_REPORT, ids.ButtonValue(video.video.id).encode())


def result_buttons(video: VideoFacts, profile: Profile | None, texts: Texts) -> list[Element]:
    """What can be done under a result: again, changed, with another model, report, delete."""
    value = ids.ButtonValue(video.video.id).encode()
    again = _asks("again", texts, texts.say("button.again"), "primary")
    delete = _asks("delete", texts, texts.say("button.delete"), "danger")
    other = button(texts.say("button.other_model"), ids.ACTION_VIDEO_OTHER_MODEL, value)
    return [
        button(texts.say("button.again"), ids.ACTION_VIDEO_AGAIN, value, confirm=again),
        another_button(video, texts),
        *([other] if profile is not None and len(profile.models) > 1 else []),
        report_button(video, texts),
        button(texts.say("button.delete"), ids.ACTION_VIDEO_DELETE, value, confirm=delete),
    ]


def _asks(what: str, texts: Texts, yes: str, style: str) -> Element:
    title, text = texts.say(f"video.{what}.title"), texts.say(f"video.{what}.text")
    return confirm(title, text, yes, texts.say("button.back"), style=style)


def another_button(video: VideoFacts, texts: Texts) -> Element:
    value = ids.ButtonValue(video.video.id).encode()
    return button(texts.say("button.another"), ids.ACTION_VIDEO_ANOTHER, value)
