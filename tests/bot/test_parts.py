"""The edges: users' files from Slack, and the links that we sign."""

from __future__ import annotations

import json
from types import SimpleNamespace

import aiohttp
import pytest

from bot.crypto.keys import load_keys
from bot.crypto.sealing import seal
from bot.manifest import manifest
from bot.media.problem import SLACK_FILE_UNREADABLE, MediaProblem
from bot.parts import Edges
from bot.settings import Environment
from handlers.slack.client import create_slack_client
from handlers.slack.errors import SlackError
from handlers.slack.session import open_slack_session
from sandbox.slack import WORKSPACE, SlackOptions, serve
from tests.support import rows

PICTURE = b"\xff\xd8\xff\xe0 a picture"


@pytest.fixture(name="local")
async def _local(tmp_path, monkeypatch):
    """Edges to a local Slack, and its other side."""
    runner, url = await serve(0, SlackOptions(manifest=manifest(), data_dir=tmp_path / "slack"))
    monkeypatch.setenv("SLACK_API_URL", f"{url}/api/")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-local")
    monkeypatch.setenv("LIKENESS_PUBLIC_URL", "https://likeness.example.com/")
    async with open_slack_session() as session, aiohttp.ClientSession() as browser:
        edges = Edges(
            environment=Environment(),
            keys=load_keys(tmp_path, None),
            storage=None,
            store=None,
            slack=create_slack_client("xoxb-local", f"{url}/api/", session),
            slack_session=session,
            guarded=None,
            desk=SimpleNamespace(clock=lambda: rows.NOW),
        )
        yield SimpleNamespace(edges=edges, workspace=runner.app[WORKSPACE], url=url, browser=browser)
    await runner.cleanup()


async def uploaded(local):
    """A picture that Maya put into the bot's form, as a media row."""
    form = aiohttp.FormData()
    form.add_field("user", rows.MAYA)
    form.add_field("file", PICTURE, filename="a.jpg", content_type="image/jpeg")
    async with local.browser.post(f"{local.url}/_local/upload", data=form) as answer:
        file_id = (await answer.json())["file"]["id"]
    local.workspace.files.get(file_id).given_to_bot = True
    return rows.media(source_sealed=seal(local.edges.keys, json.dumps({"slack_file": file_id})))


async def test_a_file_of_the_form_is_brought_in(local, tmp_path):
    """With the bot's token, from Slack."""
    await local.edges.bring_in(await uploaded(local), tmp_path / "raw")
    assert (tmp_path / "raw").read_bytes() == PICTURE


@pytest.mark.parametrize("error", ["file_not_found", "file_deleted", "missing_scope"])
async def test_a_file_that_is_gone_is_the_users_to_mend(local, tmp_path, error):
    """He is told to upload it again; nothing is tried for ever."""
    media = await uploaded(local)
    local.workspace.faults.set([{"method": "files.info", "fault": f"error:{error}"}])
    with pytest.raises(MediaProblem) as raised:
        await local.edges.bring_in(media, tmp_path / "raw")
    assert raised.value.key == SLACK_FILE_UNREADABLE
    assert not raised.value.temporary


@pytest.mark.parametrize("fault", ["500", "429", "error:token_revoked", "error:account_inactive"])
async def test_slacks_own_trouble_is_not_the_users(local, tmp_path, fault):
    """The file is asked for again later."""
    media = await uploaded(local)
    local.workspace.faults.set([{"method": "files.info", "fault": fault}])
    with pytest.raises(SlackError):
        await local.edges.bring_in(media, tmp_path / "raw")


async def test_signed_links_lead_to_the_public_address(local):
    """With one slash between."""
    assert local.edges.media_link("m_abcdefghijkl").startswith("https://likeness.example.com/media/")
    invitation = rows.invitation(id="i_abcdefghijkl")
    assert local.edges.consent_link(invitation).startswith("https://likeness.example.com/v/")
