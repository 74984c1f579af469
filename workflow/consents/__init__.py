"""A person's answer: yes, no, or none in time; and the face check that may follow a yes."""

from workflow.consents.answers import TEXT_VERSION, accept, ask_anew, declare
from workflow.consents.choosing import Wrong, choose, chosen_before, default_scope
from workflow.consents.ending import end
from workflow.consents.face_checks import (
    open_verification,
    verification_failed,
    verification_opened,
    verification_passed,
)
from workflow.consents.phones import bind_phone, late_yes
from workflow.consents.refusals import refuse
from workflow.consents.renewing import (
    MAX_TRIES,
    TOO_MANY_TRIES,
    is_out_of_tries,
    may_be_renewed,
    refuse_try,
    renew,
    tries_count_from,
)

__all__ = [
    "MAX_TRIES",
    "TEXT_VERSION",
    "TOO_MANY_TRIES",
    "Wrong",
    "accept",
    "ask_anew",
    "bind_phone",
    "choose",
    "chosen_before",
    "declare",
    "default_scope",
    "end",
    "is_out_of_tries",
    "late_yes",
    "may_be_renewed",
    "open_verification",
    "refuse",
    "refuse_try",
    "renew",
    "tries_count_from",
    "verification_failed",
    "verification_opened",
    "verification_passed",
]
