"""The Web API methods by name."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from sandbox.slack.methods import chat, conversations, files, people, views
from sandbox.slack.methods.call import Call

if TYPE_CHECKING:
    from sandbox.slack.workspace import Workspace

Method = Callable[["Workspace", Call], Awaitable[dict[str, Any]]]

METHODS: dict[str, Method] = {
    "apps.connections.open": people.connections_open,
    "auth.test": people.auth_test,
    "bots.info": people.bots_info,
    "chat.delete": chat.delete,
    "chat.getPermalink": chat.get_permalink,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update,
    "conversations.history": conversations.history,
    "conversations.info": conversations.info,
    "conversations.join": conversations.join,
    "conversations.list": conversations.list_all,
    "conversations.members": conversations.members,
    "conversations.open": conversations.open_dm,
    "conversations.replies": conversations.replies,
    "files.completeUploadExternal": files.complete_upload,
    "files.delete": files.delete,
    "files.getUploadURLExternal": files.get_upload_url,
    "files.info": files.info,
    "team.info": people.team_info,
    "users.info": people.users_info,
    "users.list": people.users_list,
    "views.open": views.open_view,
    "views.publish": views.publish,
    "views.push": views.push,
    "views.update": views.update,
}
