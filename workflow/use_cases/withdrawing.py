"""Taking a yes back: what it reaches, and doing it on fresh facts."""

from __future__ import annotations

from dataclasses import dataclass

from storage.facts import AssetFacts, RequestFacts
from storage.model import Person, SubmissionStatus, Withdrawal
from workflow import withdrawals
from workflow.access import Action, Actor, Deny, decide
from workflow.use_cases.desk import Desk, Problem
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
        """What an asset, a question, a video or a person's id points at, for the person pictured alone."""
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

    async def reach(self, person: Person, asset_ids: tuple[str, ...] | None = None) -> Reach:
        """What ending these assets (all of the person's by default) reaches, as it stands now."""
        storage = self.desk.storage
        assets = tuple(
            a
            for a in await storage.assets_of_person(person.id)
            if asset_ids is None or a.asset.id in asset_ids
        )
        ids = {a.asset.id for a in assets}
        requests = tuple(
            r
            for r in await storage.requests_of_person(person.id)
            if asset_ids is None or not ids.isdisjoint(a.asset.id for a in r.assets)
        )
        found = Reach(
            person=person,
            assets=assets,
            requests=requests,
            videos=tuple(await storage.videos_of_assets(sorted(ids))),
            unproved=await self._unproved(requests, assets),
        )
        return await self._with_messages(found)

    async def _with_messages(self, found: Reach) -> Reach:
        storage = self.desk.storage
        asked = [r.invitation.id for r in found.requests if r.invitation is not None]
        requests = [r.request.id for r in found.requests]
        uses = [(v.video.id, *(a.id for a in v.approvals)) for v in found.videos]
        about = await storage.messages_about([*requests, *asked, *(each for use in uses for each in use)])
        showing = await storage.messages_showing(found.media_ids)
        messages = {message.id: message for message in (*about, *showing)}
        return Reach(**{**vars(found), "messages": tuple(messages.values())})

    async def _unproved(
        self, requests: tuple[RequestFacts, ...], assets: tuple[AssetFacts, ...]
    ) -> frozenset[str]:
        ours = {r.id for a in assets for r in a.registrations}
        lost = (s for r in requests for s in r.submissions if s.status is SubmissionStatus.UNKNOWN)
        doubtful = ours & {str(each) for s in lost for each in s.registration_ids}
        if not doubtful:
            return frozenset()
        told = await self.desk.storage.subjects_recorded("registration_unproved", sorted(doubtful))
        return frozenset(told)

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
        """What a withdrawal reached, as it stands now."""
        person = await self.desk.storage.person(row.person_id)
        return await self.reach(person, tuple(str(each) for each in row.asset_ids)) if person else None

    async def receipt(self, row: Withdrawal) -> Receipt | None:
        reach = await self.reached(row)
        return withdrawals.receipt_of(row, reach) if reach is not None else None


def _is_theirs(actor: Actor, asset: AssetFacts) -> bool:
    return not isinstance(decide(actor, Action.OWN_FACE, asset), Deny)


def _has_effect(reach: Reach, wish: Wish) -> bool:
    return bool(reach.living) or (
        wish.removes_videos and any(withdrawals.is_posted(post) for post in reach.posts)
    )
