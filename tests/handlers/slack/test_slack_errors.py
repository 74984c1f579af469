"""Every word of Slack's becomes the right kind of error."""

from __future__ import annotations

import pytest
from aiohttp import web

from handlers.slack import errors
from handlers.slack.errors import BY_CODE, Fixer, SlackError, family_of

FAMILIES = SlackError.__subclasses__()


def test_no_word_belongs_to_two_families():
    """The map is built from the families, none of which overlap."""
    assert len(BY_CODE) == sum(len(family.codes) for family in FAMILIES)


def test_the_tree_in_the_docstring_is_the_tree():
    """Each family stands in the module's picture with its own facts."""
    rows = {}
    for line in (errors.__doc__ or "").splitlines():
        if line.startswith(("├── ", "└── ")):
            name, fixer, retry, maybe, *_ = line[4:].split()
            rows[name] = (fixer, retry, maybe)
    assert rows == {
        family.__name__: (
            family.fixer.value,
            "yes" if family.retry else "no",
            "yes" if family.may_have_taken_effect else "no",
        )
        for family in FAMILIES
    }


def test_what_may_have_happened_may_be_retried():
    """An error after which the call may have taken effect is never final."""
    assert all(family.retry for family in FAMILIES if family.may_have_taken_effect)
    assert {family for family in FAMILIES if family.fixer is Fixer.CONFIGURATION} == {
        errors.TokenRefused,
        errors.MissingScope,
    }


@pytest.mark.parametrize(
    ("code", "family"),
    [
        ("token_revoked", errors.TokenRefused),
        ("account_inactive", errors.TokenRefused),
        ("missing_scope", errors.MissingScope),
        ("channel_not_found", errors.ChannelNotFound),
        ("not_in_channel", errors.NotInChannel),
        ("is_archived", errors.ChannelArchived),
        ("restricted_action", errors.PostingRestricted),
        ("messages_tab_disabled", errors.CannotDirectMessage),
        ("user_not_found", errors.UserNotFound),
        ("message_limit_exceeded", errors.RateLimited),
        ("message_not_found", errors.MessageGone),
        ("edit_window_closed", errors.MessageFixed),
        ("invalid_blocks", errors.InvalidBlocks),
        ("file_not_found", errors.FileGone),
        ("expired_trigger_id", errors.TriggerExpired),
        ("hash_conflict", errors.ViewGone),
        ("internal_error", errors.ServerTrouble),
        ("service_unavailable", errors.Unavailable),
        ("never_heard_of", SlackError),
    ],
)
def test_a_word_finds_its_family(code, family):
    """An unknown word is the base error, which is not retried."""
    assert family_of(code) is family


def test_a_picture_that_is_not_ready_hides_among_the_messages():
    """Slack says it as `invalid_blocks`; other faults of blocks stay what they are."""
    assert (
        family_of("invalid_blocks", ("[ERROR] Invalid Slack File [json-pointer:/blocks/0]",))
        is errors.FileNotReady
    )
    assert family_of("invalid_blocks", ("[ERROR] must be a string",)) is errors.InvalidBlocks


@pytest.mark.parametrize(
    ("answer", "family", "facts"),
    [
        (
            {"status": 429, "headers": {"Retry-After": "17"}, "json": {"ok": False, "error": "ratelimited"}},
            errors.RateLimited,
            {"retry_after_s": 17.0},
        ),
        ({"status": 429, "text": "slow down"}, errors.RateLimited, {"retry_after_s": 5.0}),
        (
            {
                "json": {
                    "ok": False,
                    "error": "missing_scope",
                    "needed": "im:history",
                    "provided": "chat:write",
                }
            },
            errors.MissingScope,
            {"needed": "im:history"},
        ),
        (
            {
                "json": {
                    "ok": False,
                    "error": "invalid_blocks",
                    "errors": ["bad [json-pointer:/blocks/0]"],
                    "response_metadata": {"messages": ["bad [json-pointer:/blocks/0]", "worse"]},
                }
            },
            errors.InvalidBlocks,
            {"messages": ("bad [json-pointer:/blocks/0]", "worse")},
        ),
        ({"status": 500, "json": {"ok": False, "error": "internal_error"}}, errors.ServerTrouble, {}),
        ({"status": 500, "json": {"ok": False, "error": "never_heard_of"}}, errors.ServerTrouble, {}),
        ({"status": 502, "text": "bad gateway"}, errors.AnswerLost, {}),
        ({"status": 503, "text": "<html></html>", "content_type": "text/html"}, errors.AnswerLost, {}),
        ({"status": 200, "text": "hello"}, errors.AnswerLost, {}),
        ({"status": 200, "text": "{broken", "content_type": "application/json"}, errors.AnswerLost, {}),
        ({"status": 200, "text": "[1]", "content_type": "application/json"}, errors.AnswerLost, {}),
        ({"status": 200, "text": "", "content_type": "application/json"}, errors.AnswerLost, {}),
        ({"status": 200, "text": "null", "content_type": "application/json"}, errors.AnswerLost, {}),
        ({"status": 200, "json": {"ok": True}}, errors.AnswerLost, {}),
        ({"status": 200, "json": {"ok": False}}, errors.AnswerLost, {}),
    ],
)
async def test_an_answer_becomes_its_error(stub, answer, family, facts):
    """Whatever comes back instead of success is a typed error with the facts that it carried."""

    async def handle(_request):
        if "json" in answer:
            return web.json_response(
                answer["json"], status=answer.get("status", 200), headers=answer.get("headers")
            )
        return web.Response(
            status=answer["status"],
            text=answer["text"],
            content_type=answer.get("content_type", "text/plain"),
        )

    stub.handler = handle
    with pytest.raises(SlackError) as caught:
        await stub.client.post_message("C1", "hello", [])
    assert type(caught.value) is family
    assert {name: getattr(caught.value, name) for name in facts} == facts


async def test_half_an_answer_is_a_lost_answer(stub):
    """A body that ends too early says nothing about what happened."""

    async def handle(request):
        answer = web.StreamResponse(headers={"Content-Length": "100", "Content-Type": "application/json"})
        await answer.prepare(request)
        await answer.write(b'{"ok": true, ')
        request.transport.abort()
        return answer

    stub.handler = handle
    with pytest.raises(errors.AnswerLost):
        await stub.client.post_message("C1", "hello", [])
