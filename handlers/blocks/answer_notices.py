"""What is said once about answers: a reminder, an admin's word in an owner's place, a yes that ended."""

from __future__ import annotations

from handlers.blocks import limits
from handlers.blocks.approval_card import assets_of_approver
from handlers.blocks.kit import context, message_text, section
from handlers.blocks.people import at_name, at_names, person_name, place
from handlers.catalogue import Texts
from handlers.catalogue.markup import clamp, mention, quote
from handlers.composed import Composed
from storage.facts import AssetFacts, VideoFacts
from storage.model import Approval, ApprovalStatus


def approval_reminder(video: VideoFacts, approval: Approval, texts: Texts) -> Composed | None:
    """Thread of the card that asked; nothing when the answer came meanwhile."""
    if approval.status is not ApprovalStatus.PENDING:
        return None
    names = at_names([asset for _, asset in assets_of_approver(video, approval)], texts)
    until = texts.date(approval.deadline_at)
    text = texts.say("approval_reminder", who=mention(video.video.requester_id), names=names, until=until)
    return Composed(text=message_text([text]), blocks=[section(text)])


def override_told(video: VideoFacts, approval: Approval, reader: str, texts: Texts) -> Composed:
    """DM to a person pictured: who spoke for the owner, and why."""
    shows = [a for a in video.assets if a.person is not None and a.person.slack_user_id == reader]
    text = texts.say(
        "override_told",
        by=mention(approval.decided_by or ""),
        owner=mention(approval.approver_id),
        who=mention(video.video.requester_id),
        names=at_names(shows or video.assets, texts),
        place=place(video.video.channel, texts),
    )
    reason = quote(clamp(approval.reason or "", limits.REASON))
    rest = texts.say("override_told.rest")
    return Composed(
        text=message_text([text, reason, rest]), blocks=[section(text), section(reason), context(rest)]
    )


def consent_ended(asset: AssetFacts, reader: str, texts: Texts) -> Composed:
    """DM to the person, or to the owner: the date that was chosen has come."""
    name, person = at_name(asset), asset.person
    if person is not None and person.slack_user_id == reader:
        text = texts.say("consent_ended.person", name=name)
    else:
        text = texts.say("consent_ended.owner", name=name, person=person_name(person) if person else "")
    return Composed(text=message_text([text]), blocks=[section(text)])
