"""The receipt as a card: the person's own message, edited as deletions end."""

from __future__ import annotations

from dataclasses import replace

from storage.changes import Post
from storage.model import Person, Withdrawal
from workflow.messages import MessageKind, card
from workflow.moment import Moment


def receipt_card(person: Person, row: Withdrawal, state: str, moment: Moment) -> tuple[Post, ...]:
    """One more revision for a member; `state` tells it from the one before. Others have their page."""
    if person.slack_user_id is None:
        return ()
    wanted = card(moment, row.team_id, MessageKind.WITHDRAWAL_RECEIPT, row.id, person.slack_user_id)
    return (Post(message=replace(wanted.message, params={"state": state})),)


def receipt_key(row: Withdrawal) -> str:
    """The dedupe key under which the receipt's card is found."""
    return f"{MessageKind.WITHDRAWAL_RECEIPT}:{row.id}"
