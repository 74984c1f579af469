"""A real storage with a clock that stands still, and the steps of the story as one call each."""

from __future__ import annotations

import itertools
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from providers.face import Read, Review, ReviewStatus, Submitted
from providers.profile import MediaKind, MediaLimits, Model, Profile, Verification
from storage import SqliteStorage
from storage.changes import Again, Change, change
from storage.facts import RequestFacts, VideoFacts
from storage.model import Depiction, Job, LedgerEntry, VerificationStatus
from storage.model import Verification as VerificationRow
from tests.support import rows
from workflow import asset_requests, consents, registrations, videos
from workflow.access import Approver
from workflow.asset_requests import AssetForm, MediaSource
from workflow.jobs import Gaps, JobKind
from workflow.moment import MINUTE, Moment
from workflow.videos import VideoForm

TEAM, MAYA, RACHEL, CHANNEL = rows.TEAM, rows.MAYA, rows.RACHEL, rows.CHANNEL
TOM = "U0TOM"
GAPS = Gaps()
LEASE = 30_000
HANDLE = {"asset": "asset-1"}


def a_profile(verification: Verification = Verification.REDIRECT, **over: Any) -> Profile:
    limits = MediaLimits(formats=("jpeg",))
    found: dict[str, Any] = {
        "name": "pomex",
        "title": "PomexAI",
        "key_variable": "K",
        "base_variable": "B",
        "base_url": "https://gateway.example.com",
        "verification": verification,
        "limits": {MediaKind.IMAGE: limits, MediaKind.VIDEO: limits},
        "models": (Model(id="seedance-2.0", title="Seedance 2.0", resolutions=("720p",)),),
        "submit_batch": 10,
    }
    return Profile(**found | over)


CHECKS = a_profile()
TRUSTS = a_profile(Verification.NONE)


def a_form(depiction: Depiction = Depiction.MEMBER, name: str = "rachel", files: int = 1) -> AssetForm:
    return AssetForm(
        team_id=TEAM,
        requester_id=MAYA,
        name=name,
        depiction=depiction,
        purpose="the launch film",
        provider="pomex",
        channel=CHANNEL,
        sources=tuple(MediaSource(kind="image", sealed=f"sealed-{n}") for n in range(files)),
        sealed="sealed",
        member_id=RACHEL if depiction is Depiction.MEMBER else None,
        outsider_name="Sam Doe" if depiction is Depiction.OUTSIDER else None,
    )


@dataclass
class Studio:
    """Storage, its file, the clock and the gateway's profile."""

    storage: SqliteStorage
    path: Path
    profile: Profile = CHECKS
    now: int = rows.NOW
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def new_id(self, prefix: str) -> str:
        return f"{prefix}_{next(self.numbers):012}"

    @property
    def moment(self) -> Moment:
        return Moment(self.now, self.new_id)

    async def write(self, *changes: Change) -> None:
        """Commit each; every guard must hold."""
        for one in changes:
            assert await self.storage.apply(one) is None

    async def guard(self, wanted: Change) -> str | None:
        return await self.storage.apply(wanted)

    async def request(self, request_id: str) -> RequestFacts:
        facts = await self.storage.request(request_id)
        assert facts is not None
        return facts

    async def again(self, facts: RequestFacts) -> RequestFacts:
        return await self.request(facts.request.id)

    async def video(self, video_id: str) -> VideoFacts:
        facts = await self.storage.video(video_id)
        assert facts is not None
        return facts

    async def claim(self, kind: JobKind) -> Job:
        """Take the one due job of this kind; the others are due again at once."""
        jobs = await self.storage.claim_jobs(self.now, LEASE, 100)
        (wanted,) = [job for job in jobs if job.kind == kind]
        await self.write(*(change(Again(job=job, due_at=job.due_at)) for job in jobs if job is not wanted))
        return wanted

    def query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Look at the file as it is; what no method of storage tells."""
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(sql, values).fetchall()

    def jobs(self) -> list[str]:
        return sorted(kind for (kind,) in self.query("SELECT kind FROM jobs"))

    def due(self, kind: JobKind) -> tuple[int, int | None]:
        """When the one open job of this kind is due, and its deadline."""
        ((due_at, deadline_at),) = self.query("SELECT due_at, deadline_at FROM jobs WHERE kind = ?", kind)
        return due_at, deadline_at

    def messages(self) -> list[tuple[str, str]]:
        """Kind and channel of everything that is wanted."""
        return sorted(self.query("SELECT kind, channel FROM messages"))

    def revision(self, kind: str, subject: str) -> int:
        sql = "SELECT wanted_revision FROM messages WHERE kind = ? AND subject = ?"
        ((revision,),) = self.query(sql, kind, subject)
        return int(revision)

    async def ledger(self) -> list[LedgerEntry]:
        return [entry async for entry in self.storage.ledger()]

    async def ledger_kinds(self) -> list[str]:
        return [entry.kind for entry in await self.ledger()]

    # The story, step by step.

    async def submitted(self, form: AssetForm, *, key: str | None = None) -> RequestFacts:
        """A form sent off; its files are on their way."""
        known = None
        if form.depiction is Depiction.MEMBER:
            known = await self.storage.person_for_user(TEAM, RACHEL)
        elif form.depiction is Depiction.SELF:
            known = await self.storage.person_for_user(TEAM, MAYA)
        elif form.depiction is Depiction.OUTSIDER:
            known = await self.storage.outsider(TEAM, MAYA, "Sam Doe")
        person = known or asset_requests.new_person(form, form.outsider_name or "Rachel", self.moment)
        wanted = asset_requests.submit(
            form, person, is_new=known is None, moment=self.moment, key=key or self.new_id("k")
        )
        await self.write(wanted)
        named = await self.storage.asset_named(TEAM, form.name)
        assert named is not None
        return await self.request(named.asset.request_id)

    async def fetched(self, facts: RequestFacts) -> RequestFacts:
        """Every file is here and good."""
        for asset in facts.assets:
            media = replace(asset.media, content_type="image/jpeg", bytes=1, sha256="ab" * 32)
            await self.write(asset_requests.media_ready(facts, media, self.moment))
        return await self.again(facts)

    async def advanced(self, facts: RequestFacts) -> RequestFacts:
        fresh = await self.again(facts)
        await self.write(asset_requests.advance(fresh, self.profile, self.moment))
        return await self.again(facts)

    async def asked(self, form: AssetForm | None = None) -> RequestFacts:
        """The files are good and whoever is to be asked was asked."""
        facts = await self.submitted(form or a_form())
        return await self.advanced(await self.fetched(facts))

    async def agreed(self, facts: RequestFacts, *, scan_due: bool = False) -> RequestFacts:
        """A yes on the page."""
        actor = facts.person.id if facts.person else "?"
        yes = consents.accept(
            facts, via="page", locale="zh", actor=actor, moment=self.moment, scan_due=scan_due
        )
        await self.write(yes)
        return await self.again(facts)

    def a_verification(self, facts: RequestFacts) -> VerificationRow:
        assert facts.invitation is not None
        number = next(self.numbers)
        return VerificationRow(
            id=f"f_{number:012}",
            team_id=TEAM,
            invitation_id=facts.invitation.id,
            person_id=facts.invitation.person_id,
            provider=facts.request.provider,
            account=facts.request.account,
            status=VerificationStatus.OPENING,
            state_hash=f"{number:064}",
            expires_at=self.now + 30 * MINUTE,
            created_at=self.now,
        )

    async def scanning(self, facts: RequestFacts) -> tuple[RequestFacts, VerificationRow]:
        """A yes on the page, and the phone on its way to the gateway's face check."""
        facts = await self.agreed(facts, scan_due=True)
        verification = self.a_verification(facts)
        await self.write(consents.open_verification(facts, verification))
        opened = consents.verification_opened(
            facts, verification, "sealed", by_token=False, moment=self.moment
        )
        await self.write(opened)
        return await self.again(facts), verification

    async def verified(self, facts: RequestFacts, group: str = "group-1") -> RequestFacts:
        """A yes on the page and a passed face check."""
        facts, verification = await self.scanning(facts)
        await self.write(
            consents.verification_passed(
                facts, verification, group, billed=True, holder=None, moment=self.moment
            )
        )
        return await self.again(facts)

    async def planned(self, facts: RequestFacts) -> tuple[registrations.Plan, Job]:
        """The create call's intent is written."""
        facts = await self.advanced(facts)
        job = await self.claim(JobKind.SUBMIT)
        assets = asset_requests.submittable(facts, self.profile)
        urls = {asset.media.id: f"https://files.example.com/{asset.media.id}" for asset in assets}
        plan = registrations.plan_submission(facts, assets, urls, job, self.moment)
        await self.write(plan.intent)
        return plan, job

    async def answered(self, facts: RequestFacts, *results: Submitted) -> RequestFacts:
        """A create call made, and what the gateway gave; by default it takes everything."""
        plan, job = await self.planned(facts)
        given = results or [Submitted(name=item.name, handle=HANDLE) for item in plan.items]
        await self.write(
            registrations.submission_answered(facts, plan.submission, given, job, GAPS, 0.5, self.moment)
        )
        return await self.again(facts)

    async def reviewed(self, facts: RequestFacts, status: ReviewStatus = ReviewStatus.ACTIVE) -> RequestFacts:
        """Every review decided."""
        self.now += GAPS.smallest
        for job in await self.storage.claim_jobs(self.now, LEASE, 100):
            if job.kind != JobKind.READ_REGISTRATION:
                await self.write(change(Again(job=job, due_at=job.due_at)))
                continue
            (registration,) = [r for a in facts.assets for r in a.registrations if r.id == job.subject]
            review = Review(status=status, reference=f"asset://{job.subject}")
            read = registrations.review_read(
                facts, registration, Read(review=review), job, GAPS, 0.5, self.moment
            )
            await self.write(read)
        return await self.advanced(facts)

    async def ready(self, form: AssetForm | None = None) -> RequestFacts:
        """A whole request whose assets can be used in videos."""
        form = form or a_form()
        facts = await self.asked(form)
        if facts.person is not None:
            group = facts.group is None and self.profile is CHECKS
            facts = await (self.verified(facts) if group else self.agreed(facts))
        return await self.reviewed(await self.answered(facts))

    async def filmed(self, facts: RequestFacts, *approvers: Approver) -> VideoFacts:
        """A video asked for with every asset of the request."""
        form = VideoForm(
            team_id=TEAM,
            requester_id=TOM,
            channel=CHANNEL,
            provider="pomex",
            model="seedance-2.0",
            prompt="@rachel waves",
            order_prompt="image 1 waves",
            seconds=5,
            ratio="16:9",
            resolution="720p",
            assets=facts.assets,
        )
        key = self.new_id("k")
        await self.write(videos.submit(form, approvers, moment=self.moment, key=key))
        ((video_id,),) = self.query("SELECT id FROM videos ORDER BY rowid DESC LIMIT 1")
        return await self.video(video_id)
