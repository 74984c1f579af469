"""Telling one person something privately, where he is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from handlers.catalogue import Texts, problem_text
from handlers.slack.client import SlackClient
from handlers.slack.errors import ResponseUrlExpired, SlackError
from workflow.use_cases import Problem

log = structlog.get_logger(__name__)


async def tell(slack: SlackClient, body: Mapping[str, Any], text: str) -> None:
    """Answer a press: on the message's response_url, else in a DM."""
    url = body.get("response_url") or next((u["response_url"] for u in body.get("response_urls") or ()), None)
    try:
        if url is None or not await _responded(slack, url, text):
            await slack.post_message(str(body["user"]["id"]), text, [])
    except SlackError as error:
        log.warning("private answer not delivered", error=str(error))


async def _responded(slack: SlackClient, url: str, text: str) -> bool:
    answer = {"response_type": "ephemeral", "replace_original": False, "text": text}
    try:
        await slack.post_response_url(url, answer)
    except ResponseUrlExpired:
        return False
    return True


async def tell_problem(slack: SlackClient, body: Mapping[str, Any], texts: Texts, problem: Problem) -> None:
    await tell(slack, body, problem_text(texts, problem))


def field_errors(view: Mapping[str, Any], texts: Texts, problems: Sequence[Problem]) -> dict[str, str]:
    """One sentence per field that this view shows; a problem of a hidden field goes to the first input."""
    shown, first = set(_inputs(view)), first_input(view)
    errors: dict[str, str] = {}
    for problem in problems:
        field = problem.field or first
        errors.setdefault(field if field in shown else first, problem_text(texts.plain, problem))
    return errors


def first_input(view: Mapping[str, Any]) -> str:
    """The block id of a form's first input, where what belongs nowhere else is said."""
    return next(iter(_inputs(view)))


def _inputs(view: Mapping[str, Any]) -> list[str]:
    return [str(block["block_id"]) for block in view["blocks"] if block["type"] == "input"]
