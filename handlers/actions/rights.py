"""Presses about endorsements, reports, and whose an asset is."""

from __future__ import annotations

from handlers.actions.pressing import press
from handlers.blocks.owner_forms import hand_over_form_view, rename_form_view
from handlers.blocks.release_form import release_form_view
from handlers.blocks.report_form import decision_form_view, report_form_view
from handlers.listening import Ack, Body
from handlers.surface import Asker, Surface
from storage.model import EndorsementKind, ReportStatus
from workflow.access import Action
from workflow.use_cases import Problem
from workflow.use_cases.endorsing import Endorsing
from workflow.use_cases.owning_people import OwningPeople
from workflow.use_cases.reporting import Reporting


async def handle_endorse_yes(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _looks_right)


async def handle_endorse_no(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _not_right)


async def handle_endorse_release(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _open_release)


async def handle_report(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _open_report)


async def handle_report_uphold(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _uphold)


async def handle_report_dismiss(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _dismiss)


async def handle_rename(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _open_rename)


async def handle_hand_over(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _open_hand_over)


async def handle_cancel_waiting(surface: Surface, ack: Ack, body: Body) -> None:
    await press(surface, ack, body, _cancel_waiting)


async def _looks_right(surface: Surface, who: Asker, subject: str, _body: Body) -> Problem | None:
    return await Endorsing(surface.desk).give(subject, who.actor)


async def _not_right(surface: Surface, who: Asker, subject: str, _body: Body) -> Problem | None:
    return await Endorsing(surface.desk).refuse(subject, who.actor)


async def _open_release(surface: Surface, who: Asker, subject: str, body: Body) -> Problem | None:
    asked = await Endorsing(surface.desk).answerable(subject, who.actor)
    if isinstance(asked, Problem):
        return asked
    if asked.endorsement.kind is not EndorsementKind.RELEASE:
        return Problem(key="old_button")
    settings = await surface.desk.settings(who.team_id)
    view = release_form_view(subject, asked.facts, texts=who.texts, settings=settings)
    await surface.slack.open_view(body["trigger_id"], view)
    return None


async def _open_report(surface: Surface, who: Asker, subject: str, body: Body) -> Problem | None:
    facts = await Reporting(surface.desk).reportable(subject, who.actor, who.team_id)
    if isinstance(facts, Problem):
        return facts
    about_self = any(a.person and a.person.slack_user_id == who.user_id for a in facts.assets)
    view = report_form_view(subject, texts=who.texts, about_self=about_self)
    await surface.slack.open_view(body["trigger_id"], view)
    return None


async def _uphold(surface: Surface, who: Asker, subject: str, body: Body) -> Problem | None:
    return await _open_decision(surface, who, subject, body, ReportStatus.UPHELD)


async def _dismiss(surface: Surface, who: Asker, subject: str, body: Body) -> Problem | None:
    return await _open_decision(surface, who, subject, body, ReportStatus.DISMISSED)


async def _open_decision(
    surface: Surface, who: Asker, subject: str, body: Body, status: ReportStatus
) -> Problem | None:
    found = await Reporting(surface.desk).decidable(subject, who.actor)
    if isinstance(found, Problem):
        return found
    await surface.slack.open_view(body["trigger_id"], decision_form_view(subject, status, texts=who.texts))
    return None


async def _open_rename(surface: Surface, who: Asker, subject: str, body: Body) -> Problem | None:
    owning = OwningPeople(surface.desk)
    asset = await owning.owned(subject, who.actor, who.team_id, Action.RENAME_ASSET)
    if isinstance(asset, Problem):
        return asset
    await surface.slack.open_view(body["trigger_id"], rename_form_view(asset, texts=who.texts))
    return None


async def _open_hand_over(surface: Surface, who: Asker, subject: str, body: Body) -> Problem | None:
    owning = OwningPeople(surface.desk)
    asset = await owning.owned(subject, who.actor, who.team_id, Action.HAND_OVER)
    if isinstance(asset, Problem):
        return asset
    await surface.slack.open_view(body["trigger_id"], hand_over_form_view(asset, texts=who.texts))
    return None


async def _cancel_waiting(surface: Surface, who: Asker, subject: str, _body: Body) -> Problem | None:
    return await OwningPeople(surface.desk).cancel_waiting(subject, who.actor)
