"""Shortcuts: the two forms from anywhere, and from a message with its files or its text."""

from __future__ import annotations

import html
import re
from typing import Any

from slack_bolt.async_app import AsyncApp

from handlers import ids
from handlers.blocks import AssetFormValues, VideoFormValues
from handlers.blocks.asset_form import MAX_FILES, file_kind
from handlers.catalogue import problem_text
from handlers.commands.asset import open_asset_form
from handlers.commands.video import open_video_form
from handlers.listening import Ack, Body, bind
from handlers.replies import tell, tell_problem
from handlers.slack.errors import FileGone, SlackError
from handlers.surface import Asker, Surface, asker
from workflow.access import Action, Deny, decide
from workflow.use_cases import Problem
from workflow.use_cases.asking_videos import PROMPT_MAX

_NAME_SHOWN = 40
_LABELLED = re.compile(r"<[^<>|]*\|([^<>]*)>")
_BARE_LINK = re.compile(r"<(https?://[^<>]*)>")
_MARK = re.compile(r"<[^<>]*>")


def register(app: AsyncApp, surface: Surface) -> None:
    app.global_shortcut(ids.SHORTCUT_ADD)(bind(handle_add, surface))
    app.global_shortcut(ids.SHORTCUT_VIDEO)(bind(handle_video, surface))
    app.message_shortcut(ids.SHORTCUT_USE_FILES)(bind(handle_use_files, surface))
    app.message_shortcut(ids.SHORTCUT_FROM_TEXT)(bind(handle_from_text, surface))


async def handle_add(surface: Surface, ack: Ack, body: Body) -> None:
    """*Add an asset*: the same form as the command's."""
    await ack()
    who = await allowed(surface, body, Action.ADD_ASSET)
    if who is not None:
        await open_asset_form(surface, body["trigger_id"], who, AssetFormValues())


async def handle_video(surface: Surface, ack: Ack, body: Body) -> None:
    """*Make a video*: the same form as the command's."""
    await ack()
    who = await allowed(surface, body, Action.MAKE_VIDEO)
    if who is not None:
        await open_video_form(surface, body["trigger_id"], who, VideoFormValues())


async def handle_use_files(surface: Surface, ack: Ack, body: Body) -> None:
    """*Use as asset*: the asset form with the message's files, of whatever size."""
    await ack()
    who = await allowed(surface, body, Action.ADD_ASSET)
    if who is None:
        return
    files = media_of(body["message"])
    problem = await _unusable(surface, files)
    if problem is not None:
        await tell_problem(surface.slack, body, who.texts, problem)
        return
    values = AssetFormValues(given=files, channel=_channel(body))
    await open_asset_form(surface, body["trigger_id"], who, values)


async def handle_from_text(surface: Surface, ack: Ack, body: Body) -> None:
    """*Make a video from this*: the video form with the message's text as its prompt."""
    await ack()
    who = await allowed(surface, body, Action.MAKE_VIDEO)
    if who is None:
        return
    prompt = prompt_of(str(body["message"].get("text") or ""))
    if len(prompt) > PROMPT_MAX:
        problem = Problem(key="prompt_too_long", params={"count": len(prompt), "most": PROMPT_MAX})
        await tell_problem(surface.slack, body, who.texts, problem)
        return
    values = VideoFormValues(prompt=prompt, channel=_channel(body))
    await open_video_form(surface, body["trigger_id"], who, values)


async def allowed(surface: Surface, body: Body, action: Action) -> Asker | None:
    """Who pressed, if he may; else he is told why not."""
    who = await asker(surface, body)
    denied = decide(who.actor, action)
    if isinstance(denied, Deny):
        await tell(surface.slack, body, problem_text(who.texts, Problem(key=denied.reason)))
        return None
    return who


def media_of(message: Body) -> tuple[dict[str, Any], ...]:
    """Pictures, clips and sounds of a message, each by what names it."""
    files = [file for file in message.get("files") or () if file_kind(file) is not None]
    return tuple(
        {"id": f["id"], "name": str(f.get("name") or "")[:_NAME_SHOWN], "mimetype": f.get("mimetype")}
        for f in files[:MAX_FILES]
    )


def prompt_of(text: str) -> str:
    """A message's text as it reads, without Slack's marks."""
    readable = _BARE_LINK.sub(r"\1", _LABELLED.sub(r"\1", text))
    return html.unescape(_MARK.sub("", readable)).strip()


async def _unusable(surface: Surface, files: tuple[dict[str, Any], ...]) -> Problem | None:
    """Why these files cannot be taken; a file of a channel that we are not in cannot be read."""
    if not files:
        return Problem(key="message_without_media")
    try:
        await surface.slack.file_info(files[0]["id"])
    except FileGone:
        return Problem(key="file_not_for_me")
    except SlackError:
        return None  # looked at again when it is fetched
    return None


def _channel(body: Body) -> str | None:
    """A channel to post in; a direct message is none."""
    channel = str((body.get("channel") or {}).get("id") or "")
    return channel if channel.startswith(("C", "G")) else None
