"""APIMart's requests for face checks and files, read and checked; anything wrong raises RefusalError 400."""

from dataclasses import dataclass
from typing import Any

from sandbox.providers.fields import Body, choice, optional_text, refuse, required_text, web_url

MAX_FILES = 20
REAL_KINDS = ("Video", "Image")  # the first is the default
VIRTUAL_KINDS = ("Image", "Video", "Audio")
# The field that is there says which of the three jobs of one path is meant.
JOBS = ("callback_url", "byted_token", "group_id")


@dataclass(frozen=True, kw_only=True)
class File:
    url: str
    name: str | None


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Files of one kind for review; group_id None asks for a new group."""

    group_id: str | None
    kind: str
    files: tuple[File, ...]


def read_job(body: Body) -> str:
    """Return which field chooses the job; which of several would win is not documented."""
    given = [field for field in JOBS if body.get(field) is not None]
    if len(given) != 1:
        raise refuse("exactly one of callback_url, byted_token and group_id is required")
    optional_text(body, "project_name")
    return given[0]


def read_callback_url(body: Body) -> str:
    return web_url(body.get("callback_url"), "callback_url")


def read_real(body: Body) -> Batch:
    """Read files of a verified person."""
    group_id = required_text(body, "group_id")
    kind = choice(body, "asset_type", REAL_KINDS, REAL_KINDS[0])
    return Batch(group_id=group_id, kind=kind, files=_files(body.get("assets")))


def read_virtual(body: Body) -> Batch:
    """Read files of nobody real, as a list or in the short form for one."""
    group, group_id = body.get("group"), optional_text(body, "group_id")
    optional_text(body, "project_name")
    if (group is None) == (group_id is None):
        raise refuse("exactly one of group and group_id is required")
    if group is not None:
        _check_group(group)
    kind = choice(body, "asset_type", VIRTUAL_KINDS, VIRTUAL_KINDS[0])
    if (body.get("assets") is None) == (body.get("url") is None):
        raise refuse("exactly one of assets and url is required")
    files = (_file(body, "url"),) if body.get("assets") is None else _files(body["assets"])
    return Batch(group_id=group_id, kind=kind, files=files)


def _check_group(group: Any) -> None:
    if not isinstance(group, dict):
        raise refuse("group must be an object")
    required_text(group, "name")
    optional_text(group, "description")


def _files(assets: Any) -> tuple[File, ...]:
    if not isinstance(assets, list) or not assets:
        raise refuse("assets must be a non-empty array")
    if len(assets) > MAX_FILES:
        raise refuse(f"assets may hold at most {MAX_FILES} files")
    return tuple(_file(item, f"assets[{place}].url") for place, item in enumerate(assets))


def _file(item: Any, where: str) -> File:
    if not isinstance(item, dict):
        raise refuse(f"{where} is required")
    return File(url=web_url(item.get("url"), where), name=optional_text(item, "name"))
