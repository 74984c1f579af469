"""What of a ledger line's body may stand in the chain for ever: our ids, words, numbers and times.

Everything else goes as a salted digest, or as a random name, whose meaning is kept where it can be erased.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from storage.chain import digest
from storage.changes import Digested

# Ids of ours (`a_…`), words of closed sets, language tags, and days of a text's version.
_PLAIN = re.compile(r"|[a-z]\w*(?:-\w+)*|\d{4}-\d\d(?:-\d\d)?", re.ASCII)
_LONGEST_PLAIN = 40
_SLACK_ID = re.compile(r"[A-Z][A-Z0-9]+")


@dataclass(frozen=True, kw_only=True)
class Text:
    """What a digest in a line stands for; `field` is its path in the body, with dots."""

    field: str
    salt: str
    text: str


@dataclass(kw_only=True)
class Discretion:
    """Makes bodies fit for the chain; `name_of` gives a Slack id's name, `new_salt` 16 bytes in hex."""

    name_of: Callable[[str], str]
    new_salt: Callable[[], str]
    texts: list[Text] = field(default_factory=list)

    def named(self, actor: str) -> str:
        """An actor or a subject: ours as it is, a Slack id by its name."""
        return actor if is_plain(actor) else self.name_of(actor)

    def fit(self, value: Any, path: str = "") -> Any:
        """A body, or a part of it, as it may stand in the chain."""
        if isinstance(value, Digested):
            return value.text if value.text is None else self._digested(value.text, path)
        if isinstance(value, str):
            return self._string(value, path)
        if isinstance(value, Mapping):
            return {key: self.fit(one, _below(path, key)) for key, one in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.fit(one, _below(path, n)) for n, one in enumerate(value)]
        return value

    def _string(self, value: str, path: str) -> str:
        if is_plain(value):
            return str(value)
        return self.name_of(value) if _SLACK_ID.fullmatch(value) else self._digested(value, path)

    def _digested(self, text: str, path: str) -> str:
        kept = Text(field=path, salt=self.new_salt(), text=text)
        self.texts.append(kept)
        return digest(kept.salt, kept.text)


def is_plain(value: str) -> bool:
    """Whether a string is shaped like an id of ours or a word of a closed set."""
    return len(value) <= _LONGEST_PLAIN and _PLAIN.fullmatch(value) is not None


def _below(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)
