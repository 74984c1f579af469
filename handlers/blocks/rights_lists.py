"""Private answers about faces: everything that pictures the reader, and who is pictured at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.blocks.gateways import gateway_title
from handlers.blocks.kit import Block, actions, context, message_text, section
from handlers.blocks.people import at_name, at_names, person_name, place
from handlers.blocks.report_card import seen_link
from handlers.blocks.scope_words import scope_words
from handlers.blocks.video_card import report_button
from handlers.blocks.withdrawal_form import withdraw_button
from handlers.catalogue import Texts
from handlers.catalogue.markup import bold, join, mention
from handlers.composed import Composed
from providers.profile import Profile
from storage.facts import AssetFacts, VideoFacts
from storage.model import Person
from workflow.scope import holds

MAX_ASSETS = 12
MAX_VIDEOS = 12
MAX_PEOPLE = 40


def own_face_message(
    assets: Sequence[AssetFacts],
    videos: Sequence[VideoFacts],
    *,
    links: Mapping[str, str],
    profiles: Sequence[Profile],
    now: int,
    texts: Texts,
) -> Composed:
    """What pictures the reader, how far each yes reaches, and every video made with it, newest first.

    `links` lead to posted videos, by id.
    """
    if not assets and not videos:
        nothing = texts.say("mine.empty")
        return Composed(text=message_text([nothing]), blocks=[section(nothing)])
    title = texts.count("mine.title", len(assets)) if assets else texts.say("mine.empty")
    blocks: list[Block] = [section(title)]
    shown_assets = assets[:MAX_ASSETS]
    lines = [_asset_line(asset, profiles, now, texts) for asset in shown_assets]
    blocks += [
        section(line, withdraw_button(asset.asset.id, texts, "button.withdraw_one"))
        for asset, line in zip(shown_assets, lines, strict=True)
    ]
    blocks += _more(len(assets) - len(shown_assets), texts)
    made = texts.count("mine.videos", len(videos)) if videos else texts.say("mine.no_videos")
    blocks.append(section(made))
    shown = list(reversed(videos))[:MAX_VIDEOS]
    told = [_video_line(video, links.get(video.video.id), texts) for video in shown]
    blocks += [
        section(line, report_button(video, texts) if video.video.id in links else None)
        for video, line in zip(shown, told, strict=True)
    ]
    blocks += _more(len(videos) - len(shown), texts)
    person = next((asset.person for asset in assets if asset.person is not None), None)
    if person is not None:
        blocks.append(actions(withdraw_button(person.id, texts, "button.withdraw_all", style="danger")))
    return Composed(text=message_text([title, *lines, made, *told]), blocks=blocks)


def _more(count: int, texts: Texts) -> list[Block]:
    return [context(texts.count("people.more", count))] if count > 0 else []


def _asset_line(asset: AssetFacts, profiles: Sequence[Profile], now: int, texts: Texts) -> str:
    consent = asset.consent
    title = join(" ", [bold(at_name(asset)), "·", texts.say(f"kind.{asset.media.kind}")])
    owner = texts.say("fact.owner", owner=mention(asset.asset.owner_id))
    if consent is None or not holds(consent, "", now):
        return join("\n", [title, owner, texts.say("mine.no_consent")])
    titles = {profile.name: profile for profile in profiles}
    gateways = [gateway_title(titles.get(str(name)), str(name)) for name in consent.providers]
    return join(
        "\n",
        [
            title,
            owner,
            texts.say("mine.since", at=texts.date(consent.given_at)),
            scope_words(consent, texts),
            texts.say("mine.gateways", gateways=texts.listing(gateways)),
        ],
    )


def _video_line(video: VideoFacts, link: str | None, texts: Texts) -> str:
    told = texts.say(
        "mine.video",
        who=mention(video.video.requester_id),
        place=place(video.video.channel, texts),
        at=texts.date(video.video.created_at),
    )
    return join(" · ", [told, seen_link(link, texts)])


def people_message(
    assets: Sequence[AssetFacts], *, now: int, texts: Texts, for_admin: bool = False
) -> Composed:
    """Everybody pictured in living assets and whether the yes stands; no pictures.

    An admin may take a yes back for somebody without an account here.
    """
    people: dict[str, tuple[Person, list[AssetFacts]]] = {}
    for asset in assets:
        if asset.person is not None:
            people.setdefault(asset.person.id, (asset.person, []))[1].append(asset)
    if not people:
        nothing = texts.say("people.empty")
        return Composed(text=message_text([nothing]), blocks=[section(nothing)])
    title = texts.count("people.title", len(people))
    lines = [_person_line(person, pictures, now, texts) for person, pictures in people.values()]
    shown = lines[:MAX_PEOPLE]
    blocks = [section(title)]
    for (person, _), line in zip(people.values(), shown, strict=False):
        outside = for_admin and person.slack_user_id is None
        blocks.append(
            section(line, withdraw_button(person.id, texts, "button.withdraw_for") if outside else None)
        )
    blocks += _more(len(lines) - len(shown), texts)
    return Composed(text=message_text([title, *shown]), blocks=blocks)


def _person_line(person: Person, assets: Sequence[AssetFacts], now: int, texts: Texts) -> str:
    agreed = [asset for asset in assets if holds(asset.consent, "", now)]
    waiting = [asset for asset in assets if asset not in agreed]
    paused = any(asset.person_left for asset in assets)
    return join(
        "\n",
        [
            bold(person_name(person)),
            texts.say("people.stands", names=at_names(agreed, texts)) if agreed else "",
            texts.say("people.waits", names=at_names(waiting, texts)) if waiting else "",
            texts.say("people.paused") if paused else "",
        ],
    )
