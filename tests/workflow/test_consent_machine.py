"""Consent, approval, use, withdrawal, expiry in any order: no video starts without its yeses at that moment."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from storage.changes import Put, Update, change
from storage.model import Allowance, ApprovalStatus, Asset, Channel, Consent, Setting
from tests.support import rows
from tests.workflow.consent_hands import (
    ANSWERS,
    CHANNELS,
    GATEWAYS,
    NAMED,
    PICK,
    SEEN,
    SPANS,
    USERS,
    Hands,
    scopes,
)
from tests.workflow.consent_world import ADA, APIMART, FILM, MAYA, POMEX, RACHEL, TEAM, TOM
from workflow.access import Actor
from workflow.moment import DAY
from workflow.scope import How, Scope
from workflow.use_cases import Answering
from workflow.use_cases.withdrawing import Standing, Withdrawing


class Consents(Hands):
    """Each rule is something that people, time or Slack do; half of it happens between decision and intent."""

    # Yeses.

    @initialize(data=st.data(), providers=NAMED)
    def begin(self, data: st.DataObject, providers: tuple[str, ...]) -> None:
        self.bring_in(data, providers)

    @rule(data=st.data(), providers=NAMED)
    def bring_in(self, data: st.DataObject, providers: tuple[str, ...]) -> None:
        self.loop.run(self.world.bring_in(data.draw(scopes(self.world.now)), providers))

    @rule(data=st.data(), providers=NAMED, pick=PICK, at_the_intent=st.booleans())
    def agree_anew(
        self, data: st.DataObject, providers: tuple[str, ...], pick: int, at_the_intent: bool
    ) -> None:
        """A further gateway's yes takes the place of the one before, with the scope chosen now."""
        asset = self._asset(pick)
        if asset is not None:
            over = {"ended_at": self.world.now, "end_reason": "superseded"}
            ends = Update(table=Consent, where={"asset_id": asset, "ended_at": None}, values=over)
            scope = data.draw(scopes(self.world.now))
            self._happens(change(ends, *self.world.yes(asset, scope, providers)), at_the_intent)

    @rule(pick=PICK, at_the_intent=st.booleans())
    def end(self, pick: int, at_the_intent: bool) -> None:
        """A yes is taken back."""
        consent = self._one("SELECT id FROM consents WHERE ended_at IS NULL ORDER BY rowid DESC", pick)
        if consent is not None:
            over = {"ended_at": self.world.now, "end_reason": "withdrawn"}
            self._happens(change(Update(table=Consent, where={"id": consent}, values=over)), at_the_intent)

    @rule(pick=PICK, whole=st.booleans())
    def withdraw(self, pick: int, whole: bool) -> None:
        """Through the door that people use."""
        asset = self._asset(pick)
        if asset is None:
            return
        withdrawing = Withdrawing(self.world.desk)
        standing = self.loop.run(withdrawing.standing(asset, Actor(user_id=RACHEL)))
        assert isinstance(standing, Standing)
        self.loop.run(
            withdrawing.withdraw(
                standing,
                whole=whole,
                removes_videos=False,
                via="dm",
                locale="en",
                actor=RACHEL,
                key=self.world.new_id("k"),
            )
        )
        SEEN["withdrawn"] += 1

    # Uses.

    @rule(user=USERS, picks=st.lists(PICK, min_size=1, max_size=2), channel=CHANNELS, provider=GATEWAYS)
    def ask(self, user: str, picks: list[int], channel: str, provider: str) -> None:
        found = [self._asset(pick) for pick in picks]
        assets = list(dict.fromkeys(asset for asset in found if asset is not None))
        if assets:
            problem = self.loop.run(self.world.ask(user, assets, channel, provider))
            SEEN[problem.key if problem else "asked"] += 1

    @rule(pick=PICK, status=ANSWERS)
    def answer(self, pick: int, status: ApprovalStatus) -> None:
        approval_id = self._one("SELECT id FROM approvals ORDER BY status = 'pending' DESC, rowid DESC", pick)
        if approval_id is not None:
            self.loop.run(self._answer(approval_id, status))

    @rule(user=USERS, pick=PICK, channel=CHANNELS, provider=GATEWAYS, status=ANSWERS, swept=st.booleans())
    def ask_and_allow(
        self, user: str, pick: int, channel: str, provider: str, status: ApprovalStatus, swept: bool
    ) -> None:
        """The good way in one go, so that starts are often reached."""
        self.ask(user, [pick], channel, provider)
        yes = status if status is not ApprovalStatus.REFUSED else ApprovalStatus.ALLOWED_ONCE
        for approval_id in self._ids("SELECT id FROM approvals WHERE status = 'pending'"):
            self.loop.run(self._answer(approval_id, yes))
        if swept:
            self.work()

    @rule(
        data=st.data(),
        again=st.booleans(),
        what=st.sampled_from(["standing", "standing", "yes", "anew", "leave", "share", "owner"]),
        late=st.booleans(),
    )
    def overtake(self, data: st.DataObject, again: bool, what: str, late: bool) -> None:
        """Everybody said yes to the newest picture, once or by a standing yes; then something changes.

        Before the start, or between its decision and its intent.
        """
        self.work()
        self.loop.run(self.world.bring_in(Scope(how=How.ASK), (POMEX, APIMART)))
        pick, always = 0, ApprovalStatus.ALLOWED_ALWAYS
        self.ask_and_allow(TOM, pick, FILM, POMEX, always, swept=again)
        if again:
            self.ask(TOM, [pick], FILM, POMEX)
        match what:
            case "standing":
                self.end_standing(pick, at_the_intent=late)
            case "yes":
                self.end(pick, at_the_intent=late)
            case "anew":
                self.agree_anew(data, (APIMART,), pick, at_the_intent=late)
            case "leave":
                self.leave(data.draw(st.sampled_from([RACHEL, TOM])), gone=True, at_the_intent=late)
            case "share":
                self.share(FILM, shared=True, at_the_intent=late)
            case "owner":
                self.hand_over(pick, ADA, at_the_intent=late)
        self.work()
        self.come_back()

    @rule()
    def come_back(self) -> None:
        """Else nobody is left to ask before long."""
        for user in (MAYA, RACHEL, TOM):
            self.leave(user, gone=False, at_the_intent=False)
        self.share(FILM, shared=False, at_the_intent=False)

    async def _answer(self, approval_id: str, status: ApprovalStatus) -> None:
        approval = await self.world.storage.approval(approval_id)
        assert approval is not None
        actor = Actor(user_id=approval.approver_id)
        await Answering(self.world.desk).decide_approval(approval_id, actor, status)

    @rule(pick=PICK, user=st.sampled_from([ADA, ADA, TOM, MAYA]))
    def override(self, pick: int, user: str) -> None:
        """Whoever tries: only an admin gets through, and only for an owner."""
        waiting = "SELECT id FROM approvals WHERE status = 'pending' ORDER BY as_person, rowid DESC"
        if not self._ids(waiting):
            self.ask(TOM, [pick], FILM, POMEX)
        approval_id = self._one(waiting, pick % 2)
        if approval_id is None:
            return
        before = self.loop.run(self.world.storage.approval(approval_id))
        assert before is not None
        actor = Actor(user_id=user, is_admin=user == ADA)
        problem = self.loop.run(Answering(self.world.desk).override(approval_id, actor, "away until Monday"))
        if problem is None:
            assert user == ADA
            assert not before.as_person
            SEEN["overridden"] += 1

    # What happens to people, places and standing yeses.

    @rule(pick=PICK, at_the_intent=st.booleans())
    def end_standing(self, pick: int, at_the_intent: bool) -> None:
        allowance = self._one("SELECT id FROM allowances WHERE ended_at IS NULL ORDER BY rowid DESC", pick)
        if allowance is not None:
            over = {"ended_at": self.world.now}
            self._happens(
                change(Update(table=Allowance, where={"id": allowance}, values=over)), at_the_intent
            )

    @rule(user=st.sampled_from([MAYA, RACHEL, TOM]), gone=st.booleans(), at_the_intent=st.booleans())
    def leave(self, user: str, gone: bool, at_the_intent: bool) -> None:
        """Or come back."""
        row = rows.member(user_id=user, is_deactivated=gone)
        self._happens(change(Put(row=row)), at_the_intent)

    @rule(channel=CHANNELS, shared=st.booleans(), at_the_intent=st.booleans())
    def share(self, channel: str, shared: bool, at_the_intent: bool) -> None:
        row = Channel(team_id=TEAM, channel_id=channel, is_shared=shared, fetched_at=self.world.now)
        self._happens(change(Put(row=row)), at_the_intent)

    @rule(pick=PICK, owner=st.sampled_from([TOM, MAYA, RACHEL]), at_the_intent=st.booleans())
    def hand_over(self, pick: int, owner: str, at_the_intent: bool) -> None:
        asset = self._asset(pick)
        if asset is not None:
            update = Update(table=Asset, where={"id": asset}, values={"owner_id": owner})
            self._happens(change(update), at_the_intent)

    @rule(on=st.booleans())
    def four_eyes(self, on: bool) -> None:
        row = Setting(
            team_id=TEAM, name="four_eyes", value={"value": on}, changed_by=ADA, changed_at=self.world.now
        )
        self._happens(change(Put(row=row)), at_the_intent=False)

    @rule(span=SPANS)
    def wait(self, span: int) -> None:
        self.world.now += span
        self.work()

    @rule()
    def work(self) -> None:
        self.loop.run(self.world.sweep())

    # What must hold.

    @invariant()
    def every_start_was_right(self) -> None:
        """A yes that named the gateway and covered this use, and everybody's who is asked, at the intent."""
        assert self.world.gateway.wrong == []

    @invariant()
    def nothing_was_paid_twice(self) -> None:
        paid = self.world.gateway.paid
        assert len(paid) == len(set(paid))

    @invariant()
    def one_yes_holds_at_most(self) -> None:
        twice = "SELECT asset_id FROM consents WHERE ended_at IS NULL GROUP BY asset_id HAVING count(*) > 1"
        assert self._ids(twice) == []

    def teardown(self) -> None:
        try:
            self.world.now += 9 * DAY
            self.work()
            self.every_start_was_right()
            waiting = "SELECT id FROM videos WHERE status IN ('awaiting_approval', 'starting')"
            assert self._ids(waiting) == []
            dated = "SELECT id FROM consents WHERE ended_at IS NULL AND scope ->> 'until' IS NOT NULL"
            assert self._ids(dated) == []
            SEEN["started"] += len(self.world.gateway.paid)
            SEEN["refused late"] += len(self._ids("SELECT id FROM videos WHERE failure IS NOT NULL"))
        finally:
            self.close()


def test_no_video_starts_without_every_yes_at_that_moment() -> None:
    """And the stories told do reach starts, late refusals, overrides and withdrawals."""
    SEEN.clear()
    run_state_machine_as_test(
        Consents, settings=settings(max_examples=40, stateful_step_count=30, deadline=None, derandomize=True)
    )
    assert SEEN["started"] > 10, SEEN
    assert min(SEEN["refused late"], SEEN["overridden"], SEEN["withdrawn"]) > 0, SEEN
