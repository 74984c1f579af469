"""How people, places and assets are named in a message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from handlers.catalogue import Texts
from handlers.catalogue.markup import Markup, escape, mention
from storage.facts import AssetFacts, VideoFacts
from storage.model import Person


def person_name(person: Person) -> Markup:
    """A member by mention, somebody outside by the name he was entered under."""
    return mention(person.slack_user_id) if person.slack_user_id else escape(person.display_name)


def pictured(person: Person | None, texts: Texts) -> str:
    return person_name(person) if person else texts.say("pictured.nobody")


def people_of(assets: Iterable[AssetFacts]) -> list[Person]:
    """Everybody pictured, once each, in order."""
    return list({a.person.id: a.person for a in assets if a.person is not None}.values())


def place(channel: str, texts: Texts) -> str:
    """A channel, or the conversation with one member where only he sees it."""
    if channel.startswith(("C", "G")):
        return Markup(f"<#{escape(channel)}>")
    return texts.say("place.direct")


def at_name(asset: AssetFacts) -> Markup:
    """Plain: between characters that are written without spaces, Slack takes no formatting."""
    return escape(f"@{asset.asset.name}")


def at_names(assets: Sequence[AssetFacts], texts: Texts) -> str:
    return texts.listing([at_name(a) for a in assets])


def with_consent(video: VideoFacts, texts: Texts) -> str:
    """The line that every video carries."""
    people = [person_name(person) for person in people_of(video.assets)]
    if not people:
        return texts.say("video.label.nobody")
    return texts.say("video.label.people", people=texts.listing(people))
