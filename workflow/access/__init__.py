"""Who may do what: one function, default deny."""

from workflow.access.actors import (
    Action,
    Actor,
    Allow,
    Approver,
    Ask,
    Decision,
    Deny,
    Ground,
    actor_from,
)
from workflow.access.deciding import decide
from workflow.access.uses import Use, names_channel, scope_of

__all__ = [
    "Action",
    "Actor",
    "Allow",
    "Approver",
    "Ask",
    "Decision",
    "Deny",
    "Ground",
    "Use",
    "actor_from",
    "decide",
    "names_channel",
    "scope_of",
]
