"""Tells admins when a gateway stops answering and when it answers again; the notices are the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from storage.changes import Change
from storage.model import Message
from workflow.messages import MessageKind, notice
from workflow.moment import Moment


def account_name(provider: str, account: str) -> str:
    """What these notices are about."""
    return f"{provider}/{account}"


def began(moment: Moment, team_id: str, about: str, since: int, admins: Iterable[str]) -> Change:
    """To each admin, once for each outage; `since` in milliseconds UTC names it."""
    return _told(moment, team_id, MessageKind.GATEWAY_DOWN, about, since, admins)


def ended(moment: Moment, team_id: str, about: str, since: int, admins: Iterable[str]) -> Change:
    return _told(moment, team_id, MessageKind.GATEWAY_UP, about, since, admins)


def goes_on_since(told: Sequence[Message]) -> int | None:
    """When the outage began of whose end nobody was told yet, from all notices about an account."""
    began_at = {_since(message) for message in told if message.kind == MessageKind.GATEWAY_DOWN}
    ended_at = {_since(message) for message in told if message.kind == MessageKind.GATEWAY_UP}
    return max(began_at - ended_at - {0}, default=None)


def _told(
    moment: Moment, team_id: str, kind: MessageKind, about: str, since: int, admins: Iterable[str]
) -> Change:
    return Change(
        tuple(
            notice(moment, team_id, kind, about, user, once=str(since), since=since)
            for user in sorted(admins)
        )
    )


def _since(message: Message) -> int:
    return int(message.params.get("since") or 0) if isinstance(message.params, Mapping) else 0
