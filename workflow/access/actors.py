"""Who acts, what there is to do, and what may be answered to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from storage.model import Allowance, Approval, Member


class Action(StrEnum):
    ADD_ASSET = "add_asset"
    SEE_ASSET = "see_asset"
    USE_ASSET = "use_asset"
    MAKE_VIDEO = "make_video"
    OWN_FACE = "own_face"  # consent, decline, withdraw, object, export: always the person's own
    WITHDRAW_FOR = "withdraw_for"  # take a yes back for somebody outside, who asked an admin to
    ANSWER_APPROVAL = "answer_approval"  # allow or refuse one use, as who was asked
    OVERRIDE = "override"  # allow one use in place of an owner who does not answer
    SETTLE_VIDEO = "settle_video"  # say what became of a start whose answer was lost
    DELETE_ASSET = "delete_asset"
    REGISTER_ASSET = "register_asset"  # at a further gateway, or once more at the same
    RENAME_ASSET = "rename_asset"
    HAND_OVER = "hand_over"  # make somebody else the owner
    ENDORSE = "endorse"  # an admin's word for a declaration or a release
    REPORT_VIDEO = "report_video"
    DECIDE_REPORT = "decide_report"
    CHANGE_SETTINGS = "change_settings"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Somebody who acts, as Slack last described them."""

    user_id: str
    is_admin: bool = False
    is_guest: bool = False
    is_foreign: bool = False
    is_deactivated: bool = False


def actor_from(user_id: str, member: Member | None, *, is_admin: bool = False) -> Actor:
    """The actor behind a user id; somebody never looked up is taken for a plain member."""
    if member is None:
        return Actor(user_id=user_id, is_admin=is_admin)
    return Actor(
        user_id=user_id,
        is_admin=is_admin or member.is_admin,
        is_guest=member.is_guest,
        is_foreign=member.is_foreign,
        is_deactivated=member.is_deactivated,
    )


@dataclass(frozen=True, kw_only=True)
class Approver:
    user_id: str
    as_person: bool


Ground = Allowance | Approval
"""A yes that a decision relies on: a standing one, or one for this very video."""


@dataclass(frozen=True, kw_only=True)
class Allow:
    """`relies_on` are the rows that must still hold when the decision is acted on."""

    relies_on: tuple[Ground, ...] = field(default=(), compare=False)


@dataclass(frozen=True, kw_only=True)
class Ask:
    whom: tuple[Approver, ...]


@dataclass(frozen=True, kw_only=True)
class Deny:
    """`reason` is a catalogue key."""

    reason: str


Decision = Allow | Ask | Deny
