"""auth.test, users.*, bots.info, team.info and the opening of Socket Mode."""

from typing import TYPE_CHECKING, Any

from sandbox.slack.delivery.socket_mode import SocketMode
from sandbox.slack.errors import SlackError
from sandbox.slack.methods.call import Call, page_of
from sandbox.slack.model.people import APP_ID, BOT_ID, BOT_USER, TEAM_DOMAIN, TEAM_ID, TEAM_NAME

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace


async def auth_test(ws: "Workspace", _call: Call) -> dict[str, Any]:
    return {
        "url": f"{ws.base_url}/",
        "team": TEAM_NAME,
        "user": ws.people.get(BOT_USER).name,
        "team_id": TEAM_ID,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


async def connections_open(ws: "Workspace", _call: Call) -> dict[str, Any]:
    if not isinstance(ws.carrier, SocketMode):
        raise SlackError("socket_mode_not_enabled")
    ticket = ws.carrier.ticket()
    return {"url": f"{ws.base_url.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={APP_ID}"}


def _shown(ws: "Workspace", user: str, *, with_locale: bool) -> dict[str, Any]:
    shown = ws.people.get(user).slack(with_email="users:read.email" in ws.manifest.scopes)
    if not with_locale:
        del shown["locale"]
    return shown


async def users_info(ws: "Workspace", call: Call) -> dict[str, Any]:
    return {"user": _shown(ws, call.required("user"), with_locale=call.flag("include_locale"))}


async def users_list(ws: "Workspace", call: Call) -> dict[str, Any]:
    people, cursor = page_of(list(ws.people), call)
    members = [_shown(ws, person.id, with_locale=call.flag("include_locale")) for person in people]
    return {
        "members": members,
        "cache_ts": int(ws.options.now()),
        "response_metadata": {"next_cursor": cursor},
    }


async def bots_info(ws: "Workspace", call: Call) -> dict[str, Any]:
    if call.text("bot") not in ("", BOT_ID):
        raise SlackError("bot_not_found")
    bot = {
        "id": BOT_ID,
        "deleted": False,
        "name": ws.manifest.bot_name,
        "updated": 0,
        "app_id": APP_ID,
        "user_id": BOT_USER,
        "icons": {},
    }
    return {"bot": bot}


async def team_info(_ws: "Workspace", call: Call) -> dict[str, Any]:
    if call.text("team") not in ("", TEAM_ID):
        raise SlackError("team_not_found")
    return {"team": {"id": TEAM_ID, "name": TEAM_NAME, "domain": TEAM_DOMAIN, "email_domain": "", "icon": {}}}
