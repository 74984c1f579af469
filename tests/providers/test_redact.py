"""What is cut out of a gateway's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.redact import redact


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("group id error", "group id error"),
        ("asset not found: asset://asset-1", "asset not found: asset://asset-1"),
        ("素材 URL 无法访问", "素材 URL 无法访问"),
        (
            "cannot fetch https://cdn.example.com/a/b.jpg?X-Sig=1&b=2 now",
            "cannot fetch https://cdn.example.com/… now",
        ),
        ("see https://doc.example.com", "see https://doc.example.com"),
        ("HTTPS://Me:pw@CDN.example.com/a", "HTTPS://CDN.example.com/…"),
        ("https://user:pw@cdn.example.com", "https://cdn.example.com/…"),
        ("wss://x.example/abc", "wss://x.example/…"),
        ("next=https%3A%2F%2Fx.example%2F%3Fsig%3D1", "next=…"),
        ("GET /media/x?sig=abc&e=1 failed", "GET /media/x?… failed"),
        ("Authorization: Bearer abc.def-123", "Authorization: … …"),
        ("bad bearer abcdef", "bad Bearer …"),
        ('{"byted_token": "abc", "b": 1}', '{"byted_token": "…", "b": 1}'),
        ("api_key=abc&x=1", "api_key=…&x=1"),
        ("X-Amz-Signature=abcdef", "X-Amz-Signature=…"),
        ("Incorrect key sk-live_12345678 given", "Incorrect key … given"),
        ("two\nlines\x00and\u202etricks", "two lines and tricks"),
        ("  padded  ", "padded"),
        ("half \ud800 pair", "half ? pair"),
    ],
)
def test_secrets_and_links_are_cut_out(text: str, shown: str) -> None:
    """Links lose what follows the host, tokens and keys vanish, the rest stays readable."""
    assert redact(text) == shown


def test_a_known_secret_is_cut_out_wherever_it_stands() -> None:
    """The account's own key is recognised without looking like one."""
    assert redact("keyhunter2key", "hunter2", "") == "key…key"


@given(st.text(), st.text())
def test_any_text_becomes_one_encodable_line(before: str, after: str) -> None:
    """Whatever comes in, what comes out can be stored and shown, and the link's secret is gone."""
    shown = redact(f"{before} https://cdn.example.com/p?sig=TOPSECRET {after}")
    assert "TOPSECRET" not in shown
    assert "\n" not in shown
    shown.encode("utf-8")
