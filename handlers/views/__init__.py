"""Modals: submissions, and inputs that change a form as they change."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from handlers import ids
from handlers.actions.withdrawing import handle_withdraw_form
from handlers.listening import Ack, Body, bind
from handlers.surface import Surface
from handlers.views import rights_forms
from handlers.views.asset_form import handle_asset_form, handle_asset_form_change
from handlers.views.choose_form import handle_choose_form
from handlers.views.override_form import handle_override_form
from handlers.views.refuse_form import handle_refuse_form
from handlers.views.video_form import (
    handle_reference_options,
    handle_video_form,
    handle_video_form_change,
)


def register(app: AsyncApp, surface: Surface) -> None:
    app.view(ids.VIEW_ASSET)(bind(handle_asset_form, surface))
    app.view(ids.VIEW_VIDEO)(bind(handle_video_form, surface))
    app.view(ids.VIEW_WITHDRAW)(bind(handle_withdraw_form, surface))
    app.view(ids.VIEW_CHOOSE)(bind(handle_choose_form, surface))
    app.view(ids.VIEW_REFUSE)(bind(handle_refuse_form, surface))
    app.view(ids.VIEW_RELEASE)(bind(rights_forms.handle_release_form, surface))
    app.view(ids.VIEW_REPORT)(bind(rights_forms.handle_report_form, surface))
    app.view(ids.VIEW_REPORT_DECISION)(bind(rights_forms.handle_decision_form, surface))
    app.view(ids.VIEW_SETTINGS)(bind(rights_forms.handle_settings_form, surface))
    app.view(ids.VIEW_RENAME)(bind(rights_forms.handle_rename_form, surface))
    app.view(ids.VIEW_HAND_OVER)(bind(rights_forms.handle_hand_over_form, surface))
    app.view(ids.VIEW_OVERRIDE)(bind(handle_override_form, surface))
    app.action(ids.ACTION_WHO)(bind(handle_asset_form_change, surface))
    app.action({"block_id": ids.FIELD_PROVIDER, "action_id": ids.offered(ids.ACTION_PROVIDER)})(
        bind(handle_provider_change, surface)
    )
    for changing in (ids.ACTION_MODEL, ids.ACTION_MODE, ids.ACTION_REFERENCES):
        app.action(ids.offered(changing))(bind(handle_video_form_change, surface))
    app.options(ids.ACTION_REFERENCES)(bind(handle_reference_options, surface))


async def handle_provider_change(surface: Surface, ack: Ack, body: Body) -> None:
    """Both forms have the gateway; each changes in its own way."""
    change = {ids.VIEW_ASSET: handle_asset_form_change, ids.VIEW_VIDEO: handle_video_form_change}
    await change[body["view"]["callback_id"]](surface, ack, body)
