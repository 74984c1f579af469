"""Buttons of messages."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from handlers import ids
from handlers.actions import answers, forms
from handlers.listening import bind
from handlers.surface import Surface

HANDLERS = {
    ids.ACTION_CONSENT_OPEN: answers.handle_consent_open,
    ids.ACTION_CONSENT_APPROVE: answers.handle_consent_approve,
    ids.ACTION_CONSENT_DECLINE: answers.handle_consent_decline,
    ids.ACTION_APPROVE_ONCE: answers.handle_approve_once,
    ids.ACTION_APPROVE_ALWAYS: answers.handle_approve_always,
    ids.ACTION_APPROVE_NO: forms.handle_approve_no,
    ids.ACTION_VIDEO_TRY_AGAIN: answers.handle_video_try_again,
    ids.ACTION_VIDEO_FORGET: answers.handle_video_forget,
    ids.ACTION_ASSET_FIX: forms.handle_asset_fix,
    ids.ACTION_VIDEO_ANOTHER: forms.handle_video_another,
    ids.ACTION_VIDEO_WITH_ASSET: forms.handle_video_with_asset,
}


def register(app: AsyncApp, surface: Surface) -> None:
    for action_id, handler in HANDLERS.items():
        app.action(action_id)(bind(handler, surface))
