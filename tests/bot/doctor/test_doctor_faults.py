"""Every fault that the set-up may have is named, with what to do about it, and nothing else is blamed."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
import yaml
from aiohttp import web

from bot.doctor.findings import Level
from bot.manifest import manifest
from providers.registry import PROVIDERS
from sandbox.providers.faults import FaultRule
from sandbox.providers.world import WORLD
from tests.bot.doctor.conftest import SetUp


async def test_a_set_up_without_a_fault_is_well(set_up: SetUp) -> None:
    """And nothing was changed: not the folder, not the workspace, no order placed."""
    assert await set_up.troubles() == []
    assert not data_folder_is_there(set_up)
    called = {entry["method"] for entry in set_up.workspace.journal.after(0)}
    assert called == {"auth.test", "apps.connections.open"}


def data_folder_is_there(set_up: SetUp) -> bool:
    return Path(set_up.variables["LIKENESS_DATA_DIR"]).exists()


@pytest.mark.parametrize("granted", [manifest() | {"oauth_config": {"scopes": {"bot": [
    scope for scope in manifest()["oauth_config"]["scopes"]["bot"] if scope != "files:write"
]}}}])  # fmt: skip
async def test_a_missing_scope_is_named(set_up: SetUp) -> None:
    """With what needs it, and where it is added."""
    found = await set_up.trouble()
    assert found.level is Level.PROBLEM
    assert found.about == "missing scope"
    assert "files:write" in found.what
    assert "files.getUploadURLExternal" in found.what
    assert "Reinstall" in found.cure


@pytest.mark.parametrize("granted", [manifest() | {"oauth_config": {"scopes": {"bot": [
    *manifest()["oauth_config"]["scopes"]["bot"], "users:read.email"
]}}}])  # fmt: skip
async def test_a_scope_that_nobody_needs_is_drift(set_up: SetUp) -> None:
    """An app that may more than it uses is a warning."""
    found = await set_up.trouble()
    assert (found.level, found.about) == (Level.WARNING, "manifest drift")
    assert "users:read.email" in found.what


def changed(**parts: object) -> dict[str, object]:
    ours = manifest()
    return {**ours, **{name: {**ours[name], **part} for name, part in parts.items()}}  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("theirs", "words"),
    [
        (changed(features={"slash_commands": manifest()["features"]["slash_commands"][1:]}), "/asset"),
        (changed(settings={"event_subscriptions": {"bot_events": []}}), "user_change"),
        (changed(settings={"socket_mode_enabled": False}), "socket_mode_enabled is false, but must be true"),
        (changed(settings={"interactivity": {"is_enabled": False}}), "interactivity.is_enabled"),
    ],
)
async def test_drift_from_the_manifest_is_named(
    set_up: SetUp, tmp_path: Path, theirs: object, words: str
) -> None:
    """A copy of the app's own manifest shows what Slack tells nobody else."""
    copy = tmp_path / "app.yml"
    copy.write_text(yaml.safe_dump(theirs))
    found = await set_up.troubles(manifest=copy)
    assert found
    assert {one.about for one in found} == {"manifest drift"}
    assert any(words in one.what for one in found)
    assert all("manifest.yml" in one.cure for one in found)


async def test_a_copy_of_the_right_manifest_is_well(set_up: SetUp, tmp_path: Path) -> None:
    """A name of one's own and settings that Slack adds are no drift."""
    copy = tmp_path / "app.yml"
    theirs = changed(settings={"is_hosted": False})
    theirs["display_information"] = {"name": "Faces"}
    copy.write_text(yaml.safe_dump(theirs))
    assert await set_up.troubles(manifest=copy) == []


@pytest.mark.parametrize(
    ("variable", "value", "cure"),
    [
        ("SLACK_BOT_TOKEN", "xapp-local", "Bot User OAuth Token"),
        ("SLACK_BOT_TOKEN", "xoxp-planted", "Bot User OAuth Token"),
        ("SLACK_APP_TOKEN", "xoxb-local", "App-Level Token"),
    ],
)
async def test_a_token_of_the_wrong_kind_is_named(
    set_up: SetUp, variable: str, value: str, cure: str
) -> None:
    """By its setting, without the token itself."""
    set_up.set(**{variable: value})
    found = await set_up.troubles()
    assert any(variable in one.what and "another token" in one.what and cure in one.cure for one in found)
    assert value not in repr(found)


async def test_a_token_of_another_app_is_named(set_up: SetUp) -> None:
    """It looks right, and Slack refuses it."""
    set_up.set(SLACK_BOT_TOKEN="xoxb-planted")
    found = await set_up.trouble()
    assert (found.about, found.level) == ("bot token", Level.PROBLEM)
    assert "invalid_auth" in found.what
    assert "planted" not in repr(found)


@pytest.mark.parametrize("channel", ["C0SECRET", "C0NOWHERE"])
async def test_a_channel_without_the_app_is_named(set_up: SetUp, channel: str) -> None:
    """A private one must invite it."""
    found = await set_up.trouble(channels=[channel])
    assert (found.level, found.about) == (Level.PROBLEM, "channel")
    assert f"not in {channel}" in found.what
    assert "/invite" in found.cure


async def test_a_public_channel_is_joined_later(set_up: SetUp) -> None:
    """Nothing is wrong there, and nothing is joined by looking."""
    found = await set_up.trouble(channels=["C0FILM"])
    assert (found.level, found.about) == (Level.WARNING, "channel")
    assert not set_up.workspace.channels.get("C0FILM").bot_is_member


async def test_a_callback_address_that_nobody_answers_is_named(set_up: SetUp) -> None:
    """With where the proxy must lead."""
    set_up.set(LIKENESS_PUBLIC_URL="http://127.0.0.1:9")
    found = await set_up.trouble()
    assert (found.level, found.about) == (Level.PROBLEM, "callback address")
    assert "unreachable" in found.what
    assert f"127.0.0.1:{set_up.variables['LIKENESS_PORT']}" in found.cure


async def test_a_callback_address_that_leads_elsewhere_is_named(set_up: SetUp) -> None:
    """Somebody answers, but not we."""
    set_up.set(LIKENESS_PUBLIC_URL=set_up.variables["POMEX_BASE_URL"])
    found = await set_up.trouble()
    assert found.about == "callback address"
    assert "elsewhere" in found.what


async def test_a_callback_address_inside_a_network_is_named(set_up: SetUp) -> None:
    """Phones and gateways are outside."""
    set_up.set(LIKENESS_PUBLIC_URL="https://10.1.2.3", LIKENESS_ALLOW_LOOPBACK=None)
    found = [one for one in await set_up.troubles() if one.about == "public address"]
    assert len(found) == 1
    assert "10.1.2.3" in found[0].what


@pytest.mark.parametrize(("body", "well"), [({"ok": True}, True), ({"ok": False}, False)])
async def test_a_bot_that_runs_answers_for_itself(set_up: SetUp, body: dict[str, bool], well: bool) -> None:
    """Its port is taken, so what comes back must be its health."""

    async def answer(_request: web.Request) -> web.Response:
        return web.json_response(body)

    app = web.Application()
    app.router.add_get("/healthz", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(set_up.variables["LIKENESS_PORT"])).start()
    try:
        assert (await set_up.troubles() == []) is well
    finally:
        await runner.cleanup()


async def test_a_missing_public_address_is_named(set_up: SetUp) -> None:
    """Some gateways work without, so it is a warning."""
    set_up.set(LIKENESS_PUBLIC_URL=None)
    found = await set_up.trouble()
    assert (found.level, found.about) == (Level.WARNING, "public address")
    assert "missing" in found.what
    assert "LIKENESS_PUBLIC_URL" in found.cure


@pytest.mark.parametrize(("minutes", "words"), [(6, "6 minutes ahead of"), (-6, "6 minutes behind")])
async def test_a_clock_that_is_off_is_named(set_up: SetUp, minutes: int, words: str) -> None:
    """By as much as makes Slack's signatures look old."""
    found = await set_up.trouble(now=lambda: time.time() + minutes * 60)
    assert (found.level, found.about) == (Level.PROBLEM, "clock")
    assert words in found.what
    assert "set-ntp" in found.cure


async def test_a_clock_that_drifts_is_a_warning(set_up: SetUp) -> None:
    """Nothing is refused yet."""
    found = await set_up.trouble(now=lambda: time.time() + 60)
    assert (found.level, found.about) == (Level.WARNING, "clock")


async def test_a_read_only_data_folder_is_named(set_up: SetUp, tmp_path: Path) -> None:
    """Nothing can be kept, so nothing can start."""
    folder = tmp_path / "kept"
    folder.mkdir()
    if os.geteuid() == 0:  # whom no mode stops
        folder = Path("/proc/likeness")
    else:
        folder.chmod(0o500)
    set_up.set(LIKENESS_DATA_DIR=str(folder))
    found = await set_up.trouble()
    assert (found.level, found.about) == (Level.PROBLEM, "data folder")
    assert str(folder) in found.what
    assert "LIKENESS_DATA_DIR" in found.cure


@pytest.mark.parametrize("provider", sorted(PROVIDERS))
async def test_a_refused_provider_key_is_named(set_up: SetUp, provider: str) -> None:
    """For every gateway, by its setting; both families of one key say so."""
    profile = PROVIDERS[provider].profile
    set_up.set(
        **{
            "POMEX_API_KEY": None,
            profile.key_variable: "sk-planted-key",
            profile.base_variable: set_up.variables["POMEX_BASE_URL"],
        }
    )
    assert await set_up.troubles() == []
    set_up.gateways[WORLD].faults.rules = [FaultRule(fault="401", times=4)]
    found = await set_up.troubles()
    assert {(one.level, one.about) for one in found} == {(Level.PROBLEM, "gateway")}
    assert any(profile.title in one.what and "refuses the key" in one.what for one in found)
    assert all(profile.key_variable in one.cure for one in found)
    assert "planted" not in repr(found)


async def test_a_gateway_that_is_not_there_is_named(set_up: SetUp) -> None:
    """It is not the key's fault."""
    set_up.set(POMEX_BASE_URL="http://127.0.0.1:9")
    found = await set_up.trouble()
    assert found.about == "gateway"
    assert "not reached" in found.what


async def test_a_slack_that_is_not_there_is_named(set_up: SetUp) -> None:
    """Once, and the rest is looked at all the same."""
    set_up.set(SLACK_API_URL="http://127.0.0.1:9/api/")
    found = await set_up.trouble()
    assert found.about == "Slack"


async def test_many_faults_are_named_together(set_up: SetUp) -> None:
    """Whoever mends one need not start over to learn of the next."""
    set_up.set(SLACK_APP_TOKEN="xapp-planted", LIKENESS_PUBLIC_URL=None, POMEX_API_KEY=None)
    abouts = [one.about for one in await set_up.troubles()]
    assert abouts == ["settings", "app token", "public address"]


@pytest.mark.parametrize("runs", [False, True])
async def test_deliveries_that_do_not_come_through_are_named(set_up: SetUp, runs: bool) -> None:
    """Over HTTP only; while Likeness does not run nothing can be said."""

    async def answer(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    set_up.set(SLACK_APP_TOKEN=None, SLACK_SIGNING_SECRET="planted-signing-secret")
    if not runs:
        found = await set_up.look()
        assert [one.level for one in found if one.about == "deliveries"] == [Level.UNSEEN]
        return
    app = web.Application()
    app.router.add_get("/healthz", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(set_up.variables["LIKENESS_PORT"])).start()
    try:
        found = [await set_up.trouble()]
    finally:
        await runner.cleanup()
    assert [(one.about, one.level) for one in found] == [("deliveries", Level.PROBLEM)]
    assert "404" in found[0].what
    assert "/slack/events" in found[0].cure
    assert "planted" not in repr(found)
