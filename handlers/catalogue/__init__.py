"""Every sentence that people read: gettext catalogues in English, Simplified and Traditional Chinese.

A text is asked for by its key. `<locale>/<domain>.po` holds one surface's texts (`slack`; other surfaces
bring their own file) and is read as it is: nothing is compiled.
"""

from handlers.catalogue.locales import LOCALES, pick_locale
from handlers.catalogue.lookup import Texts, preload, texts
from handlers.catalogue.markup import Markup, clamp, escape
from handlers.catalogue.problems import problem_text, reason_text

__all__ = [
    "LOCALES",
    "Markup",
    "Texts",
    "clamp",
    "escape",
    "pick_locale",
    "preload",
    "problem_text",
    "reason_text",
    "texts",
]
