"""What a proof of the ledger found, in a sentence; and the ledger held against an older export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.ledger.formats import read_hashes, read_head
from storage.chain import Head, LedgerFault, LedgerProblem
from storage.face import Storage

IsOurs = Callable[[Head], bool]

_SENTENCES = {
    LedgerProblem.CHANGED: "line {seq} was changed: it does not fit its own hash",
    LedgerProblem.MISSING: "line {seq} is missing",
    LedgerProblem.OUT_OF_PLACE: "line {seq} does not follow from the line before: one of the two was put in,"
    " changed or moved",
    LedgerProblem.TEXT_CHANGED: "a text of line {seq} was changed: it does not fit its digest",
    LedgerProblem.UNSIGNED: "line {seq} comes after the lines that were signed",
    LedgerProblem.REWRITTEN: "the lines are not those that were signed: the whole was written anew",
    LedgerProblem.NOT_OURS: "the head is not signed with a key of ours (LIKENESS_SECRET_KEY, or secret.key in"
    " the data folder; --key names another)",
    LedgerProblem.NO_HEAD: "there is no signed head; if a version that signed none made this database,"
    " `likeness ledger adopt` signs it",
}


def sentence(fault: LedgerFault) -> str:
    """What does not hold, for the operator."""
    return _SENTENCES[fault.problem].format(seq=fault.seq)


async def differs(storage: Storage, path: Path, is_ours: IsOurs) -> str | None:
    """How a ledger that holds is not the continuation of an older export, None when it is.

    Raises NotAnExportError, OSError.
    """
    head = read_head(path)
    if not is_ours(head):
        return f"{path}: {_SENTENCES[LedgerProblem.NOT_OURS]}"
    lines, _ = await storage.ledger_end()
    if lines < head.lines:
        return f"there were {head.lines} lines when {path} was written, now there are {lines}"
    if await storage.ledger_hash(head.lines) == head.hash:
        return None
    for seq, old in read_hashes(path):
        if await storage.ledger_hash(seq) != old:
            return f"line {seq} is not what it was when {path} was written"
    return f"one of the first {head.lines} lines is not what it was when {path} was written"
