"""Files without a public address: they go in by the gateway's own upload, or not at all."""

from __future__ import annotations

import json

import av
import numpy as np
import pytest

from sandbox.providers import FaultRule
from storage.model import Depiction, MediaStatus, RegistrationStatus
from tests.bot.poller.looks import registrations
from workflow.moment import MINUTE

ACTIVE, FAILED, WAITING = RegistrationStatus.ACTIVE, RegistrationStatus.FAILED, RegistrationStatus.WAITING
APIMART, JIMMYAI = "/v1/uploads/images", "/api/open-api/v1/files/upload"
pytestmark = pytest.mark.parametrize("gateways_on", [("apimart", "jimmyai", "pomex")], indirect=True)


@pytest.fixture(name="alone")
def _alone(world):
    """A world that nobody can reach."""
    world.without_public_url()
    return world


def uploads(world, path=APIMART):
    return [entry for entry in world.calls("POST", path) if entry.made]


async def uploaded(world):
    """What the ledger says of uploads, oldest first."""
    entries = [entry async for entry in world.storage.ledger()]
    return [(entry.subject, entry.body) for entry in entries if entry.kind == "media_uploaded"]


async def test_pictures_of_nobody_real_go_in_by_the_gateways_upload(alone):
    """Each once, with a line in the ledger that holds ids and the gateway alone."""
    facts = await alone.ask("house", "street", depiction=Depiction.NOBODY, provider="apimart")
    await alone.settle()
    facts = await alone.request(facts.request.id)
    assert [r.status for r in registrations(facts)] == [ACTIVE, ACTIVE]
    assert len(uploads(alone)) == 2
    body = {"provider": "apimart", "request": facts.request.id}
    assert sorted(await uploaded(alone)) == sorted((a.media.id, body) for a in facts.assets)


async def test_with_a_public_address_nothing_is_uploaded(world):
    """The gateway fetches our signed link, as before."""
    await world.ask("house", depiction=Depiction.NOBODY, provider="apimart")
    await world.settle()
    assert uploads(world) == []
    assert await uploaded(world) == []


async def test_a_members_picture_leaves_us_only_after_the_yes(alone):
    """At a gateway without a face check the DM's button is enough; before it nothing is uploaded."""
    facts = await alone.ask("rachel", provider="jimmyai")
    await alone.settle()
    assert alone.calls("POST", JIMMYAI) == []
    await alone.consent(facts)
    await alone.settle()
    facts = await alone.request(facts.request.id)
    assert [r.status for r in registrations(facts)] == [ACTIVE]
    assert len(uploads(alone, JIMMYAI)) == 1


async def test_a_yes_that_ended_keeps_the_file_here(alone):
    """Looked at again before the upload, not only before the call that registers."""
    facts = await alone.ask("rachel", provider="jimmyai")
    await alone.settle()
    await alone.consent(facts)
    read = alone.storage.request

    async def stale(request_id):
        """Facts as they were when the yes still held."""
        found = await read(request_id)
        if found is not None and found.assets[0].consent is not None:
            consent = found.assets[0].consent
            await alone.set(type(consent), consent.id, ended_at=alone.clock.ms, end_reason="withdrawn")
        return found

    alone.storage.request = stale
    await alone.settle(within_ms=10_000)
    assert alone.calls("POST", JIMMYAI) == []
    assert await uploaded(alone) == []


@pytest.mark.parametrize(
    ("fault", "status", "failure"),
    [
        ("429", WAITING, "rate_limited"),
        ("503", WAITING, "gateway_unavailable"),
        ("lost", WAITING, "gateway_unavailable"),
        ("garbage", WAITING, "gateway_unavailable"),
        ("401", FAILED, "key_refused"),
        ("402", FAILED, "no_credit"),
    ],
)
async def test_a_failed_upload_is_told_like_a_failed_submission(alone, fault, status, failure):
    """What may be repeated is, the rest ends; nothing is in doubt, since nothing was registered."""
    alone.faults(FaultRule(fault=fault, method="POST", path=APIMART, times=1))
    facts = await alone.ask("house", depiction=Depiction.NOBODY, provider="apimart")
    await _until_tried(alone)
    facts = await alone.request(facts.request.id)
    (registration,) = registrations(facts)
    assert (registration.status, registration.failure) == (status, failure)
    assert facts.submissions == ()
    await alone.settle()
    (registration,) = registrations(await alone.request(facts.request.id))
    assert registration.status is (ACTIVE if status is WAITING else FAILED)


async def _until_tried(world):
    for _ in range(20):
        if world.calls("POST", APIMART):
            return
        await world.sweep(ms=100)
    raise AssertionError("no upload was tried")


async def test_an_upload_whose_answer_was_lost_is_on_record(alone):
    """A copy may be there, so the ledger names it, and the one that was made again."""
    alone.faults(FaultRule(fault="lost", method="POST", path=APIMART, times=1))
    facts = await alone.ask("house", depiction=Depiction.NOBODY, provider="apimart")
    await alone.settle()
    facts = await alone.request(facts.request.id)
    assert [subject for subject, _ in await uploaded(alone)] == [facts.assets[0].media.id] * 2


async def test_one_failed_upload_does_not_stop_the_others(alone):
    """Each file has its own end."""
    alone.faults(FaultRule(fault="401", method="POST", path=APIMART, times=1))
    facts = await alone.ask("house", "street", depiction=Depiction.NOBODY, provider="apimart")
    await alone.settle()
    facts = await alone.request(facts.request.id)
    assert sorted(r.status for r in registrations(facts)) == sorted([ACTIVE, FAILED])


async def test_a_repeated_submission_uploads_nothing_twice(alone):
    """The link of an hour ago still leads to the file."""
    submit = "/v1/seedance2/private-avatar"
    alone.faults(FaultRule(fault="503", method="POST", path=submit, times=3))
    facts = await alone.ask("house", depiction=Depiction.NOBODY, provider="apimart")
    await alone.settle()
    (registration,) = registrations(await alone.request(facts.request.id))
    assert registration.status is ACTIVE
    assert len(alone.calls("POST", APIMART)) == 1


def test_a_kept_link_ends_after_an_hour(alone):
    """Well before the gateway's own link does."""
    alone.tools.uploads.keep("apimart", "m_1", "https://files.example.com/1", alone.clock.ms)
    now = alone.clock.ms
    assert alone.tools.uploads.get("apimart", "m_1", now + 59 * MINUTE) == "https://files.example.com/1"
    assert alone.tools.uploads.get("jimmyai", "m_1", now) is None
    assert alone.tools.uploads.get("apimart", "m_1", now + 60 * MINUTE) is None
    assert "files.example.com" not in repr(alone.tools.uploads)


async def test_an_address_that_is_taken_away_is_named_and_waited_for(world):
    """Asked for while there was one: the card names the setting, and with it again the file goes in."""
    facts = await world.ask("house", depiction=Depiction.NOBODY)
    while (await world.request(facts.request.id)).assets[0].media.status is MediaStatus.FETCHING:
        await world.sweep()
    tools = world.tools
    world.without_public_url()
    await world.settle(within_ms=20_000)
    (registration,) = registrations(await world.request(facts.request.id))
    assert (registration.status, registration.failure) == (WAITING, "no_public_url_for_files")
    world.poller = type(world.poller)(tools, world.poller._steps)
    await world.settle()
    (registration,) = registrations(await world.request(facts.request.id))
    assert registration.status is ACTIVE


async def test_a_face_check_that_no_phone_can_reach_is_said_before_anybody_is_asked(alone):
    """The address was taken away after the form was sent: nobody gets a question that cannot be answered."""
    facts = await alone.ask("rachel", provider="apimart")
    await alone.settle()
    facts = await alone.request(facts.request.id)
    (asset,) = facts.assets
    assert asset.media.status is MediaStatus.REFUSED
    assert asset.media.problem.startswith("no_public_url_for_face_check{")
    assert facts.invitation is None


@pytest.mark.parametrize(
    ("provider", "depiction", "key"),
    [
        ("jimmyai", Depiction.MEMBER, "kind_not_of_people"),
        ("apimart", Depiction.NOBODY, "no_public_url_for_files"),
    ],
)
async def test_what_is_behind_a_link_is_held_against_the_gateway_again(
    alone, provider, depiction, key, a_clip
):
    """The form took it for a picture; the bytes say clip, and it is never sent."""
    alone.pictures["link"] = a_clip
    facts = await alone.ask("link", depiction=depiction, provider=provider)
    await alone.settle()
    facts = await alone.request(facts.request.id)
    (asset,) = facts.assets
    assert asset.media.status is MediaStatus.REFUSED
    named, _, params = asset.media.problem.partition("{")
    assert named == key
    assert json.loads("{" + params)["provider"]
    assert "media_refused" in await alone.messages()
    assert uploads(alone, JIMMYAI) == uploads(alone) == []
    assert not await alone.tools.store.has(asset.media.id)


@pytest.fixture(name="a_clip")
def _a_clip(tmp_path):
    """Three seconds of a real MP4."""
    path = tmp_path / "clip.mp4"
    with av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=8, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        for number in range(24):
            pixels = np.full((360, 640, 3), number * 10, dtype=np.uint8)
            target.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        target.mux(stream.encode())
    return path.read_bytes()
