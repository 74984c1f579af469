"""Asking for assets: the filled-in form and the rows it becomes."""

from __future__ import annotations

from dataclasses import dataclass, field

from providers.profile import MediaKind
from storage.changes import Change, Insert, Once, Record, Step
from storage.model import (
    Asset,
    AssetRequest,
    AssetStatus,
    Depiction,
    Media,
    MediaStatus,
    Person,
    Registration,
    RegistrationStatus,
)
from workflow.jobs import JobKind, schedule
from workflow.messages import MessageKind, card
from workflow.moment import MEDIA_DEADLINE, Moment
from workflow.names import clean_name, name_key, numbered


@dataclass(frozen=True, kw_only=True)
class MediaSource:
    """Where one file comes from: a Slack file, or a link sealed because it may carry a signature."""

    kind: str
    sealed: str
    slack_file_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class AssetForm:
    """A filled-in `/asset` form that passed what a form alone can show; `kinds` are those surely known."""

    team_id: str
    requester_id: str
    name: str
    depiction: Depiction
    purpose: str
    provider: str
    channel: str
    sources: tuple[MediaSource, ...]
    sealed: str
    member_id: str | None = None
    outsider_name: str | None = None
    kinds: frozenset[MediaKind] = frozenset()
    account: str = "main"
    names: tuple[str, ...] = field(default=())


def asset_names(name: str, count: int) -> tuple[str, ...]:
    return numbered(name, count)


def new_person(form: AssetForm, display_name: str, moment: Moment) -> Person | None:
    """The person a form speaks of, when the storage does not know him yet."""
    if form.depiction is Depiction.NOBODY:
        return None
    user = {Depiction.SELF: form.requester_id, Depiction.MEMBER: form.member_id}.get(form.depiction)
    return Person(
        id=moment.new_id("p"),
        team_id=form.team_id,
        slack_user_id=user,
        display_name=display_name,
        created_by=form.requester_id,
        created_at=moment.now,
    )


def submit(form: AssetForm, person: Person | None, *, is_new: bool, moment: Moment, key: str) -> Change:
    """Everything that one submitted form becomes, under the dedupe key of its trigger."""
    request = AssetRequest(
        id=moment.new_id("q"),
        team_id=form.team_id,
        requester_id=form.requester_id,
        person_id=person.id if person else None,
        depiction=form.depiction,
        purpose=form.purpose,
        provider=form.provider,
        account=form.account,
        channel=form.channel,
        form_sealed=form.sealed,
        created_at=moment.now,
    )
    steps: list[Step] = [Once(team_id=form.team_id, key=key, at=moment.now)]
    if person is not None and is_new:
        steps.append(Insert(row=person))
    steps.append(Insert(row=request))
    for name, source in zip(asset_names(form.name, len(form.sources)), form.sources, strict=True):
        steps += _asset_steps(request, name, source, moment)
    steps += [
        card(moment, form.team_id, MessageKind.ASSET_CARD, request.id, request.channel),
        Record(
            team_id=form.team_id,
            at=moment.now,
            kind="asset_requested",
            actor=form.requester_id,
            subject=request.id,
            body={
                "person": request.person_id,
                "depiction": form.depiction,
                "provider": form.provider,
                "files": len(form.sources),
            },
        ),
    ]
    return Change(tuple(steps))


def _asset_steps(request: AssetRequest, name: str, source: MediaSource, moment: Moment) -> list[Step]:
    team = request.team_id
    media = Media(
        id=moment.new_id("m"),
        team_id=team,
        kind=source.kind,
        status=MediaStatus.FETCHING,
        source_sealed=source.sealed,
        slack_file_id=source.slack_file_id,
        created_at=moment.now,
    )
    asset = Asset(
        id=moment.new_id("a"),
        team_id=team,
        request_id=request.id,
        owner_id=request.requester_id,
        person_id=request.person_id,
        media_id=media.id,
        name=clean_name(name),
        name_key=name_key(name),
        purpose=request.purpose,
        status=AssetStatus.AWAITING_CONSENT,
        created_at=moment.now,
    )
    registration = Registration(
        id=moment.new_id("r"),
        team_id=team,
        asset_id=asset.id,
        provider=request.provider,
        account=request.account,
        status=RegistrationStatus.WAITING,
        created_at=moment.now,
    )
    fetch = schedule(moment, team, JobKind.FETCH_MEDIA, media.id, deadline=MEDIA_DEADLINE)
    return [Insert(row=media), Insert(row=asset), Insert(row=registration), fetch]
