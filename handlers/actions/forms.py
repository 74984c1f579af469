"""Presses that open a form, filled in where something was typed before."""

from __future__ import annotations

from handlers.actions.pressing import press
from handlers.blocks import VideoFormValues, refuse_form_view
from handlers.blocks.override_form import override_form_view
from handlers.commands.asset import open_asset_form
from handlers.commands.video import open_video_form
from handlers.listening import Ack, Body
from handlers.surface import Asker, Surface
from handlers.views.kept_form import reopened
from storage.facts import VideoFacts
from storage.model import ApprovalStatus, RegistrationStatus
from workflow.access import Action, Deny, Use, decide
from workflow.use_cases import Problem
from workflow.use_cases.answering import already_decided
from workflow.videos import mode_of


async def handle_approve_no(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _refuse)


async def handle_override(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _override)


async def handle_asset_fix(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _fix)


async def handle_video_another(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _another)


async def handle_video_with_asset(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _with_asset)


async def _refuse(surface: Surface, who: Asker, subject: str, body: Body) -> Problem | None:
    """The reason is asked for only from the approver, and only while his answer still counts."""
    approval = await surface.desk.storage.approval(subject)
    if approval is None:
        return Problem(key="gone")
    denied = decide(who.actor, Action.ANSWER_APPROVAL, approval=approval)
    if isinstance(denied, Deny):
        return Problem(key=denied.reason)
    if approval.status is not ApprovalStatus.PENDING:
        return already_decided(approval)
    await surface.slack.open_view(body["trigger_id"], refuse_form_view(approval.id, texts=who.texts))
    return None


async def _override(surface: Surface, who: Asker, subject: str, body: Body) -> Problem | None:
    """The reason is asked for only while the owner's answer is still missing."""
    approval = await surface.desk.storage.approval(subject)
    facts = await surface.desk.storage.video(approval.video_id) if approval else None
    if approval is None or facts is None or approval.team_id != who.team_id:
        return Problem(key="gone")
    use = Use(four_eyes=(await surface.desk.settings(who.team_id)).four_eyes)
    denied = decide(who.actor, Action.OVERRIDE, approval=approval, video=facts.video, use=use)
    if isinstance(denied, Deny):
        return Problem(key=denied.reason)
    if approval.status is not ApprovalStatus.PENDING:
        return already_decided(approval)
    await surface.slack.open_view(body["trigger_id"], override_form_view(approval, who.texts))
    return None


async def _fix(surface: Surface, who: Asker, subject: str, body: Body) -> Problem | None:
    """The form as it was sent, for its requester only."""
    facts = await surface.desk.storage.request(subject)
    if facts is None or facts.request.team_id != who.team_id:
        return Problem(key="gone")
    if facts.request.requester_id != who.user_id:
        return Problem(key="deny_not_yours")
    if not facts.request.form_sealed:
        return Problem(key="gone")  # erased when the person took the yes back
    denied = decide(who.actor, Action.ADD_ASSET)
    if isinstance(denied, Deny):
        return Problem(key=denied.reason)
    await open_asset_form(surface, body["trigger_id"], who, reopened(surface.desk, facts))
    return None


async def _another(surface: Surface, who: Asker, subject: str, body: Body) -> Problem | None:
    """The form of a video, filled in, to send it again or change it."""
    denied = decide(who.actor, Action.MAKE_VIDEO)
    if isinstance(denied, Deny):
        return Problem(key=denied.reason)
    facts = await surface.desk.storage.video(subject)
    if facts is None or facts.video.team_id != who.team_id:
        return Problem(key="gone")
    await open_video_form(surface, body["trigger_id"], who, values_of(facts))
    return None


def values_of(facts: VideoFacts) -> VideoFormValues:
    """The form of a video as it was sent."""
    video = facts.video
    return VideoFormValues(
        prompt=video.prompt,
        references=tuple(asset.asset.id for asset in facts.assets),
        provider=video.provider,
        model=video.model,
        seconds=video.seconds,
        ratio=video.ratio,
        resolution=video.resolution,
        mode=mode_of(reference.role for reference in facts.references),
        channel=_channel(video.channel),
    )


async def _with_asset(surface: Surface, who: Asker, subject: str, body: Body) -> Problem | None:
    """The video form with a ready asset's name already in the prompt."""
    denied = decide(who.actor, Action.MAKE_VIDEO)
    if isinstance(denied, Deny):
        return Problem(key=denied.reason)
    asset = (await surface.desk.storage.assets_by_id(who.team_id, [subject])).get(subject)
    if asset is None:
        return Problem(key="gone")
    active = (r for r in asset.registrations if r.status is RegistrationStatus.ACTIVE)
    registration = next(active, None)
    values = VideoFormValues(
        prompt=f"@{asset.asset.name} ",
        provider=registration.provider if registration else None,
        channel=_channel(str((body.get("channel") or {}).get("id") or "")),
    )
    await open_video_form(surface, body["trigger_id"], who, values)
    return None


def _channel(channel: str) -> str | None:
    """A channel to post in; a direct message is none."""
    return channel if channel.startswith(("C", "G")) else None
