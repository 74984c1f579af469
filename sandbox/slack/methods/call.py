"""The arguments of one Web API call, whichever way they came."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.slack.errors import SlackError, invalid_arguments

_TRUE = frozenset({"1", "true", "True"})


@dataclass(frozen=True, kw_only=True)
class Call:
    """Arguments by name; JSON bodies hold real values, forms hold text."""

    method: str
    args: Mapping[str, Any]
    token: str

    def text(self, name: str) -> str:
        """A text argument, empty when absent; `invalid_arguments` for another type."""
        value = self.args.get(name)
        if value is None:
            return ""
        if isinstance(value, bool | list | dict):
            raise invalid_arguments(f"must be a string [json-pointer:/{name}]")
        return str(value)

    def required(self, name: str) -> str:
        """A text argument; `invalid_arguments` when absent or empty."""
        value = self.text(name)
        if not value:
            raise invalid_arguments(f"missing required field: {name} [json-pointer:/{name}]")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.args.get(name)
        if value is None or value == "":
            return default
        return value if isinstance(value, bool) else str(value) in _TRUE

    def number(self, name: str, default: int, most: int) -> int:
        """A whole number, at most `most`; `invalid_arguments` when it is none."""
        value = self.text(name)
        if not value:
            return default
        if not value.isdigit():
            raise invalid_arguments(f"must be an integer [json-pointer:/{name}]")
        return min(int(value), most)

    def json(self, name: str, error: str) -> Any:
        """A structured argument, as JSON text or as it is; `None` when absent; `error` when broken."""
        value = self.args.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            try:
                return json.loads(value)
            except ValueError:
                raise SlackError(error) from None
        return value


async def read_call(request: web.Request, method: str) -> Call:
    """Collect query, form and JSON arguments; `invalid_json`, `json_not_object`, `invalid_form_data`."""
    args: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        args |= await _json_args(request)
    elif request.body_exists:
        try:
            form = await request.post()
        except ValueError:
            raise SlackError("invalid_form_data") from None
        args |= {key: value for key, value in form.items() if isinstance(value, str)}
    header = request.headers.get("Authorization", "")
    token = header[7:] if header.startswith("Bearer ") else str(args.get("token", ""))
    args.pop("token", None)
    return Call(method=method, args=args, token=token)


async def _json_args(request: web.Request) -> dict[str, Any]:
    text = await request.text()
    if not text.strip():
        return {}
    try:
        body = json.loads(text)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body


def page_of(items: list[Any], call: Call, *, default: int = 100, most: int = 1000) -> tuple[list[Any], str]:
    """One page of a cursored list and the next cursor, empty at the end; `invalid_cursor`."""
    cursor = call.text("cursor")
    if cursor and not cursor.removeprefix("next:").isdigit():
        raise SlackError("invalid_cursor")
    start = int(cursor.removeprefix("next:")) if cursor else 0
    limit = call.number("limit", default, most) or default
    following = f"next:{start + limit}" if start + limit < len(items) else ""
    return items[start : start + limit], following
