"""Files under signed links: the gateway's while it reviews, the person's while his link is good."""

from __future__ import annotations

import pytest

from bot.media.store import THUMBNAIL
from storage.changes import Update, change
from storage.model import (
    Asset,
    AssetStatus,
    InvitationStatus,
    Media,
    Registration,
    RegistrationStatus,
    Video,
    VideoStatus,
)
from tests.bot.web.conftest import MEDIA, World, portrait
from tests.support import rows

STILL = b"\xff\xd8 a still"


@pytest.fixture(name="reviewed")
async def _reviewed(world: World) -> World:
    """The picture is with the gateway."""
    await world.invite(
        asset={"status": AssetStatus.USABLE}, registration={"status": RegistrationStatus.IN_REVIEW}
    )
    return world


async def set_registration(world: World, status: RegistrationStatus) -> None:
    await world.storage.apply(
        change(Update(table=Registration, where={"id": "g_1"}, values={"status": status}))
    )


async def test_a_gateway_fetches_the_very_file(reviewed: World) -> None:
    """The original with its type, and headers that keep it private."""
    answer = await reviewed.get(reviewed.media_path())
    assert answer.status == 200
    assert answer.body == portrait()
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


async def test_ranges_and_head_work(reviewed: World) -> None:
    """Gateways look at the size first and fetch in parts."""
    head = await reviewed.call("HEAD", reviewed.media_path())
    assert (head.status, head.headers["Content-Length"]) == (200, str(len(portrait())))
    part = await reviewed.get(reviewed.media_path(), headers={"Range": "bytes=10-19"})
    assert (part.status, part.body) == (206, portrait()[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(portrait())}"
    beyond = await reviewed.get(reviewed.media_path(), headers={"Range": "bytes=99999999-"})
    assert beyond.status == 416


async def test_the_link_ends_when_the_registration_is_decided(reviewed: World) -> None:
    """Only while the gateway may still look at it."""
    opened = set()
    for status in RegistrationStatus:
        await set_registration(reviewed, status)
        answer = await reviewed.get(reviewed.media_path())
        assert answer.status in (200, 404)
        opened |= {status} if answer.status == 200 else set()
    assert opened == {
        RegistrationStatus.SUBMITTING,
        RegistrationStatus.UNKNOWN,
        RegistrationStatus.IN_REVIEW,
    }


async def test_the_link_ends_when_the_asset_is_taken_away(reviewed: World) -> None:
    """A withdrawal does not wait for the gateway's decision."""
    for status in set(AssetStatus) - {AssetStatus.USABLE}:
        await reviewed.storage.apply(
            change(Update(table=Asset, where={"id": "a_1"}, values={"status": status}))
        )
        assert (await reviewed.get(reviewed.media_path())).status == 404


async def filming(world: World, person_id: str | None) -> None:
    """A picture whose review is over, in a video."""
    await world.invite(
        asset={"status": AssetStatus.USABLE, "person_id": person_id},
        registration={"status": RegistrationStatus.FAILED},
    )
    await world.write(rows.video(), rows.video_reference(registration_id=None))


async def test_a_picture_of_nobody_real_is_fetched_while_its_video_is_made(world: World) -> None:
    """Neither before the video is started nor after it is over."""
    await filming(world, person_id=None)
    opened = set()
    for status in VideoStatus:
        await world.storage.apply(change(Update(table=Video, where={"id": "v_1"}, values={"status": status})))
        if (await world.get(world.media_path())).status == 200:
            opened.add(status)
    assert opened == {
        VideoStatus.STARTING,
        VideoStatus.QUEUED,
        VideoStatus.RUNNING,
        VideoStatus.UNKNOWN,
    }


async def test_a_real_persons_picture_is_fetched_for_reviews_alone(world: World) -> None:
    """No gateway gets it for a video but as what it registered."""
    await filming(world, person_id="p_1")
    for status in VideoStatus:
        await world.storage.apply(change(Update(table=Video, where={"id": "v_1"}, values={"status": status})))
        assert (await world.get(world.media_path())).status == 404


async def test_no_other_link_opens_a_file(reviewed: World) -> None:
    """Over, cut, forged, of a consent page, of a file that nobody knows: 404 and an empty body."""
    good = reviewed.media_path()
    for path in (
        reviewed.media_path(until=rows.NOW),
        good[:-1],
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        reviewed.path().replace("/v/", "/media/"),
        reviewed.media_path("m_zzzzzzzzzzzz"),
        "/media/",
        "/media/../likeness.db",
        "/media/%2e%2e%2flikeness.db",
    ):
        answer = await reviewed.get(path)
        assert answer.status == 404, path
        assert portrait()[:20] not in answer.body


async def test_an_erased_file_is_gone(reviewed: World) -> None:
    """The row may outlive its file."""
    await reviewed.store.erase(MEDIA)
    answer = await reviewed.get(reviewed.media_path())
    assert (answer.status, answer.body) == (410, b"")


async def test_a_small_picture_is_shown_whole_and_a_heavy_one_small(invited: World) -> None:
    """The person sees the very picture, and no phone loads 30 MB for it."""
    await invited.place(MEDIA, STILL, THUMBNAIL)
    path = f"{invited.path()}/picture/{MEDIA}"
    assert (await invited.get(path)).body == portrait()
    await invited.storage.apply(
        change(Update(table=Media, where={"id": MEDIA}, values={"bytes": 29_000_000}))
    )
    assert (await invited.get(path)).body == STILL


@pytest.mark.parametrize(
    ("kind", "content_type", "picture", "play"),
    [("image", "image/jpeg", 200, 404), ("video", "video/mp4", 200, 200), ("audio", "audio/mpeg", 404, 200)],
)
async def test_clips_have_a_still_and_play_sounds_only_play(
    world: World, kind: str, content_type: str, picture: int, play: int
) -> None:
    """Each kind of file in the way in which it can be looked at."""
    await world.invite(media={"kind": kind, "content_type": content_type})
    assert (await world.get(f"{world.path()}/picture/{MEDIA}")).status == picture
    played = await world.get(f"{world.path()}/play/{MEDIA}")
    assert played.status == play
    if play == 200:
        assert played.headers["Content-Type"] == content_type


@pytest.mark.parametrize("status", [InvitationStatus.DECLINED, InvitationStatus.LAPSED])
async def test_a_refused_picture_is_not_shown_any_more(world: World, status: InvitationStatus) -> None:
    """It waits for its erasure, but nobody sees it."""
    await world.invite(invitation={"status": status})
    assert (await world.get(f"{world.path()}/picture/{MEDIA}")).status == 404


async def test_a_link_shows_only_its_own_pictures(invited: World) -> None:
    """Somebody else's file is not opened by a good link."""
    await invited.write(
        rows.asset_request(id="r_2"),
        rows.media(id="m_bbbbbbbbbbbb"),
        rows.asset(id="a_2", request_id="r_2", media_id="m_bbbbbbbbbbbb", name="other"),
    )
    await invited.place("m_bbbbbbbbbbbb", portrait())
    for media_id in ("m_bbbbbbbbbbbb", "..", "%2e%2e", "m_cccccccccccc"):
        assert (await invited.get(f"{invited.path()}/picture/{media_id}")).status == 404
