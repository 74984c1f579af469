"""Typed reading of JSON."""

from __future__ import annotations

from typing import Any

import pytest

from providers.errors import UnexpectedAnswer
from providers.face import Failure
from providers.fields import Fields


def fields(body: dict[str, Any], *, plain_http: bool = False) -> Fields:
    return Fields("test", body, plain_http=plain_http)


@pytest.mark.parametrize("value", [None, "", 7, True, [], {}, "\ud800"])
def test_a_text_is_a_string_that_can_be_stored(value: Any) -> None:
    """Anything but a non-empty, encodable string is unexpected."""
    with pytest.raises(UnexpectedAnswer):
        fields({"a": value}).text("a")
    with pytest.raises(UnexpectedAnswer):
        fields({}).text("a")


def test_an_optional_text_may_be_absent_null_or_empty_but_nothing_else() -> None:
    """A wrong type is unexpected even where the field may be left out."""
    for body in ({}, {"a": None}, {"a": ""}):
        assert fields(body).text_or_none("a") is None
    assert fields({"a": "x"}).text_or_none("a") == "x"
    with pytest.raises(UnexpectedAnswer):
        fields({"a": 7}).text_or_none("a")


@pytest.mark.parametrize("value", ["asset-2026-x", "cgt_1", "task_01KEX", "a.b:c", "9"])
def test_an_id_is_taken_as_it_is(value: str) -> None:
    """The forms that gateways use are ids."""
    assert fields({"id": value}).identifier("id") == value


@pytest.mark.parametrize("value", ["..", ".", "a/b", "a b", "a?b", "x" * 201, "ä", "a\n", "%2e%2e", ""])
def test_what_could_leave_its_place_in_a_path_is_no_id(value: str) -> None:
    """Dots, slashes and other tricks are unexpected."""
    with pytest.raises(UnexpectedAnswer):
        fields({"id": value}).identifier("id")


@pytest.mark.parametrize(
    "value", ["https://x.example/a?b=1", "HTTPS://x.example", "https://x.example:8443/ü"]
)
def test_a_link_is_absolute_and_secure(value: str) -> None:
    """Ordinary https links pass unchanged."""
    assert fields({"a": value}).link("a") == value


@pytest.mark.parametrize(
    "value",
    [
        "http://x.example/a",
        "https://",
        "javascript:1",
        "//x.example",
        "https://x.example/a b",
        "https://x\n.y",
    ],
)
def test_any_other_link_is_unexpected(value: str) -> None:
    """No scheme but https, no blanks, no missing host."""
    with pytest.raises(UnexpectedAnswer):
        fields({"a": value}).link("a")


def test_a_stand_in_may_link_without_tls() -> None:
    """Where the gateway itself is reached by http its links may be too, in nested objects as well."""
    nested = fields(
        {"data": {"a": "http://127.0.0.1:1/x"}, "list": [{"a": "http://127.0.0.1:1/x"}]}, plain_http=True
    )
    assert nested.object("data").link("a") == nested.objects("list")[0].link("a")


def test_a_word_has_one_meaning_or_none() -> None:
    """An unknown word is an error that names it; capitals count."""
    words = {"active": 1}
    assert fields({"status": "active"}).word("status", words) == 1
    for value in ("Active", "archived", None, 7, ["active"]):
        with pytest.raises(UnexpectedAnswer):
            fields({"status": value}).word("status", words)
    with pytest.raises(UnexpectedAnswer, match="unknown status 'archived'"):
        fields({"status": "archived"}).word("status", words)


@pytest.mark.parametrize("value", ["7", True, 7.0, []])
def test_a_number_is_a_whole_number(value: Any) -> None:
    """Numbers as texts, fractions and booleans are unexpected; null is none."""
    with pytest.raises(UnexpectedAnswer):
        fields({"n": value}).integer_or_none("n")
    assert fields({"n": None}).integer_or_none("n") is None
    assert fields({"n": 7}).integer_or_none("n") == 7


def test_a_list_holds_objects_only() -> None:
    """A list with anything else in it is unexpected."""
    assert fields({"items": []}).objects("items") == []
    for value in (None, {}, "x", [1], [{}, None]):
        with pytest.raises(UnexpectedAnswer):
            fields({"items": value}).objects("items")
    with pytest.raises(UnexpectedAnswer):
        fields({"data": []}).object("data")


def test_an_echo_must_agree_when_it_is_there() -> None:
    """A missing echo says nothing, a different one is unexpected."""
    fields({}).expect("id", "a")
    fields({"id": "a"}).expect("id", "a")
    with pytest.raises(UnexpectedAnswer):
        fields({"id": "b"}).expect("id", "a")


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        ({}, Failure()),
        ({"error": {"code": "C", "message": "m"}}, Failure(code="C", text="m")),
        ({"error": {"Code": "C", "Message": "m"}}, Failure(code="C", text="m")),
        ({"error": {"code": 17}}, Failure(code="17")),
        ({"error": {"type": "t", "message": "m"}}, Failure(code="t", text="m")),
        ({"error": None, "error_message": "m"}, Failure(text="m")),
        ({"error": {}, "error_message": "m"}, Failure(text="m")),
        ({"error": True, "error_message": []}, Failure()),
        ({"error": "x" * 5000}, Failure(text="x" * 300)),
    ],
)
def test_a_reason_is_found_in_each_shape(body: dict[str, Any], failure: Failure) -> None:
    """The first field that holds a reason gives it; nonsense gives an empty one."""
    assert fields(body).failure("error", "error_message") == failure
