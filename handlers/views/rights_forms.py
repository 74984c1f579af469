"""Forms about releases, reports, settings and owners: read, decided, and committed before Slack hears."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from handlers import ids
from handlers.blocks.owner_forms import parse_owner_view
from handlers.blocks.release_form import parse_release_view
from handlers.blocks.report_form import parse_decision_view, parse_report_view
from handlers.blocks.settings_form import parse_settings_view
from handlers.listening import Ack, Body
from handlers.replies import field_errors
from handlers.slack.errors import SlackError
from handlers.surface import Asker, Surface, asker, member_of
from workflow.consents.choosing import choose
from workflow.scope import Scope
from workflow.use_cases import Problem
from workflow.use_cases.endorsing import Endorsing
from workflow.use_cases.owning_people import OwningPeople
from workflow.use_cases.reporting import Reporting
from workflow.use_cases.setting import Setting

Submit = Callable[[Surface, Asker, Body], Awaitable[list[Problem]]]
"""Does what a form is for; or everything that stands in the way."""


async def _answer(surface: Surface, ack: Ack, body: Body, submit: Submit) -> None:
    """What is wrong stands on the form's fields, where nothing typed is lost."""
    who = await asker(surface, body)
    problems = await submit(surface, who, body)
    if problems:
        await ack(response_action="errors", errors=field_errors(body["view"], who.texts, problems))
    else:
        await ack()


async def handle_release_form(surface: Surface, ack: Ack, body: Body) -> None:
    await _answer(surface, ack, body, _release)


async def handle_report_form(surface: Surface, ack: Ack, body: Body) -> None:
    await _answer(surface, ack, body, _report)


async def handle_decision_form(surface: Surface, ack: Ack, body: Body) -> None:
    await _answer(surface, ack, body, _decision)


async def handle_settings_form(surface: Surface, ack: Ack, body: Body) -> None:
    await _answer(surface, ack, body, _settings)


async def handle_rename_form(surface: Surface, ack: Ack, body: Body) -> None:
    await _answer(surface, ack, body, _rename)


async def handle_hand_over_form(surface: Surface, ack: Ack, body: Body) -> None:
    await _answer(surface, ack, body, _hand_over)


async def _release(surface: Surface, who: Asker, body: Body) -> list[Problem]:
    values = parse_release_view(body["view"])
    endorsing = Endorsing(surface.desk)
    asked = await endorsing.answerable(values.endorsement_id or "", who.actor)
    if isinstance(asked, Problem):
        return [asked]
    if values.problem is not None:
        return [values.problem]
    scope = choose(asked.facts, values.scope, surface.desk.clock())
    if not isinstance(scope, Scope):
        return [Problem(key=wrong.key, field=wrong.field) for wrong in scope]
    file_id = str(values.files[0]["id"])
    return _found(await endorsing.attach(asked.endorsement.id, who.actor, file_id, scope))


async def _report(surface: Surface, who: Asker, body: Body) -> list[Problem]:
    values = parse_report_view(body["view"])
    reporting, key = Reporting(surface.desk), str(body["trigger_id"])
    return _found(await reporting.report(values.video_id or "", who.actor, who.team_id, values.reason, key))


async def _decision(surface: Surface, who: Asker, body: Body) -> list[Problem]:
    values = parse_decision_view(body["view"])
    if values.report_id is None or values.status is None:
        return [Problem(key="old_button")]
    if not values.reason:
        return [Problem(key="reason_missing", field=ids.FIELD_REASON)]
    reporting = Reporting(surface.desk)
    return _found(await reporting.decide(values.report_id, who.actor, values.status, values.reason))


async def _settings(surface: Surface, who: Asker, body: Body) -> list[Problem]:
    values = parse_settings_view(body["view"])
    if values.problems:
        return list(values.problems)
    return _found(await Setting(surface.desk).change(who.team_id, who.actor, values.settings))


async def _rename(surface: Surface, who: Asker, body: Body) -> list[Problem]:
    values = parse_owner_view(body["view"])
    owning = OwningPeople(surface.desk)
    return _found(await owning.rename(values.asset_id or "", who.actor, who.team_id, values.name))


async def _hand_over(surface: Surface, who: Asker, body: Body) -> list[Problem]:
    values = parse_owner_view(body["view"])
    if values.owner is None:
        return [Problem(key="person_missing", field=ids.FIELD_OWNER)]
    try:
        to = await member_of(surface, who.team_id, values.owner)
    except (SlackError, TimeoutError):
        return [Problem(key="member_unknown", field=ids.FIELD_OWNER)]
    owning = OwningPeople(surface.desk)
    return _found(await owning.hand_over(values.asset_id or "", who.actor, who.team_id, to))


def _found(problem: Problem | None) -> list[Problem]:
    return [] if problem is None else [problem]
