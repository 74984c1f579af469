"""Objections to a posted video: told, decided within 48 hours, and recorded."""

from workflow.reports.deciding import decide, overdue
from workflow.reports.reporting import report

__all__ = ["decide", "overdue", "report"]
