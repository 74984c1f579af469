"""Slack's side: tokens, scopes, the clock, channels."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator

from bot.doctor.asking import Reply, SlackAsker, UnreachableError
from bot.doctor.findings import Finding, good, problem, unseen, warning
from bot.manifest import METHODS, SCOPES

_OFF_S = 300
_DRIFT_S = 30
_REINSTALL = "on the app's page: OAuth & Permissions, Bot Token Scopes, {do}, then Reinstall to Workspace"


async def bot_token(ask: SlackAsker) -> AsyncIterator[Finding]:
    """Whether Slack takes the bot token, and all that its answer tells besides."""
    try:
        reply = await ask("auth.test")
    except UnreachableError as error:
        yield problem(
            "Slack",
            f"is not reached: {error}",
            "let this machine reach https://slack.com; leave SLACK_API_URL out",
        )
        return
    if not reply.ok:
        yield _refused("bot token", reply.error, "SLACK_BOT_TOKEN", "Bot User OAuth Token (xoxb-…)")
        return
    if not reply.body.get("bot_id"):
        yield problem(
            "bot token",
            "wrong kind of token: it is a person's, not a bot's",
            "set SLACK_BOT_TOKEN to the Bot User OAuth Token (xoxb-…)",
        )
    else:
        yield good("bot token", f"taken by the workspace {reply.body.get('team')}")
    for finding in (*_scopes(reply), *_clock(reply)):
        yield finding


def _refused(about: str, error: str, variable: str, wanted: str) -> Finding:
    if error == "not_allowed_token_type":
        return problem(
            about, f"wrong kind of token in {variable} ({error})", f"set {variable} to the {wanted}"
        )
    return problem(
        about,
        f"refused by Slack: {error}",
        f"copy the {wanted} into {variable} again; reinstall the app if it was removed from the workspace",
    )


def _scopes(reply: Reply) -> Iterator[Finding]:
    if not reply.scopes:
        yield unseen("scopes", "Slack did not tell which the token has")
        return
    for scope in sorted(set(SCOPES) - reply.scopes):
        needs = ", ".join(method for method, scopes in METHODS.items() if scope in scopes) or "its commands"
        cure = _REINSTALL.format(do=f"add {scope}")
        yield problem("missing scope", f"{scope}, which Likeness needs for {needs}", cure)
    more = sorted(reply.scopes - set(SCOPES))
    if more:
        yield warning(
            "manifest drift",
            f"the app holds scopes that Likeness does not use: {', '.join(more)}",
            _REINSTALL.format(do="remove them"),
        )
    if set(SCOPES) == reply.scopes:
        yield good("scopes", "exactly those of the manifest")


def _clock(reply: Reply) -> Iterator[Finding]:
    if reply.ahead_s is None:
        yield unseen("clock", "Slack did not tell the time")
        return
    off = abs(reply.ahead_s)
    side = "ahead of" if reply.ahead_s > 0 else "behind"
    what = f"this machine is {_spoken(off)} {side} Slack's"
    cure = "let the machine keep time by itself: `timedatectl set-ntp true`, or mend the host's clock"
    if off >= _OFF_S:
        yield problem("clock", f"{what}; what Slack signs is refused, and links end at a wrong time", cure)
    elif off >= _DRIFT_S:
        yield warning("clock", what, cure)
    else:
        yield good("clock", "agrees with Slack's")


def _spoken(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} minutes"


async def app_token(ask: SlackAsker) -> AsyncIterator[Finding]:
    """Whether Socket Mode can be opened; the address that it makes is not used."""
    try:
        reply = await ask("apps.connections.open")
    except UnreachableError as error:
        yield unseen("app token", f"Slack is not reached: {error}")
        return
    match reply.error:
        case "":
            yield good("app token", "opens Socket Mode")
        case "missing_scope":
            yield problem(
                "missing scope",
                "connections:write, which the app token needs for Socket Mode",
                "on the app's page: Basic Information, App-Level Tokens, make one with connections:write",
            )
        case "socket_mode_not_enabled":
            yield problem(
                "manifest drift",
                "SLACK_APP_TOKEN is set, but the app does not use Socket Mode",
                "switch Socket Mode on, on the app's page; or leave SLACK_APP_TOKEN out to use HTTP",
            )
        case _:
            yield _refused("app token", reply.error, "SLACK_APP_TOKEN", "App-Level Token (xapp-…)")


async def channels(ask: SlackAsker, wanted: Iterable[str]) -> AsyncIterator[Finding]:
    """Whether Likeness can post in each of these channels, by id."""
    for channel in wanted:
        try:
            reply = await ask("conversations.info", channel=channel)
        except UnreachableError as error:
            yield unseen("channel", f"{channel}: Slack is not reached: {error}")
            continue
        yield _channel(channel, reply)


def _channel(channel: str, reply: Reply) -> Finding:
    told = reply.body.get("channel") or {}
    invite = "in that channel, type `/invite @Likeness`"
    if reply.error == "channel_not_found":
        return problem(
            "channel",
            f"the app is not in {channel}, or there is none with this id",
            f"{invite}; ids start with C",
        )
    if not reply.ok:
        return problem("channel", f"{channel}: {reply.error}", "see the other problems first")
    name = f"#{told.get('name', channel)}"
    if told.get("is_archived"):
        return problem("channel", f"{name} is archived", "unarchive it, or use another")
    if told.get("is_member"):
        return good("channel", f"the app is in {name}")
    if told.get("is_private"):
        return problem("channel", f"the app is not in {name}", invite)
    return warning("channel", f"the app is not in {name}; it joins when it first posts there", invite)
