"""The page's colours and texts, looked at without a browser."""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files
from string import Formatter

import pytest
from aiohttp.test_utils import make_mocked_request
from babel.messages.pofile import read_po

from bot.web.page import _TROUBLES, Choices, Page, Picture, Screen
from bot.web.rendering import render
from storage.model import Depiction
from workflow.consents import TEXT_VERSION
from workflow.scope import How, Scope, Who


def _colours(css: str, start: int) -> dict[str, str]:
    block = css[start : css.index("}", start)]
    return dict(re.findall(r"--([\w-]+): (#\w+);", block))


def _light(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(d * 2 for d in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_light(one), _light(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(scheme: str) -> None:
    """WCAG AA: 4.5 to 1 for text, 3 to 1 for outlines, in both schemes."""
    css = files("bot.web").joinpath("templates", "page.css").read_text("utf-8")
    start = css.index(":root {") if scheme == "light" else css.index(":root {", css.index("dark) {"))
    colour = _colours(css, start)
    texts = [
        ("ink", "paper"), ("ink", "card"), ("soft", "paper"), ("soft", "card"), ("yes", "paper"),
        ("yes", "card"), ("yes-ink", "yes"), ("warn", "warn-paper"), ("good", "paper"), ("quiet", "paper"),
    ]  # fmt: skip
    for front, back in texts:
        assert _contrast(colour[front], colour[back]) >= 4.5, (front, back)
    assert _contrast(colour["focus"], colour["paper"]) >= 3


def _catalogue(locale: str) -> dict[str, set[str]]:
    with files("handlers.catalogue").joinpath(locale, "page.po").open("rb") as file:
        catalog = read_po(file, locale=locale, abort_invalid=True)
    found = {}
    for message in catalog:
        if not message.id:
            continue
        key = message.id if isinstance(message.id, str) else message.id[0]
        forms = (message.string,) if isinstance(message.string, str) else message.string
        assert all(forms), key
        found[key] = {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}
    return found


@pytest.mark.parametrize("locale", ["zh", "zh_Hant"])
def test_every_language_says_everything(locale: str) -> None:
    """The same texts, showing the same facts."""
    english, other = _catalogue("en"), _catalogue(locale)
    assert set(english) == set(other)
    for key in english:
        if not key.startswith("what.") and not key.startswith("the."):
            assert other[key] <= english[key] | {"the"}, key


def test_no_key_is_missing_on_any_screen() -> None:
    """Rendering raises for a text that no catalogue holds; every screen of every reader is rendered."""
    request = make_mocked_request("GET", "/v/x", match_info={"token": "x"})
    for screen in Screen:
        for depiction in (Depiction.SELF, Depiction.MEMBER, Depiction.OUTSIDER):
            for kinds in (("image",), ("video",), ("audio",), ("image", "audio"), ()):
                for trouble in (None, *set(_TROUBLES.values())):
                    pictures = tuple(Picture(media_id=f"m{i}", name="n", kind=k) for i, k in enumerate(kinds))
                    for scan in (True, False):
                        page = Page(
                            screen=screen, depiction=depiction, pictures=pictures, trouble=trouble, scan=scan,
                            person="R", purpose="p", gateway="G", choices=_choices(depiction),
                        )  # fmt: skip
                        assert render(request, page).text


WRONG = ("scope_who_missing", "scope_how_missing", "until_not_a_date", "until_past", "until_too_far")


def _choices(depiction: Depiction) -> Choices:
    outside = depiction is Depiction.OUTSIDER
    return Choices(hows=()) if outside else Choices()


def test_every_choice_and_every_wrong_one_has_words() -> None:
    """What is offered before the yes is told after it, whoever reads, and each refusal is a sentence."""
    request = make_mocked_request("GET", "/v/x", match_info={"token": "x"})
    for depiction in (Depiction.SELF, Depiction.MEMBER, Depiction.OUTSIDER):
        hows = () if depiction is Depiction.OUTSIDER else tuple(How)
        for who in Who:
            for how in How:
                scope = Scope(who=who, how=how, until=1_800_000_000_000)
                choices = Choices(hows=hows, wrong={"who": WRONG[0], "until": WRONG[2]})
                for screen in (Screen.ASK, Screen.SCAN, Screen.DONE):
                    page = Page(screen=screen, depiction=depiction, scope=scope, choices=choices, also=("B",))
                    assert "January 15, 2027" in render(request, page).text or screen is Screen.ASK
    for key in WRONG:
        page = Page(screen=Screen.ASK, choices=Choices(wrong={"until": key}))
        assert 'id="wrong-until"' in render(request, page).text


def test_other_words_are_another_version() -> None:
    """Whoever changes a word that people agree to writes down a new version here and in the workflow."""
    digest = hashlib.sha256()
    for locale in ("en", "zh", "zh_Hant"):
        for domain, families in (("page", AGREED_PAGE), ("slack", AGREED_SLACK)):
            with files("handlers.catalogue").joinpath(locale, f"{domain}.po").open("rb") as file:
                catalog = read_po(file, locale=locale, abort_invalid=True)
            found = {str(message.id): str(message.string) for message in catalog if message.id}
            for key in sorted(found):
                if re.match(families, key.lstrip("('")):
                    digest.update(f"{locale}|{domain}|{key}|{found[key]}\n".encode())
    assert {TEXT_VERSION: digest.hexdigest()[:16]} == AGREED


AGREED_PAGE = r"(ask|what|the|step|steps|fact|choose)\b"
AGREED_SLACK = (
    r"consent\.(question|purpose|gateways|meaning|scope)|choose_form|scope|gateway\.(checks|trusts)"
)
AGREED = {"2026-12": "04f7510b605c3fbf"}
