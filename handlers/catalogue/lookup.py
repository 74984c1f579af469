"""Texts by key in the reader's language, read from gettext catalogues."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from datetime import date as Day  # noqa: N812  a method here is called date
from functools import cache
from importlib.resources import files
from io import BytesIO
from string import Formatter
from typing import Any, Final

from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from handlers.catalogue.locales import LOCALES
from handlers.catalogue.markup import Markup, escape

SLACK: Final = "slack"
_SOURCE: Final = "en"
_LAST_JOINT: Final = {"zh": " 和 ", "zh_Hant": " 和 "}
"""Spaced: Babel's own would run into names that end in a word of their own."""


def _as_it_is(text: str) -> str:
    return text


_GUARDS: Final[dict[str, Callable[[str], str]]] = {SLACK: escape}
"""How a surface guards what is put into its texts; a page's templates do it themselves."""


@dataclass(frozen=True)
class Texts:
    """One language of one surface; parameters of Slack's texts are escaped unless they are `Markup`."""

    locale: str
    domain: str
    guard: Callable[[str], str]

    def say(self, key: str, /, **params: Any) -> str:
        """The text of a key with its parameters; KeyError for a key that no catalogue holds."""
        return self._filled(self._found(key, _translations(self.locale, self.domain).gettext(key)), params)

    def count(self, key: str, n: int, /, **params: Any) -> str:
        """The form of a text that goes with a number, which it may show as `{n}`."""
        found = _translations(self.locale, self.domain).ngettext(key, key, n)
        return self._filled(self._found(key, found), {**params, "n": n})

    def has(self, key: str) -> bool:
        return _translations(self.locale, self.domain).gettext(key) != key

    def wants(self, key: str) -> frozenset[str]:
        """The names of the parameters that a text shows."""
        text = _translations(self.locale, self.domain).gettext(key)
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)

    def date(self, at: int, tz: tzinfo | None = None) -> str:
        """Milliseconds UTC as a day and a time; in Slack without `tz` each reader sees his own zone."""
        moment = datetime.fromtimestamp(at / 1000, UTC)
        local = moment.astimezone(tz or UTC)
        shown = f"{format_date(local, 'medium', self.locale)} {local:%H:%M}"
        if self.domain != SLACK or tz is not None:
            return self.guard(shown)
        return Markup(f"<!date^{at // 1000}^{{date_short}} {{time}}|{escape(shown)} UTC>")

    def day(self, day: Day) -> str:
        """A day without a time, with the month in words."""
        return self.guard(format_date(day, "long", self.locale))

    def listing(self, items: Sequence[str]) -> str:
        """Items as a list in words, such as "A, B and C"."""
        guarded = [self.guard(item) for item in items]
        if self.locale in _LAST_JOINT and len(guarded) > 1:
            return self._safe("、".join(guarded[:-1]) + _LAST_JOINT[self.locale] + guarded[-1])
        return self._safe(format_list(guarded, locale=self.locale))

    @property
    def plain(self) -> Texts:
        """The same texts for a place that shows every character as it is, such as a field's error."""
        return replace(self, guard=_as_it_is)

    def _found(self, key: str, text: str) -> str:
        if text == key:
            raise KeyError(key)
        return text

    def _filled(self, text: str, params: dict[str, Any]) -> str:
        guarded = {
            name: self.guard(value if isinstance(value, str) else str(value))
            for name, value in params.items()
        }
        return self._safe(text.format(**guarded))

    def _safe(self, text: str) -> str:
        return Markup(text) if self.guard is escape else text


@cache
def texts(locale: str, domain: str = SLACK) -> Texts:
    """The texts of a surface in one of `LOCALES`; English for any other."""
    known = locale if locale in LOCALES else _SOURCE
    return Texts(known, domain, _GUARDS.get(domain, _as_it_is))


def preload(domain: str = SLACK) -> None:
    """Read every language's file now, so that no request waits for the disk."""
    for locale in LOCALES:
        _translations(locale, domain)


@cache
def _translations(locale: str, domain: str) -> Translations:
    with files(__package__).joinpath(locale, f"{domain}.po").open("rb") as file:
        catalog = read_po(file, locale=locale, domain=domain, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    found = Translations(compiled, domain)
    if locale != _SOURCE:
        found.add_fallback(_translations(_SOURCE, domain))
    return found
