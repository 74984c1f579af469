"""An `/asset` request, from the form to what comes next."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from providers.profile import Profile, Verification
from storage.changes import Change, Insert, Once, Record, Step, Update
from storage.facts import AssetFacts, RequestFacts
from storage.model import (
    Asset,
    AssetRequest,
    AssetStatus,
    Depiction,
    Invitation,
    InvitationStatus,
    Media,
    MediaStatus,
    Person,
    Registration,
    RegistrationStatus,
)
from workflow import consents
from workflow.jobs import JobKind, schedule
from workflow.messages import MessageKind, asset_card, card, invitation_card, notice
from workflow.moment import INVITATION_LIFE, MEDIA_DEADLINE, SUBMIT_DEADLINE, Moment
from workflow.names import clean_name, name_key, numbered

DECIDED = (RegistrationStatus.ACTIVE, RegistrationStatus.FAILED)


@dataclass(frozen=True, kw_only=True)
class MediaSource:
    """Where one file comes from: a Slack file, or a link sealed because it may carry a signature."""

    kind: str
    sealed: str
    slack_file_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class AssetForm:
    """A filled-in `/asset` form that passed what a form alone can show."""

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


def media_ready(facts: RequestFacts, media: Media, moment: Moment) -> Change:
    """A file was brought in and is good; `media` is its new row."""
    values = {
        "status": MediaStatus.READY,
        "kind": media.kind,
        "content_type": media.content_type,
        "bytes": media.bytes,
        "sha256": media.sha256,
        "width": media.width,
        "height": media.height,
        "seconds": media.seconds,
    }
    return Change(
        (
            Update(table=Media, where={"id": media.id, "status": MediaStatus.FETCHING}, values=values),
            *_advance_and_show(facts, moment),
        )
    )


def media_refused(facts: RequestFacts, media: Media, problem: str, moment: Moment) -> Change:
    """A file cannot be used: its asset ends, its name is free again, the requester may *Fix* the form."""
    request = facts.request
    return Change(
        (
            Update(
                table=Media,
                where={"id": media.id, "status": MediaStatus.FETCHING},
                values={"status": MediaStatus.REFUSED, "problem": problem},
                guard="already_decided",
            ),
            Update(table=Asset, where={"media_id": media.id}, values={"status": AssetStatus.DELETED}),
            notice(
                moment,
                request.team_id,
                MessageKind.MEDIA_REFUSED,
                request.id,
                request.requester_id,
                once=media.id,
                media=media.id,
            ),
            *_advance_and_show(facts, moment),
        )
    )


def _advance_and_show(facts: RequestFacts, moment: Moment) -> tuple[Step, ...]:
    request = facts.request
    return (
        schedule(moment, request.team_id, JobKind.ADVANCE_REQUEST, request.id),
        asset_card(moment, facts),
    )


def advance(facts: RequestFacts, profile: Profile, moment: Moment) -> Change:
    """What comes next for a request, from what stands now; running it again adds nothing."""
    if any(a.media.status is MediaStatus.FETCHING for a in facts.assets):
        return Change()
    steps: list[Step] = []
    if any(_awaits(a) for a in facts.assets):
        steps += _ask(facts, profile, moment)
    if submittable(facts, profile):
        steps.append(_submit_job(facts, moment))
    steps += _announce(facts, moment)
    return Change(tuple(steps))


def _awaits(facts: AssetFacts) -> bool:
    return facts.asset.status is AssetStatus.AWAITING_CONSENT and facts.media.status is MediaStatus.READY


def _ask(facts: RequestFacts, profile: Profile, moment: Moment) -> list[Step]:
    """Nobody real needs no yes; the requester's own face is declared; everybody else is asked."""
    request, person = facts.request, facts.person
    if person is None:
        usable: list[Step] = [
            Update(table=Asset, where={"id": a.asset.id}, values={"status": AssetStatus.USABLE})
            for a in facts.assets
            if _awaits(a)
        ]
        return [*usable, _submit_job(facts, moment), asset_card(moment, facts)]
    if facts.invitation is not None:
        return []
    invitation = Invitation(
        id=moment.new_id("i"),
        team_id=request.team_id,
        request_id=request.id,
        person_id=person.id,
        status=InvitationStatus.OPEN,
        expires_at=moment.now + INVITATION_LIFE,
        created_at=moment.now,
    )
    lapse = schedule(moment, request.team_id, JobKind.LAPSE_INVITATION, invitation.id, after=INVITATION_LIFE)
    asked: list[Step] = [Insert(row=invitation), lapse, asset_card(moment, facts)]
    if request.depiction is Depiction.SELF and not needs_scan(facts, profile):
        return [*asked, *consents.declare(replace(facts, invitation=invitation), moment).steps]
    return [*asked, invitation_card(moment, facts, invitation)]


def needs_scan(facts: RequestFacts, profile: Profile) -> bool:
    """Whether this person must still pass the gateway's face check."""
    return facts.person is not None and profile.verification is not Verification.NONE and facts.group is None


def submittable(facts: RequestFacts, profile: Profile) -> tuple[AssetFacts, ...]:
    """Assets whose registration at the request's gateway can be created now."""
    if needs_scan(facts, profile):
        return ()
    return tuple(a for a in facts.assets if _can_go(facts, a))


def _can_go(facts: RequestFacts, asset: AssetFacts) -> bool:
    registration = asset.registration(facts.request.provider, facts.request.account)
    return (
        asset.asset.status is AssetStatus.USABLE
        and asset.media.status is MediaStatus.READY
        and (asset.person is None or asset.consent is not None)
        and registration is not None
        and registration.status is RegistrationStatus.WAITING
    )


def _submit_job(facts: RequestFacts, moment: Moment) -> Step:
    request = facts.request
    return schedule(
        moment,
        request.team_id,
        JobKind.SUBMIT,
        request.id,
        deadline=SUBMIT_DEADLINE,
        provider=request.provider,
        account=request.account,
    )


def _announce(facts: RequestFacts, moment: Moment) -> list[Step]:
    """Once the gateway decided everything: the thread and, where something is ready, owner and person."""
    request = facts.request
    living = [a for a in facts.assets if a.asset.status is AssetStatus.USABLE]
    registrations = [a.registration(request.provider, request.account) for a in living]
    if not living or not all(r is not None and r.status in DECIDED for r in registrations):
        return []
    team, subject = request.team_id, request.id
    steps: list[Step] = [
        notice(moment, team, MessageKind.REQUEST_DECIDED, subject, request.channel, thread=facts.card)
    ]
    if any(r is not None and r.status is RegistrationStatus.ACTIVE for r in registrations):
        person = facts.person.slack_user_id if facts.person else None
        steps.append(notice(moment, team, MessageKind.ASSET_READY_OWNER, subject, request.requester_id))
        if person is not None and person != request.requester_id:
            steps.append(notice(moment, team, MessageKind.ASSET_READY_PERSON, subject, person))
    return steps
