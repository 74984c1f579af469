"""Presses that open a form, filled in where something was typed before."""

from __future__ import annotations

import json
from dataclasses import fields

from handlers.blocks import AssetFormValues, VideoFormValues, refuse_form_view
from handlers.commands.asset import open_asset_form
from handlers.commands.video import open_video_form
from handlers.ids import ButtonValue
from handlers.listening import Ack, Body
from handlers.replies import tell_problem
from handlers.surface import Asker, Surface, asker
from storage.model import ApprovalStatus
from workflow.access import Action, Deny, decide
from workflow.use_cases import Problem


async def handle_approve_no(surface: Surface, ack: Ack, body: Body) -> None:
    await ack()
    who = await asker(surface, body)
    approval = await surface.desk.storage.approval(_subject(body))
    if approval is None or approval.approver_id != who.user_id:
        await tell_problem(surface.slack, body, who.texts, Problem(key="deny_not_yours"))
    elif approval.status is not ApprovalStatus.PENDING:
        params = {"status": approval.status, "by": approval.approver_id, "at": approval.decided_at}
        problem = Problem(key="approval_already_decided", params=params)
        await tell_problem(surface.slack, body, who.texts, problem)
    else:
        await surface.slack.open_view(body["trigger_id"], refuse_form_view(approval.id, texts=who.texts))


async def handle_asset_fix(surface: Surface, ack: Ack, body: Body) -> None:
    """The form as it was sent, for its requester only; the file that was refused is not in it."""
    await ack()
    who = await asker(surface, body)
    facts = await surface.desk.storage.request(_subject(body))
    if facts is None or facts.request.requester_id != who.user_id:
        await tell_problem(surface.slack, body, who.texts, Problem(key="deny_not_yours"))
        return
    kept = json.loads(surface.desk.unseal(facts.request.form_sealed))
    known = {field.name for field in fields(AssetFormValues)} - {"files"}
    values = AssetFormValues(**{key: value for key, value in kept.items() if key in known})
    await open_asset_form(surface, body["trigger_id"], who, values)


async def handle_video_another(surface: Surface, ack: Ack, body: Body) -> None:
    """The form of a video, filled in, to send it again or change it."""
    await ack()
    who = await asker(surface, body)
    facts = await surface.desk.storage.video(_subject(body))
    if facts is None or await _denied(surface, body, who):
        return
    video = facts.video
    values = VideoFormValues(
        prompt=video.prompt,
        references=tuple(asset.asset.id for asset in facts.assets),
        provider=video.provider,
        model=video.model,
        seconds=video.seconds,
        ratio=video.ratio,
        resolution=video.resolution,
        channel=video.channel if video.channel.startswith(("C", "G")) else None,
    )
    await open_video_form(surface, body["trigger_id"], who, values)


async def handle_video_with_asset(surface: Surface, ack: Ack, body: Body) -> None:
    """The video form with a ready asset's name already in the prompt."""
    await ack()
    who = await asker(surface, body)
    subject = _subject(body)
    found = await surface.desk.storage.assets_by_id(who.team_id, [subject])
    asset = found.get(subject)
    if asset is None or await _denied(surface, body, who):
        return
    channel = str((body.get("channel") or {}).get("id") or "")
    registration = next(iter(asset.registrations), None)
    values = VideoFormValues(
        prompt=f"@{asset.asset.name} ",
        provider=registration.provider if registration else None,
        channel=channel if channel.startswith(("C", "G")) else None,
    )
    await open_video_form(surface, body["trigger_id"], who, values)


async def _denied(surface: Surface, body: Body, who: Asker) -> bool:
    decision = decide(who.actor, Action.MAKE_VIDEO)
    if not isinstance(decision, Deny):
        return False
    await tell_problem(surface.slack, body, who.texts, Problem(key=decision.reason))
    return True


def _subject(body: Body) -> str:
    value = ButtonValue.parse(body["actions"][0].get("value"))
    return value.subject if value else ""
