"""Which lines an export holds, and what of their words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.ledger.formats import CommaSeparated, JsonLines, Preface, Words
from storage.face import Storage
from storage.model import LedgerEntry


class NobodyKnownError(LookupError):
    """No person and no member of that id is in the ledger."""


@dataclass(frozen=True, kw_only=True)
class Selection:
    """One workspace's lines or all; one person's, with everything they still say in words; or any with it."""

    team_id: str | None = None
    person: str | None = None
    with_texts: bool = False


async def export(storage: Storage, selection: Selection, writer: JsonLines | CommaSeparated) -> None:
    """Write the selection as the ledger stood at one moment; raises NobodyKnownError before anything."""
    wanted: frozenset[str] | None = None
    if selection.person is not None:
        wanted = await storage.ledger_about(selection.person, selection.team_id)
        if not wanted:
            raise NobodyKnownError(selection.person)
    lines, head = await storage.ledger_end()
    names = await storage.ledger_names()
    writer.begin(Preface(lines=lines, head=head, team=selection.team_id, person=selection.person))
    tells = selection.with_texts or wanted is not None
    async for entry in storage.ledger(selection.team_id, lines):
        if wanted is None or not wanted.isdisjoint(_strings(entry)):
            writer.entry(entry, _words(entry, names) if tells else None)


def _words(entry: LedgerEntry, names: Mapping[str, str]) -> Words:
    texts = {field: {"salt": salt, "text": text} for field, (salt, text) in entry.texts.items()}
    return Words(texts=texts, names={name: names[name] for name in _strings(entry) if name in names})


def _strings(entry: LedgerEntry) -> list[str]:
    return [entry.actor, entry.subject, *_strings_in(entry.body)]


def _strings_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings_in(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _strings_in(one)
