"""What admins are told of a gateway that does not answer."""

from __future__ import annotations

from handlers.blocks.kit import message_text, section
from handlers.catalogue import Texts
from handlers.catalogue.markup import bold
from handlers.composed import Composed
from providers.profile import Profile
from workflow.messages import MessageKind

KINDS = frozenset({MessageKind.GATEWAY_DOWN, MessageKind.GATEWAY_UP})


def outage_notice(kind: MessageKind, profile: Profile, texts: Texts) -> Composed:
    """One line: it does not answer, or it answers again."""
    gateway = bold(profile.title)
    key = "outage.began" if kind is MessageKind.GATEWAY_DOWN else "outage.ended"
    text = texts.say(key, gateway=gateway)
    return Composed(text=message_text([text]), blocks=[section(text)])
