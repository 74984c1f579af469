"""Uploads in three steps, sharing by permalink, private urls, pictures in blocks."""

import io
from typing import Any

import pytest


def picture(file: dict[str, Any]) -> dict[str, Any]:
    return {"type": "image", "alt_text": "a QR code", "slack_file": {"id": file["id"]}}


async def test_a_private_upload_is_shared_by_its_permalink(slack: Any, png: bytes) -> None:
    """The file is private until a message holds its permalink; then the page shows it with the message."""
    file = await slack.bot_upload("film.png", png)
    assert (file["mimetype"], file["original_w"], file["size"]) == ("image/png", 8, len(png))
    info = (await slack.client.files_info(file=file["id"]))["file"]
    assert info["ims"] == []
    posted = await slack.client.chat_postMessage(
        channel="U0MAYA", text=f"Done <{file['permalink']}|film.png>"
    )
    assert posted["message"]["files"][0]["id"] == file["id"]
    shown = (await slack.look("U0MAYA"))["messages"]["D0MAYA"][0]
    assert shown["permalink_files"][0]["id"] == file["id"]
    info = (await slack.client.files_info(file=file["id"]))["file"]
    assert info["ims"] == ["D0MAYA"]
    assert info["shares"]["private"]["D0MAYA"][0]["ts"] == posted["ts"]
    async with slack.session.get(file["permalink"]) as answer:
        assert await answer.read() == png


async def test_an_upload_can_be_posted_at_once(slack: Any, png: bytes) -> None:
    """With a channel the last step posts one message, and a second completion finds no upload."""
    await slack.client.conversations_join(channel="C0FILM")
    file = await slack.bot_upload("a.png", png, channel_id="C0FILM", initial_comment="here")
    shown = (await slack.look("U0TOM"))["messages"]["C0FILM"]
    assert [(message["text"], message["files"][0]["id"]) for message in shown] == [("here", file["id"])]
    again = await slack.call("files.completeUploadExternal", files=[{"id": file["id"]}], channel_id="C0FILM")
    assert again["error"] == "file_not_found"


@pytest.mark.parametrize("announced", [-1, 1])
async def test_the_length_must_be_as_announced(slack: Any, png: bytes, announced: int) -> None:
    """More or fewer bytes than announced are refused, and the upload cannot be completed."""
    start = await slack.client.files_getUploadURLExternal(filename="a.png", length=len(png) + announced)
    async with slack.session.post(start["upload_url"], data=png) as answer:
        assert answer.status == 400
    done = await slack.call("files.completeUploadExternal", files=[{"id": start["file_id"]}])
    assert done["error"] == "file_not_found"


async def test_uploads_may_be_forms(slack: Any, png: bytes) -> None:
    """The middle step takes a multipart form too."""
    start = await slack.client.files_getUploadURLExternal(filename="a.png", length=len(png))
    async with slack.session.post(start["upload_url"], data={"filename": io.BytesIO(png)}) as answer:
        assert await answer.text() == f"OK - {len(png)}"


async def test_the_sdk_uploads_in_one_call(slack: Any, png: bytes) -> None:
    """The SDK's own helper works against the three steps."""
    await slack.client.conversations_open(users="U0MAYA")
    answer = await slack.client.files_upload_v2(filename="a.png", content=png, channel="D0MAYA", title="A")
    assert answer["file"]["title"] == "A"
    refused = await slack.call("files.completeUploadExternal", files=[{"id": "F1"}], channel_id="U0MAYA")
    assert refused["ok"] is False


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("files.getUploadURLExternal", {"filename": "a", "length": 0}, "invalid_arguments"),
        ("files.getUploadURLExternal", {"filename": "a", "length": "x"}, "invalid_arguments"),
        ("files.getUploadURLExternal", {"length": 3}, "invalid_arguments"),
        (
            "files.getUploadURLExternal",
            {"filename": "a", "length": (1 << 30) + 1},
            "file_upload_size_restricted",
        ),
        ("files.completeUploadExternal", {}, "invalid_arguments"),
        ("files.completeUploadExternal", {"files": [{"id": "F1"}]}, "file_not_found"),
        ("files.info", {"file": "F1"}, "file_not_found"),
        ("files.delete", {"file": "F1"}, "file_not_found"),
    ],
)
async def test_wrong_file_calls_are_named(slack: Any, method: str, args: dict[str, Any], error: str) -> None:
    """Slack's words answer what cannot be done."""
    assert (await slack.call(method, **args))["error"] == error


@pytest.mark.parametrize("token", [None, "Bearer xoxb-other", "Bearer xoxb-local"])
async def test_private_urls_answer_a_login_page_to_strangers(
    slack: Any, png: bytes, token: str | None
) -> None:
    """Only the bot's token gets the bytes; everybody else gets HTML with status 200."""
    file = await slack.bot_upload("a b.png", png)
    headers = {"Authorization": token} if token else {}
    for url in (file["url_private"], file["url_private_download"]):
        async with slack.session.get(url, headers=headers) as answer:
            good = token == "Bearer xoxb-local"
            assert answer.status == 200
            assert answer.content_type == ("image/png" if good else "text/html")
            assert (await answer.read() == png) is good


async def test_without_files_read_the_bot_gets_the_login_page(
    make_slack: Any, make_manifest: Any, png: bytes
) -> None:
    """A missing scope looks like a missing login."""
    slack = await make_slack(make_manifest(scopes=["files:write"]))
    file = await slack.bot_upload("a.png", png)
    async with slack.session.get(
        file["url_private"], headers={"Authorization": "Bearer xoxb-local"}
    ) as answer:
        assert answer.content_type == "text/html"


async def test_a_persons_file_is_the_bots_only_where_it_is_a_member(slack: Any, png: bytes) -> None:
    """A file in a channel without the bot is not found until the bot is there."""
    file = (await slack.upload("U0MAYA", "me.png", png))["file"]
    said = await slack.page("message", user="U0MAYA", channel="C0FILM", text="me", file_ids=[file["id"]])
    assert said["ok"]
    assert (await slack.call("files.info", file=file["id"]))["error"] == "file_not_found"
    await slack.client.conversations_join(channel="C0FILM")
    assert (await slack.client.files_info(file=file["id"]))["file"]["channels"] == ["C0FILM"]
    assert (await slack.call("files.delete", file=file["id"]))["error"] == "cant_delete_file"


async def test_pictures_in_blocks_must_be_pictures_the_bot_sees(slack: Any, png: bytes) -> None:
    """Good pictures pass and get an address for the page; other types, foreign and unknown files do not."""
    good = await slack.bot_upload("qr.png", png)
    webp = await slack.bot_upload("x.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ")
    page = await slack.bot_upload("x.png", b"<html></html>")
    foreign = (await slack.upload("U0MAYA", "me.png", png))["file"]
    posted = await slack.client.chat_postMessage(channel="U0MAYA", text="scan", blocks=[picture(good)])
    shown = (await slack.look("U0MAYA"))["messages"]["D0MAYA"][0]["blocks"][0]
    assert shown["_local_url"] == f"/_local/file/{good['id']}"
    assert "_local_url" not in posted["message"]["blocks"][0]
    for bad in (webp, page, foreign, {"id": "F0NONE"}):
        answer = await slack.call("chat.postMessage", channel="U0MAYA", text="x", blocks=[picture(bad)])
        assert answer["error"] == "invalid_blocks"
        assert (
            "invalid slack file [json-pointer:/blocks/0/slack_file]"
            in answer["response_metadata"]["messages"][0]
        )
    by_url = {"type": "image", "alt_text": "a", "slack_file": {"url": good["url_private"]}}
    assert (await slack.call("chat.postMessage", channel="U0MAYA", text="x", blocks=[by_url]))["ok"]


async def test_a_young_file_may_be_invalid_for_a_while(make_slack: Any, png: bytes) -> None:
    """With the realistic delay on, the same blocks pass some seconds later."""
    slack = await make_slack(slack_file_seconds=2.0)
    file = await slack.bot_upload("qr.png", png)
    args = {"channel": "U0MAYA", "text": "x", "blocks": [picture(file)]}
    assert (await slack.call("chat.postMessage", **args))["error"] == "invalid_blocks"
    slack.clock[0] += 3
    assert (await slack.call("chat.postMessage", **args))["ok"]


async def test_a_deleted_file_leaves_its_messages(slack: Any, png: bytes) -> None:
    """After the deletion nobody gets the bytes and the message stands without the file."""
    file = await slack.bot_upload("a.png", png)
    await slack.client.chat_postMessage(channel="U0MAYA", text=f"see {file['permalink']}")
    await slack.client.files_delete(file=file["id"])
    shown = (await slack.look("U0MAYA"))["messages"]["D0MAYA"][0]
    assert "permalink_files" not in shown
    async with slack.session.get(f"{slack.url}/_local/file/{file['id']}") as answer:
        assert answer.status == 404


async def test_the_page_reads_ranges_of_media_and_downloads_the_rest(slack: Any, png: bytes) -> None:
    """Videos can be skipped through; a web page is never shown as one."""
    file = (await slack.upload("U0MAYA", "me.png", png))["file"]
    url = f"{slack.url}/_local/file/{file['id']}"
    async with slack.session.get(url, headers={"Range": "bytes=1-3"}) as answer:
        assert (answer.status, await answer.read()) == (206, b"PNG")
    page = (await slack.upload("U0MAYA", "evil.html", b"<script>"))["file"]
    async with slack.session.get(f"{slack.url}/_local/file/{page['id']}") as answer:
        assert answer.content_type == "application/octet-stream"
