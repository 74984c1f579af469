"""Channels, private channels and direct messages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.slack.errors import SlackError
from sandbox.slack.model.people import BOT_USER

Kind = Literal["public", "private", "im"]


@dataclass(kw_only=True)
class Channel:
    id: str
    name: str
    kind: Kind
    members: list[str] = field(default_factory=list)
    creator: str = "U0ADA"
    created: int = 0
    archived: bool = False

    @property
    def bot_is_member(self) -> bool:
        return BOT_USER in self.members

    def other(self, user: str) -> str | None:
        """The other side of a direct message, or `None` in a channel."""
        if self.kind != "im":
            return None
        return next((member for member in self.members if member != user), user)

    def slack(self) -> dict[str, Any]:
        """The conversation object as the bot sees it."""
        shared = {
            "id": self.id,
            "created": self.created,
            "is_archived": self.archived,
            "is_org_shared": False,
        }
        if self.kind == "im":
            return shared | {
                "is_im": True,
                "user": self.other(BOT_USER),
                "is_user_deleted": False,
                "priority": 0,
            }
        return shared | {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "public",
            "is_group": self.kind == "private",
            "is_im": False,
            "is_mpim": False,
            "is_private": self.kind == "private",
            "is_general": self.id == "C0GENERAL",
            "is_member": self.bot_is_member,
            "is_shared": False,
            "is_ext_shared": False,
            "creator": self.creator,
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }

    def page(self, viewer: str) -> dict[str, Any]:
        """The channel as the local page reads it for one viewer."""
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "members": list(self.members),
            "im_user": self.other(viewer),
            "bot_is_member": self.bot_is_member,
            "archived": self.archived,
        }


def default_channels(created: int) -> list[Channel]:
    team = ["U0MAYA", "U0RACHEL", "U0TOM", "U0WEI", "U0ADA"]
    return [
        Channel(id="C0GENERAL", name="general", kind="public", members=[*team, "U0GUEST"], created=created),
        Channel(id="C0FILM", name="film-launch", kind="public", members=list(team), created=created),
        Channel(
            id="C0SECRET",
            name="secret-project",
            kind="private",
            members=["U0MAYA", "U0RACHEL"],
            creator="U0MAYA",
            created=created,
        ),
    ]


class Channels:
    def __init__(self, channels: list[Channel]) -> None:
        self._by_id = {channel.id: channel for channel in channels}

    def __iter__(self) -> Iterator[Channel]:
        return iter(self._by_id.values())

    def find(self, channel: str) -> Channel | None:
        """By id, `#name` or name."""
        if channel in self._by_id:
            return self._by_id[channel]
        name = channel.removeprefix("#")
        return next((c for c in self if c.kind != "im" and c.name == name), None)

    def get(self, channel: str) -> Channel:
        """By id; `channel_not_found`."""
        found = self._by_id.get(channel)
        if found is None:
            raise SlackError("channel_not_found")
        return found

    def for_bot(self, channel: str) -> Channel:
        """By id, but only what the bot can know of: public channels and where it is a member."""
        found = self.get(channel)
        if found.kind != "public" and not found.bot_is_member:
            raise SlackError("channel_not_found")
        return found

    def add(self, channel: Channel) -> Channel:
        self._by_id[channel.id] = channel
        return channel

    def dm(self, one: str, two: str, created: int) -> tuple[Channel, bool]:
        """The direct message between two people and whether it is new."""
        pair = {one, two}
        for channel in self:
            if channel.kind == "im" and set(channel.members) == pair:
                return channel, False
        names = sorted(pair - {BOT_USER}) or [BOT_USER]
        identity = "D" + "X".join(name[1:] for name in names)
        channel = Channel(id=identity, name="directmessage", kind="im", members=sorted(pair), created=created)
        return self.add(channel), True
