"""The Home tab, in every state and language, plain and at its longest, is a view that Slack takes."""

from __future__ import annotations

from itertools import islice

import pytest

from handlers.blocks import limits
from handlers.blocks.home import home_blocks, status_message
from handlers.blocks.home_library import home_slot
from handlers.catalogue import LOCALES, texts
from handlers.home_look import PAGE, PEOPLE, VIDEOS, WAITING, Look, read_look
from storage.home import HomeFacts, PersonStanding, Shelf
from storage.model import AssetStatus, InvitationStatus, MediaStatus, RegistrationStatus
from tests.handlers.blocks import samples
from tests.handlers.blocks.every_state import every_request, every_video
from tests.handlers.blocks.rights_samples import endorsement, report
from tests.support.slack_schema import assert_message, assert_view

LANGUAGES = pytest.mark.parametrize("locale", LOCALES)
SIZES = pytest.mark.parametrize("words", [samples.PLAIN, samples.LONGEST], ids=["plain", "longest"])
POMEX = samples.profile()
FIRST = Look()


def whole(words: samples.Words) -> HomeFacts:
    """As much of everything as a Home ever shows."""
    person = samples.person(words)
    page = tuple(samples.asset(n, words=words, person=person) for n in range(PAGE))
    asked = samples.request(
        *(samples.asset(n, words=words, registration=None) for n in range(10)),
        words=words,
        invitation=InvitationStatus.OPEN,
    )
    video = samples.video(*page, words=words)
    refused = samples.asset(
        words=words, registration=RegistrationStatus.FAILED, failure="media_sides", person=person
    )
    return HomeFacts(
        asked=(asked,) * WAITING,
        approvals=((video, samples.approval(words=words)),) * WAITING,
        endorsements=((asked, endorsement(words=words)),) * WAITING,
        reports=((video, report(words=words)),) * WAITING,
        refused=(refused,) * WAITING,
        waiting=5_000,
        library=page,
        library_size=10_000,
        owns_anything=True,
        people=(PersonStanding(person=person, assets=10_000, agreed=9_999),) * PEOPLE,
        people_size=10_000,
        videos=(video,) * VIDEOS,
    )


def view(facts: HomeFacts, locale: str, look: Look = FIRST, *, is_member: bool = True) -> dict:
    files = samples.files(*(home_slot(asset) for asset in facts.library))
    blocks = home_blocks(
        facts,
        look,
        is_member=is_member,
        person=samples.LONGEST.person if look.person_id else "",
        profiles={"pomex": POMEX},
        files=files,
        texts=texts(locale),
    )
    return {"type": "home", "blocks": blocks}


@SIZES
@LANGUAGES
def test_a_full_home_stays_below_a_hundred_blocks(words, locale):
    """With all that it ever shows, on a page in the middle."""
    look = Look(page=500, people_page=3, text="&" * 100, person_id="p_aaaaaaaaaaaa")
    found = view(whole(words), locale, look)
    assert_view(found)
    assert len(found["blocks"]) <= limits.VIEW_BLOCKS
    assert_view(view(whole(words), locale, is_member=False))


@LANGUAGES
def test_every_state_is_one_that_slack_takes(locale):
    """Every asset and every video that people can meet, a page at a time."""
    assets = [facts.assets[0] for _, facts in every_request(samples.LONGEST, 1)]
    films = [facts for _, facts in every_video(samples.LONGEST, 3)]
    pages = [tuple(islice(assets, at, at + PAGE)) for at in range(0, len(assets), PAGE)]
    for n, page in enumerate(pages):
        shown = tuple(films[n % len(films) :][:VIDEOS])
        facts = _nothing(library=page, refused=page[:WAITING], videos=shown, owns_anything=True)
        assert_view(view(facts, locale))


@LANGUAGES
def test_a_first_visit_leads_on(locale):
    """Nothing but what this is, what to do first, and the button that does it."""
    found = view(_nothing(), locale)
    assert_view(found)
    texts_shown = [b for b in found["blocks"] if b["type"] == "section"]
    buttons = [e["action_id"] for b in found["blocks"] if b["type"] == "actions" for e in b["elements"]]
    assert len(texts_shown) == 2
    assert buttons == ["home_add", "home_video"]


@SIZES
@LANGUAGES
def test_the_private_answer_tells_all_of_it_without_blocks(words, locale):
    """With everything that waits, and with nothing."""
    for facts in (whole(words), _nothing()):
        told = status_message(facts, is_member=True, profiles={"pomex": POMEX}, texts=texts(locale))
        assert_message(told.blocks, told.text)
        assert texts(locale).plain.say("home.waiting") in told.text


def test_no_picture_says_something_that_no_word_says():
    """Each small picture has a text for those who do not see it."""
    found = view(whole(samples.PLAIN), "en")
    pictures = [b["accessory"] for b in found["blocks"] if b.get("accessory", {}).get("type") == "image"]
    assert len(pictures) == PAGE
    assert all(picture["alt_text"].strip() for picture in pictures)


@pytest.mark.parametrize(
    "params",
    [None, (), {}, {"shelf": "attic", "page": -3, "text": None}, {"page": "many", "person_id": ""}],
)
def test_a_look_that_says_nothing_good_is_the_first_one(params):
    """Whatever an older version kept."""
    assert read_look(params) == Look()


@pytest.mark.parametrize("shelf", Shelf)
def test_every_shelf_can_be_chosen(shelf):
    """The menu offers it and shows which one it is."""
    found = view(whole(samples.PLAIN), "en", Look(shelf=shelf))
    menu = next(
        e
        for b in found["blocks"]
        if b["type"] == "actions"
        for e in b["elements"]
        if e["type"] == "static_select"
    )
    assert menu["initial_option"]["value"] == shelf


def test_a_refused_file_can_be_mended_where_it_is_told():
    """The button opens the form again."""
    refused = samples.asset(status=AssetStatus.DELETED, media=MediaStatus.REFUSED, problem="media_sides")
    found = view(_nothing(refused=(refused,), waiting=1, owns_anything=True), "en")
    line = next(b for b in found["blocks"] if b.get("accessory", {}).get("action_id") == "asset_fix")
    assert "This file cannot be used" in line["text"]["text"]


def _nothing(**over: object) -> HomeFacts:
    empty: dict = {
        "asked": (),
        "approvals": (),
        "endorsements": (),
        "reports": (),
        "refused": (),
        "waiting": 0,
        "library": (),
        "library_size": 0,
        "owns_anything": False,
        "people": (),
        "people_size": 0,
        "videos": (),
    }
    return HomeFacts(**empty | over)
