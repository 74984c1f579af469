"""Whose an asset is: its name, its owner, and what follows when somebody leaves."""

from workflow.ownership.changing import hand_over, rename
from workflow.ownership.leaving import Hanging, cancel_waiting, left

__all__ = ["Hanging", "cancel_waiting", "hand_over", "left", "rename"]
