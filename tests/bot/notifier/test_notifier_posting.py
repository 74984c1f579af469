"""Messages arrive once, in order, as they should read."""

from __future__ import annotations

import pytest

from handlers.composed import Attachment, MediaSource, QrSource
from storage.model import MessageStatus


async def test_a_notice_is_posted_with_its_keys(world):
    """A notice carries our id as metadata and as client_msg_id, and the row knows where it is."""
    await world.want("one")
    await world.settle()
    (call,) = world.calls("chat.postMessage")
    assert call["args"]["metadata"] == {
        "event_type": "likeness_message",
        "event_payload": {"message_id": "m_one"},
    }
    assert len(call["args"]["client_msg_id"]) == 36
    assert call["args"]["unfurl_links"] is False
    row = await world.row("one")
    assert (row.status, row.sent_channel, row.sent_revision) == (MessageStatus.SENT, "C0FILM", 1)
    assert await world.storage.sent_card_ts("m_one") == ("C0FILM", row.sent_ts)


async def test_a_message_with_nothing_to_say_counts_as_sent(world):
    """When the composer has nothing to say, nothing is posted and nothing is left to do."""
    world.composer.silent.add("hello")
    await world.want("one")
    await world.settle()
    assert world.calls("chat.postMessage") == []
    assert (await world.row("one")).status is MessageStatus.SENT


async def test_a_card_is_edited_in_place(world):
    """A wanted revision of a sent card edits the same message, blocks included."""
    await world.card("card")
    await world.settle()
    world.composer.text["hello"] = "ready"
    await world.card("card")
    await world.settle()
    assert world.texts() == ["ready"]
    (message,) = world.workspace.messages.in_channel("C0FILM")
    assert message.blocks[0]["text"]["text"] == "ready"
    assert message.metadata is not None
    row = await world.row("card")
    assert (row.status, row.sent_revision, row.wanted_revision) == (MessageStatus.SENT, 2, 2)


async def test_quick_changes_merge_into_few_edits(world):
    """Ten changes within a second cost few edits and end with the newest state."""
    await world.card("card")
    await world.settle()
    for number in range(10):
        world.clock.ms += 90
        world.composer.text["hello"] = f"state {number}"
        await world.card("card")
        await world.notifier.sweep(world.clock.ms)
    await world.settle()
    assert world.texts() == ["state 9"]
    assert len(world.calls("chat.update")) <= 3


async def test_a_notice_waits_for_its_card_and_its_elders(world):
    """Notices go into the card's thread, after the card and in the order in which they were wanted."""
    await world.card("card")
    for number in range(4):
        await world.want(f"n{number}", thread="m_card")
    world.faults({"method": "chat.postMessage", "fault": "error:service_unavailable", "times": 2})
    await world.settle()
    ts = (await world.row("card")).sent_ts
    assert world.texts(thread_ts=ts) == [f"hello n{number}" for number in range(4)]


async def test_a_dm_goes_by_user_id_and_its_thread_by_its_channel(world):
    """A message to a user id lands in the DM; the row keeps the D id, and replies use it."""
    await world.card("card", channel="U0RACHEL")
    await world.want("reply", channel="U0RACHEL", thread="m_card")
    await world.settle()
    row = await world.row("card")
    assert row.sent_channel is not None
    assert row.sent_channel.startswith("D")
    assert world.texts(row.sent_channel, row.sent_ts) == ["hello reply"]


async def test_files_are_uploaded_first_and_shared_by_their_permalink(world):
    """A file is uploaded privately, then shared by the message that names its permalink."""
    source = MediaSource(media_id="md_1")
    world.composer.shows["film"] = (
        Attachment(slot="video", source=source, filename="film.png", title="A film", alt="A film of Rachel"),
    )
    world.composer.text["film"] = "Here it is: {video}"
    await world.want("film", kind="film")
    await world.settle()
    (message,) = world.workspace.messages.in_channel("C0FILM")
    assert len(message.linked_files) == 1
    (call,) = world.calls("chat.postMessage")
    assert call["args"]["unfurl_links"] is True
    (done,) = world.calls("files.completeUploadExternal")
    assert "channel_id" not in done["args"]
    row = await world.row("film")
    assert row.files["video"]["id"] == message.linked_files[0]


async def test_a_file_is_uploaded_once_though_its_post_is_repeated(world):
    """The file's id is stored before the post, so that no retry uploads again."""
    world.composer.shows["film"] = (
        Attachment(slot="qr", source=QrSource(invitation_id="i_1"), filename="qr.png", title="QR", alt="QR"),
        Attachment(slot="poster", source=MediaSource(media_id="md_2"), filename="p.png", title="P", alt="P"),
    )
    world.faults({"method": "chat.postMessage", "fault": "error:service_unavailable", "times": 3})
    await world.want("film", kind="film")
    await world.settle()
    assert len(world.calls("files.completeUploadExternal")) == 2
    assert len(world.opened) == 2
    assert world.texts() == ["film film"]


@pytest.mark.parametrize(
    "code", ["file_uploads_disabled", "file_upload_size_restricted", "storage_limit_reached"]
)
async def test_a_file_that_slack_never_takes_is_left_out(world, code):
    """The message goes out without it, and it is not tried again."""
    world.composer.shows["film"] = (
        Attachment(slot="video", source=MediaSource(media_id="md_1"), filename="f.mp4", title="F", alt="F"),
        Attachment(slot="poster", source=MediaSource(media_id="md_2"), filename="p.png", title="P", alt="P"),
    )
    world.composer.text["film"] = "here: {poster}"
    world.faults({"method": "files.getUploadURLExternal", "fault": f"error:{code}", "times": 1})
    await world.want("film", kind="film")
    await world.settle()
    (message,) = world.workspace.messages.in_channel("C0FILM")
    assert len(message.linked_files) == 1
    row = await world.row("film")
    assert (row.status, row.files["video"]["refused"]) == (MessageStatus.SENT, code)
    assert len(world.opened) == 2


async def test_another_picture_in_the_same_slot_is_uploaded(world):
    """A card that shows another file in a slot uploads that one, and only that one."""

    def shows(media: str) -> tuple[Attachment, ...]:
        return (
            Attachment(slot="p", source=MediaSource(media_id=media), filename="p.png", title="P", alt="P"),
        )

    world.composer.shows["hello"] = shows("md_1")
    await world.card("card")
    await world.settle()
    await world.card("card")
    await world.settle()
    world.composer.shows["hello"] = shows("md_2")
    await world.card("card")
    await world.settle()
    assert [source.media_id for source in world.opened] == ["md_1", "md_2"]


@pytest.mark.parametrize("options", [{"slack_file_seconds": 20.0}])
async def test_a_picture_that_is_not_ready_yet_is_waited_for(world):
    """`invalid slack file` right after an upload delays the message and nothing else."""
    world.composer.shows["hello"] = (
        Attachment(slot="p", source=MediaSource(media_id="md_1"), filename="p.png", title="P", alt="P"),
    )
    world.composer.blocks = lambda _message, files: [
        {"type": "image", "slack_file": {"id": files["p"].id}, "alt_text": "P"}
    ]
    await world.want("one")
    await world.settle()
    (message,) = world.workspace.messages.in_channel("C0FILM")
    assert message.blocks[0]["type"] == "image"
    assert len(world.calls("files.completeUploadExternal")) == 1


@pytest.mark.parametrize("options", [{"slack_file_seconds": 1e9}])
async def test_a_picture_that_never_gets_ready_does_not_hold_the_words(world):
    """After many tries the message goes without its picture."""
    world.composer.shows["hello"] = (
        Attachment(slot="p", source=MediaSource(media_id="md_1"), filename="p.png", title="P", alt="P"),
    )
    world.composer.blocks = lambda _message, files: [
        {"type": "image", "slack_file": {"id": files["p"].id}, "alt_text": "P"}
    ]
    await world.want("one")
    await world.settle()
    assert world.texts() == ["hello one"]
    assert len(world.calls("files.completeUploadExternal")) == 3


async def test_blocks_that_slack_refuses_do_not_hold_the_words(world):
    """A message whose blocks are refused goes as text, which tells the outcome by itself."""
    world.composer.blocks = lambda _message, _files: [{"type": "unheard_of"}]
    await world.card("card")
    await world.card("card")
    await world.settle()
    assert world.texts() == ["hello card"]
    assert (await world.row("card")).status is MessageStatus.SENT
