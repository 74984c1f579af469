"""Whether a person's face must still be checked at a gateway."""

from __future__ import annotations

from providers.profile import Profile, Verification
from storage.facts import RequestFacts
from storage.model import Depiction, VerificationStatus
from workflow.asked import is_asked


def needs_scan(facts: RequestFacts, profile: Profile) -> bool:
    """Whether this person must still pass the gateway's face check for this request.

    A member is known by his Slack account, so his group at the gateway serves every later picture. A yes of
    somebody outside is proved by a face check alone, so each request of his asks for its own.
    """
    if facts.person is None or profile.verification is Verification.NONE:
        return False
    return group_missing(facts, profile) or _yes_unproved(facts)


def group_missing(facts: RequestFacts, profile: Profile) -> bool:
    """Whether the gateway wants a group and the person has none there yet."""
    wanted = facts.person is not None and profile.verification is not Verification.NONE
    return wanted and facts.group is None


def scan_outstanding(facts: RequestFacts) -> bool:
    """Whether a face check was begun for this request that nothing has made good, told from rows alone."""
    if facts.verification is None or check_passed(facts):
        return False
    return facts.group is None or _yes_unproved(facts)


def answer_waits(facts: RequestFacts) -> bool:
    """Whether somebody outside has still to give a yes that counts."""
    asked = any(is_asked(facts, asset) for asset in facts.assets)
    return asked and facts.request.depiction is Depiction.OUTSIDER


def _yes_unproved(facts: RequestFacts) -> bool:
    """Whether somebody outside has still to prove that a yes is his."""
    return answer_waits(facts) and not check_passed(facts)


def check_passed(facts: RequestFacts) -> bool:
    """Whether the newest face check of this request was passed."""
    return facts.verification is not None and facts.verification.status is VerificationStatus.PASSED
