"""The consent page's yes and the face check behind it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace

from providers.errors import ProviderError
from providers.face import Handle, VerificationReading, VerificationSession, VerificationState
from providers.profile import Verification as Method
from storage.changes import Change
from storage.facts import RequestFacts
from storage.model import Invitation, InvitationStatus, Verification, VerificationStatus
from workflow import consents
from workflow.asset_requests import needs_scan
from workflow.failures import failure_key
from workflow.moment import Moment
from workflow.scope import Scope
from workflow.use_cases.desk import Desk, Problem


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """A yes was recorded; with `verification` the phone goes on to the face check under `state`."""

    verification: Verification | None = None
    state: str | None = None


@dataclass(frozen=True)
class Verifying:
    desk: Desk

    async def agree(
        self, facts: RequestFacts, locale: str, scope: Scope | None = None, *, proved: bool = False
    ) -> Agreed | Problem:
        """Record the yes and, where the gateway wants a face check, the intent to open one.

        `proved`: somebody outside presses it on the phone that passed the face check.
        """
        invitation = facts.invitation
        if invitation is None or facts.person is None:
            return Problem(key="gone")
        if invitation.status in (InvitationStatus.DECLINED, InvitationStatus.LAPSED):
            return Problem(key="already_answered")
        moment = self.desk.moment()
        profile = self.desk.profiles[facts.request.provider]
        scan_due = needs_scan(facts, profile)
        change = consents.accept(
            facts,
            via="page",
            locale=locale,
            actor=facts.person.id,
            moment=moment,
            scope=scope or consents.chosen_before(facts),
            scan_due=scan_due,
            proved=proved and not scan_due,
        )
        if not scan_due:
            return await self.desk.commit(change) or Agreed()
        verification, state = self._new(facts, invitation, moment)
        if await self._is_tired(invitation):
            return await self._refuse(facts, verification, change)
        problem = await self.desk.commit(change + consents.open_verification(facts, verification))
        return problem or Agreed(verification=verification, state=state)

    async def show_again(self, facts: RequestFacts) -> Agreed | Problem:
        """Another face check of somebody outside who passed one, so that his page opens on this phone."""
        if facts.invitation is None or facts.person is None:
            return Problem(key="gone")
        verification, state = self._new(facts, facts.invitation, self.desk.moment())
        if await self._is_tired(facts.invitation):
            return await self._refuse(facts, verification, Change(), renews=True)
        problem = await self.desk.commit(consents.open_verification(facts, verification, renews=True))
        return problem or Agreed(verification=verification, state=state)

    async def _is_tired(self, invitation: Invitation) -> bool:
        """Whether this link opened as many sessions as one link may: each may be billed."""
        since = consents.tries_count_from(invitation, self.desk.clock())
        opened = await self.desk.storage.sessions_since(invitation.id, since)
        return opened >= consents.MAX_TRIES

    async def _refuse(
        self, facts: RequestFacts, verification: Verification, given: Change, *, renews: bool = False
    ) -> Problem:
        if not consents.is_out_of_tries(facts):
            given += consents.refuse_try(facts, verification, self.desk.moment(), renews=renews)
        return await self.desk.commit(given) or Problem(key=consents.TOO_MANY_TRIES)

    def _new(self, facts: RequestFacts, invitation: Invitation, moment: Moment) -> tuple[Verification, str]:
        state, state_hash = self.desk.new_state()
        request, profile = facts.request, self.desk.profiles[facts.request.provider]
        verification = Verification(
            id=moment.new_id("f"),
            team_id=request.team_id,
            invitation_id=invitation.id,
            person_id=invitation.person_id,
            provider=request.provider,
            account=request.account,
            status=VerificationStatus.OPENING,
            state_hash=state_hash,
            expires_at=moment.now + profile.verification_ms,
            created_at=moment.now,
        )
        return verification, state

    async def opened(
        self, facts: RequestFacts, verification: Verification, session: VerificationSession
    ) -> Problem | None:
        """The gateway made the session; its handle is kept sealed, its link not at all."""
        moment = self.desk.moment()
        profile = self.desk.profiles[verification.provider]
        return await self.desk.commit(
            consents.verification_opened(
                facts,
                replace(verification, expires_at=moment.now + session.lives_ms),
                self.desk.seal(json.dumps(dict(session.handle))),
                by_token=profile.verification is Method.TOKEN,
                moment=moment,
            )
        )

    async def failed_to_open(
        self, facts: RequestFacts, verification: Verification, error: ProviderError
    ) -> Problem | None:
        return await self.desk.commit(
            consents.verification_failed(facts, verification, failure_key(error), self.desk.moment())
        )

    async def by_state(self, invitation_id: str, state: str) -> Verification | None:
        """The face check that this one-time state belongs to, if it is this invitation's."""
        hashed = hashlib.sha256(state.encode()).hexdigest()
        verification = await self.desk.storage.verification_by_state(hashed)
        if verification is None or verification.invitation_id != invitation_id:
            return None
        return verification

    def handle(self, verification: Verification) -> Handle:
        sealed = verification.handle_sealed
        value: Handle = json.loads(self.desk.unseal(sealed)) if sealed else {}
        return value

    async def settle(
        self,
        facts: RequestFacts,
        verification: Verification,
        reading: VerificationReading,
        *,
        counts_as_yes: bool = True,
    ) -> Problem | None:
        """Write what the gateway proved; a pending reading changes nothing.

        `counts_as_yes`: see `consents.verification_passed`.
        """
        if reading.state is VerificationState.PENDING:
            return Problem(key="verification_pending")
        problem = await self.desk.commit(
            await self.settling(facts, verification, reading, counts_as_yes=counts_as_yes)
        )
        if problem is not None and problem.key == "taken:person_groups":
            # Somebody else got this group in between: now it has a holder.
            problem = await self.desk.commit(
                await self.settling(facts, verification, reading, counts_as_yes=counts_as_yes)
            )
        if problem is None and reading.state is VerificationState.FAILED:
            return Problem(key="verification_failed")
        return problem

    async def bind(
        self, facts: RequestFacts, verification: Verification, *, counts_as_yes: bool
    ) -> str | None:
        """Bind the page of somebody outside to the browser that came back; the token of its cookie.

        None when that face check was not passed, or a browser came back from it before.
        """
        moment = self.desk.moment()
        token, token_hash = self.desk.new_state()
        change = consents.bind_phone(verification, token_hash, moment)
        if counts_as_yes:
            change += consents.late_yes(facts, verification, moment)
        return token if await self.desk.commit(change) is None else None

    async def phone_is_bound(self, facts: RequestFacts, token: str | None) -> bool:
        """Whether a cookie's token is of the phone on which this request's person passed a face check."""
        if token is None or facts.person is None:
            return False
        phone = await self.desk.storage.phone(hashlib.sha256(token.encode()).hexdigest())
        return phone is not None and phone.person_id == facts.person.id

    async def settling(
        self,
        facts: RequestFacts,
        verification: Verification,
        reading: VerificationReading,
        *,
        counts_as_yes: bool = True,
    ) -> Change:
        """The change that a passed or failed reading asks for."""
        moment = self.desk.moment()
        if reading.state is not VerificationState.PASSED or reading.group_id is None:
            return consents.verification_failed(facts, verification, "verification_failed", moment)
        storage, account = self.desk.storage, (verification.provider, verification.account)
        holder = await storage.group_holder(*account, reading.group_id)
        waiting = await storage.requests_waiting(verification.person_id, *account)
        return consents.verification_passed(
            facts,
            verification,
            reading.group_id,
            billed=reading.billed,
            holder=holder,
            moment=moment,
            others=[other for other in waiting if other.request.id != facts.request.id],
            counts_as_yes=counts_as_yes,
        )
