"""`likeness backup` and `likeness restore` as people call them."""

from __future__ import annotations

import tarfile
from pathlib import Path

from bot.data_folder import held_data_folder
from tests.bot.backup.conftest import World
from tests.support.command_line import likeness


def _backup(folder: Path, **variables: str):
    return likeness(folder, "backup", "likeness.tar", **variables)


async def test_a_backup_is_made_while_the_bot_holds_the_folder(world: World, tmp_path):
    """It holds the database and media for its owner alone, and no secret."""
    with held_data_folder(world.data):
        done = _backup(tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "saved the database and 1 media files to likeness.tar\n"
    tar = tmp_path / "likeness.tar"
    assert tar.stat().st_mode & 0o777 == 0o600
    with tarfile.open(tar) as opened:
        (media,) = (world.data / "media").iterdir()
        assert opened.getnames() == ["likeness.db", f"media/{media.name}/original", "backup.json"]
    assert (world.data / "secret.key").read_bytes().strip() not in tar.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data", "likeness.tar"]


async def test_restore_refuses_while_a_bot_holds_the_folder(world: World, tmp_path):
    """Stop it first."""
    _backup(tmp_path)
    with held_data_folder(world.data):
        done = likeness(tmp_path, "restore", "likeness.tar")
    assert done.returncode == 2
    assert "another Likeness works on" in done.stderr


async def test_restore_into_an_empty_folder_then_confirm(world: World, tmp_path):
    """It needs the secret; it tells what differs, and `--confirm` tells it once more."""
    _backup(tmp_path)
    secret = (world.data / "secret.key").read_text().strip()
    other = {"LIKENESS_DATA_DIR": str(tmp_path / "other")}
    refused = likeness(tmp_path, "restore", "likeness.tar", **other)
    assert refused.returncode == 2
    assert "the secret is not here" in refused.stderr
    done = likeness(tmp_path, "restore", "likeness.tar", **other, LIKENESS_SECRET_KEY=secret)
    assert done.returncode == 0, done.stderr
    assert "there is no journal.jsonl" in done.stdout
    assert done.stdout.endswith("Nothing is posted until you say: likeness restore --confirm\n")
    confirmed = likeness(tmp_path, "restore", "--confirm", **other)
    assert confirmed.returncode == 0
    assert "there is no journal.jsonl" in confirmed.stdout
    again = likeness(tmp_path, "restore", "--confirm", **other)
    assert "nothing is held back" in again.stderr


def test_what_cannot_be_done_is_told_in_a_sentence(tmp_path):
    """No database, no such file, neither a file nor --confirm."""
    assert "no database at" in _backup(tmp_path).stderr
    assert "name a backup" in likeness(tmp_path, "restore").stderr
    missing = likeness(tmp_path, "restore", "none.tar", LIKENESS_SECRET_KEY="s" * 40)
    assert missing.returncode == 2
    assert "none.tar is no whole backup" in missing.stderr
