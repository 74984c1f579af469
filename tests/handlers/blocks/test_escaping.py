"""What people typed and gateways said can neither mention nor link nor format its way out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.blocks import answers
from handlers.blocks import request_notices as requests
from handlers.blocks import video_notices as videos
from handlers.blocks.approval_card import approval_card
from handlers.blocks.asset_card import asset_card
from handlers.blocks.consent_card import consent_card, handover_card
from handlers.blocks.kit import quoted
from handlers.blocks.video_card import video_card
from handlers.catalogue import Markup, clamp, escape, texts
from handlers.catalogue.markup import code, quote
from handlers.composed import Composed
from storage.model import ApprovalStatus, InvitationStatus
from tests.handlers.blocks import samples
from tests.handlers.blocks.samples import Words

OURS = re.compile(
    r"<@U0(?:MAYA|RACHEL)>|<#C0FILM>|<!date\^\d+\^\{date_short\} \{time\}\|[^<>&]*>"
    r"|<https://local\.slack\.com/[^<>&|]*\|likeness-v_[a-z]*\.mp4>|&(?:amp|lt|gt);|^> "
)
TYPED = st.text(st.sampled_from("<>&!@#|^ ab`*\n;ltgamp鸣"), min_size=1, max_size=80)


def shown(composed: Composed) -> Iterator[str]:
    yield composed.text
    for part in parts(composed.blocks):
        if part.get("type") in ("mrkdwn", "plain_text"):
            yield part["text"]


def parts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from parts(inner)


def every_message(words: Words) -> Iterator[Composed | None]:
    said, profile, files = texts("en"), samples.profile(), samples.ALL_FILES
    assets = tuple(samples.asset(n, words=words, failure="refused_by_gateway") for n in range(2))
    for invitation in InvitationStatus:
        for verified in (True, False):
            facts = samples.request(*assets, words=words, invitation=invitation, verified=verified)
            link = samples.LINK
            yield asset_card(facts, profile=profile, files=files, texts=said)
            yield consent_card(facts, profile=profile, link=link, files=files, texts=said)
            yield handover_card(facts, profile=profile, link=link, files=files, texts=said)
            yield requests.request_decided(facts, profile, said)
            yield answers.asset_message(facts.assets[0], profiles=[profile], texts=said)
    for status, failure in (("refused", None), ("failed", words.foreign), ("succeeded", None)):
        approvals = (samples.approval(ApprovalStatus.REFUSED, words=words),)
        film = samples.video(
            *(samples.asset(words=words, person=samples.person(words)) for _ in range(2)),
            words=words,
            status=status,
            failure=failure,
            fetched=status == "succeeded",
            approvals=approvals,
        )
        yield video_card(film, profile=profile, texts=said)
        yield videos.video_posted(film, profile=profile, files=files, texts=said)
        yield videos.video_ended(film, profile=profile, texts=said)
        for answer in ApprovalStatus:
            asked = samples.approval(answer, words=words)
            yield approval_card(film, asked, profile=profile, files=files, texts=said)


@given(typed=TYPED)
@example(typed="<!channel> & <@U0TOM> <https://evil.example|x>")
@settings(max_examples=60, deadline=None)
def test_no_message_holds_a_raw_control_character(typed):
    """After our own mentions, dates, links and bars are taken away, no `<`, `>` or bare `&` is left."""
    words = Words(typed, typed, typed, typed, typed, typed)
    for composed in every_message(words):
        assert composed is not None
        for text in shown(composed):
            left = "\n".join(OURS.sub("", line) for line in text.split("\n"))
            assert not re.search("[<>&]", left), text


@given(typed=st.text(max_size=60), limit=st.integers(min_value=1, max_value=80))
def test_a_cut_never_breaks_an_escape(typed, limit):
    """Cut text keeps its limit and only whole entities."""
    safe = escape(typed)
    cut = clamp(safe, limit)
    assert len(cut) <= limit
    assert isinstance(cut, Markup)
    assert "&" not in cut.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")


def test_safe_text_is_escaped_once():
    """Safe text put into safe text stays as it is."""
    assert escape(escape("a & b")) == "a &amp; b"
    assert texts("en").say("fact.owner", owner=escape("<b>")) == "*Owner:* &lt;b&gt;"
    assert clamp(Markup("see <https://example.com|the page>"), 20) == "see…"


def test_quotes_and_code_hold_what_they_enclose():
    """Every line gets its bar, and back quotes cannot end the code."""
    assert quote("a\nb") == "> a\n> b"
    assert code("x`y") == "`xˋy`"


@given(typed=st.text(max_size=4000))
@settings(max_examples=50, deadline=None)
def test_a_long_text_is_quoted_whole(typed):
    """Pieces together hold every character that is not a line's end."""
    pieces = [b["text"]["text"] for b in quoted(typed)]
    assert all(len(piece) <= 3000 for piece in pieces)
    whole = "".join(line.removeprefix("> ") for piece in pieces for line in piece.split("\n"))
    assert re.sub(r"\s", "", whole) == re.sub(r"\s", "", escape(typed))
