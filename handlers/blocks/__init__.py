"""Pure builders: facts and a reader's language in, Block Kit out; and what forms hold, read back."""

from handlers.blocks.answers import asset_list_message, asset_message, help_message
from handlers.blocks.asset_form import AssetFormValues, asset_form_view, asset_loading_view, parse_asset_view
from handlers.blocks.refuse_form import RefuseFormValues, parse_refuse_view, refuse_form_view
from handlers.blocks.video_form import VideoFormValues, parse_video_view, video_form_view, video_loading_view

__all__ = [
    "AssetFormValues",
    "RefuseFormValues",
    "VideoFormValues",
    "asset_form_view",
    "asset_list_message",
    "asset_loading_view",
    "asset_message",
    "help_message",
    "parse_asset_view",
    "parse_refuse_view",
    "parse_video_view",
    "refuse_form_view",
    "video_form_view",
    "video_loading_view",
]
