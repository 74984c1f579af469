"""Presses that answer something: a person's yes or no, an approver's, a requester's."""

from __future__ import annotations

from handlers.actions.pressing import press
from handlers.blocks.choose_form import choose_form_view
from handlers.listening import Ack, Body
from handlers.surface import Asker, Surface
from storage.model import ApprovalStatus
from workflow.use_cases import Problem


async def handle_consent_open(surface: Surface, ack: Ack, body: Body) -> None:
    """The button is a link: the browser opens the page, Slack wants the acknowledgement."""
    del surface, body
    await ack()


async def handle_consent_approve(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _approve_consent)


async def handle_consent_choose(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _choose_consent)


async def handle_consent_decline(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _decline_consent)


async def handle_consent_renew(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _renew_consent)


async def handle_approve_once(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _allow_once)


async def handle_approve_always(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _allow_always)


async def handle_video_try_again(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _try_again)


async def handle_video_forget(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _forget)


async def _approve_consent(surface: Surface, who: Asker, subject: str, _body: Body) -> Problem | None:
    return await surface.answering.approve_in_slack(subject, who.actor, who.locale)


async def _choose_consent(surface: Surface, who: Asker, subject: str, body: Body) -> Problem | None:
    """The form opens only for the person, and only while his answer still counts."""
    asked = await surface.answering.asked_in_slack(subject, who.actor)
    if isinstance(asked, Problem):
        return asked
    await surface.slack.open_view(body["trigger_id"], choose_form_view(asked, who.texts))
    return None


async def _decline_consent(surface: Surface, who: Asker, subject: str, _body: Body) -> Problem | None:
    return await surface.answering.decline_in_slack(subject, who.actor)


async def _renew_consent(surface: Surface, who: Asker, subject: str, _body: Body) -> Problem | None:
    return await surface.answering.renew_invitation(subject, who.actor)


async def _allow_once(surface: Surface, who: Asker, subject: str, _body: Body) -> Problem | None:
    return await surface.answering.decide_approval(subject, who.actor, ApprovalStatus.ALLOWED_ONCE)


async def _allow_always(surface: Surface, who: Asker, subject: str, _body: Body) -> Problem | None:
    return await surface.answering.decide_approval(subject, who.actor, ApprovalStatus.ALLOWED_ALWAYS)


async def _try_again(surface: Surface, who: Asker, subject: str, _body: Body) -> Problem | None:
    return await surface.answering.settle_unknown_video(subject, who.actor, again=True)


async def _forget(surface: Surface, who: Asker, subject: str, _body: Body) -> Problem | None:
    return await surface.answering.settle_unknown_video(subject, who.actor, again=False)
