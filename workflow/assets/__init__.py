"""What an owner does with an asset that stands."""

from workflow.assets.deleting import IN_USE, NOT_OVER, delete

__all__ = ["IN_USE", "NOT_OVER", "delete"]
