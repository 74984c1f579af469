"""No argument, however odd, breaks the workspace: it always answers in Slack's form."""

from typing import Any

import pytest

from sandbox.slack.methods import METHODS
from sandbox.slack.page.routes import ACTS

NAMES = [
    "blocks",
    "channel",
    "channel_id",
    "cursor",
    "external_id",
    "file",
    "filename",
    "files",
    "hash",
    "length",
    "limit",
    "message_ts",
    "metadata",
    "text",
    "thread_ts",
    "trigger_id",
    "ts",
    "types",
    "user",
    "user_id",
    "users",
    "view",
    "view_id",
]
FIELDS = [
    "action",
    "channel",
    "file_ids",
    "message",
    "patch",
    "rules",
    "state",
    "text",
    "user",
    "values",
    "view_id",
]
ODD = [
    "",
    "x",
    "{",
    "[]",
    "{}",
    '["x"]',
    0,
    -1,
    1.5,
    True,
    [],
    {},
    [1],
    {"id": 1},
    {"type": "modal", "blocks": [1]},
]
USUAL = {"channel": "U0MAYA", "text": "x", "user": "U0MAYA", "user_id": "U0MAYA", "ts": "1.000000"}


@pytest.mark.parametrize("method", sorted(set(METHODS) - {"apps.connections.open"}))
async def test_every_method_answers_odd_arguments(make_slack: Any, method: str) -> None:
    """One odd argument among good ones is answered with `ok` and, when refused, an error word."""
    slack = await make_slack(rate_limits=False)
    for at, name in enumerate(NAMES):
        for value in ODD[at % 4 :: 4]:
            answer = await slack.call(method, **{**USUAL, name: value})
            assert answer["ok"] or isinstance(answer["error"], str), (name, value)


@pytest.mark.parametrize("act", sorted(ACTS))
async def test_every_page_call_answers_odd_bodies(make_slack: Any, act: str) -> None:
    """A page call with an odd field is done or refused with a sentence."""
    slack = await make_slack(rate_limits=False, ack_seconds=0.1)
    usual = {"user": "U0MAYA", "channel": "C0FILM", "text": "x", "callback_id": "new_asset", "id": "U0TOM"}
    for at, name in enumerate(FIELDS):
        for value in ODD[at % 2 :: 2]:
            answer = await slack.page(act, **{**usual, name: value})
            assert answer["ok"] or isinstance(answer["error"], str), (name, value)
