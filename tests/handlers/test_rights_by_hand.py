"""Settings, lists of faces, reports, releases, names and owners, as people press and type them."""

from __future__ import annotations

import pytest

from bot.demo.forms import asset_values
from handlers import ids
from storage.changes import Insert
from storage.model import (
    AssetStatus,
    Depiction,
    EndorsementKind,
    EndorsementStatus,
    RegistrationStatus,
    ReportStatus,
    VideoStatus,
)
from tests.handlers.blocks.samples import an_id
from tests.support import rows
from tests.support.rows import MAYA, RACHEL, TEAM
from workflow.scope import Who, read_scope

TOM, WEI, ADA = "U0TOM", "U0WEI", "U0WEI"
VIDEO, ASSET, REQUEST, WORD = "v_aaaaaaaaaaaa", "a_aaaaaaaaaaaa", "q_aaaaaaaaaaaa", "e_aaaaaaaaaaaa"
SEEN = "https://local.slack.com/files/U/F1/video.mp4"


def posted_rows():
    """Tom's video with Rachel's picture, posted where everybody sees it."""
    asset = rows.asset(id=ASSET)
    moved = {rows.Asset: asset, rows.Registration: rows.registration(asset_id=ASSET, submission_id="s_1")}
    first = [moved.get(type(step.row), step.row) for step in rows.request_rows()]
    first = [rows.consent(asset_id=ASSET) if isinstance(row, rows.Consent) else row for row in first]
    post = rows.notice(
        id="n_5", kind="video_posted", subject=VIDEO, files={"video": {"id": "F1", "permalink": SEEN}}
    )
    new = (
        rows.media(id="m_9", kind="video", content_type="video/mp4"),
        rows.video(id=VIDEO, requester_id=TOM, status=VideoStatus.SUCCEEDED, result_media_id="m_9"),
        rows.video_reference(video_id=VIDEO, asset_id=ASSET),
        rows.card(id="n_9", kind="video_card", subject=VIDEO),
        post,
    )
    return tuple(Insert(row=row) for row in (*first, *new))


def word_rows(kind=EndorsementKind.DECLARATION):
    """Maya's request that waits for an admin's word."""
    outside = kind is EndorsementKind.RELEASE
    person = [rows.person(id="p_9", slack_user_id=None, display_name="Sam Doe")] if outside else []
    depiction = Depiction.OUTSIDER if outside else Depiction.NOBODY
    owner = {"person_id": "p_9" if outside else None}
    new = (
        *person,
        rows.asset_request(id=REQUEST, depiction=depiction, **owner),
        rows.media(id="m_7"),
        rows.asset(
            id="a_7", request_id=REQUEST, media_id="m_7", status=AssetStatus.AWAITING_CONSENT, **owner
        ),
        rows.registration(
            id="g_7", asset_id="a_7", status=RegistrationStatus.WAITING, handle=None, reference=None
        ),
        rows.endorsement(id=WORD, request_id=REQUEST, kind=kind),
    )
    return tuple(Insert(row=row) for row in new)


@pytest.fixture(name="posted")
async def _posted(office):
    await office.add(*posted_rows())
    return office


def admin(office, user=WEI):
    office.be(user, is_admin=True, locale="en-US")


async def kinds(office):
    return [entry.kind async for entry in office.storage.ledger()]


async def wanted(office, subject):
    return sorted((m.kind, m.channel) for m in await office.storage.messages_about([subject]))


# Settings.


async def test_settings_are_for_admins(office):
    """Everybody else gets one private sentence."""
    answer = await office.command("/likeness settings", user=TOM)
    assert "admins" in answer["text"]
    assert office.calls("views.open") == []


async def test_an_admin_changes_the_settings(office):
    """They open as they stand, are kept, and stand so the next time."""
    admin(office)
    await office.command("/likeness settings", user=WEI)
    hand = office.hand(WEI)
    view = await hand.open_view()
    typed = {ids.FIELD_FOUR_EYES: "on", ids.FIELD_DEFAULT_WHO: "everybody", ids.FIELD_KEEP_VIDEOS: "30"}
    answer = await hand.submit(view, asset_values(view, **typed))
    assert answer["response_action"] is None
    kept = await office.surface.desk.settings(TEAM)
    assert (kept.four_eyes, kept.default_who, kept.keep_videos_days) == (True, Who.EVERYBODY, 30)
    assert kept.keep_files_days is None
    assert "settings_changed" in await kinds(office)
    await office.command("/likeness SETTINGS", user=WEI)
    again = await hand.open_view()
    assert asset_values(again)[ids.FIELD_KEEP_VIDEOS][ids.INPUT]["value"] == "30"


async def test_a_wrong_number_of_days_stands_on_its_field(office):
    """With everything else kept."""
    admin(office)
    await office.command("/likeness settings", user=WEI)
    hand = office.hand(WEI)
    view = await hand.open_view()
    answer = await hand.submit(view, asset_values(view, **{ids.FIELD_KEEP_FILES: "soon"}))
    assert list(answer["errors"]) == [ids.FIELD_KEEP_FILES]
    assert "settings_changed" not in await kinds(office)


async def test_who_is_no_admin_any_more_changes_nothing(office):
    """The form may have been open for long."""
    admin(office)
    await office.command("/likeness settings", user=WEI)
    view = await office.hand(WEI).open_view()
    office.be(WEI, is_admin=False)
    office.clock.ms += 3_600_001
    answer = await office.hand(WEI).submit(view, asset_values(view, **{ids.FIELD_FOUR_EYES: "on"}))
    assert "admins" in next(iter(answer["errors"].values()))
    assert not (await office.surface.desk.settings(TEAM)).four_eyes


# Lists of faces.


async def test_a_person_sees_every_use_of_her_face(posted):
    """What pictures her, how far her yes reaches, and each video with the way to it."""
    answer = await posted.command("/likeness consent", user=RACHEL)
    for words in ("@rachel", "PomexAI", "asked each time", "<@U0TOM>"):
        assert words in answer["text"]
    assert SEEN in str(answer["blocks"])
    assert ids.ACTION_REPORT in str(answer["blocks"])
    assert answer["ephemeral"]


@pytest.mark.parametrize("kind", ["guest", "stranger"])
async def test_ones_own_face_is_shown_to_guests_too(posted, kind):
    """Whoever somebody is, his face is his."""
    if kind == "guest":
        posted.be(RACHEL, is_restricted=True)
    else:
        posted.stranger(RACHEL)
    assert "@rachel" in (await posted.command("/likeness consent", user=RACHEL))["text"]


async def test_who_is_pictured_nowhere_is_told_so(posted):
    """Other people's faces are not in the answer."""
    answer = await posted.command("/likeness consent", user=TOM)
    assert "not pictured" in answer["text"]
    assert "rachel" not in str(answer)


async def test_members_may_know_who_is_pictured(posted):
    """Names and whether the yes stands, no pictures; not for guests."""
    answer = await posted.command("/likeness people", user=TOM)
    assert "<@U0RACHEL>" in answer["text"]
    assert "agreed" in answer["text"]
    assert "image" not in [block["type"] for block in answer["blocks"]]
    posted.be(WEI, is_restricted=True, locale="en-US")
    assert "Guests may not" in (await posted.command("/likeness people", user=WEI))["text"]


# Reports.


async def report(office, user, reason=""):
    await office.press(user, ids.ACTION_REPORT, f"v1.{VIDEO}", channel=rows.CHANNEL)
    view = await office.hand(user).open_view()
    return await office.hand(user).submit(view, asset_values(view, **{ids.FIELD_REASON: reason}))


async def test_a_report_is_told_to_owner_and_admins_and_hides_nothing(posted):
    """Whoever is pictured or reads the channel may press."""
    admin(posted)
    await posted.command("/likeness help", user=WEI)
    assert (await report(posted, RACHEL, "not in a suit"))["response_action"] is None
    (kept,) = await posted.storage.reports_of(VIDEO)
    assert (kept.reporter_id, kept.as_person, kept.reason) == (RACHEL, True, "not in a suit")
    told = await wanted(posted, kept.id)
    assert told == [("report_card", MAYA), ("report_card", WEI), ("report_received", RACHEL)]
    assert [m.kind for m in await posted.storage.messages_about([VIDEO])].count("video_posted") == 1


async def test_a_second_report_of_the_same_person_says_so(posted):
    """On the form, whose words are kept."""
    await report(posted, RACHEL)
    answer = await report(posted, RACHEL)
    assert "reported this video already" in answer["errors"][ids.FIELD_REASON]


@pytest.mark.parametrize(("kind", "words"), [("guest", "Guests"), ("stranger", "members of this workspace")])
async def test_guests_report_only_their_own_face(posted, kind, words):
    """Wei is pictured nowhere; Rachel, a guest as well, is."""
    for user in (WEI, RACHEL):
        if kind == "guest":
            posted.be(user, is_restricted=True, locale="en-US")
        else:
            posted.be(user, locale="en-US")
            posted.stranger(user)
    await posted.press(WEI, ids.ACTION_REPORT, f"v1.{VIDEO}", channel=rows.CHANNEL)
    assert words in (await posted.told(WEI))[-1]
    await report(posted, RACHEL)
    assert [r.reporter_id for r in await posted.storage.reports_of(VIDEO)] == [RACHEL]


@pytest.mark.parametrize(
    ("action", "status"),
    [(ids.ACTION_REPORT_UPHOLD, ReportStatus.UPHELD), (ids.ACTION_REPORT_DISMISS, ReportStatus.DISMISSED)],
)
async def test_the_owner_decides_with_a_reason(posted, action, status):
    """Without one the form says so; a later press learns who decided."""
    await report(posted, RACHEL)
    (kept,) = await posted.storage.reports_of(VIDEO)
    await posted.press(MAYA, action, f"v1.{kept.id}")
    hand = posted.hand(MAYA)
    view = await hand.open_view()
    blank = await hand.submit(view, asset_values(view, **{ids.FIELD_REASON: "   "}))
    assert list(blank["errors"]) == [ids.FIELD_REASON]
    await hand.submit(view, asset_values(view, **{ids.FIELD_REASON: "she is right"}))
    decided = await posted.storage.report(kept.id)
    assert (decided.status, decided.decided_by, decided.decision_reason) == (status, MAYA, "she is right")
    await posted.press(MAYA, action, f"v1.{kept.id}")
    assert "<@U0MAYA> decided this already" in (await posted.told(MAYA))[-1]


async def test_who_may_not_decide_is_told(posted):
    """The requester of the video does not decide about it."""
    await report(posted, RACHEL)
    (kept,) = await posted.storage.reports_of(VIDEO)
    await posted.press(TOM, ids.ACTION_REPORT_DISMISS, f"v1.{kept.id}")
    assert (await posted.told(TOM))[-1]
    assert (await posted.storage.report(kept.id)).status is ReportStatus.OPEN


# An admin's word.


async def test_an_admin_says_that_it_looks_right(office):
    """And another press learns who did."""
    admin(office)
    await office.add(*word_rows())
    await office.press(WEI, ids.ACTION_ENDORSE_YES, f"v1.{WORD}")
    assert (await office.storage.endorsement(WORD)).status is EndorsementStatus.GIVEN
    await office.press(WEI, ids.ACTION_ENDORSE_NO, f"v1.{WORD}")
    assert "<@U0WEI> answered this already" in (await office.told(WEI))[-1]


async def test_nobody_confirms_his_own_request(office):
    """Not even an admin."""
    office.be(MAYA, is_admin=True)
    await office.add(*word_rows())
    await office.press(MAYA, ids.ACTION_ENDORSE_YES, f"v1.{WORD}")
    assert "another admin" in (await office.told(MAYA))[-1]
    assert (await office.storage.endorsement(WORD)).status is EndorsementStatus.PENDING


async def test_a_release_is_attached_on_a_form(office):
    """A file of another kind is refused there; a PDF goes on its way with how far it reaches."""
    admin(office)
    await office.add(*word_rows(EndorsementKind.RELEASE))
    await office.press(WEI, ids.ACTION_ENDORSE_RELEASE, f"v1.{WORD}")
    hand = office.hand(WEI)
    view = await hand.open_view()
    clip = await office.local.upload(WEI, "release.pdf", b"%PDF-1.7 signed", "application/pdf")
    typed = {"release": [clip], "who": "requester"}
    answer = await hand.submit(view, asset_values(view, **typed))
    assert answer["response_action"] is None
    word = await office.storage.endorsement(WORD)
    assert (word.status, word.decided_by) == (EndorsementStatus.PENDING, WEI)
    media = await office.storage.media(word.media_id)
    assert media.slack_file_id == clip
    assert f'"{clip}"' in media.source_sealed
    assert read_scope({"who": "requester"}).who is Who.REQUESTER


# Owners.


async def test_an_owner_renames_an_asset(posted):
    """From the private answer; the name's rules stand on the field."""
    answer = await posted.command("/asset rachel")
    assert ids.ACTION_ASSET_RENAME in str(answer["blocks"])
    await posted.press(MAYA, ids.ACTION_ASSET_RENAME, f"v1.{ASSET}")
    hand = posted.hand(MAYA)
    view = await hand.open_view()
    wrong = await hand.submit(view, asset_values(view, **{ids.FIELD_NAME: "two words"}))
    assert "spaces" in wrong["errors"][ids.FIELD_NAME]
    await hand.submit(view, asset_values(view, **{ids.FIELD_NAME: "close-up"}))
    assert (await posted.storage.asset_named(TEAM, "close-up")).asset.id == ASSET


async def test_an_owner_hands_an_asset_over(posted):
    """A guest cannot own; a member can, and is told."""
    await posted.press(MAYA, ids.ACTION_ASSET_HAND_OVER, f"v1.{ASSET}")
    hand = posted.hand(MAYA)
    view = await hand.open_view()
    posted.be(WEI, is_restricted=True)
    wrong = await hand.submit(view, asset_values(view, **{ids.FIELD_OWNER: WEI}))
    assert "Guests" in wrong["errors"][ids.FIELD_OWNER]
    await hand.submit(view, asset_values(view, **{ids.FIELD_OWNER: TOM}))
    assert (await posted.storage.asset_named(TEAM, "rachel")).asset.owner_id == TOM
    assert ("asset_handed_over", TOM) in await wanted(posted, ASSET)


async def test_somebody_else_neither_sees_nor_presses_an_owners_buttons(posted):
    """Tom may use it, and that is all."""
    assert ids.ACTION_ASSET_RENAME not in str((await posted.command("/asset rachel", user=TOM))["blocks"])
    for action in (ids.ACTION_ASSET_RENAME, ids.ACTION_ASSET_HAND_OVER):
        await posted.press(TOM, action, f"v1.{ASSET}")
        assert (await posted.told(TOM))[-1]
    assert posted.calls("views.open") == []


# Somebody leaves.


async def test_a_deactivated_member_pauses_what_hangs_on_him(posted):
    """Slack's own event is enough: nobody has to do anything here."""
    await posted.command("/likeness help", user=RACHEL)
    await posted.local.post("user", {"id": RACHEL, "patch": {"deleted": True}})
    await delivered(posted, 1)
    facts = await posted.storage.asset_named(TEAM, "rachel")
    assert facts.person_left
    assert ("person_left", MAYA) in await wanted(posted, "p_1")
    await posted.local.post("user", {"id": RACHEL, "patch": {"deleted": False}})
    await delivered(posted, 2)
    assert not (await posted.storage.asset_named(TEAM, "rachel")).person_left


async def test_a_change_of_name_keeps_the_language(posted):
    """The event does not tell it."""
    posted.be(RACHEL, locale="zh-TW")
    await posted.command("/likeness help", user=RACHEL)
    await posted.local.post("user", {"id": RACHEL, "patch": {"real_name": "Rachel O."}})
    await delivered(posted, 1)
    member = await posted.storage.member(TEAM, RACHEL)
    assert member.locale == "zh-TW"


async def test_people_whom_we_never_met_are_not_kept(office):
    """A workspace has many members."""
    await office.local.post("user", {"id": WEI, "patch": {"real_name": "Wei"}})
    await delivered(office, 1)
    assert await office.storage.member(TEAM, WEI) is None


async def delivered(office, count):
    """Wait until so many events were handled."""
    hand = office.hand(MAYA)
    for _ in range(100):
        if len(office.deliveries("events_api")) >= count:
            break
        await hand.slack.state(MAYA)
    await office.settled()
    assert len(office.deliveries("events_api")) == count
    assert all(answer.status == 200 for answer in office.carrier.answers)


def test_ids_fit_the_buttons():
    """Ids of endorsements and reports travel in buttons."""
    for prefix in ("e", "o"):
        assert ids.ButtonValue.parse(f"v1.{an_id(prefix)}") is not None
