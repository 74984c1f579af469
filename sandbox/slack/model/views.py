"""Modals as stacks of at most three views, and one Home tab per person."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.elements import block_state, with_ids
from sandbox.slack.errors import SlackError
from sandbox.slack.model.clock import new_id
from sandbox.slack.model.people import APP_ID, BOT_ID, TEAM_ID

STACK = 3
_TEXTS = ("title", "submit", "close")


@dataclass(kw_only=True)
class View:
    id: str
    owner: str
    body: dict[str, Any]
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    channel: str | None = None
    """Where the interaction happened that opened it."""
    values: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    """What was typed, by block id and action id."""

    @property
    def blocks(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.body["blocks"]
        return found

    def state(self) -> dict[str, Any]:
        """What stands in the form now."""
        return block_state(self.blocks, self.values, self.channel)

    def slack(self) -> dict[str, Any]:
        """The view object of Web API answers and payloads."""
        shown = {
            "id": self.id,
            "team_id": TEAM_ID,
            "type": self.body["type"],
            "blocks": self.blocks,
            "private_metadata": self.body.get("private_metadata", ""),
            "callback_id": self.body.get("callback_id", ""),
            "state": self.state(),
            "hash": self.hash,
            "clear_on_close": bool(self.body.get("clear_on_close", False)),
            "notify_on_close": bool(self.body.get("notify_on_close", False)),
            "root_view_id": self.root_view_id,
            "previous_view_id": self.previous_view_id,
            "app_id": APP_ID,
            "external_id": self.body.get("external_id", ""),
            "app_installed_team_id": TEAM_ID,
            "bot_id": BOT_ID,
        }
        return shown | {key: self.body.get(key) for key in _TEXTS}


class Views:
    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def __iter__(self) -> Iterator[View]:
        for stack in self._stacks.values():
            yield from stack
        yield from self._homes.values()

    def stack(self, user: str) -> list[View]:
        """The open views of one person, the top one last."""
        return list(self._stacks.get(user, ()))

    def home(self, user: str) -> View | None:
        return self._homes.get(user)

    def get(self, view_id: str) -> View:
        """An open modal or a Home tab; `not_found`."""
        found = next((view for view in self if view.id == view_id), None)
        if found is None:
            raise SlackError("not_found")
        return found

    def by_external_id(self, external_id: str) -> View:
        found = next((view for view in self if view.body.get("external_id") == external_id), None)
        if found is None:
            raise SlackError("not_found")
        return found

    def open(self, user: str, body: dict[str, Any], *, channel: str | None = None) -> View:
        """A new stack for that person, in place of an open one; `duplicate_external_id`."""
        self._check_external_id(body, None)
        view = self._make(user, body, channel)
        self._stacks[user] = [view]
        return view

    def push(self, user: str, body: dict[str, Any]) -> View:
        """One view more on the stack; `push_limit_reached`, `not_found` without a stack."""
        stack = self._stacks.get(user)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= STACK:
            raise SlackError("push_limit_reached")
        self._check_external_id(body, None)
        view = self._make(user, body, stack[0].channel)
        view.root_view_id, view.previous_view_id = stack[0].root_view_id, stack[-1].id
        stack.append(view)
        return view

    def update(self, view: View, body: dict[str, Any], expected_hash: str | None) -> View:
        """Replace a view's content in place, keeping what was typed; `hash_conflict`."""
        if expected_hash and expected_hash != view.hash:
            raise SlackError("hash_conflict")
        self._check_external_id(body, view)
        view.body = self._filled(body)
        view.hash = self._hash()
        return view

    def publish(self, user: str, body: dict[str, Any], expected_hash: str | None) -> View:
        """Set one person's Home tab; `hash_conflict`."""
        current = self._homes.get(user)
        if current is not None:
            return self.update(current, body, expected_hash)
        self._homes[user] = self._make(user, body, None)
        return self._homes[user]

    def close(self, view: View) -> list[View]:
        """Take a modal view and everything above it off its stack; answers what went."""
        stack = self._stacks.get(view.owner, [])
        if view not in stack:
            return []
        at = stack.index(view)
        gone = stack[at:]
        del stack[at:]
        return gone

    def clear(self, user: str) -> list[View]:
        """Close the whole stack; answers what went."""
        return self._stacks.pop(user, [])

    def _make(self, user: str, body: dict[str, Any], channel: str | None) -> View:
        identity = new_id("V")
        filled = self._filled(body)
        return View(
            id=identity, owner=user, body=filled, hash=self._hash(), root_view_id=identity, channel=channel
        )

    def _filled(self, body: dict[str, Any]) -> dict[str, Any]:
        return body | {"blocks": with_ids(body["blocks"])}

    def _hash(self) -> str:
        return f"{int(self._now())}.{secrets.token_urlsafe(6)}"

    def _check_external_id(self, body: dict[str, Any], own: View | None) -> None:
        wanted = body.get("external_id")
        if wanted and any(view.body.get("external_id") == wanted and view is not own for view in self):
            raise SlackError("duplicate_external_id")
