"""The Home tab whole."""

from __future__ import annotations

from collections.abc import Mapping

from handlers import ids
from handlers.blocks import limits
from handlers.blocks.home_library import library_blocks, pager
from handlers.blocks.home_waiting import waiting_blocks
from handlers.blocks.kit import Block, actions, button, context, header, message_text, section
from handlers.blocks.people import person_name, place
from handlers.blocks.video_card import another_button, video_line
from handlers.catalogue import Texts
from handlers.catalogue.markup import Markup, bold, clamp, join, quote
from handlers.composed import Composed, SlackFile
from handlers.home_look import PEOPLE, Look
from providers.profile import Profile
from storage.facts import VideoFacts
from storage.home import HomeFacts


def home_blocks(
    facts: HomeFacts,
    look: Look,
    *,
    is_member: bool,
    person: str,
    profiles: Mapping[str, Profile],
    files: Mapping[str, SlackFile],
    texts: Texts,
) -> list[Block]:
    """What waits, the library, the people and the videos; guests see what concerns their own face alone."""
    waiting = waiting_blocks(facts, profiles, texts)
    videos = _videos(facts, profiles, texts, is_member=is_member)
    if not is_member:
        return [section(texts.say("home.guest")), *waiting, *videos]
    if not facts.owns_anything and not facts.videos and not look.is_narrowed:
        first = section(texts.say("home.first"))
        return [
            section(texts.say("home.welcome")),
            first,
            _doors(texts),
            *_asked(facts, waiting),
            *_people(facts, look, texts),
        ]
    known = list(profiles.values())
    shelf = library_blocks(facts, look, person=person, profiles=known, files=files, texts=texts)
    return [_doors(texts), *waiting, *shelf, *_people(facts, look, texts), *videos]


def status_message(
    facts: HomeFacts, *, is_member: bool, profiles: Mapping[str, Profile], texts: Texts
) -> Composed:
    """What waits and the videos, as a private answer."""
    blocks = [
        *waiting_blocks(facts, profiles, texts),
        *_videos(facts, profiles, texts, is_member=is_member),
    ]
    said = [each["text"]["text"] for each in blocks if "text" in each]
    said += [part["text"] for each in blocks if each["type"] == "context" for part in each["elements"]]
    return Composed(text=message_text(Markup(part) for part in said), blocks=blocks)


def _asked(facts: HomeFacts, waiting: list[Block]) -> list[Block]:
    """On a first visit nothing is said of what does not wait."""
    return waiting if facts.waiting else []


def _doors(texts: Texts) -> Block:
    return actions(
        button(texts.say("button.add_asset"), ids.ACTION_HOME_ADD, style="primary"),
        button(texts.say("button.make_video"), ids.ACTION_HOME_VIDEO),
    )


def _people(facts: HomeFacts, look: Look, texts: Texts) -> list[Block]:
    """Who is pictured, and for how many of the assets the yes stands."""
    if not facts.people:
        return []
    lines = [
        texts.say(
            "home.people.line",
            person=bold(person_name(each.person)),
            agreed=each.agreed,
            assets=each.assets,
        )
        for each in facts.people
    ]
    steps = (ids.ACTION_HOME_PEOPLE_PREVIOUS, ids.ACTION_HOME_PEOPLE_NEXT)
    return [
        header(texts.plain.say("home.people")),
        section(join("\n", lines)),
        *pager(look.people_page, facts.people_size, PEOPLE, steps, texts),
    ]


def _videos(
    facts: HomeFacts, profiles: Mapping[str, Profile], texts: Texts, *, is_member: bool
) -> list[Block]:
    shown: list[Block] = [header(texts.plain.say("home.videos"))]
    if not facts.videos:
        return [*shown, context(texts.say("home.videos.none"))]
    for video in facts.videos:
        again = another_button(video, texts) if is_member else None
        shown.append(section(_video(video, profiles, texts), again))
    return shown


def _video(video: VideoFacts, profiles: Mapping[str, Profile], texts: Texts) -> str:
    excerpt = quote(clamp(video.video.prompt, limits.PROMPT_EXCERPT))
    where = join(" · ", [place(video.video.channel, texts), texts.date(video.video.created_at)])
    return join("\n", [excerpt, video_line(video, profiles.get(video.video.provider), texts), where])
