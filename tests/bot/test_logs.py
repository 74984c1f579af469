"""Logs: whatever opens something is cut out, wherever in an event or a traceback it stands."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.crypto.keys import derive_keys
from bot.crypto.links import Purpose, sign
from bot.logs import REMOVED, configure_logs, redact, redact_value
from tests.support import rows

KEYS = derive_keys("a secret that signs links")
TOKEN = sign(KEYS, Purpose.CONSENT, "i_aaaaaaaaaaaa", rows.NOW)
STATE = "Zq3vY0b1Jt5oWm8kXcR2uPnL4sEhD7aGfIyB6wT9-_x"

# Built from parts, so that nothing takes this file for one that holds real ones.
SECRETS = {
    "bot token": "xoxb-" + "1234567890-0987654321-AbCdEfGhIjKl",
    "user token": "xoxp-" + "11-22-33-deadbeef",
    "rotated token": "xoxe.xoxb-" + "1-MQlwe.8sDf",
    "refresh token": "xoxe-" + "1-My0xLTExMTE",
    "app token": "xapp-" + "1-A012-345-fedcba",
    "gateway key": "sk-" + "proj_9f8e7d6c5b4a",
    "token behind Bearer": "mY.very+secret/key==",
    "face check": "ZmFjZS1jaGVjay10b2tlbg",
    "signature": "9a8b7c6d5e4f",
    "consent link": TOKEN,
    "state": STATE,
    "password": "hunter2hunter2",
    "upload ticket": "CwABAAAAXAoAAVnX",
}

SAID = [
    ("bot token", "got {} from Slack"),
    ("user token", "'{}'"),
    ("rotated token", "token={}&x=1"),
    ("refresh token", '{{"refresh": "{}"}}'),
    ("app token", "({})"),
    ("gateway key", "key {}, refused"),
    ("token behind Bearer", "Authorization: Bearer {}"),
    ("token behind Bearer", "{{'authorization': 'bearer {}'}}"),
    ("face check", "opened https://h5.example.com/kyc/?token={}&lang=en now"),
    ("face check", "GET /kyc/?token={} failed"),
    ("face check", "byted_token={}"),
    ("face check", '"h5_link": "{}"'),
    ("face check", "https://h5.example.com/c/{}"),
    ("signature", "https://bucket.example.com/a.mp4?X-Tos-Signature={}"),
    ("signature", "<https://bucket.example.com/a.mp4?a=1&sig={}>"),
    ("consent link", "https://likeness.example.com/v/{}"),
    ("consent link", "GET /v/{}/agree?lang=zh"),
    ("consent link", "GET /media/{} 404"),
    ("state", "/v/" + TOKEN + "/back/{}?resultCode=10000"),
    ("password", "https://maya:{}@example.com/"),
    ("password", "password: {}"),
    ("upload ticket", "wss://wss.slack.com/link/?ticket={}"),
    ("upload ticket", "https://files.slack.com/upload/v1/{}"),
    ("upload ticket", "https://hooks.slack.com/commands/T0/1/{}"),
]


@pytest.mark.parametrize(("name", "said"), SAID)
def test_a_secret_is_cut_out_of_a_text(name: str, said: str) -> None:
    """Each form in which one shows up in an error or an address."""
    assert SECRETS[name] not in redact(said.format(SECRETS[name]))


@pytest.mark.parametrize(
    "text",
    [
        "registration r_abcdefghijkl in_review",
        "pomex: Unavailable: HTTP 503",
        "task-force, risk-free, disk-full",
        "the media link is over; a token is missing",
        "https://api.pomex.ai refused",
        'File "/srv/likeness/bot/web/consent.py", line 12, in show',
        "/v/short and /media/x",
        "needed scopes: channels:read, chat:write",
        "照片 m_aaaaaaaaaaaa：失败",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    """A log that says nothing helps nobody."""
    assert redact(text) == text


def test_of_an_address_the_host_is_left() -> None:
    """Enough to know who was asked."""
    assert redact("at https://api.pomex.ai/v1/x?y=z.") == f"at https://api.pomex.ai/{REMOVED}"


def test_values_are_cleaned_at_any_depth() -> None:
    """By content, and whole where the name says enough."""
    secret = SECRETS["bot token"]
    event = {
        "a": [{"b": (f"x {secret}", {"c": {secret}})}],
        "handle": {"byted_token": "opaque", "n": 3, "none": None, "on": True},
        secret: b"as a key",
        "error": ValueError(f"bad {secret}"),
        "raw": f"bytes {secret}".encode(),
        "response_url": "opaque",
    }
    told = redact_value(event)
    assert secret not in json.dumps(told)
    assert told["handle"] == {"byted_token": REMOVED, "n": 3, "none": None, "on": True}
    assert told["response_url"] == REMOVED


@pytest.fixture(name="written", params=[True, False], ids=["json", "console"])
def _written(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the configured logs write, in both forms; everything is put back."""
    out = io.StringIO()
    root = logging.getLogger()
    kept = root.handlers[:], root.level
    monkeypatch.setattr(sys, "stderr", out)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    configure_logs(json=request.param)
    yield out
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    root.handlers[:], root.level = kept[0], kept[1]


def fail_with(secret: str) -> None:
    planted = f"a local variable {secret}"
    raise RuntimeError(f"gateway said {secret}; {len(planted)}")


@pytest.mark.parametrize("name", SECRETS)
def test_no_planted_secret_reaches_a_log(written: io.StringIO, name: str) -> None:
    """In events, nested values, tracebacks with their local variables, the library's loggers and warnings."""
    bare = SECRETS[name]
    plain = {
        "face check",
        "signature",
        "upload ticket",
        "consent link",
        "state",
        "token behind Bearer",
        "password",
    }
    secret = f"https://h.example.com/v/{bare}?token={bare}" if name in plain else bare
    log, foreign = structlog.get_logger("x"), logging.getLogger("aiohttp.server")
    log.info("one", text=f"x {secret}", nested={"a": [secret, {"b": secret}]}, token=bare)
    log.info(secret)
    foreign.error("two %s", secret)
    try:
        fail_with(secret)
    except RuntimeError as error:
        log.exception("three", reason=error)
        foreign.exception("four")
        sys.excepthook(type(error), error, error.__traceback__)
    logging.getLogger("py.warnings").warning("five %s", secret)
    told = written.getvalue()
    assert bare not in told
    assert told.count("RuntimeError") >= 3
    assert "in fail_with" in told
    assert "a local variable https" not in told


@pytest.mark.parametrize("written", [True], indirect=True)
def test_json_lines_are_json(written: io.StringIO) -> None:
    """Ours and the libraries' alike, one object a line."""
    structlog.get_logger().warning("ours", n=1)
    logging.getLogger("aiohttp.server").warning("theirs")
    ours, theirs = map(json.loads, written.getvalue().splitlines())
    assert (ours["event"], ours["level"], ours["n"]) == ("ours", "warning", 1)
    assert (theirs["event"], theirs["logger"]) == ("theirs", "aiohttp.server")


def test_what_ends_a_process_is_redacted_too(tmp_path: Path) -> None:
    """An error that nobody caught, in the main thread and in another."""
    script = tmp_path / "ends.py"
    script.write_text(
        textwrap.dedent(
            """
            import threading
            from bot.logs import configure_logs
            configure_logs()
            secret = "xoxb-" + "1-2-planted"
            def fail():
                raise ValueError(f"told {secret}")
            thread = threading.Thread(target=fail)
            thread.start()
            thread.join()
            fail()
            """
        )
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, str(script)], cwd=root, env={"PYTHONPATH": str(root)}, capture_output=True, text=True,
        check=False, timeout=30,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.count(f"ValueError: told {REMOVED}") == 2
    assert "1-2-planted" not in done.stderr.replace('"1-2-planted"', "")
