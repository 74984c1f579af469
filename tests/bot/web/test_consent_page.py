"""The consent page: opening it starts nothing, pressing a button does what it says."""

from __future__ import annotations

import pytest

from storage.model import InvitationStatus, VerificationStatus
from tests.bot.web.conftest import World


async def test_the_story(invited: World) -> None:
    """Open, agree, face check, back: the yes is recorded and the face is verified."""
    page = await invited.get(invited.path())
    assert (page.status, page.screen) == (200, "ask")
    back = await invited.get(await invited.scan(await invited.agree()))
    assert back.status == 303
    done = await invited.get(back.location)
    assert done.screen == "done"
    facts = await invited.facts()
    assert facts.invitation is not None
    assert facts.invitation.status is InvitationStatus.ACCEPTED
    assert facts.verification is not None
    assert facts.verification.status is VerificationStatus.PASSED
    assert facts.group is not None
