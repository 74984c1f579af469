"""A person's answer: yes, no, or none in time; and the face check that may follow a yes."""

from workflow.consents.answers import TEXT_VERSION, accept, declare
from workflow.consents.face_checks import (
    open_verification,
    verification_failed,
    verification_opened,
    verification_passed,
)
from workflow.consents.refusals import refuse

__all__ = [
    "TEXT_VERSION",
    "accept",
    "declare",
    "open_verification",
    "refuse",
    "verification_failed",
    "verification_opened",
    "verification_passed",
]
