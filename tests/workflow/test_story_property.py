"""Whatever happens in whatever order: nothing without consent and approval, nothing twice, nothing for ever."""

from __future__ import annotations

import asyncio
import itertools
import os
import sqlite3
import tempfile
from collections import deque
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.poller.steps import STEPS
from bot.poller.tools import Tools
from providers.face import VerificationReading, VerificationSession, VerificationState
from storage import SqliteStorage, open_storage
from storage.changes import Again, Change, Finish, Insert, Put, Update, change
from storage.model import (
    ApprovalStatus,
    Asset,
    AssetStatus,
    Consent,
    Depiction,
    Job,
    MediaStatus,
    Submission,
)
from tests.support import rows
from tests.support.ledger_words import not_ours
from tests.workflow.gateway import MOODS, Crash, Gateway, NoStore, unused
from tests.workflow.hanging import HANGING, UNFINISHED, found
from tests.workflow.studio import CHANNEL, LEASE, MAYA, RACHEL, TEAM, TOM, TRUSTS, a_form, a_profile
from workflow import asset_requests, videos
from workflow.access import Actor
from workflow.jobs import Gaps, JobKind
from workflow.moment import DAY, HOUR, MINUTE, SECOND
from workflow.use_cases import Answering, AssetAsking, Desk, Owning, Problem, Verifying, VideoAsking
from workflow.use_cases.verifying import Agreed
from workflow.videos import VideoForm

BLANK: list[bytes] = []
PICK = st.integers(0, 30)
SPANS = (SECOND, MINUTE, HOUR, DAY, 3 * DAY, 8 * DAY)
GROUPS = ("group-1", "group-2")
_NOT_OVER = "('awaiting_approval', 'starting', 'queued', 'running', 'unknown')"


class Meddled:
    """A storage where something else may be committed just before an intent is."""

    def __init__(self, storage: SqliteStorage) -> None:
        self._storage = storage
        self.before: deque[Change] = deque()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._storage, name)

    async def apply(self, wanted: Change) -> str | None:
        if self.before and _is_intent(wanted):
            await self._storage.apply(self.before.popleft())
        return await self._storage.apply(wanted)


def _is_intent(wanted: Change) -> bool:
    return any(
        (isinstance(step, Insert) and isinstance(step.row, Submission))
        or (isinstance(step, Update) and step.values.get("intent_at") is not None)
        for step in wanted.steps
    )


class Story(RuleBasedStateMachine):
    """Requests, answers, face checks, videos, presses and losses, in any order, on a real storage."""

    def __init__(self) -> None:
        super().__init__()
        memory = Path("/dev/shm")
        self.folder = tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None)
        path = Path(self.folder.name) / "likeness.db"
        path.write_bytes(_blank())
        self.loop = asyncio.Runner()
        self.storage = self.loop.run(open_storage(path))
        self.watch = sqlite3.connect(path, isolation_level=None)
        self.meddled = Meddled(self.storage)
        self.now = rows.NOW
        self.numbers = itertools.count(1)
        self.presses = 0
        self.trusts = False

    @initialize(checks=st.booleans(), finds=st.booleans(), proves=st.booleans(), deletes=st.booleans())
    def open(self, checks: bool, finds: bool, proves: bool, deletes: bool) -> None:
        can: dict[str, Any] = {"can_find": finds, "can_find_video": proves, "can_delete": deletes}
        profile = a_profile(**can) if checks else replace(TRUSTS, **can)
        self.trusts = not checks
        self.gateway = Gateway(profile, self.watch)
        self.desk = Desk(
            storage=self.meddled,  # type: ignore[arg-type]
            profiles={"pomex": profile},
            clock=lambda: self.now,
            new_id=self._new_id,
            new_state=lambda: ("state", f"{next(self.numbers):064}"),
            seal=str,
            unseal=str,
        )
        self.tools = Tools(
            desk=self.desk,
            providers={"pomex": self.gateway},  # type: ignore[dict-item]
            store=NoStore(),  # type: ignore[arg-type]
            gaps=Gaps(),
            jitter=lambda: 0.5,
            bring_in=unused,
            download=unused,
            media_url="https://files.example.com/{}".format,
        )

    def _new_id(self, prefix: str) -> str:
        return f"{prefix}_{next(self.numbers):012}"

    def _ids(self, sql: str) -> list[str]:
        return [row[0] for row in self.watch.execute(sql)]

    def _one(self, sql: str, pick: int) -> str | None:
        ids = self._ids(sql)
        return ids[pick % len(ids)] if ids else None

    # What people do.

    @rule(depiction=st.sampled_from(Depiction), files=st.integers(1, 3), twice=st.booleans())
    def ask(self, depiction: Depiction, files: int, twice: bool) -> None:
        if depiction is Depiction.OUTSIDER and self.gateway.profile.verification == "none":
            return
        name = f"asset-{next(self.numbers)}"
        form, key = a_form(depiction, name=name, files=files), self._new_id("k")
        asking = AssetAsking(self.desk)
        for _ in range(2 if twice else 1):
            assert self.loop.run(asking.submit(form, Actor(user_id=MAYA), "Somebody", key)) is None
        assert len(self._ids("SELECT id FROM assets WHERE name_key = '" + name + "'")) == 1

    @rule(pick=PICK, how=st.sampled_from(["page", "page", "page", "dm", "no", "no on page"]))
    def answer(self, pick: int, how: str) -> None:
        invitation = self._one("SELECT id FROM invitations", pick)
        if invitation is None:
            return
        answering = Answering(self.desk)
        facts = self.loop.run(answering.invitation(invitation))
        assert facts is not None
        user = facts.person.slack_user_id if facts.person else None
        actor = Actor(user_id=user or TOM)
        if how == "page":
            self._agree(facts)
        elif how == "dm":
            self.loop.run(answering.approve_in_slack(invitation, actor, "en"))
        elif how == "no":
            self.loop.run(answering.decline_in_slack(invitation, actor))
        else:
            self.loop.run(answering.decline_on_page(facts))

    def _agree(self, facts: Any) -> None:
        verifying = Verifying(self.desk)
        agreed = self.loop.run(verifying.agree(facts, "en"))
        if isinstance(agreed, Agreed) and agreed.verification is not None:
            session = VerificationSession(link="https://x", handle={"token": "t"}, lives_ms=30 * MINUTE)
            self.loop.run(verifying.opened(facts, agreed.verification, session))

    @rule(pick=PICK, group=st.sampled_from([None, *GROUPS, *GROUPS, "new"]))
    def scan(self, pick: int, group: str | None) -> None:
        run = self._one("SELECT id FROM verifications", pick)
        if run is None:
            return
        verifying = Verifying(self.desk)
        verification = self.loop.run(self.storage.verification(run))
        assert verification is not None
        facts = self.loop.run(Answering(self.desk).invitation(verification.invitation_id))
        assert facts is not None
        name = self._new_id("group") if group == "new" else group
        state = VerificationState.PASSED if group else VerificationState.FAILED
        self.loop.run(verifying.settle(facts, verification, VerificationReading(state=state, group_id=name)))

    @rule(first=PICK, second=PICK, user=st.sampled_from([MAYA, RACHEL, TOM]))
    def film(self, first: int, second: int, user: str) -> None:
        usable = "SELECT asset_id FROM registrations WHERE status = 'active'"
        ids = dict.fromkeys(filter(None, (self._one(usable, first), self._one(usable, second))))
        if not ids:
            return
        assets = self.loop.run(self.storage.assets_by_id(TEAM, list(ids)))
        form = VideoForm(
            team_id=TEAM,
            requester_id=user,
            channel=CHANNEL,
            provider="pomex",
            model="seedance-2.0",
            prompt="p",
            order_prompt="p",
            seconds=5,
            ratio="16:9",
            resolution=None,
            assets=tuple(assets.values()),
        )
        self.loop.run(VideoAsking(self.desk).submit(form, Actor(user_id=user), self._new_id("k")))

    @rule(
        pick=PICK,
        status=st.sampled_from(
            [ApprovalStatus.ALLOWED_ONCE, ApprovalStatus.ALLOWED_ALWAYS, ApprovalStatus.REFUSED]
        ),
        who=st.sampled_from(["approver", "approver", "approver", TOM]),
    )
    def press(self, pick: int, status: ApprovalStatus, who: str) -> None:
        approval_id = self._one("SELECT id FROM approvals ORDER BY status = 'pending' DESC, rowid", pick)
        if approval_id is None:
            return
        before = self.loop.run(self.storage.approval(approval_id))
        assert before is not None
        actor = Actor(user_id=before.approver_id if who == "approver" else who)
        self.loop.run(Answering(self.desk).decide_approval(approval_id, actor, status))
        after = self.loop.run(self.storage.approval(approval_id))
        theirs = actor.user_id == before.approver_id and before.status is ApprovalStatus.PENDING
        assert after is not None
        assert after.status is (status if theirs else before.status)

    @precondition(lambda self: self._ids("SELECT id FROM videos WHERE status = 'unknown'"))
    @rule(pick=PICK, again=st.booleans())
    def settle(self, pick: int, again: bool) -> None:
        video_id = self._one("SELECT id FROM videos WHERE status = 'unknown'", pick)
        assert video_id is not None
        admin = Actor(user_id="U0ADMIN", is_admin=True)
        assert self.loop.run(Answering(self.desk).settle_unknown_video(video_id, admin, again=again)) is None
        self.presses += again

    # The good way in one go, so that every part of it is often reached.

    @rule(depiction=st.sampled_from(Depiction), files=st.integers(1, 2))
    def make_ready(self, depiction: Depiction, files: int) -> None:
        if depiction is Depiction.OUTSIDER and self.trusts:
            return
        self.gateway.moods.clear()
        self.ask(depiction, files, twice=False)
        self.work(good=True)
        newest = len(self._ids("SELECT id FROM invitations")) - 1
        self.answer(max(newest, 0), "page")
        self.scan(max(len(self._ids("SELECT id FROM verifications")) - 1, 0), "new")
        self.work(good=True)
        self.gateway.decide_everything()
        self.wait(MINUTE)

    @rule(
        pick=PICK,
        user=st.sampled_from([MAYA, RACHEL, TOM]),
        moods=st.lists(st.sampled_from(MOODS), max_size=3),
    )
    def film_and_allow(self, pick: int, user: str, moods: list[str]) -> None:
        """Everybody who is asked says yes, and the gateway's next answers are these."""
        self.film(pick, pick + 1, user)
        for approval_id in self._ids("SELECT id FROM approvals WHERE status = 'pending'"):
            approval = self.loop.run(self.storage.approval(approval_id))
            assert approval is not None
            actor = Actor(user_id=approval.approver_id)
            yes = ApprovalStatus.ALLOWED_ONCE
            assert self.loop.run(Answering(self.desk).decide_approval(approval_id, actor, yes)) is None
        self.gateway.moods.extend(moods)
        self.work(good=True)

    # What happens to people and pictures.

    @rule(pick=PICK, at_the_intent=st.booleans())
    def withdraw(self, pick: int, at_the_intent: bool) -> None:
        asset = self._one("SELECT asset_id FROM consents WHERE ended_at IS NULL", pick)
        if asset is None:
            return
        ended = {"ended_at": self.now, "end_reason": "withdrawn"}
        self._change(
            change(
                Update(table=Consent, where={"asset_id": asset, "ended_at": None}, values=ended),
                Update(
                    table=Asset,
                    where={"id": asset, "status": AssetStatus.USABLE},
                    values={"status": AssetStatus.WITHDRAWN},
                ),
            ),
            at_the_intent,
        )

    @rule(pick=PICK)
    def delete(self, pick: int) -> None:
        """Refused while a video that is not over uses it, and only then."""
        asset = self._one("SELECT id FROM assets WHERE status IN ('awaiting_consent', 'usable')", pick)
        if asset is None:
            return
        using = self.watch.execute(
            f"SELECT 1 FROM asset_uses WHERE asset_id = ? AND status IN {_NOT_OVER}", (asset,)
        ).fetchall()
        done = self.loop.run(Owning(self.desk).delete(TEAM, asset, Actor(user_id=MAYA), self._new_id("k")))
        assert isinstance(done, Problem) == bool(using), done

    @rule(pick=PICK)
    def retry(self, pick: int) -> None:
        registration = self._one("SELECT id FROM registrations WHERE status = 'failed'", pick)
        if registration is not None:
            owning, actor = Owning(self.desk), Actor(user_id=MAYA)
            self.loop.run(owning.retry(TEAM, registration, actor, self._new_id("k")))

    @rule(user=st.sampled_from([MAYA, TOM]), gone=st.booleans(), at_the_intent=st.booleans())
    def leave(self, user: str, gone: bool, at_the_intent: bool) -> None:
        self._change(change(Put(row=rows.member(user_id=user, is_deactivated=gone))), at_the_intent)

    def _change(self, wanted: Change, at_the_intent: bool) -> None:
        if at_the_intent:
            self.meddled.before.append(wanted)
        else:
            assert self.loop.run(self.storage.apply(wanted)) is None

    # What gateways and time do.

    @rule(moods=st.lists(st.sampled_from(MOODS), max_size=3))
    def turn(self, moods: list[str]) -> None:
        self.gateway.moods.extend(moods)

    @rule(pick=PICK, word=st.sampled_from(["good", "good", "good", "running", "bad"]))
    def decide(self, pick: int, word: str) -> None:
        self.gateway.decide(pick, word)

    @rule(span=st.sampled_from(SPANS))
    def wait(self, span: int) -> None:
        self.now += span
        self.loop.run(self._sweep())

    @rule(good=st.booleans())
    def work(self, good: bool) -> None:
        """Run what is due within ten seconds, as often as it takes."""
        self.loop.run(self._sweep(good=good))
        for _ in range(3):
            self.now += 3 * SECOND
            self.loop.run(self._sweep(good=good))

    async def _sweep(self, *, good: bool = True) -> None:
        for _ in range(50):
            jobs = await self.storage.claim_jobs(self.now, LEASE, 200)
            if not jobs:
                return
            try:
                for job in jobs:
                    await self._carry_out(job, good=good)
            except Crash:
                await self.storage.reclaim()
        raise AssertionError("it never came to rest")

    async def _carry_out(self, job: Job, *, good: bool) -> None:
        match job.kind:
            case JobKind.FETCH_MEDIA:
                changes = [await self._fetched_media(job, good=good)]
            case JobKind.FETCH_VIDEO:
                changes = [await self._fetched_video(job, good=good)]
            case kind:
                changes = await STEPS[JobKind(kind)].run(self.tools, [job])
        guards = await self.storage.apply_all(changes)
        assert not any((guard or "").startswith("broken:") for guard in guards)
        if any(guard not in (None, "lease") for guard in guards):
            due = self.now + Gaps().retry(job.attempts, 0.5)
            await self.storage.apply_all([change(Again(job=job, due_at=due, failed=True))])

    async def _fetched_media(self, job: Job, *, good: bool) -> Change:
        facts = await self.storage.request_of_media(job.subject)
        assert facts is not None
        (media,) = [a.media for a in facts.assets if a.media.id == job.subject]
        if media.status is not MediaStatus.FETCHING:
            return change(Finish(job=job))
        moment = self.desk.moment()
        if good:
            return asset_requests.media_ready(facts, media, moment) + change(Finish(job=job))
        return asset_requests.media_refused(facts, media, "media_broken", moment) + change(Finish(job=job))

    async def _fetched_video(self, job: Job, *, good: bool) -> Change:
        facts = await self.storage.video(job.subject)
        assert facts is not None
        if good:
            result = rows.media(id=self._new_id("m"), kind="video")
            return videos.fetched(facts, result, job, self.desk.moment())
        return videos.fetch_failed(facts, "result_not_fetched", job, Gaps(), 0.5, self.desk.moment())

    # What must hold.

    @invariant()
    def nothing_waits_for_ever(self) -> None:
        assert found(self.watch, HANGING, trusts=self.trusts) == {}

    @invariant()
    def an_outsiders_consent_has_its_face_check(self) -> None:
        unproved = """SELECT consents.id FROM consents JOIN assets ON assets.id = consents.asset_id
            JOIN asset_requests ON asset_requests.id = assets.request_id AND depiction = 'outsider'
            JOIN invitations ON invitations.request_id = asset_requests.id
            WHERE NOT EXISTS (SELECT 1 FROM verifications WHERE status = 'passed'
                AND invitation_id = invitations.id)"""
        assert self._ids(unproved) == []

    @invariant()
    def whoever_is_seen_at_a_gateway_agreed(self) -> None:
        seen = """SELECT registrations.id FROM registrations JOIN assets ON assets.id = registrations.asset_id
            WHERE registrations.status IN ('submitting', 'unknown', 'in_review', 'active')
            AND assets.person_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM consents WHERE consents.asset_id = assets.id)"""
        assert self._ids(seen) == []

    @invariant()
    def what_was_refused_is_not_under_way(self) -> None:
        under_way = "SELECT id FROM videos WHERE status IN ('queued', 'running', 'succeeded')"
        refused = "SELECT video_id FROM approvals WHERE status IN ('refused', 'lapsed', 'pending')"
        assert not set(self._ids(under_way)) & set(self._ids(refused))

    def teardown(self) -> None:
        try:
            if hasattr(self, "gateway"):
                self._come_to_an_end()
        finally:
            self.loop.run(self.storage.close())
            self.loop.close()
            self.watch.close()
            self.folder.cleanup()

    def _come_to_an_end(self) -> None:
        """With time and a good gateway everything is over but what a person must say."""
        self.gateway.moods.clear()
        for _ in range(300):
            self.gateway.decide_everything()
            self.loop.run(self._sweep())
            at = self.loop.run(self.storage.next_job_at())
            if at is None:
                break
            self.now = max(self.now, at)
        assert found(self.watch, UNFINISHED, trusts=self.trusts) == {}
        assert self.loop.run(self.storage.verify_ledger()) is None
        deleted = "SELECT id FROM registrations WHERE status = 'deleted' AND handle IS NOT NULL"
        assert not set(self._ids(deleted)) & set(self.gateway.assets)
        assert not_ours(self.loop.run(self._ledger())) == []
        twice = sum(count - 1 for count in self.gateway.paid.values())
        assert twice <= self.presses
        started = [e.subject for e in self.loop.run(self._ledger()) if e.kind == "video_started"]
        assert set(self.gateway.paid) <= set(started)

    async def _ledger(self) -> list[Any]:
        return [entry async for entry in self.storage.ledger()]


def _blank() -> bytes:
    if not BLANK:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "likeness.db"
            with asyncio.Runner() as runner:
                runner.run(_make(path))
            BLANK.append(path.read_bytes())
    return BLANK[0]


async def _make(path: Path) -> None:
    await (await open_storage(path)).close()


TestStory = Story.TestCase
TestStory.settings = settings(max_examples=24, stateful_step_count=30, deadline=None, derandomize=True)
