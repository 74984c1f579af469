"""The ledger from the command line: exported, proved, held against an older export, adopted."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from storage.changes import Digested, Forget, Record, change
from tests.bot.ledger.conftest import Kept
from tests.support import rows
from tests.support.command_line import likeness

SECRET = "a secret that somebody else has"


def _lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def _tampered(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "data" / "likeness.db", isolation_level=None)) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            raw.execute(statement)


async def test_an_export_begins_with_the_signed_head(kept: Kept) -> None:
    """Then come all lines in order, without what may be erased; the proof names the key."""
    exported = likeness(kept.folder, "ledger", "export")
    first, *lines = _lines(exported.stdout)
    assert first["likeness_ledger"] == 1
    assert (first["lines"], first["head"]["lines"]) == (len(lines), len(lines))
    assert first["head"]["hash"] == lines[-1]["hash"]
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    for secret in ("U0MAYA", "U0RACHEL", "the launch film", "T0SECRET", "ab" * 32):
        assert secret not in exported.stdout
    proof = likeness(kept.folder, "ledger", "verify")
    assert proof.stdout == f"every line holds: {len(lines)}, signed with {first['head']['public_key']}\n"
    assert proof.returncode == 0


async def test_a_persons_export_holds_all_that_is_kept_of_it(kept: Kept) -> None:
    """By either id: its own lines and no others, with texts and names, until they are forgotten."""
    by_id = likeness(kept.folder, "ledger", "export", "--person", kept.person).stdout
    assert (
        likeness(kept.folder, "ledger", "export", "--person", "@U0RACHEL").stdout.splitlines()[1:]
        == (by_id.splitlines()[1:])
    )
    lines = _lines(by_id)[1:]
    kinds = [line["kind"] for line in lines]
    assert {"asset_requested", "consent_given", "registered", "video_requested"} <= set(kinds)
    assert kinds.count("asset_requested") == 1
    (given,) = [line for line in lines if line["kind"] == "consent_given"]
    assert given["texts"]["purpose"]["text"] == "the launch film"
    (asked,) = [line for line in lines if line["kind"] == "asset_requested"]
    assert asked["names"] == {asked["actor"]: "U0MAYA"}

    await kept.storage.apply(
        change(Forget(team_id=rows.TEAM, subjects=(given["subject"],), slack_ids=("U0MAYA",)))
    )
    after = _lines(likeness(kept.folder, "ledger", "export", "--person", kept.person).stdout)[1:]
    assert [line["hash"] for line in after] == [line["hash"] for line in lines]
    assert [line["names"] for line in after if line["kind"] == "asset_requested"] == [{}]
    assert [line["texts"] for line in after if line["kind"] == "consent_given"] == [{}]
    assert likeness(kept.folder, "ledger", "verify").returncode == 0


async def test_all_that_was_said_of_a_person_is_forgotten_at_once(kept: Kept) -> None:
    """Of every asset, request, video and answer about it, and of nobody else's."""
    await kept.storage.apply(change(Forget(team_id=rows.TEAM, people=(kept.person,))))
    theirs = _lines(likeness(kept.folder, "ledger", "export", "--person", kept.person).stdout)[1:]
    assert not [line for line in theirs if line["texts"]]
    assert await kept.storage.verify_ledger(kept.signer.is_ours) is None


async def test_nobody_known_is_told(kept: Kept) -> None:
    """An export of nobody would look like a proof that nothing is kept."""
    done = likeness(kept.folder, "ledger", "export", "--person", "U0NOBODY", "--output", "out.jsonl")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "nobody known as U0NOBODY\n")
    assert not list(kept.folder.glob("out*"))


async def test_an_export_as_csv_says_the_same(kept: Kept) -> None:
    """A row of names, the head, then a row per line; in a file for its owner alone."""
    done = likeness(kept.folder, "ledger", "export", "--format", "csv", "--texts", "--output", "out.csv")
    assert (done.returncode, done.stdout) == (0, "")
    path = kept.folder / "out.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    head, *table = csv.DictReader(io.StringIO(path.read_text()))
    first, *lines = _lines(likeness(kept.folder, "ledger", "export", "--texts").stdout)
    assert (head["row"], head["seq"], head["hash"]) == ("head", str(len(lines)), first["head"]["hash"])
    assert [row["hash"] for row in table] == [line["hash"] for line in lines]
    assert [json.loads(row["body"]) for row in table] == [line["body"] for line in lines]
    assert [json.loads(row["texts"]) for row in table] == [line["texts"] for line in lines]
    assert any(line["texts"] for line in lines)


async def test_one_workspaces_lines(kept: Kept) -> None:
    """Under the head of all."""
    (first,) = _lines(likeness(kept.folder, "ledger", "export", "--team", "T2").stdout)
    assert first["head"]["lines"] > 0


async def test_a_changed_line_is_named(kept: Kept) -> None:
    """On standard error, with exit code 1."""
    _tampered(kept.folder, "UPDATE ledger SET actor = 'p_2' WHERE seq = 4")
    proof = likeness(kept.folder, "ledger", "verify")
    assert (proof.returncode, proof.stdout) == (1, "")
    assert proof.stderr == "broken: line 4 was changed: it does not fit its own hash\n"


async def test_another_secret_proves_nothing_but_a_named_key_does(kept: Kept) -> None:
    """Whoever has no secret of ours checks with the public key; a new secret needs the old one behind it."""
    (key,) = kept.signer.public_keys
    secret = (kept.folder / "data" / "secret.key").read_text().strip()
    (kept.folder / "data" / "secret.key").unlink()
    for variables in ({}, {"LIKENESS_SECRET_KEY": SECRET}):
        proof = likeness(kept.folder, "ledger", "verify", **variables)
        assert proof.returncode == 1
        assert "not signed with a key of ours" in proof.stderr
        assert likeness(kept.folder, "ledger", "verify", "--key", key, **variables).returncode == 0
    assert not (kept.folder / "data" / "secret.key").exists()
    both = {"LIKENESS_SECRET_KEY": f"{SECRET},{secret}"}
    assert likeness(kept.folder, "ledger", "verify", **both).returncode == 0


async def test_after_a_lost_key_the_ledger_is_adopted(kept: Kept) -> None:
    """Asked for, and with a line that says so."""
    variables = {"LIKENESS_SECRET_KEY": SECRET}
    assert likeness(kept.folder, "ledger", "adopt", **variables).returncode == 1
    assert likeness(kept.folder, "ledger", "verify", **variables).returncode == 1
    assert likeness(kept.folder, "ledger", "adopt", "--yes", **variables).returncode == 0
    assert likeness(kept.folder, "ledger", "verify", **variables).returncode == 0
    last = _lines(likeness(kept.folder, "ledger", "export").stdout)[-1]
    assert (last["kind"], last["actor"], last["body"]) == (
        "ledger_adopted", "operator", {"lines": last["seq"] - 1},
    )  # fmt: skip


@pytest.mark.parametrize("format_name", ["jsonl", "csv"])
async def test_a_ledger_is_held_against_an_older_export(kept: Kept, format_name: str) -> None:
    """Going on is right; going back, or another history that is signed just as well, is not."""
    folder, database = kept.folder, kept.folder / "data" / "likeness.db"
    said = Record(
        team_id=rows.TEAM, at=rows.NOW, kind="video_reported", actor="U0MAYA", subject="o_1",
        body={"reason": Digested("old")},
    )  # fmt: skip
    await kept.storage.close()
    past = database.read_bytes()
    await _reopened(kept, said)
    old = f"old.{format_name}"
    likeness(folder, "ledger", "export", "--format", format_name, "--output", old)
    await _reopened(kept, said)
    assert likeness(folder, "ledger", "verify", "--head", old).returncode == 0

    _put_back(database, past)
    assert likeness(folder, "ledger", "verify").returncode == 0
    back = likeness(folder, "ledger", "verify", "--head", old)
    assert (back.returncode, back.stdout) == (1, "")
    seq = len((folder / old).read_text().splitlines()) - (2 if format_name == "csv" else 1)
    assert f"there were {seq} lines when {old} was written, now there are {seq - 1}" in back.stderr

    await _reopened(kept, Record(**{**vars(said), "at": rows.NOW + 1}))
    assert likeness(folder, "ledger", "verify").returncode == 0
    other = likeness(folder, "ledger", "verify", "--head", old)
    assert (other.returncode, other.stderr) == (
        1,
        f"broken: line {seq} is not what it was when {old} was written\n",
    )


async def _reopened(kept: Kept, step: Record) -> None:
    from storage import open_storage

    storage = await open_storage(kept.folder / "data" / "likeness.db", signer=kept.signer)
    await storage.apply(change(step))
    await storage.close()


def _put_back(database: Path, content: bytes) -> None:
    for name in ("likeness.db-wal", "likeness.db-shm"):
        database.with_name(name).unlink(missing_ok=True)
    database.write_bytes(content)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "is not an export of the ledger"),
        ("{}", "is not an export of the ledger"),
        ('{"likeness_ledger": 1, "head": {"lines": "x"}}', "is not an export of the ledger"),
        ('{"likeness_ledger": 1, "head": null}', "holds no signed head"),
        ("row,seq\nhead,1\n", "is not an export of the ledger"),
        ("\x00\xff", "is not an export of the ledger"),
    ],
)
async def test_a_file_that_is_no_export_is_told(kept: Kept, content: str, problem: str) -> None:
    """Without a stack trace, with exit code 2."""
    (kept.folder / "old").write_text(content)
    done = likeness(kept.folder, "ledger", "verify", "--head", "old")
    assert (done.returncode, done.stderr) == (2, f"old {problem}\n")


async def test_an_export_signed_by_somebody_else_is_told(kept: Kept) -> None:
    """It says nothing about our ledger."""
    first, *lines = likeness(kept.folder, "ledger", "export").stdout.splitlines()
    head = json.loads(first)
    head["head"]["lines"] -= 1
    (kept.folder / "old").write_text("\n".join([json.dumps(head), *lines]))
    done = likeness(kept.folder, "ledger", "verify", "--head", "old")
    assert done.returncode == 1
    assert "old: the head is not signed with a key of ours" in done.stderr


def test_a_ledger_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Nothing is made by looking."""
    done = likeness(tmp_path, "ledger", "verify")
    assert done.returncode == 2
    assert "no database" in done.stderr
    assert not (tmp_path / "data").exists()
