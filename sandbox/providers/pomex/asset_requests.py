"""PomexAI's requests for face checks and files, read and checked; anything wrong raises RefusalError 400.

The document lists six messages; the others are worded after them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.providers.addresses import split_web_url
from sandbox.providers.records import AssetState
from sandbox.providers.wire import RefusalError

LANGS = ("zh", "en", "zh-Hant")
KINDS = ("Image", "Video", "Audio")
SORTS = ("create_time", "update_time", "group_id")


def refuse(message: str) -> RefusalError:
    return RefusalError(400, message)


def filled(body: Mapping[str, Any], field: str) -> Any:
    if body.get(field) in (None, ""):
        raise refuse(f"{field} is required")
    return body[field]


def read_callback_url(value: Any) -> str:
    """Check an https URL; http is taken for loopback hosts, where the real service takes none."""
    if split_web_url(value) is None:
        raise refuse("callback_url must be a valid https URL")
    return str(value)


def read_session(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return callback_url and lang."""
    url = read_callback_url(filled(body, "callback_url"))
    lang = "zh" if body.get("lang") is None else body["lang"]
    if lang not in LANGS:
        raise refuse("lang must be zh, en, or zh-Hant")
    return url, lang


@dataclass(frozen=True, kw_only=True)
class Upload:
    url: str
    kind: str
    group_id: str | None
    name: str | None


def read_upload(body: Mapping[str, Any]) -> Upload:
    """Read an upload; a missing or empty group_id stands for the virtual group."""
    url, kind = filled(body, "url"), filled(body, "asset_type")
    if split_web_url(url) is None:
        raise refuse("url must be a valid https URL")
    if kind not in KINDS:
        raise refuse("asset_type must be Image, Video, or Audio")
    name, group_id = body.get("name"), body.get("group_id") or None
    if name is not None and not isinstance(name, str):
        raise refuse("name must be a string")
    if group_id is not None and not isinstance(group_id, str):
        raise refuse("group id error")
    return Upload(url=url, kind=kind, group_id=group_id, name=name or None)


@dataclass(frozen=True, kw_only=True)
class ListQuery:
    group_id: str | None
    statuses: frozenset[AssetState]
    name: str
    page: int
    limit: int
    sort_by: str
    ascending: bool | None


def read_page(query: Mapping[str, str]) -> tuple[int, int]:
    """Return page (from 1) and limit (1 to 100) of a list call."""
    return _number(query, "page", 1, 10**6), _number(query, "limit", 10, 100)


def _number(query: Mapping[str, str], field: str, default: int, most: int) -> int:
    text = query.get(field) or str(default)
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text[:12]) <= most:
        raise refuse(f"{field} must be an integer from 1 to {most}")
    return int(text)


def read_list(query: Mapping[str, str]) -> ListQuery:
    """Read the query of a list call."""
    words = [word.strip() for word in query.get("status", "").split(",") if query.get("status")]
    if not set(words) <= set(AssetState):
        raise refuse("status must be active, processing, or failed")
    sort_by, order = query.get("sort_by") or SORTS[0], query.get("sort_order") or None
    if sort_by not in SORTS:
        raise refuse("sort_by must be create_time, update_time, or group_id")
    if order not in (None, "asc", "desc"):
        raise refuse("sort_order must be asc or desc")
    page, limit = read_page(query)
    return ListQuery(
        group_id=query.get("group_id") or None,
        statuses=frozenset(AssetState(word) for word in words or AssetState),
        name=query.get("name", "").casefold(),
        page=page,
        limit=limit,
        sort_by=sort_by,
        ascending=None if order is None else order == "asc",
    )
