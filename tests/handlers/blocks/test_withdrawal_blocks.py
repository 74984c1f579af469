"""Receipts and the form that takes a yes back: whole, true, and within what Slack takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest

from handlers.blocks.withdrawal_form import parse_withdraw_view, withdraw_answer, withdraw_form_view
from handlers.blocks.withdrawal_lines import Wording, receipt_sections, receipt_title
from handlers.blocks.withdrawal_receipt import withdrawal_receipt, withdrawn_owner
from handlers.catalogue import LOCALES, texts
from handlers.ids import ACTION_WITHDRAW, FIELD_VIDEOS, FIELD_WHAT
from providers.registry import PROVIDERS
from storage.model import MessageStatus, Withdrawal, WithdrawalStatus
from tests.handlers.blocks import samples
from tests.handlers.blocks.basics import LONGEST, PLAIN, an_id
from tests.support import rows
from tests.support.slack_schema import assert_message, assert_view
from workflow.use_cases.withdrawing import Standing
from workflow.withdrawals import CopyState, FaceCheck, GatewayCopy, Reach, Receipt, VideoEnd, VideoOutcome

PROFILES = {name: entry.profile for name, entry in PROVIDERS.items()}
SIZES = pytest.mark.parametrize(("words", "count"), [(PLAIN, 1), (LONGEST, 10)], ids=["short", "longest"])
LANGUAGES = pytest.mark.parametrize("locale", LOCALES)


def check(composed) -> None:
    assert composed.text
    assert_message(composed.blocks, composed.text)


def a_row(**over) -> Withdrawal:
    given = {
        "id": an_id("d"),
        "team_id": rows.TEAM,
        "person_id": an_id("p"),
        "via": "dm",
        "locale": "en",
        "removes_videos": True,
        "status": WithdrawalStatus.OPEN,
        "asset_ids": (),
        "video_ids": (),
        "created_at": rows.NOW,
    }
    return Withdrawal(**given | over)


def a_receipt(names=("rachel",), **over) -> Receipt:
    """Every way in which a copy or a video may end, at every gateway."""
    given = {
        "withdrawal": a_row(),
        "names": names,
        "copies": tuple(
            GatewayCopy(provider=provider, state=state, names=names, asks=tuple(f"asset-{n}" for n in names))
            for provider in PROFILES
            for state in CopyState
        ),
        "face_checks": (FaceCheck(provider="pomex", group_id="group-1"),),
        "videos": tuple(VideoOutcome(end=end, count=2, channels=("C0FILM", "U0MAYA")) for end in VideoEnd),
        "files_left": 1,
        "cards_left": 1,
        "cards_stay": 1,
        "givers": ("U0MAYA", "U0TOM"),
        "person_id": an_id("p"),
    }
    return Receipt(**given | over)


def lines(receipt: Receipt, locale: str = "en") -> str:
    said = texts(locale).plain
    wording = Wording(
        texts=said,
        user=str,
        place=str,
        ident=str,
        date=lambda at: said.date(at, UTC),
        workspace="Likeness Studio",
    )
    found = receipt_sections(receipt, PROFILES, wording)
    return "\n".join([receipt_title(receipt, wording), *(line for _, part in found for line in part)])


@LANGUAGES
@pytest.mark.parametrize("names", [("rachel",), tuple(f"{'长' * 60}{n:04}" for n in range(60))])
def test_a_receipt_fits_into_a_message(locale, names):
    """Also with sixty of the longest names at every gateway."""
    check(withdrawal_receipt(a_receipt(names), profiles=PROFILES, workspace="X" * 80, texts=texts(locale)))
    check(withdrawal_receipt(a_receipt(names), profiles={}, workspace="", texts=texts(locale)))


def test_a_receipt_says_whom_to_ask_for_what():
    """A gateway without a delete, one that refused, one that lost its answer, and the face check."""
    told = lines(a_receipt())
    assert (
        "PomexAI has no way to delete and keeps @rachel. You can ask api.pomex.ai to delete asset-rachel."
        in told
    )
    assert "PomexAI refused to delete @rachel." in told
    assert "PomexAI may have a copy of @rachel that we cannot find" in told
    assert (
        "PomexAI keeps its own record of your face check, group-1. Only api.pomex.ai can delete that." in told
    )
    assert "from the account of Likeness Studio" in told
    assert "U0MAYA and U0TOM" in told
    assert "backs our server up" in told


def test_nothing_is_asked_of_anybody_where_everything_is_deleted():
    """A receipt does not send people on errands for nothing."""
    gone = GatewayCopy(provider="kyyvideo2", state=CopyState.DELETED, names=("rachel",), asks=("asset-1",))
    told = lines(
        a_receipt(copies=(gone,), face_checks=(), videos=(), files_left=0, cards_left=0, cards_stay=0)
    )
    assert "GlobalAI KyyVideo2: @rachel is deleted." in told
    assert "You can ask" not in told
    assert "Our copies of the files are erased" in told


@pytest.mark.parametrize(("end", "offered"), [(VideoEnd.STAYS, True), (VideoEnd.REMOVED, False)])
def test_videos_that_stay_may_still_be_asked_away(end, offered):
    """The receipt has the button while it would do something."""
    videos = (VideoOutcome(end=end, count=1, channels=("C0FILM",)),)
    made = withdrawal_receipt(a_receipt(videos=videos), profiles=PROFILES, workspace="", texts=texts("en"))
    assert (ACTION_WITHDRAW in str(made.blocks)) is offered


def a_standing(words, count, *, chosen: int, posted: bool) -> Standing:
    person = samples.person(words)
    assets = tuple(samples.asset(n, words=words, person=person) for n in range(count))
    video = samples.video(*assets, words=words, fetched=True, status="succeeded")
    post = rows.notice(kind="video_posted", subject=video.video.id, status=MessageStatus.SENT)
    sent = replace(post, sent_channel="C0FILM", sent_ts="1.1")
    reach = Reach(person=person, assets=assets, videos=(video,), messages=(sent,) if posted else ())
    return Standing(chosen=assets[:chosen], reach=reach)


@SIZES
@LANGUAGES
@pytest.mark.parametrize("posted", [True, False])
def test_the_form_and_what_leads_to_it_fit(words, count, locale, posted):
    """At most ten files and the longest names, in three languages."""
    said = texts(locale)
    for chosen in (1, count):
        standing = a_standing(words, count, chosen=chosen, posted=posted)
        view = withdraw_form_view(an_id("a"), standing, said)
        assert_view(view)
        fields = {block.get("block_id") for block in view["blocks"]}
        assert (FIELD_WHAT in fields) is (chosen < count)
        assert (FIELD_VIDEOS in fields) is posted
        assert parse_withdraw_view(view).subject == an_id("a")
    many = replace(standing.reach, assets=standing.reach.assets * 10)
    check(withdraw_answer(many, said))
    check(withdraw_answer(replace(standing.reach, assets=()), said))
    check(withdraw_answer(None, said))
    check(withdrawn_owner(standing.reach.person, [a.asset.name for a in standing.reach.assets], said))


def test_what_was_chosen_is_read_back():
    """Everything, and the posted videos too; nothing chosen is the least."""
    standing = a_standing(PLAIN, 2, chosen=1, posted=True)
    view = withdraw_form_view(an_id("a"), standing, texts("en"))
    assert not parse_withdraw_view(view).whole
    state = {
        FIELD_WHAT: {"value": {"selected_option": {"value": "all"}}},
        FIELD_VIDEOS: {"value": {"selected_options": [{"value": "remove"}]}},
    }
    values = parse_withdraw_view({**view, "state": {"values": state}})
    assert (values.whole, values.removes_videos) == (True, True)
