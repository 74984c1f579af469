"""Which bot scope each Web API method needs."""

from collections.abc import Iterable

from sandbox.slack.errors import SlackError

READ = ("channels:read", "groups:read", "im:read", "mpim:read")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")

METHOD_SCOPES: dict[str, tuple[str, ...]] = {
    "apps.connections.open": (),
    "auth.test": (),
    "bots.info": ("users:read",),
    "chat.delete": ("chat:write",),
    "chat.getPermalink": (),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": HISTORY,
    "conversations.info": READ,
    "conversations.join": ("channels:join",),
    "conversations.list": READ,
    "conversations.members": READ,
    "conversations.open": ("im:write", "mpim:write"),
    "conversations.replies": HISTORY,
    "files.completeUploadExternal": ("files:write",),
    "files.delete": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.info": ("files:read",),
    "team.info": ("team:read",),
    "users.info": ("users:read",),
    "users.list": ("users:read",),
    "views.open": (),
    "views.publish": (),
    "views.push": (),
    "views.update": (),
}
"""Any one of the named scopes opens the method; an empty tuple means that none is needed."""

_PREFIX = {"public": "channels", "private": "groups", "im": "im"}

EVENT_SCOPES: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_uninstalled": (),
    "channel_archive": ("channels:read",),
    "file_deleted": ("files:read",),
    "file_shared": ("files:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "tokens_revoked": (),
    "user_change": ("users:read",),
}
"""The events this workspace can send and the scopes (any one) that they need."""


def require(granted: Iterable[str], any_of: tuple[str, ...]) -> None:
    """`missing_scope` with what is needed and what is there."""
    have = frozenset(granted)
    if any_of and not have.intersection(any_of):
        raise SlackError("missing_scope", needed=",".join(any_of), provided=",".join(sorted(have)))


def channel_scope(kind: str, right: str) -> str:
    """The scope for one kind of channel: `channel_scope("im", "history")` is `im:history`."""
    return f"{_PREFIX[kind]}:{right}"
