"""Texts in the reader's language: plurals, dates, lists, and which language it is."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest

from handlers.catalogue import LOCALES, Markup, pick_locale, preload, texts
from handlers.catalogue.lookup import Texts

AT = 1_790_000_000_000


@pytest.mark.parametrize(
    ("tag", "locale"),
    [
        ("en-US", "en"),
        ("de-DE", "en"),
        ("", "en"),
        ("zh-CN", "zh"),
        ("zh", "zh"),
        ("zh_SG", "zh"),
        ("zh-Hans-HK", "zh"),
        ("zh-TW", "zh_Hant"),
        ("zh-HK", "zh_Hant"),
        ("zh_Hant", "zh_Hant"),
        ("ZH-hant-MO", "zh_Hant"),
    ],
)
def test_a_slack_locale_picks_a_language(tag, locale):
    """Traditional for Taiwan, Hong Kong and Macau, Simplified for other Chinese, English for the rest."""
    assert pick_locale(tag) == locale


def test_plurals_follow_the_language():
    """English has two forms, Chinese one."""
    assert [texts("en").count("seconds", n) for n in (1, 2)] == ["1 second", "2 seconds"]
    assert [texts("zh").count("seconds", n) for n in (1, 2)] == ["1 秒", "2 秒"]


def test_dates_are_the_readers_own_in_slack():
    """Slack gets its own mark with a text to fall back on; a zone makes it plain."""
    shown = texts("en").date(AT)
    assert shown.startswith("<!date^1790000000^{date_short} {time}|Sep 21, 2026")
    assert shown.endswith(" UTC>")
    assert texts("zh").date(AT, timezone(timedelta(hours=8))) == "2026年9月21日 22:13"


@pytest.mark.parametrize(
    ("locale", "shown"),
    [("en", "&lt;a&gt;, b, and c"), ("zh", "&lt;a&gt;、b 和 c"), ("zh_Hant", "&lt;a&gt;、b 和 c")],
)
def test_lists_are_joined_as_people_write_them(locale, shown):
    """Items are escaped; the joints are the language's own."""
    assert texts(locale).listing(["<a>", "b", "c"]) == shown
    assert texts(locale).listing(["a"]) == "a"
    assert texts(locale).listing([]) == ""


def test_an_unknown_key_is_a_mistake_and_an_unknown_language_is_english():
    """Nobody ever reads a key."""
    with pytest.raises(KeyError):
        texts("en").say("no.such.key")
    with pytest.raises(KeyError):
        texts("zh").count("no.such.key", 2)
    assert texts("fr").locale == "en"


def test_a_text_that_a_language_lacks_is_said_in_english(tmp_path, monkeypatch):
    """A translation that is late leaves no hole."""
    for locale, body in (("en", 'msgid "only"\nmsgstr "Only here"\n'), ("zh", ""), ("zh_Hant", "")):
        (tmp_path / locale).mkdir()
        header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        (tmp_path / locale / "late.po").write_text(header + body, encoding="utf-8")
    monkeypatch.setattr("handlers.catalogue.lookup.files", lambda _package: tmp_path)
    preload("late")
    assert [texts(locale, "late").say("only") for locale in LOCALES] == ["Only here"] * 3


def test_another_surface_guards_its_own_texts():
    """What a page's template escapes is not escaped here."""
    said = Texts("en", "slack", str)
    assert said.say("fact.owner", owner="a & b") == "*Owner:* a & b"
    assert isinstance(texts("en").say("button.no"), Markup)
    assert not isinstance(texts("en", "page").plain.date(AT), Markup)
