"""`likeness media`: what is kept is listed, what is too old is erased, what is needed stays."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.media.store import MediaStore
from storage import SqliteStorage, open_storage
from storage.changes import Insert, Put, change
from storage.model import AssetStatus, MediaStatus, RegistrationStatus, Setting, VideoStatus
from tests.support import rows
from tests.support.command_line import likeness

OLD, USED, SENT, NEW, FILM, STILL = (f"m_{letter * 12}" for letter in "abcdef")
AGED = 1_500_000_000_000  # long before today


@pytest.fixture(name="kept")
async def _kept(tmp_path: Path) -> AsyncIterator[SqliteStorage]:
    """An old picture, one that a video under way uses, one in review, a new one; an old film."""
    storage = await open_storage(tmp_path / "data" / "likeness.db")
    store = MediaStore(tmp_path / "data" / "media")
    await store.start()
    for media_id in (OLD, USED, SENT, NEW, FILM, STILL):
        async with store.staging() as folder:
            (folder / "file").write_bytes(b"x" * 2048)
            await store.place(media_id, folder / "file")
    steps = [Put(row=rows.workspace()), Insert(row=rows.asset_request(person_id=None))]
    for n, media_id in enumerate((OLD, USED, SENT, NEW)):
        made = 4_000_000_000_000 if media_id == NEW else AGED
        asset = rows.asset(
            id=f"a_{n}",
            person_id=None,
            media_id=media_id,
            name=f"robot-{n}",
            status=AssetStatus.USABLE,
        )
        steps += [Insert(row=rows.media(id=media_id, bytes=2048, created_at=made)), Insert(row=asset)]
    in_review = rows.registration(asset_id="a_2", status=RegistrationStatus.IN_REVIEW)
    film = rows.video(
        id="v_1",
        status=VideoStatus.SUCCEEDED,
        result_media_id=FILM,
        poster_media_id=STILL,
        finished_at=AGED,
    )
    steps += [
        Insert(row=in_review),
        Insert(row=rows.media(id=FILM, kind="video", bytes=2048)),
        Insert(row=rows.media(id=STILL, bytes=2048)),
        Insert(row=film),
        Insert(row=rows.video(id="v_2", status=VideoStatus.RUNNING)),
        Insert(row=rows.video_reference(video_id="v_2", asset_id="a_1", registration_id=None)),
    ]
    assert await storage.apply(change(*steps)) is None
    yield storage
    await storage.close()


async def wants(storage: SqliteStorage, **days: int) -> None:
    for name, value in days.items():
        row = Setting(
            team_id=rows.TEAM, name=name, value={"value": value}, changed_by="U0A", changed_at=rows.NOW
        )
        assert await storage.apply(change(Put(row=row))) is None


def here(folder: Path) -> set[str]:
    return {entry.name for entry in (folder / "data" / "media").iterdir() if entry.name.startswith("m_")}


async def test_everything_kept_is_listed(kept: SqliteStorage, tmp_path: Path) -> None:
    """Id, size, age, and what for; a use may be picked."""
    listed = likeness(tmp_path, "media", "list").stdout
    assert listed.splitlines()[-1] == "6 files, 12.0 KiB"
    assert any(OLD in line and "asset @robot-0" in line for line in listed.splitlines())
    (film, _) = likeness(tmp_path, "media", "list", "--use", "video").stdout.splitlines()
    assert (FILM in film, "video v_1" in film) == (True, True)


async def test_nothing_is_erased_that_nobody_wants_erased(kept: SqliteStorage, tmp_path: Path) -> None:
    """Without settings everything stays."""
    assert likeness(tmp_path, "media", "prune").stdout == "0 files, 0 B, erased\n"
    assert len(here(tmp_path)) == 6


async def test_a_dry_run_only_tells(kept: SqliteStorage, tmp_path: Path) -> None:
    """The same files, and all of them stay."""
    await wants(kept, keep_files_days=30, keep_videos_days=30)
    told = likeness(tmp_path, "media", "prune", "--dry-run").stdout
    assert told.splitlines()[-1] == "3 files, 6.0 KiB, would be erased"
    assert len(here(tmp_path)) == 6


async def test_old_files_go_and_needed_ones_stay(kept: SqliteStorage, tmp_path: Path) -> None:
    """What a review or a video under way needs is not erased, however old; a second run finds nothing."""
    await wants(kept, keep_files_days=30, keep_videos_days=30)
    assert "3 files" in likeness(tmp_path, "media", "prune").stdout
    assert here(tmp_path) == {USED, SENT, NEW}
    for media_id in (OLD, FILM, STILL):
        row = await kept.media(media_id)
        assert row is not None
        assert row.status is MediaStatus.ERASED
    assert likeness(tmp_path, "media", "prune").stdout == "0 files, 0 B, erased\n"


def test_without_a_database_it_says_so(tmp_path: Path) -> None:
    """A sentence and exit code 2."""
    done = likeness(tmp_path, "media", "list")
    assert (done.returncode, "no database at" in done.stderr) == (2, True)
