"""The people of the workspace and the app's bot user."""

from dataclasses import dataclass
from typing import Any

from sandbox.slack.errors import PageError, SlackError

TEAM_ID = "T0LOCAL"
TEAM_NAME = "Likeness Studio"
TEAM_DOMAIN = "likeness-studio"
BOT_USER = "U0LIKENESS"
BOT_ID = "B0LIKENESS"
APP_ID = "A0LIKENESS"
PATCHABLE = frozenset(
    {
        "name",
        "real_name",
        "locale",
        "tz",
        "is_admin",
        "is_owner",
        "is_restricted",
        "is_ultra_restricted",
        "deleted",
    }
)


@dataclass(kw_only=True)
class Person:
    id: str
    name: str
    real_name: str
    color: str
    locale: str = "en-US"
    tz: str = "Europe/Stockholm"
    is_bot: bool = False
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    deleted: bool = False
    updated: int = 0

    def slack(self, *, with_email: bool = False) -> dict[str, Any]:
        """The user object of users.info."""
        profile = {
            "real_name": self.real_name,
            "display_name": self.name,
            "team": TEAM_ID,
            "avatar_hash": self.id,
        }
        if self.is_bot:
            profile |= {"api_app_id": APP_ID, "bot_id": BOT_ID}
        elif with_email:
            profile["email"] = f"{self.name}@likeness-studio.example"
        return {
            "id": self.id,
            "team_id": TEAM_ID,
            "name": self.name,
            "deleted": self.deleted,
            "color": self.color.removeprefix("#"),
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": 3600,
            "profile": profile,
            "is_admin": self.is_admin,
            "is_owner": self.is_owner,
            "is_primary_owner": self.is_owner,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": self.updated,
            "locale": self.locale,
        }

    def page(self) -> dict[str, Any]:
        """The user as the local page reads it."""
        return {
            "id": self.id,
            "name": self.name,
            "real_name": self.real_name,
            "color": self.color,
            "is_bot": self.is_bot,
            "is_admin": self.is_admin,
            "is_restricted": self.is_restricted,
            "locale": self.locale,
            "deleted": self.deleted,
        }


def default_people(bot_name: str) -> list[Person]:
    """The cast: a producer, three colleagues, an admin, a guest and the bot."""
    return [
        Person(id="U0MAYA", name="maya", real_name="Maya Lindqvist", color="#7c3aed"),
        Person(id="U0RACHEL", name="rachel", real_name="Rachel Okafor", color="#db2777", tz="Europe/London"),
        Person(id="U0TOM", name="tom", real_name="Tom Ferreira", color="#0f766e", tz="Europe/Lisbon"),
        Person(id="U0WEI", name="wei", real_name="陈薇", color="#b45309", locale="zh-CN", tz="Asia/Shanghai"),
        Person(id="U0ADA", name="ada", real_name="Ada Novak", color="#1d4ed8", is_admin=True, is_owner=True),
        Person(id="U0GUEST", name="gus", real_name="Gus Guest", color="#4d7c0f", is_restricted=True),
        Person(id=BOT_USER, name=bot_name.lower(), real_name=bot_name, color="#334155", is_bot=True),
    ]


class People:
    def __init__(self, people: list[Person]) -> None:
        self._by_id = {person.id: person for person in people}

    def __iter__(self) -> Any:
        return iter(self._by_id.values())

    def __contains__(self, user: str) -> bool:
        return user in self._by_id

    def get(self, user: str) -> Person:
        """`user_not_found` when nobody has that id."""
        if user not in self._by_id:
            raise SlackError("user_not_found")
        return self._by_id[user]

    def human(self, user: str) -> Person:
        """A person who can use the page; `PageError` for strangers, the bot and leavers."""
        person = self._by_id.get(user)
        if person is None or person.is_bot:
            raise PageError(f"nobody here has the id {user!r}")
        if person.deleted:
            raise PageError(f"{person.real_name}'s account is deactivated")
        return person

    def patch(self, user: str, patch: dict[str, Any], at: float) -> Person:
        """Change a person; `PageError` names a field that cannot be changed."""
        unknown = sorted(set(patch) - PATCHABLE)
        if unknown or user not in self._by_id:
            raise PageError(f"cannot change {', '.join(unknown) or user}")
        person = self._by_id[user]
        for key, value in patch.items():
            setattr(person, key, value)
        person.updated = int(at)
        return person
