"""What is said once about a video: in its thread, or to one member."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.blocks import limits
from handlers.blocks.kit import Element, actions, context, message_text, picture, section
from handlers.blocks.people import at_names, place, with_consent
from handlers.blocks.video_card import (
    another_button,
    report_button,
    result_buttons,
    unknown_buttons,
    video_facts_line,
    video_line,
)
from handlers.blocks.video_choices import ratio_text
from handlers.blocks.withdrawal_form import withdraw_button
from handlers.catalogue import Texts
from handlers.catalogue.markup import Markup, clamp, escape, mention, quote
from handlers.composed import Composed, SlackFile, WatchLink
from providers.profile import Profile
from storage.facts import AssetFacts, VideoFacts
from storage.model import MediaStatus

FILE = "video"
POSTER = "poster"
_FORGIVEN_SECONDS = 1.0
_ENDINGS = {"video/quicktime": "mov", "video/webm": "webm"}


def video_posted(
    video: VideoFacts,
    *,
    profile: Profile | None,
    files: Mapping[str, SlackFile],
    texts: Texts,
    watch: WatchLink | None = None,
) -> Composed:
    """Thread: the finished video; Slack shows the file because the text holds its permalink.

    A file that Slack did not take is watched on our page.
    """
    who = mention(video.video.requester_id)
    outcome = texts.say("video_posted.thread", who=who, label=with_consent(video, texts))
    prompt = quote(clamp(video.video.prompt, limits.PROMPT_EXCERPT))
    file, poster = files.get(FILE), files.get(POSTER)
    # Slack shows the film itself large: the still stands small beside the words, or large in its place.
    still = picture(poster, still_alt(video, texts)) if poster else None
    link = Markup(f"<{file.permalink}|{file_name(video)}>") if file else _elsewhere(video, watch, texts)
    blocks = [
        section(outcome, still if file else None),
        *([section(link)] if link else []),
        *([still] if still and not file else []),
        context(prompt, video_facts_line(video, profile, texts), _other_length(video, texts)),
        actions(*result_buttons(video, profile, texts)),
    ]
    return Composed(text=message_text([outcome, link]), blocks=blocks)


def _other_length(video: VideoFacts, texts: Texts) -> str:
    """What the gateway made is much longer or shorter than what was ordered."""
    made = video.result.seconds if video.result else None
    if made is None or abs(made - video.video.seconds) <= _FORGIVEN_SECONDS:
        return ""
    return texts.say("video_posted.length", made=f"{made:.1f}", ordered=video.video.seconds)


def _elsewhere(video: VideoFacts, watch: WatchLink | None, texts: Texts) -> Markup:
    """Where a finished video is that is not in Slack; nothing when our copy is gone, too."""
    if video.result is None or video.result.status is not MediaStatus.READY:
        return Markup("")
    if watch is None:
        return Markup(texts.say("video_posted.not_taken"))
    label = texts.say("video_posted.watch")
    link = Markup(f"<{watch.url}|{escape(label)}>")
    return Markup(texts.say("video_posted.elsewhere", link=link, until=texts.date(watch.ends_at)))


def file_name(video: VideoFacts) -> str:
    kind = video.result.content_type if video.result else None
    return f"likeness-{video.video.id}.{_ENDINGS.get(kind or '', 'mp4')}"


def still_alt(video: VideoFacts, texts: Texts) -> str:
    """What the still beside the file is."""
    return texts.plain.say("video.still_alt", video=video_alt(video, texts))


def video_alt(video: VideoFacts, texts: Texts) -> str:
    """What the file is, for those who do not see it."""
    plain = texts.plain
    return plain.say(
        "video.alt",
        prompt=clamp(video.video.prompt, limits.PROMPT_EXCERPT),
        length=plain.count("seconds", video.video.seconds),
        shape=ratio_text(video.video.ratio, plain),
    )


def video_posted_requester(video: VideoFacts, texts: Texts) -> Composed:
    """DM to the requester."""
    text = texts.say(
        "video_posted.requester",
        place=place(video.video.channel, texts),
        label=with_consent(video, texts),
    )
    return _with_prompt(video, text, another_button(video, texts))


def video_posted_person(video: VideoFacts, user_id: str, texts: Texts) -> Composed:
    """DM to a person pictured: who made what with his face, and where it is."""
    text = texts.say(
        "video_posted.person",
        who=mention(video.video.requester_id),
        names=at_names(_of(video, user_id), texts),
        place=place(video.video.channel, texts),
    )
    take_back = withdraw_button(video.video.id, texts)
    return _with_prompt(video, text, report_button(video, texts), take_back)


def video_posted_owner(video: VideoFacts, user_id: str, texts: Texts) -> Composed:
    """DM to an owner: who made what with his asset, and where it is."""
    own = [asset for asset in video.assets if asset.asset.owner_id == user_id]
    text = texts.say(
        "video_posted.owner",
        who=mention(video.video.requester_id),
        names=at_names(own or list(video.assets), texts),
        place=place(video.video.channel, texts),
    )
    return _with_prompt(video, text)


def _of(video: VideoFacts, user_id: str) -> list[AssetFacts]:
    mine = [a for a in video.assets if a.person is not None and a.person.slack_user_id == user_id]
    return mine or list(video.assets)


def _with_prompt(video: VideoFacts, text: str, *buttons: Element) -> Composed:
    prompt = quote(clamp(video.video.prompt, limits.PROMPT_EXCERPT))
    below = [actions(*buttons)] if buttons else []
    return Composed(text=message_text([text, prompt]), blocks=[section(text), section(prompt), *below])


def video_ended(video: VideoFacts, *, profile: Profile | None, texts: Texts) -> Composed:
    """Thread: it did not become a video, why, and what to do."""
    asker = mention(video.video.requester_id)
    text = texts.say("video_ended", who=asker, line=video_line(video, profile, texts))
    return Composed(text=message_text([text]), blocks=[section(text), actions(another_button(video, texts))])


def video_unknown(video: VideoFacts, *, profile: Profile | None, texts: Texts) -> Composed:
    """DM to the requester: whether it was started is not known, and only a person can tell."""
    line = video_line(video, profile, texts)
    prompt = quote(clamp(video.video.prompt, limits.PROMPT_EXCERPT))
    blocks = [section(line), section(prompt), actions(*unknown_buttons(video, texts))]
    return Composed(text=message_text([line, prompt]), blocks=blocks)
