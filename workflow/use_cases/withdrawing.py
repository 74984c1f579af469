"""Taking a yes back: what it reaches, and doing it on fresh facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.facts import AssetFacts, RequestFacts
from storage.model import Person, Withdrawal
from workflow import withdrawals
from workflow.access import Action, Actor, Allow, decide
from workflow.use_cases.desk import Desk, Problem
from workflow.use_cases.reaching import reach_of, reached
from workflow.withdrawals import Reach, Receipt, Wish

_TRIES = 20


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a person can take back: `chosen` is what was pointed at, `reach` everything there is of him."""

    chosen: tuple[AssetFacts, ...]
    reach: Reach

    @property
    def is_all(self) -> bool:
        """Whether pointing at these is pointing at everything that still stands."""
        chosen = {a.asset.id for a in self.chosen}
        return all(a.asset.id in chosen for a in self.reach.living)


@dataclass(frozen=True)
class Withdrawing:
    desk: Desk

    async def of_user(self, team_id: str, user_id: str) -> Reach | None:
        """Everything there is of a member; None for somebody who was never pictured."""
        person = await self.desk.storage.person_for_user(team_id, user_id)
        return await self.reach(person) if person is not None else None

    async def standing(self, subject: str, actor: Actor) -> Standing | Problem:
        """What an asset, a question, a video or a person's id points at, for the person pictured, or for an
        admin whom somebody without an account here asked.
        """
        pointed = await self._pointed(subject)
        mine = tuple(a for a in pointed if _is_theirs(actor, a))
        if not mine:
            return Problem(key="deny_not_yours" if pointed else "gone")
        return await self._standing(mine)

    async def standing_of_request(self, facts: RequestFacts) -> Standing | Problem:
        """What the question of a page is about; whoever reads it was let in by the page."""
        return await self._standing(facts.assets) if facts.person and facts.assets else Problem(key="gone")

    async def _standing(self, chosen: tuple[AssetFacts, ...]) -> Standing | Problem:
        person = chosen[0].person
        if person is None:
            return Problem(key="gone")
        return Standing(chosen=chosen, reach=await self.reach(person))

    async def reach(self, person: Person, asset_ids: Sequence[str] | None = None) -> Reach:
        return await reach_of(self.desk.storage, person, asset_ids)

    async def _pointed(self, subject: str) -> tuple[AssetFacts, ...]:
        storage = self.desk.storage
        match subject.partition("_")[0]:
            case "a":
                requests = await storage.requests_of_asset(subject)
                found = {a.asset.id: a for r in requests for a in r.assets}
                return (found[subject],) if subject in found else ()
            case "i":
                invitation = await storage.invitation(subject)
                request = await storage.request(invitation.request_id) if invitation else None
                return request.assets if request else ()
            case "v":
                video = await storage.video(subject)
                return video.assets if video else ()
            case "p":
                return tuple(await storage.assets_of_person(subject))
        return ()

    def has_effect(self, standing: Standing) -> bool:
        """Whether taking back could still change anything."""
        reach = standing.reach
        return bool(reach.living) or any(withdrawals.is_posted(post) for post in reach.posts)

    async def withdraw(
        self,
        standing: Standing,
        *,
        whole: bool,
        removes_videos: bool,
        via: str,
        locale: str,
        actor: str,
        key: str,
    ) -> Withdrawal | Problem:
        """Take back what was chosen, or everything; tried again while others change the facts meanwhile."""
        person = standing.reach.person
        if person.slack_user_id is None and via != "page":
            via = actor  # who did it for somebody outside, and gets the receipt to pass on
        chosen = tuple(a.asset.id for a in standing.chosen)
        wish = Wish(via=via, locale=locale, actor=actor, whole=whole, removes_videos=removes_videos, key=key)
        withdrawal_id = self.desk.new_id("d")
        for _ in range(_TRIES):
            reach = await self.reach(person, None if whole else chosen)
            if not _has_effect(reach, wish):
                return Problem(key="already_withdrawn")
            guard = await self.desk.storage.apply(
                withdrawals.withdraw(
                    reach, wish, withdrawal_id, can_cancel=self._can_cancel, moment=self.desk.moment()
                )
            )
            if guard != withdrawals.OVERTAKEN:
                return await self._outcome(withdrawal_id, person, guard)
        return Problem(key=withdrawals.OVERTAKEN)

    async def _outcome(self, withdrawal_id: str, person: Person, guard: str | None) -> Withdrawal | Problem:
        storage = self.desk.storage
        if guard == "seen":  # a delivery that came twice: its first one did it
            rows = await storage.withdrawals_of(person.id)
            return rows[-1] if rows else Problem(key="already_withdrawn")
        row = await storage.withdrawal(withdrawal_id)
        return row if row is not None else Problem(key=guard or "gone")

    def _can_cancel(self, provider: str) -> bool:
        profile = self.desk.profiles.get(provider)
        return profile is not None and profile.can_cancel_video

    async def reached(self, row: Withdrawal) -> Reach | None:
        return await reached(self.desk.storage, row)

    async def receipt(self, row: Withdrawal) -> Receipt | None:
        """Everything that became of the copies, as it stands now."""
        found = await self.reached(row)
        return withdrawals.receipt_of(row, found) if found is not None else None


def _is_theirs(actor: Actor, asset: AssetFacts) -> bool:
    may = (decide(actor, action, asset) for action in (Action.OWN_FACE, Action.WITHDRAW_FOR))
    return any(isinstance(decision, Allow) for decision in may)


def _has_effect(reach: Reach, wish: Wish) -> bool:
    return bool(reach.living) or (
        wish.removes_videos and any(withdrawals.is_posted(post) for post in reach.posts)
    )
