"""What people are told about a gateway, from its profile."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.catalogue import Texts
from handlers.catalogue.markup import escape, join
from providers.profile import Profile, Verification
from workflow.intake import Hindrance

_LINES = {
    (True, True): "gateway.checks_and_deletes",
    (True, False): "gateway.checks_and_keeps",
    (False, True): "gateway.trusts_and_deletes",
    (False, False): "gateway.trusts_and_keeps",
}


def gateway_line(profile: Profile, texts: Texts) -> str:
    """One line: whether it checks faces, and whether it can delete."""
    checks = profile.verification is not Verification.NONE
    return texts.say(_LINES[checks, profile.can_delete], gateway=profile.title)


def gateway_lines(profiles: Sequence[Profile], texts: Texts) -> str:
    return join("\n", [gateway_line(profile, texts) for profile in profiles])


def left_out_reasons(left_out: Sequence[Hindrance], texts: Texts) -> dict[str, str]:
    """Why each gateway that is not offered cannot do it, by title."""
    return {why.profile.title: _reason(why, texts) for why in left_out}


def _reason(why: Hindrance, texts: Texts) -> str:
    kind = {"kind": texts.say(f"kind.{why.kind}")} if why.kind else {}
    return texts.say(f"left_out.{why.obstacle}", **kind)


def gateway_title(profile: Profile | None, name: str) -> str:
    """Its title; its name where it is no longer set up."""
    return escape(profile.title if profile else name)
