"""Uploaded files: what they are, where they are shared, who may read them."""

import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sandbox.slack.errors import SlackError
from sandbox.slack.model.people import BOT_USER, TEAM_ID

MAX_UPLOAD = 1 << 30
MAX_FORM_FILE = 10 << 20
INLINE_IMAGES = frozenset({"image/png", "image/jpeg", "image/gif"})
_MAGIC: tuple[tuple[bytes, int, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"GIF8", 0, "image/gif"),
    (b"WEBP", 8, "image/webp"),
    (b"ftypheic", 4, "image/heic"),
    (b"ftypqt", 4, "video/quicktime"),
    (b"ftyp", 4, "video/mp4"),
    (b"%PDF-", 0, "application/pdf"),
)


def sniff(head: bytes, name: str) -> str:
    """The media type from the first bytes, else from the name."""
    for magic, offset, mimetype in _MAGIC:
        if head[offset : offset + len(magic)] == magic:
            return mimetype
    guessed = mimetypes.guess_type(name)[0] or ""
    # Slack trusts bytes over names: a page that calls itself .png is no picture.
    return guessed if guessed and not guessed.startswith(("image/", "video/")) else "text/plain"


def filetype(mimetype: str) -> str:
    """Slack's short word for a media type, such as `png` or `mp4`."""
    special = {"image/jpeg": "jpg", "video/quicktime": "mov", "text/plain": "text"}
    return special.get(mimetype) or mimetype.rpartition("/")[2]


@dataclass(kw_only=True)
class File:
    id: str
    name: str
    owner: str
    path: Path
    created: float
    expected: int
    title: str = ""
    alt_txt: str = ""
    mimetype: str = "application/octet-stream"
    size: int = 0
    width: int = 0
    height: int = 0
    uploaded: bool = False
    completed: bool = False
    given_to_bot: bool = False
    """Put into a form that was sent to the app."""
    shares: dict[str, list[str]] = field(default_factory=dict)

    @property
    def private_path(self) -> str:
        return f"/files-pri/{TEAM_ID}-{self.id}/{quote(self.name)}"

    @property
    def permalink_path(self) -> str:
        return f"/files/{self.owner}/{self.id}/{quote(self.name)}"

    def slack(self, base: str) -> dict[str, Any]:
        """The file object of files.info; urls start with `base`."""
        private = f"{base}{self.private_path}"
        shown: dict[str, Any] = {
            "id": self.id,
            "created": int(self.created),
            "timestamp": int(self.created),
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": filetype(self.mimetype),
            "pretty_type": filetype(self.mimetype).upper(),
            "user": self.owner,
            "user_team": TEAM_ID,
            "editable": False,
            "size": self.size,
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": any(channel.startswith("C") for channel in self.shares),
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": private,
            "url_private_download": private.replace(f"-{self.id}/", f"-{self.id}/download/", 1),
            "permalink": f"{base}{self.permalink_path}",
            "has_rich_preview": False,
            "file_access": "visible",
        }
        if self.alt_txt:
            shown["alt_txt"] = self.alt_txt
        if self.width:
            shown |= {"original_w": self.width, "original_h": self.height}
        return shown


class Files:
    def __init__(self) -> None:
        self._by_id: dict[str, File] = {}

    def __iter__(self) -> Iterator[File]:
        return iter(self._by_id.values())

    def add(self, file: File) -> File:
        self._by_id[file.id] = file
        return file

    def get(self, file_id: str) -> File:
        """`file_not_found` for unknown, deleted and unfinished files."""
        file = self._by_id.get(file_id)
        if file is None or not file.completed:
            raise SlackError("file_not_found")
        return file

    def started(self, file_id: str) -> File:
        """An upload of the bot that is not completed yet; `file_not_found`."""
        file = self._by_id.get(file_id)
        if file is None or file.completed or not file.uploaded or file.owner != BOT_USER:
            raise SlackError("file_not_found")
        return file

    def by_private_path(self, path: str) -> File | None:
        """The completed file behind a `/files-pri/` path, or behind the same path of a full url."""
        return next((file for file in self if file.completed and file.private_path in path), None)

    def in_text(self, text: str, base: str) -> list[File]:
        """Completed files whose permalink the text holds, in order of their ids' first mention."""
        found = [
            (text.find(f"{base}/files/{file.owner}/{file.id}/"), file) for file in self if file.completed
        ]
        return [file for at, file in sorted(found, key=lambda pair: pair[0]) if at >= 0]

    def remove(self, file: File) -> None:
        self._by_id.pop(file.id, None)
