"""The library on the Home tab: which assets, found how, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers import ids
from handlers.blocks import limits
from handlers.blocks.answers import is_ready, listed_line
from handlers.blocks.asset_card import make_button, picture_alt
from handlers.blocks.form import select
from handlers.blocks.home_waiting import details_button
from handlers.blocks.kit import (
    Block,
    Element,
    actions,
    button,
    context,
    header,
    option,
    picture,
    plain,
    section,
)
from handlers.blocks.scope_words import scope_words
from handlers.catalogue import Texts
from handlers.catalogue.markup import escape, join
from handlers.composed import SlackFile
from handlers.home_look import PAGE, Look
from providers.profile import Profile
from storage.facts import AssetFacts
from storage.home import HomeFacts, Shelf


def home_slot(asset: AssetFacts) -> str:
    """The slot of an asset's small picture."""
    return f"library_{asset.media.id}"


def library_blocks(
    facts: HomeFacts,
    look: Look,
    *,
    person: str,
    profiles: Sequence[Profile],
    files: Mapping[str, SlackFile],
    texts: Texts,
) -> list[Block]:
    """`person` names the one that the look is narrowed to."""
    rows: list[Block] = []
    for asset in facts.library:
        rows += _row(asset, profiles, files.get(home_slot(asset)), texts)
    if not rows:
        rows = [context(texts.say("home.library.empty"))]
    return [
        header(texts.plain.say("home.library")),
        actions(_shelves(look, texts), _find(texts), *_show_all(look, texts)),
        context(_count(facts, look, texts), _narrowed(look, person, texts)),
        *rows,
        *pager(
            look.page,
            facts.library_size,
            PAGE,
            (ids.ACTION_HOME_PREVIOUS, ids.ACTION_HOME_NEXT),
            texts,
        ),
    ]


def pager(page: int, size: int, per_page: int, steps: tuple[str, str], texts: Texts) -> list[Block]:
    """Buttons to the pages beside this one, where there are any."""
    previous, following = steps
    buttons = []
    if page > 0:
        buttons.append(button(texts.say("button.previous"), previous, str(page - 1)))
    if (page + 1) * per_page < size:
        buttons.append(button(texts.say("button.next"), following, str(page + 1)))
    return [actions(*buttons)] if buttons else []


def _row(asset: AssetFacts, profiles: Sequence[Profile], file: SlackFile | None, texts: Texts) -> list[Block]:
    line = listed_line(asset, profiles, texts)
    if asset.consent is not None:
        line = join("\n", [line, texts.say("fact.scope", scope=scope_words(asset.consent, texts))])
    shown = picture(file, picture_alt(asset, texts)) if file else None
    make = [make_button(asset, texts)] if is_ready(asset) else []
    return [section(line, shown), actions(*make, details_button(asset, texts))]


def _shelves(look: Look, texts: Texts) -> Element:
    options = [option(texts.say(f"home.shelf.{shelf}"), shelf) for shelf in Shelf]
    return select(ids.ACTION_HOME_SHELF, options, look.shelf)


def _find(texts: Texts) -> Element:
    return {
        "type": "external_select",
        "action_id": ids.ACTION_HOME_FIND,
        "min_query_length": 1,
        "placeholder": plain(texts.say("home.find.placeholder"), limits.PLACEHOLDER),
    }


def _show_all(look: Look, texts: Texts) -> list[Element]:
    return [button(texts.say("button.show_all"), ids.ACTION_HOME_ALL)] if look.is_narrowed else []


def _count(facts: HomeFacts, look: Look, texts: Texts) -> str:
    pages = -(-facts.library_size // PAGE)
    count = texts.count("home.library.count", facts.library_size)
    if pages < 2:
        return count
    return join(" · ", [count, texts.say("home.page", page=look.page + 1, pages=pages)])


def _narrowed(look: Look, person: str, texts: Texts) -> str:
    if person:
        return texts.say("home.library.of", person=person)
    return texts.say("home.library.with", text=escape(look.text)) if look.text else ""
