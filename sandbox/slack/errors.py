"""What goes wrong: a Web API refusal in Slack's own words, and a page call that makes no sense."""

from typing import Any


class SlackError(Exception):
    """A Web API answer `{"ok": false, "error": ...}`; `extra` is merged into that answer."""

    def __init__(self, error: str, **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.extra = extra


class PageError(Exception):
    """A page call that the local page should never make, answered with status 400 and one sentence."""


def invalid_arguments(*messages: str) -> SlackError:
    """`invalid_arguments` with Slack's list of reasons."""
    return SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {m}" for m in messages]})


def invalid_blocks(messages: list[str]) -> SlackError:
    """`invalid_blocks` with one line per fault and its JSON pointer."""
    return SlackError("invalid_blocks", errors=messages, response_metadata={"messages": messages})
