"""`likeness ledger`: the record exported and proved."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO, TypeVar

import click

if TYPE_CHECKING:
    from bot.crypto.keys import Keys
    from bot.crypto.signing import LedgerSigner
    from storage import SqliteStorage
    from storage.chain import Head

T = TypeVar("T")

_CANNOT = 2
_DOES_NOT_HOLD = 1


@click.group()
def ledger() -> None:
    """The record of consents, approvals and uses."""


@ledger.command("export")
@click.option("--team", default=None, help="Only this workspace.")
@click.option("--person", default=None, help="Only what is about this person: p_… or a Slack user id.")
@click.option("--format", "format_name", default="jsonl", type=click.Choice(["jsonl", "csv"]))
@click.option("--texts", is_flag=True, help="With what digests and names stand for, as far as it is kept.")
@click.option("--output", default=None, type=click.Path(dir_okay=False, path_type=Path))
def ledger_export(
    team: str | None, person: str | None, format_name: str, texts: bool, output: Path | None
) -> None:
    """Write the ledger with its signed head; a person's holds everything that is still kept of it."""
    from bot.ledger.export import NobodyKnownError, Selection, export  # noqa: PLC0415  as in bot.cli
    from bot.ledger.formats import WRITERS  # noqa: PLC0415

    who = person.removeprefix("@") if person is not None else None
    selection = Selection(team_id=team, person=who, with_texts=texts)

    async def write(storage: SqliteStorage) -> None:
        with _opened(output) as file:
            await export(storage, selection, WRITERS[format_name](file))

    try:
        _with_storage(write)
    except NobodyKnownError:
        _cannot(f"nobody known as {who}")


@ledger.command("verify")
@click.option(
    "--head",
    "older",
    default=None,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An older export, which the ledger must continue.",
)
@click.option("--key", "public_keys", multiple=True, help="A public key to trust instead of our own.")
def ledger_verify(older: Path | None, public_keys: tuple[str, ...]) -> None:
    """Prove that no line was changed, dropped, moved or put in; exit code 1 says what does not hold."""
    from bot.ledger.formats import NotAnExportError  # noqa: PLC0415
    from bot.ledger.proof import differs, sentence  # noqa: PLC0415

    is_ours = _is_ours(public_keys)

    async def prove(storage: SqliteStorage) -> tuple[str | None, Head | None]:
        fault = await storage.verify_ledger(is_ours)
        _, head = await storage.ledger_end()
        if fault is not None:
            return sentence(fault), head
        return (await differs(storage, older, is_ours) if older else None), head

    try:
        problem, head = _with_storage(prove)
    except NotAnExportError as error:
        _cannot(f"{older} {error}")
    if problem is not None:
        click.echo(f"broken: {problem}", err=True)
        sys.exit(_DOES_NOT_HOLD)
    click.echo(f"every line holds: {head.lines}, signed with {head.public_key}" if head else "no line yet")


@ledger.command("adopt")
@click.confirmation_option(prompt="Sign every line as it stands, whatever was signed before?")
def ledger_adopt() -> None:
    """Sign the ledger as it stands, after a lost key: the ledger keeps a line that says so."""
    keys = _keys()
    if keys is None:
        _cannot("there is no secret to sign with: set LIKENESS_SECRET_KEY")
    from bot.crypto.signing import LedgerSigner  # noqa: PLC0415

    now = time.time_ns() // 1_000_000
    seq = _with_storage(lambda storage: storage.adopt_ledger(now), LedgerSigner(keys))
    click.echo(f"signed, with line {seq} that says so")


def _with_storage(use: Callable[[SqliteStorage], Awaitable[T]], signer: LedgerSigner | None = None) -> T:
    from storage import StorageError, open_storage  # noqa: PLC0415

    path = _data_dir() / "likeness.db"
    if not path.exists():
        _cannot(f"no database at {path}")

    async def run() -> T:
        storage = await open_storage(path, signer=signer)
        try:
            return await use(storage)
        finally:
            await storage.close()

    try:
        return asyncio.run(run())
    except StorageError as error:
        _cannot(str(error))


def _is_ours(public_keys: tuple[str, ...]) -> Callable[[Head], bool]:
    from bot.crypto.signing import LedgerSigner, is_signed  # noqa: PLC0415

    keys = _keys()
    trusted = public_keys or (LedgerSigner(keys).public_keys if keys else ())
    return lambda head: head.public_key in trusted and is_signed(head)


def _keys() -> Keys | None:
    from bot.crypto.keys import KeyProblemError, known_keys  # noqa: PLC0415

    try:
        return known_keys(_data_dir(), os.environ.get("LIKENESS_SECRET_KEY"))
    except KeyProblemError as error:
        _cannot(str(error))


def _data_dir() -> Path:
    return Path(os.environ.get("LIKENESS_DATA_DIR") or "./data")


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file for its owner alone that is there only when it is whole."""
    if output is None:
        with os.fdopen(sys.stdout.fileno(), "w", encoding="utf-8", newline="", closefd=False) as file:
            yield file
        return
    part = output.with_name(f"{output.name}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        _cannot(f"cannot write {output}: {error.strerror}")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


def _cannot(line: str) -> NoReturn:
    click.echo(line, err=True)
    sys.exit(_CANNOT)
