"""A real storage brought to the points of the story that messages are about."""

from __future__ import annotations

import itertools
from dataclasses import replace

from handlers import rights_composer, withdrawal_composer
from storage.changes import Change, Insert, Put, Update
from storage.face import Storage
from storage.facts import RequestFacts
from storage.model import (
    Approval,
    Depiction,
    Endorsement,
    EndorsementKind,
    EndorsementStatus,
    Media,
    MediaStatus,
    Member,
    Message,
    MessageForm,
    Registration,
    RegistrationStatus,
    Report,
    ReportStatus,
    VerificationStatus,
    Video,
    Withdrawal,
    WithdrawalStatus,
)
from tests.handlers.blocks import samples
from tests.handlers.blocks.samples import MAYA, NOW, RACHEL, TEAM
from workflow import asset_requests, consents, videos
from workflow.access import Approver
from workflow.messages import MessageKind
from workflow.moment import Moment

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
LETTERS = itertools.product(ALPHABET, repeat=4)
POMEX = samples.profile()
TRUSTS = replace(samples.profile(checks=False, deletes=True), name="other")


def new_id(prefix: str) -> str:
    return f"{prefix}_abcdefgh{''.join(next(LETTERS))}"


MOMENT = Moment(NOW, new_id)


async def apply(storage: Storage, *steps: Change) -> None:
    for step in steps:
        assert await storage.apply(step) is None


async def asked(
    storage: Storage, depiction: Depiction = Depiction.MEMBER, *, files: int = 2, provider: str = "pomex"
) -> RequestFacts:
    """A request whose files are checked and whose person was asked."""
    form = asset_requests.AssetForm(
        team_id=TEAM,
        requester_id=MAYA,
        name="rachel",
        depiction=depiction,
        purpose="A & B",
        provider=provider,
        channel="C0FILM",
        sources=tuple(asset_requests.MediaSource(kind="image", sealed="s") for _ in range(files)),
        sealed="s",
        member_id=RACHEL if depiction is Depiction.MEMBER else None,
        outsider_name="Sam" if depiction is Depiction.OUTSIDER else None,
    )
    person = asset_requests.new_person(form, "Sam", MOMENT)
    change = asset_requests.submit(form, person, is_new=True, moment=MOMENT, key=new_id("t"))
    request_id = next(s.row.id for s in change.steps if isinstance(s, Insert) and s.row.id.startswith("q_"))
    await apply(storage, change)
    facts = await read(storage, request_id)
    for asset in facts.assets:
        values = {"status": MediaStatus.READY}
        await apply(storage, Change((Update(table=Media, where={"id": asset.media.id}, values=values),)))
    facts = await read(storage, request_id)
    profile = {"pomex": POMEX, "other": TRUSTS}[provider]
    await apply(storage, asset_requests.advance(facts, profile, MOMENT))
    return await read(storage, request_id)


async def read(storage: Storage, request_id: str) -> RequestFacts:
    facts = await storage.request(request_id)
    assert facts is not None
    return facts


async def answered(storage: Storage, facts: RequestFacts) -> RequestFacts:
    """The same request with a yes, a passed scan and active registrations."""
    assert facts.invitation is not None
    checked = replace(
        samples.a_verification(VerificationStatus.OPENING),
        id=new_id("f"),
        invitation_id=facts.invitation.id,
        person_id=facts.invitation.person_id,
        state_hash=new_id("h"),
    )
    yes = consents.accept(facts, via="page", locale="en", actor="x", moment=MOMENT)
    await apply(storage, yes, consents.open_verification(facts, checked))
    group = new_id("group")
    passed = consents.verification_passed(facts, checked, group, billed=None, holder=None, moment=MOMENT)
    active = {"status": RegistrationStatus.ACTIVE, "reference": "asset://1"}
    registered = [
        Update(table=Registration, where={"asset_id": a.asset.id}, values=active) for a in facts.assets
    ]
    await apply(storage, passed, Change(tuple(registered)))
    return await read(storage, facts.request.id)


async def filmed(storage: Storage, facts: RequestFacts) -> tuple[str, str]:
    """A video asked for with every asset of a request: its id and its approval's."""
    form = videos.VideoForm(
        team_id=TEAM,
        requester_id="U0TOM",
        channel="C0FILM",
        provider="pomex",
        model="model-0",
        prompt="@rachel waves",
        order_prompt="image 1 waves",
        seconds=5,
        ratio="16:9",
        resolution=None,
        assets=facts.assets,
    )
    asked_of = [Approver(user_id=RACHEL, as_person=True)]
    change = videos.submit(form, asked_of, moment=MOMENT, key=new_id("t"))
    await apply(storage, change)
    rows = [s.row for s in change.steps if isinstance(s, Insert)]
    return (
        next(row.id for row in rows if isinstance(row, Video)),
        next(row.id for row in rows if isinstance(row, Approval)),
    )


async def about_rights(storage: Storage, facts: RequestFacts, video_id: str) -> dict[MessageKind, str]:
    """An endorsement of the request and a report of the video; what each kind of message is about."""
    endorsement = Endorsement(
        id=new_id("e"),
        team_id=TEAM,
        request_id=facts.request.id,
        kind=EndorsementKind.DECLARATION,
        status=EndorsementStatus.PENDING,
        deadline_at=NOW,
        created_at=NOW,
    )
    report = Report(
        id=new_id("o"),
        team_id=TEAM,
        video_id=video_id,
        reporter_id=RACHEL,
        as_person=True,
        status=ReportStatus.OPEN,
        deadline_at=NOW,
        created_at=NOW,
    )
    withdrawal = Withdrawal(
        id=new_id("d"),
        team_id=TEAM,
        person_id=facts.request.person_id or "",
        via="dm",
        locale="en",
        removes_videos=False,
        status=WithdrawalStatus.OPEN,
        asset_ids=tuple(a.asset.id for a in facts.assets),
        video_ids=(video_id,),
        created_at=NOW,
    )
    added = (endorsement, report, withdrawal)
    await apply(storage, Change(tuple(Insert(row=row) for row in added)))
    about = dict.fromkeys(rights_composer.OF_ENDORSEMENT, endorsement.id)
    about |= dict.fromkeys(rights_composer.OF_REPORT, report.id)
    about |= dict.fromkeys(withdrawal_composer.KINDS, withdrawal.id)
    return about | {
        MessageKind.ASSET_HANDED_OVER: facts.assets[0].asset.id,
        MessageKind.APPROVER_LEFT: video_id,
        MessageKind.OWNER_LEFT: MAYA,
        MessageKind.GATEWAY_DOWN: "pomex/main",
        MessageKind.GATEWAY_UP: "pomex/main",
        MessageKind.PERSON_LEFT: facts.request.person_id or "",
    }


async def speaks(storage: Storage, user_id: str, locale: str) -> None:
    member = Member(
        team_id=TEAM,
        user_id=user_id,
        name="x",
        locale=locale,
        is_admin=False,
        is_guest=False,
        is_foreign=False,
        is_deactivated=False,
        fetched_at=NOW,
    )
    await apply(storage, Change((Put(row=member),)))


def message(kind: MessageKind, subject: str, channel: str, **params: str) -> Message:
    return Message(
        id=new_id("n"),
        team_id=TEAM,
        form=MessageForm.NOTICE,
        kind=kind,
        subject=subject,
        channel=channel,
        dedupe=new_id("d"),
        params=params,
        files={},
        due_at=NOW,
        created_at=NOW,
    )
