"""Each request printed in APIMart's documents, with only the host changed, gets the documented answer."""

import re

import pytest

REAL, VIRTUAL, TASKS = "/v1/seedance2/real-avatar", "/v1/seedance2/private-avatar", "/v1/tasks"
TASK_ID = r"task_01K[A-Z0-9]{23}"
REVIEW = {
    "object": "seedance.avatar.asset.task",
    "status": "processing",
    "progress": 10,
    "model": "doubao-seedance-2.0",
}


def created(body: dict) -> dict:
    """Return the data of a create answer without its id, after looking at that."""
    assert body["code"] == 200
    data = body["data"]
    assert re.fullmatch(TASK_ID, data["id"])
    return {key: value for key, value in data.items() if key != "id"}


async def test_session(api):
    """A session's task is completed at once and says nothing more."""
    body = {"callback_url": "https://app.example.com/cb", "project_name": "default"}
    status, answer = await api.post(REAL, body)
    assert (status, created(answer)) == (200, {"status": "completed"})


async def test_session_task(api):
    """Link and token come by reading the task, completed though nobody was seen yet."""
    _, made = await api.post(REAL, {"callback_url": "https://app.example.com/cb"})
    status, body = await api.get(f"{TASKS}/{made['data']['id']}", params={"language": "en"})
    assert (status, body["code"]) == (200, 200)
    result = body["data"].pop("result")
    assert body["data"] == {"id": made["data"]["id"], "status": "completed"}
    assert set(result) == {"byted_token", "h5_link", "raw_response"}
    assert result["h5_link"].startswith(f"{api.url}/kyc/?")
    async with api.session.get(result["h5_link"]) as page:
        assert (page.status, page.content_type) == (200, "text/html")


async def test_sample_task(api):
    """The printed task id is there, with session and approved files in one."""
    _, body = await api.get(f"{TASKS}/task_01KEXAMPLE")
    data = body["data"]
    assert (data["id"], data["status"]) == ("task_01KEXAMPLE", "completed")
    assert data["result"]["byted_token"] == "token_xxx"
    assert data["result"]["raw_response"] == {}
    usable = data["result"]["usable_assets"]
    assert [item["asset_url"] for item in usable] == ["asset://asset-1", "asset://asset-2"]
    assert usable[0] == {
        "asset_id": "asset-1",
        "asset_url": "asset://asset-1",
        "status": "Active",
        "name": "a",
    }
    assert data["result"]["failed_assets"] == []


async def test_result(api):
    """The sample token belongs to a person who passed, with the sample group."""
    status, body = await api.post(REAL, {"byted_token": "token_xxx", "project_name": "default"})
    assert status == 200
    assert created(body) == {
        "status": "completed",
        "result": {"GroupId": "group_from_validation", "raw_response": {}},
    }


async def test_real_batch(api):
    """Two clips for the sample group become one review."""
    body = {
        "group_id": "group_from_validation",
        "project_name": "default",
        "asset_type": "Video",
        "assets": [
            {"url": "https://cdn.example.com/a.mp4", "name": "a"},
            {"url": "https://cdn.example.com/b.mp4", "name": "b"},
        ],
    }
    status, answer = await api.post(REAL, body)
    assert (status, created(answer)) == (200, REVIEW)


@pytest.mark.parametrize(
    "body",
    [
        {
            "group": {"name": "g1", "description": "demo"},
            "project_name": "default",
            "asset_type": "Image",
            "assets": [{"url": "https://cdn.example.com/a.png", "name": "a"}],
        },
        {"group": {"name": "g1"}, "url": "https://cdn.example.com/a.png", "name": "a"},
        {"group": {"name": "g1"}, "asset_type": "Audio", "url": "https://cdn.example.com/a.mp3"},
    ],
    ids=["batch", "short form", "sound"],
)
async def test_virtual_batch(api, body):
    """Files of nobody real become one review, in the long and the short form."""
    status, answer = await api.post(VIRTUAL, body)
    assert (status, created(answer)) == (200, REVIEW)


async def test_video(api):
    """A video is submitted, and its data is an array."""
    body = {
        "model": "doubao-seedance-2.0-face",
        "prompt": "The person in image 1 waves.",
        "duration": 5,
        "size": "9:16",
        "resolution": "720p",
        "image_with_roles": [{"url": "asset://asset-1", "role": "reference_image"}],
    }
    status, answer = await api.post("/v1/videos/generations", body)
    assert (status, answer["code"]) == (200, 200)
    (data,) = answer["data"]
    assert re.fullmatch(TASK_ID, data.pop("task_id"))
    assert data == {"status": "submitted"}


async def test_many_tasks(api):
    """Many tasks can be read at once; unknown ones are left out."""
    status, body = await api.post(f"{TASKS}/batch", {"task_ids": ["task_01KEXAMPLE", "task_none"]})
    assert status == 200
    assert [item["id"] for item in body["data"]] == ["task_01KEXAMPLE"]
