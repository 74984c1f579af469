"""Answering: a person to a request, an approver to a use, a requester to a lost answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storage.facts import RequestFacts
from storage.model import Approval, ApprovalStatus, InvitationStatus
from workflow import asset_requests, consents, videos
from workflow.access import Action, Actor, Deny, Use, decide
from workflow.consents import choosing
from workflow.scope import Scope
from workflow.use_cases.desk import Desk, Problem

_NEW_WORDS = Problem(key="words_changed")


@dataclass(frozen=True)
class Answering:
    desk: Desk

    async def invitation(self, invitation_id: str) -> RequestFacts | None:
        """The request that an invitation asks about, with this invitation in it."""
        invitation = await self.desk.storage.invitation(invitation_id)
        return await self.desk.storage.request(invitation.request_id) if invitation else None

    async def approve_in_slack(self, invitation_id: str, actor: Actor, locale: str) -> Problem | None:
        """The person's yes in the DM to what it says, without a choice of his own."""
        facts = await self.asked_in_slack(invitation_id, actor)
        if isinstance(facts, Problem):
            return facts
        asked_with = facts.invitation.text_version if facts.invitation else None
        if asked_with not in (None, consents.TEXT_VERSION):
            return await self.desk.commit(consents.ask_anew(facts, self.desk.moment())) or _NEW_WORDS
        return await self._accept(facts, actor, locale, consents.chosen_before(facts))

    async def choose_in_slack(
        self, invitation_id: str, actor: Actor, locale: str, fields: Mapping[str, str]
    ) -> list[Problem]:
        """The person's yes with what he chose in the DM's form; problems name the field that is wrong."""
        facts = await self.asked_in_slack(invitation_id, actor)
        if isinstance(facts, Problem):
            return [facts]
        if fields.get(choosing.TEXT) != consents.TEXT_VERSION:
            return [_NEW_WORDS]
        chosen = consents.choose(facts, fields, self.desk.clock())
        if not isinstance(chosen, Scope):
            return [Problem(key=wrong.key, field=wrong.field) for wrong in chosen]
        problem = await self._accept(facts, actor, locale, chosen)
        return [problem] if problem else []

    async def asked_in_slack(self, invitation_id: str, actor: Actor) -> RequestFacts | Problem:
        """What this person may answer in Slack now; where a face must be scanned only the page will do."""
        facts = await self.invitation(invitation_id)
        problem = self._own_face_problem(facts, actor)
        if facts is None or problem is not None:
            return problem or Problem(key="gone")
        profile = self.desk.profiles.get(facts.request.provider)
        if profile is None:
            return Problem(key="gateway_switched_off")
        if asset_requests.needs_scan(facts, profile):
            return Problem(key="scan_needed")
        return facts

    async def _accept(self, facts: RequestFacts, actor: Actor, locale: str, scope: Scope) -> Problem | None:
        moment = self.desk.moment()
        return await self.desk.commit(
            consents.accept(facts, via="dm", locale=locale, actor=actor.user_id, moment=moment, scope=scope)
        )

    async def decline_in_slack(self, invitation_id: str, actor: Actor) -> Problem | None:
        facts = await self.invitation(invitation_id)
        problem = self._own_face_problem(facts, actor)
        if facts is None or problem is not None:
            return problem
        return await self._decline(facts, via="dm", actor=actor.user_id)

    async def renew_invitation(self, invitation_id: str, actor: Actor) -> Problem | None:
        """A new link, for the person asked or whoever asks; each press gives one more."""
        facts = await self.invitation(invitation_id)
        if facts is None or not facts.assets or facts.invitation is None:
            return Problem(key="gone")
        asks = actor.user_id == facts.request.requester_id
        decision = (
            decide(actor, Action.ADD_ASSET) if asks else decide(actor, Action.OWN_FACE, asset=facts.assets[0])
        )
        if isinstance(decision, Deny):
            return Problem(key=decision.reason)
        if not consents.may_be_renewed(facts):
            return Problem(key="already_answered")
        return await self.desk.commit(consents.renew(facts, actor.user_id, self.desk.moment()))

    async def decline_on_page(self, facts: RequestFacts) -> Problem | None:
        actor = facts.person.id if facts.person else "page"
        return await self._decline(facts, via="page", actor=actor)

    async def _decline(self, facts: RequestFacts, *, via: str, actor: str) -> Problem | None:
        return await self.desk.commit(
            consents.refuse(facts, lapsed=False, via=via, actor=actor, moment=self.desk.moment())
        )

    def _own_face_problem(self, facts: RequestFacts | None, actor: Actor) -> Problem | None:
        if facts is None or not facts.assets or facts.invitation is None:
            return Problem(key="gone")
        decision = decide(actor, Action.OWN_FACE, facts.assets[0])
        if isinstance(decision, Deny):
            return Problem(key=decision.reason)
        if facts.invitation.status is not InvitationStatus.OPEN:
            return Problem(key="already_answered")
        return None

    async def decide_approval(
        self, approval_id: str, actor: Actor, status: ApprovalStatus, reason: str | None = None
    ) -> Problem | None:
        """An approver's press; a later press learns that it was decided, by whom and when."""
        approval = await self.desk.storage.approval(approval_id)
        if approval is None:
            return Problem(key="gone")
        decision = decide(actor, Action.ANSWER_APPROVAL, approval=approval)
        if isinstance(decision, Deny):
            return Problem(key=decision.reason)
        problem = await self._commit_approval(approval, status, reason)
        if problem is not None and problem.key == "taken:allowances":
            # The same standing yes came from another card in between: now it is known.
            problem = await self._commit_approval(approval, status, reason)
        if problem is not None and problem.key == "already_decided":
            return await self._already_decided(approval)
        return problem

    async def _commit_approval(
        self, approval: Approval, status: ApprovalStatus, reason: str | None
    ) -> Problem | None:
        storage = self.desk.storage
        facts = await storage.video(approval.video_id)
        if facts is None:
            return Problem(key="gone")
        ids = [asset.asset.id for asset in facts.assets]
        return await self.desk.commit(
            videos.decide_approval(
                facts,
                approval,
                status,
                reason=reason,
                moment=self.desk.moment(),
                standing=await storage.allowances(facts.video.team_id, facts.video.channel, ids),
            )
        )

    async def _already_decided(self, approval: Approval) -> Problem:
        latest = await self.desk.storage.approval(approval.id) or approval
        return already_decided(latest)

    async def override(self, approval_id: str, actor: Actor, reason: str) -> Problem | None:
        """An admin's yes in the place of an owner who does not answer, with a reason; never a person's."""
        storage = self.desk.storage
        approval = await storage.approval(approval_id)
        facts = await storage.video(approval.video_id) if approval else None
        if approval is None or facts is None:
            return Problem(key="gone")
        use = Use(four_eyes=(await self.desk.settings(approval.team_id)).four_eyes)
        decision = decide(actor, Action.OVERRIDE, approval=approval, video=facts.video, use=use)
        if isinstance(decision, Deny):
            return Problem(key=decision.reason)
        if not reason.strip():
            return Problem(key="reason_missing", field="reason")
        problem = await self.desk.commit(
            videos.override(
                facts, approval, admin=actor.user_id, reason=reason.strip(), moment=self.desk.moment()
            )
        )
        if problem is not None and problem.key == "already_decided":
            return await self._already_decided(approval)
        return problem

    async def settle_unknown_video(self, video_id: str, actor: Actor, *, again: bool) -> Problem | None:
        """What the requester says about a start whose answer was lost."""
        facts = await self.desk.storage.video(video_id)
        if facts is None:
            return Problem(key="gone")
        decision = decide(actor, Action.SETTLE_VIDEO, video=facts.video)
        if isinstance(decision, Deny):
            return Problem(key=decision.reason)
        settle = videos.try_again if again else videos.forget
        return await self.desk.commit(settle(facts, self.desk.moment(), actor=actor.user_id))


def already_decided(approval: Approval) -> Problem:
    """What a late press learns: the outcome, who decided and when; nobody decided what lapsed."""
    if approval.status is ApprovalStatus.PENDING:
        return Problem(key="approval_not_needed")
    lapsed = approval.status is ApprovalStatus.LAPSED
    by = approval.decided_by or (None if lapsed else approval.approver_id)
    params = {"status": approval.status, "by": by, "at": approval.decided_at}
    return Problem(key="approval_already_decided", params=params)
