"""Fields of a JSON request, read and checked; whatever is wrong raises RefusalError 400 with a sentence."""

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.providers.addresses import split_web_url
from sandbox.providers.wire import RefusalError

Body = Mapping[str, Any]


def refuse(message: str) -> RefusalError:
    return RefusalError(400, message)


def optional_text(body: Body, field: str) -> str | None:
    """Return a text, None when it is missing, null or empty."""
    value = body.get(field)
    if value is None:
        return None
    if not isinstance(value, str):
        raise refuse(f"{field} must be a string")
    return value or None


def required_text(body: Body, field: str) -> str:
    """Return a text that is not blank."""
    value = optional_text(body, field)
    if value is None or not value.strip():
        raise refuse(f"{field} is required")
    return value


def choice(body: Body, field: str, choices: Sequence[str], default: str) -> str:
    """Return one of the words allowed for a field, the default when it is missing or null."""
    value = default if body.get(field) is None else body[field]
    if value not in choices:
        raise refuse(f"{field} must be {', '.join(choices)}")
    return str(value)


def whole_number(body: Body, field: str, least: int, most: int, default: int | None = None) -> int:
    """Return an integer within bounds; without a default the field is required."""
    value = body.get(field)
    if value is None:
        if default is None:
            raise refuse(f"{field} is required")
        return default
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise refuse(f"{field} must be an integer from {least} to {most}")
    return value


def check_types(body: Body, fields: Mapping[str, type]) -> None:
    """Refuse a field that is given, not null, and not of its JSON type."""
    for field, kind in fields.items():
        value = body.get(field)
        if value is not None and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
            raise refuse(f"{field} has the wrong type")


def text_list(body: Body, field: str, most: int) -> list[str]:
    """Return a list of at most so many texts, empty when it is missing or null."""
    value = body.get(field)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise refuse(f"{field} must be an array of strings")
    if len(value) > most:
        raise refuse(f"{field} may hold at most {most} entries")
    return value


def web_url(value: Any, where: str) -> str:
    """Check an https URL; http is taken for loopback hosts, where the real services take none."""
    if value in (None, ""):
        raise refuse(f"{where} is required")
    if split_web_url(value) is None:
        raise refuse(f"{where} must be a public https URL")
    return str(value)


def media_url(value: Any, where: str) -> str:
    """Check an https URL or an `asset://` reference."""
    if isinstance(value, str) and value.startswith("asset://"):
        return value
    return web_url(value, where)
