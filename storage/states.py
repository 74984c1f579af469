"""Every closed set of states, and the types of columns that are not plain."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

Json = Mapping[str, Any] | tuple[Any, ...]
Millis = int


class Depiction(StrEnum):
    """Who is pictured, as the requester declared it."""

    NOBODY = "nobody"  # nobody real
    SELF = "self"  # the requester
    MEMBER = "member"  # somebody in this workspace
    OUTSIDER = "outsider"  # somebody without an account here


class AssetStatus(StrEnum):
    AWAITING_CONSENT = "awaiting_consent"  # the person has not answered, or the media are not checked yet
    USABLE = "usable"  # consent holds, or nobody real is pictured
    DECLINED = "declined"  # the person said no
    LAPSED = "lapsed"  # nobody answered in time
    WITHDRAWN = "withdrawn"  # the person took the yes back
    DELETED = "deleted"  # by its owner, or its media were refused


class MediaStatus(StrEnum):
    FETCHING = "fetching"  # not here yet
    READY = "ready"  # checked, normalised, on disk
    REFUSED = "refused"  # looked at and not usable; `problem` says why
    ERASED = "erased"  # was here, is gone


class RegistrationStatus(StrEnum):
    WAITING = "waiting"  # for media, consent or the person's group
    SUBMITTING = "submitting"  # a create call is being made
    UNKNOWN = "unknown"  # the create call's answer was lost and nothing is proved yet
    IN_REVIEW = "in_review"  # accepted, the gateway is looking
    ACTIVE = "active"  # usable in videos
    FAILED = "failed"  # refused by the gateway; `failure` says why
    DELETING = "deleting"  # a delete call is due
    DELETED = "deleted"  # the gateway confirmed
    KEPT_BY_GATEWAY = "kept_by_gateway"  # the gateway has no delete


class SubmissionStatus(StrEnum):
    CALLING = "calling"
    ANSWERED = "answered"
    UNKNOWN = "unknown"


class VerificationStatus(StrEnum):
    OPENING = "opening"  # the session call is being made
    OPEN = "open"  # the phone was sent to the gateway
    PASSED = "passed"
    FAILED = "failed"
    EXPIRED = "expired"


class InvitationStatus(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"  # the person said yes; a face check may still be due
    DECLINED = "declined"
    LAPSED = "lapsed"


class VideoStatus(StrEnum):
    AWAITING_APPROVAL = "awaiting_approval"
    STARTING = "starting"  # approved; the paid call is due or under way
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"  # made; fetched when `result_media_id` is set
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REFUSED = "refused"  # an approver said no, or nobody answered in time
    UNKNOWN = "unknown"  # the paid call's answer was lost; a person decides


class ApprovalStatus(StrEnum):
    PENDING = "pending"
    ALLOWED_ONCE = "allowed_once"
    ALLOWED_ALWAYS = "allowed_always"  # for this channel
    REFUSED = "refused"
    LAPSED = "lapsed"


class MessageForm(StrEnum):
    CARD = "card"  # edited in place to its newest wanted revision
    NOTICE = "notice"  # sent once


class MessageStatus(StrEnum):
    PENDING = "pending"
    SENDING = "sending"  # a call is being made; after a crash it counts as indeterminate
    SENT = "sent"
    INDETERMINATE = "indeterminate"  # the answer was lost; looked for before it is sent again
    FAILED = "failed"  # Slack refused it for good; `last_error` says why


class EndorsementKind(StrEnum):
    DECLARATION = "declaration"  # a second look at "me" or "nobody real"
    RELEASE = "release"  # a signed release of somebody outside


class EndorsementStatus(StrEnum):
    PENDING = "pending"
    GIVEN = "given"
    REFUSED = "refused"
    LAPSED = "lapsed"


class WithdrawalStatus(StrEnum):
    OPEN = "open"  # something is still to be deleted
    DONE = "done"


class ReportStatus(StrEnum):
    OPEN = "open"  # nobody decided yet
    UPHELD = "upheld"  # the video is taken down
    DISMISSED = "dismissed"  # the video stays
