"""What may stand in the ledger for ever: ids of ours, words of closed sets, numbers, times, digests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from providers.registry import PROVIDERS
from storage.model import LedgerEntry
from workflow.consents import TEXT_VERSION
from workflow.failures import FAILURE_KEYS

_OURS = re.compile(r"[a-z]{1,2}_[a-z0-9]{12}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_DOORS = ("dm", "page", "command", "home", "release", "deadline")
_LOCALES = ("en", "zh", "zh_Hant", "zh-Hant")
_ENDS = ("never_sent", "not_found", "no_delete", "by_gateway", "started", "not_started", "forgotten")
_NOBODY = ("likeness", "operator", "settings", "ledger")


def not_ours(entries: Iterable[LedgerEntry]) -> list[tuple[str, str]]:
    """Kind and string of whatever a line holds that is none of these."""
    words = _words()
    return [
        (entry.kind, text)
        for entry in entries
        for text in _strings([entry.actor, entry.subject, entry.body])
        if not (text in words or _OURS.fullmatch(text) or _DIGEST.fullmatch(text))
    ]


def _words() -> frozenset[str]:
    closed = (str(member) for kind in _enums(StrEnum) for member in kind)
    said = (*_DOORS, *_LOCALES, *_ENDS, *_NOBODY, *FAILURE_KEYS, TEXT_VERSION)
    return frozenset((*closed, *PROVIDERS, *said, ""))


def _enums(kind: type[StrEnum]) -> Iterator[type[StrEnum]]:
    for below in kind.__subclasses__():
        yield below
        yield from _enums(below)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _strings(one)
