"""How far a yes reaches, in words."""

from __future__ import annotations

from handlers.blocks.people import place
from handlers.catalogue import Texts
from handlers.catalogue.markup import join, mention
from storage.model import Consent
from workflow.scope import Scope, Who, read_scope


def scope_words(consent: Consent, texts: Texts) -> str:
    """How far a consent reaches, in one line."""
    return scope_line(read_scope(consent.scope), texts)


def scope_line(scope: Scope, texts: Texts) -> str:
    """Who may use it, how, and until when, in one line."""
    if scope.who is Who.REQUESTER and scope.user_id:
        who = texts.say("scope.who.requester", who=mention(scope.user_id))
    elif scope.who is Who.CHANNEL and scope.channel:
        who = texts.say("scope.who.channel", place=place(scope.channel, texts))
    else:
        who = texts.say("scope.who.everybody")
    until = texts.say("scope.until", until=texts.date(scope.until)) if scope.until else ""
    return join(" · ", [who, texts.say(f"scope.how.{scope.how}"), until])
