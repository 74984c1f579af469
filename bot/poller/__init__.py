"""Durable steps: due jobs are claimed, carried out at gateways, and written back under their lease."""

from bot.poller.loop import Poller
from bot.poller.tools import Tools

__all__ = ["Poller", "Tools"]
