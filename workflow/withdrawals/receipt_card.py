"""The receipt as a card: the person's own message, edited as deletions end."""

from __future__ import annotations

from dataclasses import replace

from storage.changes import Post
from storage.model import Person, Withdrawal
from workflow.messages import MessageKind, card
from workflow.moment import Moment


def receipt_card(person: Person, row: Withdrawal, state: str, moment: Moment) -> tuple[Post, ...]:
    """One more revision; `state` tells it from the one before. It goes to a member himself, or to the admin
    who did it for somebody outside; others outside have their page.
    """
    reader = person.slack_user_id or done_by(row)
    if reader is None:
        return ()
    wanted = card(moment, row.team_id, MessageKind.WITHDRAWAL_RECEIPT, row.id, reader)
    return (Post(message=replace(wanted.message, params={"state": state})),)


def done_by(row: Withdrawal) -> str | None:
    """The admin who took the yes back for somebody outside, if that is how it was done."""
    return row.via if row.via.startswith(("U", "W")) else None


def receipt_key(row: Withdrawal) -> str:
    """The dedupe key under which the receipt's card is found."""
    return f"{MessageKind.WITHDRAWAL_RECEIPT}:{row.id}"
