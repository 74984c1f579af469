"""Telling one person something privately, where he is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from handlers.catalogue import Texts, problem_text
from handlers.slack.client import SlackClient
from handlers.slack.errors import SlackError
from workflow.use_cases import Problem

log = structlog.get_logger(__name__)


async def tell(slack: SlackClient, body: Mapping[str, Any], text: str) -> None:
    """Answer a press: on the message's response_url, else in a DM."""
    url = body.get("response_url") or next((u["response_url"] for u in body.get("response_urls") or ()), None)
    try:
        if url is not None:
            answer = {"response_type": "ephemeral", "replace_original": False, "text": text}
            await slack.post_response_url(url, answer)
        else:
            await slack.post_message(str(body["user"]["id"]), text, [])
    except SlackError as error:
        log.warning("private answer not delivered", error=str(error))


async def tell_problem(slack: SlackClient, body: Mapping[str, Any], texts: Texts, problem: Problem) -> None:
    await tell(slack, body, problem_text(texts, problem))


def field_errors(view: Mapping[str, Any], texts: Texts, problems: Sequence[Problem]) -> dict[str, str]:
    """One sentence per field that this view shows; a problem of a hidden field goes to the first input."""
    inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    errors: dict[str, str] = {}
    for problem in problems:
        field = problem.field or ""
        errors.setdefault(field if field in inputs else inputs[0], problem_text(texts, problem))
    return errors
