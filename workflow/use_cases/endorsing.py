"""An admin's word for a request: pressed, or a signed release handed in."""

from __future__ import annotations

import json
from dataclasses import dataclass

from storage.facts import RequestFacts
from storage.model import Endorsement, EndorsementKind, EndorsementStatus, Message
from workflow import endorsements
from workflow.access import Action, Actor, Deny, decide
from workflow.messages import MessageKind
from workflow.scope import Scope
from workflow.use_cases.desk import Desk, Problem


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An endorsement, what it is about, and every card that asks for it."""

    endorsement: Endorsement
    facts: RequestFacts
    cards: tuple[Message, ...]


@dataclass(frozen=True)
class Endorsing:
    desk: Desk

    async def asked(self, endorsement_id: str) -> Asked | None:
        """Everything about one endorsement; None when there is none."""
        storage = self.desk.storage
        endorsement = await storage.endorsement(endorsement_id)
        facts = await storage.request(endorsement.request_id) if endorsement else None
        if endorsement is None or facts is None:
            return None
        messages = await storage.messages_about([endorsement.id])
        cards = tuple(message for message in messages if message.kind == MessageKind.ENDORSEMENT_CARD)
        return Asked(endorsement=endorsement, facts=facts, cards=cards)

    async def answerable(self, endorsement_id: str, actor: Actor) -> Asked | Problem:
        """The same, when this is an admin who may answer and nobody did."""
        asked = await self.asked(endorsement_id)
        if asked is None:
            return Problem(key="gone")
        decision = decide(actor, Action.ENDORSE, request=asked.facts.request)
        if isinstance(decision, Deny):
            own = asked.facts.request.requester_id == actor.user_id
            return Problem(key="deny_own_request" if own else decision.reason)
        open_ = asked.endorsement.status is EndorsementStatus.PENDING and asked.endorsement.media_id is None
        return asked if open_ else _decided(asked.endorsement)

    async def give(self, endorsement_id: str, actor: Actor) -> Problem | None:
        """*Looks right*, for a declaration; a release needs its file."""
        asked = await self.answerable(endorsement_id, actor)
        if isinstance(asked, Problem):
            return asked
        if asked.endorsement.kind is not EndorsementKind.DECLARATION:
            return Problem(key="old_button")
        moment = self.desk.moment()
        change = endorsements.give(asked.facts, asked.endorsement, asked.cards, actor.user_id, moment)
        return await self._first(asked, await self.desk.commit(change))

    async def refuse(self, endorsement_id: str, actor: Actor, reason: str | None = None) -> Problem | None:
        asked = await self.answerable(endorsement_id, actor)
        if isinstance(asked, Problem):
            return asked
        change = endorsements.refuse(
            asked.facts, asked.endorsement, asked.cards, actor.user_id, self.desk.moment(), reason=reason
        )
        return await self._first(asked, await self.desk.commit(change))

    async def attach(
        self, endorsement_id: str, actor: Actor, slack_file_id: str, scope: Scope
    ) -> Problem | None:
        """A signed release handed in, and how far it lets the pictures be used."""
        asked = await self.answerable(endorsement_id, actor)
        if isinstance(asked, Problem):
            return asked
        if asked.endorsement.kind is not EndorsementKind.RELEASE:
            return Problem(key="old_button")
        source = {"slack_file": slack_file_id, "scope": dict(scope.to_json())}
        change = endorsements.attach(
            asked.endorsement,
            asked.cards,
            actor.user_id,
            sealed=self.desk.seal(json.dumps(source)),
            slack_file_id=slack_file_id,
            moment=self.desk.moment(),
        )
        return await self._first(asked, await self.desk.commit(change))

    async def _first(self, asked: Asked, problem: Problem | None) -> Problem | None:
        if problem is not None and problem.key == "already_decided":
            return _decided(await self.desk.storage.endorsement(asked.endorsement.id) or asked.endorsement)
        return problem


def _decided(endorsement: Endorsement) -> Problem:
    return Problem(
        key="endorsement_already_decided",
        params={"by": endorsement.decided_by or "", "at": endorsement.decided_at or endorsement.created_at},
    )
