"""Slack says that the token was revoked or the app removed: nothing is posted until it is good again."""

from __future__ import annotations

import pytest

from tests.support import rows


def event(name, **more):
    return {
        "type": "event_callback",
        "team_id": rows.TEAM,
        "event_id": f"Ev{name}",
        "event": {"type": name, **more},
        "authorizations": [],
    }


@pytest.mark.parametrize(
    ("payload", "shut"),
    [
        (event("tokens_revoked", tokens={"oauth": [], "bot": ["U0LIKENESS"]}), True),
        (event("tokens_revoked", tokens={"oauth": ["U0MAYA"], "bot": []}), False),
        (event("app_uninstalled"), True),
    ],
)
async def test_the_event_shuts_the_door(office, payload, shut):
    """A person's own token is none of the bot's."""
    assert (await office.carrier.send("events_api", payload)).ok
    await office.settled()
    assert office.surface.door.is_shut is shut
