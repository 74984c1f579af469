"""The parts that interaction payloads have in common."""

from typing import TYPE_CHECKING, Any

from sandbox.slack.delivery.deliver import VERIFICATION_TOKEN
from sandbox.slack.errors import PageError
from sandbox.slack.model.channels import Channel
from sandbox.slack.model.people import APP_ID, TEAM_DOMAIN, TEAM_ID

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace


def common(ws: "Workspace", kind: str, user: str) -> dict[str, Any]:
    """Type, team, user, app and the legacy token."""
    person = ws.people.human(user)
    return {
        "type": kind,
        "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": TEAM_ID},
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def channel_name(channel: Channel) -> str:
    """Slack tells apps the true name of public channels only."""
    return {"public": channel.name, "private": "privategroup", "im": "directmessage"}[channel.kind]


def seen_channel(ws: "Workspace", user: str, wanted: str) -> Channel:
    """A channel that this person can see; a person's id means the direct message with them."""
    ws.people.human(user)
    if wanted in ws.people:
        return ws.dm(user, wanted)
    channel = ws.channels.find(wanted)
    if channel is None or not ws.may_see(user, channel):
        raise PageError(f"there is no channel {wanted!r} for {user}")
    return channel
