"""Buttons of messages."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from handlers import ids
from handlers.actions import answers, forms, made, mending, owning, rights, withdrawing
from handlers.listening import bind
from handlers.surface import Surface

HANDLERS = {
    ids.ACTION_CONSENT_OPEN: answers.handle_consent_open,
    ids.ACTION_CONSENT_APPROVE: answers.handle_consent_approve,
    ids.ACTION_CONSENT_CHOOSE: answers.handle_consent_choose,
    ids.ACTION_CONSENT_DECLINE: answers.handle_consent_decline,
    ids.ACTION_CONSENT_RENEW: answers.handle_consent_renew,
    ids.ACTION_APPROVE_ONCE: answers.handle_approve_once,
    ids.ACTION_APPROVE_ALWAYS: answers.handle_approve_always,
    ids.ACTION_APPROVE_NO: forms.handle_approve_no,
    ids.ACTION_OVERRIDE: forms.handle_override,
    ids.ACTION_VIDEO_TRY_AGAIN: answers.handle_video_try_again,
    ids.ACTION_VIDEO_FORGET: answers.handle_video_forget,
    ids.ACTION_ASSET_DELETE: owning.handle_asset_delete,
    ids.ACTION_ASSET_RETRY: owning.handle_asset_retry,
    ids.ACTION_WITHDRAW: withdrawing.handle_withdraw,
    ids.ACTION_ASSET_FIX: forms.handle_asset_fix,
    ids.ACTION_MEDIA_TAKE: mending.handle_media_take,
    ids.ACTION_VIDEO_ANOTHER: forms.handle_video_another,
    ids.ACTION_VIDEO_AGAIN: made.handle_again,
    ids.ACTION_VIDEO_OTHER_MODEL: made.handle_other_model,
    ids.ACTION_VIDEO_DELETE: made.handle_delete,
    ids.ACTION_VIDEO_WITH_ASSET: forms.handle_video_with_asset,
    ids.ACTION_VIDEO_CANCEL_WAITING: rights.handle_cancel_waiting,
    ids.ACTION_ENDORSE_YES: rights.handle_endorse_yes,
    ids.ACTION_ENDORSE_NO: rights.handle_endorse_no,
    ids.ACTION_ENDORSE_RELEASE: rights.handle_endorse_release,
    ids.ACTION_REPORT: rights.handle_report,
    ids.ACTION_REPORT_UPHOLD: rights.handle_report_uphold,
    ids.ACTION_REPORT_DISMISS: rights.handle_report_dismiss,
    ids.ACTION_ASSET_RENAME: rights.handle_rename,
    ids.ACTION_ASSET_HAND_OVER: rights.handle_hand_over,
}


def register(app: AsyncApp, surface: Surface) -> None:
    for action_id, handler in HANDLERS.items():
        app.action(action_id)(bind(handler, surface))
    app.action(ids.ELSEWHERE)(bind(owning.handle_asset_elsewhere, surface))
