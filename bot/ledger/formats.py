"""An export as JSON Lines or CSV: first what it is of and the signed head, then a line per entry."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

from storage.chain import Head
from storage.model import LedgerEntry

FORMATS = ("jsonl", "csv")
_MARK = "likeness_ledger"
_LINE = ("seq", "team_id", "at", "kind", "actor", "subject", "body", "previous", "hash")
_COLUMNS = ("row", *_LINE, "texts", "names", "public_key", "signature")


class NotAnExportError(ValueError):
    """The file is no export of ours, or is cut off; the text says what is wrong."""


@dataclass(frozen=True, kw_only=True)
class Preface:
    """What an export is of: `lines` of the whole ledger by then, `head` None when nothing was signed."""

    lines: int
    head: Head | None
    team: str | None = None
    person: str | None = None


@dataclass(frozen=True, kw_only=True)
class Words:
    """What an entry's digests and names stand for, None where that is not to be told."""

    texts: Mapping[str, Mapping[str, str]]
    names: Mapping[str, str]


Entries = Iterable[tuple[LedgerEntry, Words | None]]


class JsonLines:
    """One JSON object a line."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def begin(self, preface: Preface) -> None:
        self._write({_MARK: 1, **asdict(preface)})

    def entry(self, entry: LedgerEntry, words: Words | None) -> None:
        line = {name: getattr(entry, name) for name in _LINE}
        self._write(line if words is None else line | asdict(words))

    def _write(self, value: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(value, ensure_ascii=False) + "\n")


class CommaSeparated:
    """A row of names, the head's row, then the entries'; objects are JSON in their cell."""

    def __init__(self, file: TextIO) -> None:
        self._rows = csv.DictWriter(file, _COLUMNS, lineterminator="\n")

    def begin(self, preface: Preface) -> None:
        self._rows.writeheader()
        head = preface.head
        signed = {} if head is None else {"seq": head.lines, **asdict(head)}
        signed.pop("lines", None)
        about = {"team": preface.team, "person": preface.person, "lines": preface.lines}
        self._rows.writerow({"row": "head", "body": json.dumps(about), **signed})

    def entry(self, entry: LedgerEntry, words: Words | None) -> None:
        row = {name: getattr(entry, name) for name in _LINE}
        row["body"] = _cell(entry.body)
        if words is not None:
            row |= {"texts": _cell(words.texts), "names": _cell(words.names)}
        self._rows.writerow({"row": "entry", **row})


WRITERS: Mapping[str, Callable[[TextIO], JsonLines | CommaSeparated]] = {
    "jsonl": JsonLines,
    "csv": CommaSeparated,
}


def read_head(path: Path) -> Head:
    """The signed head of an export in either format; raises NotAnExportError, OSError."""
    with path.open(encoding="utf-8", newline="") as file:
        try:
            head = _head_of(next(_rows(file), {}))
        except (ValueError, TypeError, KeyError, csv.Error) as error:
            raise NotAnExportError("is not an export of the ledger") from error
    if head is None:
        raise NotAnExportError("holds no signed head")
    return head


def read_hashes(path: Path) -> Iterator[tuple[int, str]]:
    """The seq and the hash of each entry in an export; raises NotAnExportError, OSError."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = _rows(file)
        next(rows)
        try:
            for row in rows:
                yield int(row["seq"]), str(row["hash"])
        except (ValueError, TypeError, KeyError, csv.Error) as error:
            raise NotAnExportError("is cut off or was changed") from error


def _rows(file: TextIO) -> Iterator[Mapping[str, Any]]:
    is_json = file.read(1) == "{"
    file.seek(0)
    return (json.loads(line) for line in file) if is_json else iter(csv.DictReader(file))


def _head_of(first: Mapping[str, Any]) -> Head | None:
    found = first["head"] if first.get(_MARK) == 1 else _csv_head(first)
    if found is None:
        return None
    return Head(
        lines=int(found["lines"]),
        hash=str(found["hash"]),
        at=int(found["at"]),
        public_key=str(found["public_key"]),
        signature=str(found["signature"]),
    )


def _csv_head(row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if row["row"] != "head":
        raise ValueError(row["row"])
    return {**row, "lines": row["seq"]} if row["signature"] else None


def _cell(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
