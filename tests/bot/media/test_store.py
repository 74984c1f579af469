"""Media are placed whole, found by id, served privately and erased."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest
import zxingcpp
from aiohttp import web
from PIL import Image

from bot.media.leftovers import erase_leftovers
from bot.media.qr import qr_png
from bot.media.serve import media_response
from bot.media.store import MediaStore
from storage import open_storage
from storage.changes import Insert, change
from storage.model import Media, MediaStatus
from tests.support import rows

MEDIA_ID = "m_abcdefghij23"
LINK = "https://likeness.example.com/v/" + "Ab-_" * 8


@pytest.fixture(name="store")
async def _store(tmp_path) -> MediaStore:
    store = MediaStore(tmp_path / "media")
    await store.start()
    return store


async def _place(store: MediaStore, data: bytes, variant: str = "original") -> Path:
    async with store.staging() as folder:
        (folder / "made").write_bytes(data)
        return await store.place(MEDIA_ID, folder / "made", variant)


async def test_a_file_is_placed_read_replaced_and_erased(store) -> None:
    """What was placed last is what is found; nothing is left after erasing."""
    await _place(store, b"first")
    path = await _place(store, b"second")
    await _place(store, b"small", "thumbnail")

    with await store.open(MEDIA_ID) as file:
        assert file.read() == b"second"
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    assert await store.has(MEDIA_ID, "thumbnail")
    assert await store.erase(MEDIA_ID)
    assert not await store.erase(MEDIA_ID)
    assert not await store.has(MEDIA_ID)
    with pytest.raises(FileNotFoundError):
        await store.open(MEDIA_ID)


async def test_staging_is_emptied_at_its_end_and_at_start(store, tmp_path) -> None:
    """Neither a failed step nor an ended process leaves files behind; kept media stay."""
    await _place(store, b"kept")

    async def fail() -> None:
        async with store.staging() as folder:
            (folder / "half").write_bytes(b"x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert not list((tmp_path / "media" / ".staging").iterdir())

    left = tmp_path / "media" / ".staging" / "left"
    left.mkdir()
    (left / "over").write_bytes(b"x")
    await MediaStore(tmp_path / "media").start()
    assert not left.exists()
    assert await store.has(MEDIA_ID)


@pytest.mark.parametrize(
    ("media_id", "variant"),
    [
        ("../secret.key", "original"),
        ("m_../../../../x", "original"),
        ("m_ABCDEFGHIJ23", "original"),
        ("m_abcdefghij23\n", "original"),
        ("i_abcdefghij23", "original"),
        ("", "original"),
        (MEDIA_ID, "../original"),
        (MEDIA_ID, ""),
    ],
)
def test_only_ids_and_variants_name_files(store, media_id, variant) -> None:
    """No text leads out of the folder."""
    with pytest.raises(ValueError, match="no media id"):
        store.path(media_id, variant)


@pytest.fixture(name="client")
async def _client(store, aiohttp_client):
    media = Media(
        id=MEDIA_ID,
        team_id="T1",
        kind="video",
        status=MediaStatus.READY,
        source_sealed="",
        content_type="video/mp4",
        created_at=0,
    )

    async def serve(request: web.Request) -> web.StreamResponse:
        return await media_response(store, media, request.query.get("variant", "original"))

    app = web.Application()
    app.router.add_get("/media", serve)
    return await aiohttp_client(app)


async def test_a_medium_is_served_privately_and_in_ranges(store, client) -> None:
    """The whole or a part, never cached, sniffed or leaked by referrer."""
    data = bytes(range(256)) * 4096
    await _place(store, data)
    whole = await client.get("/media")
    part = await client.get("/media", headers={"Range": "bytes=10-19"})
    tail = await client.get("/media", headers={"Range": "bytes=-5"})
    beyond = await client.get("/media", headers={"Range": "bytes=9999999-"})

    assert (whole.status, await whole.read()) == (200, data)
    assert (part.status, await part.read()) == (206, data[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(data)}"
    assert (tail.status, await tail.read()) == (206, data[-5:])
    assert beyond.status == 416
    for answer in (whole, part):
        assert answer.headers["Content-Type"] == "video/mp4"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_thumbnail_is_a_jpeg_and_an_erased_medium_is_gone(store, client) -> None:
    """What is not here any more is told as gone, privately too."""
    await _place(store, b"\xff\xd8\xff", "thumbnail")
    small = await client.get("/media?variant=thumbnail")
    gone = await client.get("/media")

    assert (small.status, small.headers["Content-Type"]) == (200, "image/jpeg")
    assert (gone.status, await gone.read(), gone.headers["Cache-Control"]) == (410, b"", "no-store")


@pytest.mark.parametrize("side", [120, 240, 600])
async def test_the_qr_code_is_read_from_small_pictures(side) -> None:
    """A code shown at 120 pixels still opens the link."""
    png = await asyncio.to_thread(qr_png, LINK)
    with Image.open(io.BytesIO(png)) as code:
        assert code.width >= 600
        shown = code.convert("L").resize((side, side), Image.Resampling.LANCZOS)
    assert [found.text for found in zxingcpp.read_barcodes(shown)] == [LINK]


async def test_the_qr_code_bears_a_scratch() -> None:
    """Level M, and a link short enough that the code stays coarse: path and token have 35 characters."""
    png = await asyncio.to_thread(qr_png, LINK)
    with Image.open(io.BytesIO(png)) as code:
        (found,) = zxingcpp.read_barcodes(code.convert("L"))
    assert found.ec_level == "M"
    assert len(LINK.removeprefix("https://likeness.example.com")) <= 40


async def test_what_a_process_left_behind_is_erased(store, tmp_path) -> None:
    """A file that was placed before its row could be written, and one that was to be erased; no other."""
    storage = await open_storage(tmp_path / "likeness.db")
    known, erased = "m_aaaaaaaaaaaa", "m_bbbbbbbbbbbb"
    await storage.apply(
        change(
            Insert(row=rows.media(id=known)),
            Insert(row=rows.media(id=erased, status=MediaStatus.ERASED)),
        )
    )
    for media_id in (MEDIA_ID, known, erased):
        async with store.staging() as folder:
            (folder / "made").write_bytes(b"a face")
            await store.place(media_id, folder / "made")
    assert await erase_leftovers(store, storage) == 2
    assert await store.kept() == [known]
    await storage.close()
