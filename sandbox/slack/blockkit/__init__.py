"""Slack's rules for blocks and views, as pure checks that answer in Slack's own words."""

from __future__ import annotations

from sandbox.slack.blockkit.surfaces import check_message, check_view

__all__ = ["check_message", "check_view"]
