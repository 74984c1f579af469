"""Every kind of message, and the rows that ask for one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Any

from storage.changes import Post
from storage.facts import RequestFacts, VideoFacts
from storage.home import HOME_KIND
from storage.model import Approval, ApprovalStatus, Depiction, Invitation, Message, MessageForm, Video
from workflow.moment import Moment

_UNASKED = ("declaration", "release")
"""Ways in which a yes came without a question to the person."""


class MessageKind(StrEnum):
    """Cards mirror their subject and are edited; notices are sent once."""

    ASSET_CARD = "asset_card"  # request, in the channel
    CONSENT_CARD = "consent_card"  # invitation, DM to the person
    HANDOVER_CARD = "handover_card"  # invitation, DM to the requester of somebody outside
    VIDEO_CARD = "video_card"  # video, in the channel
    APPROVAL_CARD = "approval_card"  # approval, DM to the approver
    APPROVAL_REMINDER = "approval_reminder"  # approval, thread of its card
    OVERRIDE_TOLD = "override_told"  # approval, DM to each person pictured: an admin spoke for the owner
    CONSENT_ENDED = "consent_ended"  # asset, DM to owner and person: the yes was dated
    REQUEST_IN_REVIEW = "request_in_review"  # request, thread
    REQUEST_DECIDED = "request_decided"  # request, thread
    ASSET_READY_OWNER = "asset_ready_owner"  # request, DM
    ASSET_READY_PERSON = "asset_ready_person"  # request, DM
    CONSENT_REFUSED = "consent_refused"  # request, DM to the requester: declined or lapsed
    MEDIA_REFUSED = "media_refused"  # request, DM to the requester with *Fix*
    MEDIA_OFFER = "media_offer"  # media, DM to the requester: refused, and what would do instead
    VIDEO_POSTED = "video_posted"  # video, thread, with the MP4
    VIDEO_POSTED_REQUESTER = "video_posted_requester"  # video, DM
    VIDEO_POSTED_PERSON = "video_posted_person"  # video, DM to each person pictured
    VIDEO_POSTED_OWNER = "video_posted_owner"  # video, DM to each owner of an asset in it
    VIDEO_ENDED = "video_ended"  # video, thread: failed, expired, refused, cancelled
    VIDEO_UNKNOWN = "video_unknown"  # video, DM to the requester
    ENDORSEMENT_CARD = "endorsement_card"  # endorsement, DM to each admin asked
    ENDORSEMENT_REFUSED = "endorsement_refused"  # endorsement, DM to the requester: no, or no word in time
    RELEASE_REFUSED = "release_refused"  # endorsement, DM to the admin: the file cannot be used
    REPORT_CARD = "report_card"  # report, DM to each owner and admin
    REPORT_RECEIVED = "report_received"  # report, DM to who reported
    REPORT_OVERDUE = "report_overdue"  # report, DM to each admin
    REPORT_DECIDED = "report_decided"  # report, DM to who reported, owners and requester
    ASSET_DELETED_PERSON = "asset_deleted_person"  # asset, DM to the person pictured
    ASSET_DELETED_OWNER = "asset_deleted_owner"  # asset, DM to the owner, where an admin did it
    ASSET_HANDED_OVER = "asset_handed_over"  # asset, DM to new owner, old owner, person
    APPROVER_LEFT = "approver_left"  # video, DM to the requester: who was asked left
    OWNER_LEFT = "owner_left"  # user id of who left, DM to each admin
    WITHDRAWAL_RECEIPT = "withdrawal_receipt"  # withdrawal, DM to the person, edited as deletions end
    WITHDRAWN_OWNER = "withdrawn_owner"  # withdrawal, DM to each owner
    HOME = HOME_KIND  # user id: his Home tab, published in place
    GATEWAY_DOWN = "gateway_down"  # gateway account, DM to each admin
    GATEWAY_UP = "gateway_up"  # gateway account, DM to each admin
    PERSON_LEFT = "person_left"  # person, DM to each owner of assets that picture him


def card(
    moment: Moment, team_id: str, kind: MessageKind, subject: str, channel: str, *, once: str = ""
) -> Post:
    """Want a card, or one more revision of it; `once` tells cards of one subject apart."""
    dedupe = f"{kind}:{subject}:{once}" if once else f"{kind}:{subject}"
    return Post(message=_row(moment, team_id, MessageForm.CARD, kind, subject, channel, dedupe))


def cards_for_each(
    moment: Moment, team_id: str, kind: MessageKind, subject: str, users: Iterable[str]
) -> tuple[Post, ...]:
    """One card in each of these members' DMs."""
    return tuple(card(moment, team_id, kind, subject, user, once=user) for user in users)


def cards_again(moment: Moment, cards: Iterable[Message]) -> tuple[Post, ...]:
    """One more revision of each of these cards, wherever they are."""
    return tuple(
        Post(message=replace(row, id=moment.new_id("n"), due_at=moment.now, params={}))
        for row in cards
        if row.form is MessageForm.CARD
    )


def notice(
    moment: Moment,
    team_id: str,
    kind: MessageKind,
    subject: str,
    channel: str,
    *,
    thread: Message | None = None,
    once: str = "",
    **params: Any,
) -> Post:
    """Want a message that is sent once; the same kind, subject, channel and `once` never go twice."""
    dedupe = f"{kind}:{subject}:{channel}:{once}"
    return Post(
        message=_row(
            moment,
            team_id,
            MessageForm.NOTICE,
            kind,
            subject,
            channel,
            dedupe,
            thread=thread.id if thread else None,
            params=params,
        )
    )


def _row(
    moment: Moment,
    team_id: str,
    form: MessageForm,
    kind: MessageKind,
    subject: str,
    channel: str,
    dedupe: str,
    *,
    thread: str | None = None,
    params: dict[str, Any] | None = None,
) -> Message:
    return Message(
        id=moment.new_id("n"),
        team_id=team_id,
        form=form,
        kind=kind,
        subject=subject,
        channel=channel,
        dedupe=dedupe,
        params=params or {},
        thread=thread,
        files={},
        due_at=moment.now,
        created_at=moment.now,
    )


def asset_card(moment: Moment, facts: RequestFacts) -> Post:
    request = facts.request
    return card(moment, request.team_id, MessageKind.ASSET_CARD, request.id, request.channel)


def invitation_card(moment: Moment, facts: RequestFacts, invitation: Invitation) -> Post:
    """The DM with the QR: to the person, or to the requester who hands it over."""
    request, person = facts.request, facts.person
    if request.depiction is Depiction.OUTSIDER or person is None or person.slack_user_id is None:
        return card(moment, request.team_id, MessageKind.HANDOVER_CARD, invitation.id, request.requester_id)
    return card(moment, request.team_id, MessageKind.CONSENT_CARD, invitation.id, person.slack_user_id)


def request_cards(moment: Moment, facts: RequestFacts) -> tuple[Post, ...]:
    """The request's card and, where somebody was asked, the DM that mirrors the same."""
    cards = [asset_card(moment, facts)]
    if facts.invitation is not None and facts.invitation.via not in _UNASKED:
        cards.append(invitation_card(moment, facts, facts.invitation))
    return tuple(cards)


def video_cards(moment: Moment, facts: VideoFacts) -> tuple[Post, ...]:
    """The video's card, and those of approvers whose answer is open: an answered card changes no more."""
    waiting = [a for a in facts.approvals if a.status is ApprovalStatus.PENDING]
    return (video_card(moment, facts.video), *(approval_card(moment, approval) for approval in waiting))


def video_card(moment: Moment, video: Video) -> Post:
    return card(moment, video.team_id, MessageKind.VIDEO_CARD, video.id, video.channel)


def approval_card(moment: Moment, approval: Approval) -> Post:
    kind = MessageKind.APPROVAL_CARD
    return card(moment, approval.team_id, kind, approval.id, approval.approver_id)
