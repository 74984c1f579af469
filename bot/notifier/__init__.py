"""Sends the messages that storage wants sent: each once, in order, at Slack's pace."""

from bot.notifier.notifier import Notifier

__all__ = ["Notifier"]
