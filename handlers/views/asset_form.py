"""The `/asset` form: it changes with who is pictured, and its submission becomes a request."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace

from handlers import ids
from handlers.blocks import AssetFormValues, asset_form_view, parse_asset_view
from handlers.blocks.asset_form import file_kind
from handlers.listening import Ack, Body
from handlers.posting_place import place_problem
from handlers.replies import field_errors
from handlers.slack.errors import SlackError, ViewGone
from handlers.surface import Asker, Surface, asker, member_of
from handlers.views.kept_form import sealed_form, with_kept_files
from providers.profile import MediaKind
from storage.model import Depiction
from workflow.asset_requests import AssetForm, MediaSource
from workflow.links import link_problem
from workflow.use_cases import Problem


async def handle_asset_form_change(surface: Surface, ack: Ack, body: Body) -> None:
    await ack()
    who, view = await asker(surface, body), body["view"]
    typed = parse_asset_view(view)
    kept = await with_kept_files(surface.desk, who.team_id, who.user_id, replace(typed, files=()))
    changed = asset_form_view(
        replace(typed, files=typed.files or (() if typed.given else kept.files)),
        profiles=surface.profiles,
        texts=who.texts,
        has_public_url=surface.desk.has_public_url,
        keeps_files=not typed.files,
    )
    with contextlib.suppress(ViewGone):
        await surface.slack.update_view(view["id"], changed, view_hash=view["hash"])


async def handle_asset_form(surface: Surface, ack: Ack, body: Body) -> None:
    who, view = await asker(surface, body), body["view"]
    problems = await _submit(surface, who, parse_asset_view(view), str(body["trigger_id"]))
    if problems:
        await ack(response_action="errors", errors=field_errors(view, who.texts, problems))
    else:
        await ack()


async def _submit(surface: Surface, who: Asker, typed: AssetFormValues, key: str) -> list[Problem]:
    """What stands in the way of this form; nothing once it is committed.

    A form delivered twice finds its own names taken, so only the commit can tell whether they are.
    """
    values = await with_kept_files(
        surface.desk, who.team_id, who.user_id, _with_only_provider(surface, typed)
    )
    form = _form(surface, who, values)
    found = await _problems(surface, who, values, form)
    if any(problem.key != "name_taken" for problem in found):
        return found
    name = await _display_name(surface, who, values)
    problem = await surface.asking_assets.submit(form, who.actor, name, key)
    return (found or [problem]) if problem else []


async def _problems(surface: Surface, who: Asker, values: AssetFormValues, form: AssetForm) -> list[Problem]:
    found = await surface.asking_assets.problems(form, who.actor)
    if values.who is None:
        found.append(Problem(key="who_missing", field=ids.FIELD_WHO))
    if values.link and (key := link_problem(values.link, allow_loopback=surface.desk.allow_loopback)):
        found.append(Problem(key=key, field=ids.FIELD_LINK))
    if not any(problem.field == ids.FIELD_CHANNEL for problem in found):
        place = await place_problem(surface, who.team_id, values.channel)
        found += [place] if place else []
    return found


def _with_only_provider(surface: Surface, values: AssetFormValues) -> AssetFormValues:
    if values.provider is None and len(surface.profiles) == 1:
        return replace(values, provider=surface.profiles[0].name)
    return values


def _form(surface: Surface, who: Asker, values: AssetFormValues) -> AssetForm:
    seal = surface.desk.seal
    sources = [
        MediaSource(
            kind=file_kind(file) or MediaKind.IMAGE,
            sealed=seal(json.dumps({"slack_file": file["id"]})),
            slack_file_id=str(file["id"]),
        )
        for file in values.files
    ]
    if values.link:
        sources.append(MediaSource(kind="image", sealed=seal(json.dumps({"link": values.link}))))
    return AssetForm(
        team_id=who.team_id,
        requester_id=who.user_id,
        name=values.name,
        depiction=values.depiction or Depiction.NOBODY,
        kinds=values.kinds,
        purpose=values.purpose if values.who != Depiction.NOBODY else "",
        provider=values.provider or "",
        channel=values.channel or who.user_id,
        sources=tuple(sources),
        sealed=sealed_form(surface.desk, values),
        member_id=values.member,
        outsider_name=values.outsider,
    )


async def _display_name(surface: Surface, who: Asker, values: AssetFormValues) -> str:
    if values.who == Depiction.OUTSIDER:
        return values.outsider.strip()
    if values.who == Depiction.MEMBER and values.member:
        try:
            return (await member_of(surface, who.team_id, values.member)).name
        except (SlackError, TimeoutError):
            return values.member
    return who.member.name
