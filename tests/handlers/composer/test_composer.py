"""Message rows of a real story become messages that Slack takes, in their reader's language."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from handlers import ids
from handlers.attachments import of_approval, of_invitation
from handlers.catalogue import texts
from handlers.composed import Composed, MediaSource, QrSource, SlackFile
from handlers.composer import StorageComposer
from providers.profile import Profile
from storage import SqliteStorage, open_storage
from storage.changes import Change, Insert, Update
from storage.face import Storage
from storage.model import (
    Approval,
    ApprovalStatus,
    Depiction,
    Invitation,
    InvitationStatus,
    Media,
    MediaStatus,
    Message,
    Video,
    VideoStatus,
)
from tests.handlers.blocks import samples
from tests.handlers.blocks.samples import MAYA, NOW, RACHEL, TEAM
from tests.handlers.composer.story import (
    POMEX,
    TRUSTS,
    about_rights,
    answered,
    apply,
    asked,
    filmed,
    message,
    new_id,
    speaks,
)
from tests.support.slack_schema import assert_message
from workflow.messages import MessageKind


@pytest.fixture(name="storage")
async def _storage(tmp_path: Path) -> AsyncIterator[SqliteStorage]:
    storage = await open_storage(tmp_path / "likeness.db")
    yield storage
    await storage.close()


def composer(storage: Storage, link: str | None = samples.LINK, *profiles: Profile) -> StorageComposer:
    on = {profile.name: profile for profile in (profiles or (POMEX, TRUSTS))}
    return StorageComposer(storage, on, lambda _invitation: link)


def uploaded(slots: Sequence[str]) -> dict[str, SlackFile]:
    return samples.files(*slots)


async def written(made: StorageComposer, row: Message) -> tuple[Composed, set[str]]:
    """A message with all its files uploaded, and their slots."""
    wanted = await made.attachments(row)
    slots = [attachment.slot for attachment in wanted]
    assert len(set(slots)) == len(slots)
    assert all(a.alt and a.title and a.filename for a in wanted)
    composed = await made.compose(row, uploaded(slots))
    assert composed is not None
    assert_message(composed.blocks, composed.text)
    for file in uploaded(slots).values():
        assert file.id in str(composed.blocks) or file.permalink in composed.text
    return composed, set(slots)


async def test_every_kind_of_message_can_be_written(storage):
    """Before any file is uploaded and after all are."""
    facts = await answered(storage, await asked(storage))
    assert facts.invitation is not None
    video_id, approval_id = await filmed(storage, facts)
    subjects = {
        MessageKind.CONSENT_CARD: facts.invitation.id,
        MessageKind.HANDOVER_CARD: facts.invitation.id,
        MessageKind.APPROVAL_CARD: approval_id,
        MessageKind.APPROVAL_REMINDER: approval_id,
        MessageKind.OVERRIDE_TOLD: approval_id,
        MessageKind.CONSENT_ENDED: facts.assets[0].asset.id,
        MessageKind.MEDIA_OFFER: facts.assets[0].media.id,
        MessageKind.ASSET_DELETED_PERSON: facts.assets[0].asset.id,
        MessageKind.ASSET_DELETED_OWNER: facts.assets[0].asset.id,
        **await about_rights(storage, facts, video_id),
    }
    made = composer(storage)
    for kind in set(MessageKind) - {MessageKind.HOME}:  # no message: it has tests of its own
        about = video_id if kind.startswith("video") else facts.request.id
        row = message(
            kind,
            subjects.get(kind, about),
            MAYA if kind in (MessageKind.PERSON_LEFT, MessageKind.WITHDRAWN_OWNER) else "C0FILM",
            media=facts.assets[0].media.id,
        )
        assert await made.compose(row, {}) is not None
        await written(made, row)


async def test_a_message_whose_subject_is_gone_says_nothing(storage):
    """Nothing to say is None, and needs no files."""
    made = composer(storage)
    for kind in set(MessageKind) - {MessageKind.HOME}:  # no message: it has tests of its own
        row = message(kind, "x_gone", MAYA)
        assert await made.compose(row, {}) is None
        assert await made.attachments(row) == ()


async def test_the_person_is_asked_with_every_picture_and_a_code(storage):
    """Pictures as thumbnails, the QR made at sending, our link on the button, no word of another answer."""
    facts = await asked(storage)
    assert facts.invitation is not None
    row = message(MessageKind.CONSENT_CARD, facts.invitation.id, RACHEL)
    made = composer(storage)
    wanted = await made.attachments(row)
    assert [a.source for a in wanted] == [
        *(MediaSource(media_id=a.media.id, variant="thumbnail") for a in facts.assets),
        QrSource(invitation_id=facts.invitation.id, ends_at=facts.invitation.expires_at),
    ]
    assert [a.filename for a in wanted] == ["rachel.jpg", "rachel-2.jpg", "likeness-qr.png"]
    composed, _ = await written(made, row)
    shown = str(composed.blocks)
    assert samples.LINK in shown
    assert "consent_decline" in shown
    assert "consent_approve" not in shown
    assert "<@U0MAYA>" in composed.text


async def test_a_gateway_without_a_face_check_is_answered_in_the_message(storage):
    """No code and no page: the two answers are buttons."""
    facts = await asked(storage, provider="other")
    assert facts.invitation is not None
    row = message(MessageKind.CONSENT_CARD, facts.invitation.id, RACHEL)
    composed, slots = await written(composer(storage), row)
    assert slots == {"picture_1", "picture_2"}
    assert "consent_approve" in str(composed.blocks)
    assert samples.LINK not in str(composed.blocks)


async def test_without_a_public_address_the_card_says_so(storage):
    """No link, no code; the setting is named."""
    facts = await asked(storage)
    assert facts.invitation is not None
    row = message(MessageKind.CONSENT_CARD, facts.invitation.id, RACHEL)
    composed, slots = await written(composer(storage, None), row)
    assert "qr" not in slots
    assert "LIKENESS_PUBLIC_URL" in str(composed.blocks)


async def test_a_requester_can_hand_over_but_not_agree(storage):
    """Somebody outside is reached through the requester, who gets no button that answers."""
    facts = await asked(storage, Depiction.OUTSIDER)
    assert facts.invitation is not None
    composed, slots = await written(
        composer(storage), message(MessageKind.HANDOVER_CARD, facts.invitation.id, MAYA)
    )
    assert "qr" in slots
    assert f"`{samples.LINK}`" in str(composed.blocks)
    assert not any(block["type"] == "actions" for block in composed.blocks)


@pytest.mark.parametrize("status", [InvitationStatus.DECLINED, InvitationStatus.LAPSED])
async def test_an_answered_question_has_no_buttons_and_no_pictures(storage, status):
    """The outcome stays; what could be pressed or seen goes."""
    facts = await asked(storage)
    assert facts.invitation is not None
    where = {"id": facts.invitation.id}
    await apply(storage, Change((Update(table=Invitation, where=where, values={"status": status}),)))
    row = message(MessageKind.CONSENT_CARD, facts.invitation.id, RACHEL)
    composed, slots = await written(composer(storage), row)
    assert slots == set()
    assert not any(block["type"] == "actions" for block in composed.blocks)


async def test_a_yes_keeps_the_pictures_it_was_given_for(storage):
    """After the scan the card shows what was agreed to, without code; the one button takes it back."""
    facts = await answered(storage, await asked(storage))
    assert facts.invitation is not None
    row = message(MessageKind.CONSENT_CARD, facts.invitation.id, RACHEL)
    composed, slots = await written(composer(storage), row)
    assert slots == {"picture_1", "picture_2"}
    pressed = [e["action_id"] for b in composed.blocks if b["type"] == "actions" for e in b["elements"]]
    assert pressed == [ids.ACTION_WITHDRAW]


async def test_the_card_shows_a_face_only_after_the_yes(storage):
    """A channel sees the picture once it may be used."""
    facts = await asked(storage)
    row = message(MessageKind.ASSET_CARD, facts.request.id, "C0FILM")
    assert await composer(storage).attachments(row) == ()
    await answered(storage, facts)
    composed, slots = await written(composer(storage), row)
    assert slots == {"picture_1"}
    assert str(composed.blocks).count("video_with_asset") == 2


async def test_an_approver_sees_the_pictures_until_he_answered(storage):
    """The still pictures belong to the question."""
    facts = await answered(storage, await asked(storage))
    video_id, approval_id = await filmed(storage, facts)
    row = message(MessageKind.APPROVAL_CARD, approval_id, RACHEL)
    composed, slots = await written(composer(storage), row)
    assert slots == {"picture_1", "picture_2"}
    assert "@rachel waves" in composed.text
    where, values = {"id": approval_id}, {"status": ApprovalStatus.ALLOWED_ONCE, "decided_at": NOW}
    await apply(storage, Change((Update(table=Approval, where=where, values=values),)))
    composed, slots = await written(composer(storage), row)
    assert slots == set()
    assert not any(block["type"] == "actions" for block in composed.blocks)
    found = await storage.video(video_id)
    assert found is not None
    assert of_approval(found, found.approvals[0], texts("en")) == ()


async def test_the_finished_video_is_attached(storage):
    """The file that is posted is the original, named after the video."""
    facts = await answered(storage, await asked(storage, files=1))
    video_id, _ = await filmed(storage, facts)
    media = Media(
        id=new_id("m"), team_id=TEAM, kind="video", status=MediaStatus.READY, source_sealed="", created_at=NOW
    )
    still = replace(media, id=new_id("m"), kind="image")
    values = {
        "status": VideoStatus.SUCCEEDED,
        "result_media_id": media.id,
        "poster_media_id": still.id,
        "finished_at": NOW,
    }
    kept = Update(table=Video, where={"id": video_id}, values=values)
    await apply(storage, Change((Insert(row=media), Insert(row=still), kept)))
    row = message(MessageKind.VIDEO_POSTED, video_id, "C0FILM")
    attachment, picture = await composer(storage).attachments(row)
    assert picture.source == MediaSource(media_id=still.id)
    assert picture.alt.startswith("A still from")
    assert attachment.source == MediaSource(media_id=media.id)
    assert attachment.filename == f"likeness-{video_id}.mp4"
    assert "@rachel waves" in attachment.alt
    composed, _ = await written(composer(storage), row)
    assert "with the consent of <@U0RACHEL>" in composed.text


@pytest.mark.parametrize(
    ("locale", "said"), [("zh-CN", "征求你的同意"), ("zh-TW", "徵求你的同意"), ("fr-FR", "asks")]
)
async def test_a_member_reads_his_own_language(storage, locale, said):
    """A DM follows the member's Slack language, a channel its own."""
    facts = await asked(storage)
    assert facts.invitation is not None
    await speaks(storage, RACHEL, locale)
    made = composer(storage)
    composed = await made.compose(message(MessageKind.CONSENT_CARD, facts.invitation.id, RACHEL), {})
    assert composed is not None
    assert said in composed.text
    card = await made.compose(message(MessageKind.ASSET_CARD, facts.request.id, "C0FILM"), {})
    assert card is not None
    assert "adds 2 assets" in card.text


async def test_a_channel_may_speak_another_language(storage):
    """The channel's language is a setting of the composer."""
    facts = await asked(storage)
    made = StorageComposer(storage, {"pomex": POMEX}, lambda _i: None, channel_locale="zh")
    card = await made.compose(message(MessageKind.ASSET_CARD, facts.request.id, "C0FILM"), {})
    assert card is not None
    assert "添加了 2 个素材" in card.text


async def test_a_refused_file_can_be_fixed(storage):
    """The DM says why and carries the request's id; a file of another request says nothing."""
    facts = await asked(storage, files=1)
    media = facts.assets[0].media
    values = {"status": MediaStatus.REFUSED, "problem": "media_is_page"}
    await apply(storage, Change((Update(table=Media, where={"id": media.id}, values=values),)))
    made = composer(storage)
    composed = await made.compose(
        message(MessageKind.MEDIA_REFUSED, facts.request.id, MAYA, media=media.id), {}
    )
    assert composed is not None
    assert "web page" in composed.text
    assert f"v1.{facts.request.id}" in str(composed.blocks)
    assert (
        await made.compose(message(MessageKind.MEDIA_REFUSED, facts.request.id, MAYA, media="m_x"), {})
        is None
    )


@pytest.mark.parametrize("kind", ["image", "video", "audio"])
@pytest.mark.parametrize(
    ("problem", "label", "said"),
    [
        ('media_ratio{"ratio": 4.0, "min_ratio": 0.4, "max_ratio": 2.5}', "Crop to fit", "1000 × 400"),
        ("media_sides", "Resize to fit", "1000 × 400"),
        ('media_length{"seconds": 20, "min_seconds": 2, "max_seconds": 15}', "Trim to fit", "first 14.5"),
        ("media_same_file", "Add anyway", "no longer there"),
    ],
)
async def test_what_would_do_is_shown_with_its_button(storage, kind, problem, label, said):
    """A preview where there is something to see; the sentence and the button say what happens."""
    media = (await asked(storage, files=1)).assets[0].media
    kept = {"sha256": "f" * 64, "width": 1000, "height": 400, "seconds": 14.5, "kind": kind}
    values = {"status": MediaStatus.REFUSED, "problem": problem, **kept}
    await apply(storage, Change((Update(table=Media, where={"id": media.id}, values=values),)))
    row = message(MessageKind.MEDIA_OFFER, media.id, MAYA)
    composed, slots = await written(composer(storage), row)
    assert slots == (set() if kind == "audio" else {"preview"})
    assert said in composed.text
    assert label in str(composed.blocks)
    assert f"v1.{media.id}" in str(composed.blocks)


@pytest.mark.parametrize(("status", "button"), [(MediaStatus.REFUSED, True), (MediaStatus.READY, False)])
async def test_an_offer_that_is_over_shows_no_picture(storage, status, button):
    """Taken it says so, run out it leads back to the form."""
    media = (await asked(storage, files=1)).assets[0].media
    values = {"status": status, "problem": "media_ratio" if button else None, "sha256": None}
    await apply(storage, Change((Update(table=Media, where={"id": media.id}, values=values),)))
    composed, slots = await written(composer(storage), message(MessageKind.MEDIA_OFFER, media.id, MAYA))
    assert slots == set()
    assert f"v1.{media.id}" not in str(composed.blocks)
    assert ("Fix" in str(composed.blocks)) == button


async def test_a_name_makes_a_harmless_file_name(storage):
    """Signs that a file name cannot hold become hyphens."""
    facts = await asked(storage, files=1)
    strange = replace(facts.assets[0], asset=replace(facts.assets[0].asset, name="../a/b:c"))
    (picture, _) = of_invitation(replace(facts, assets=(strange,)), POMEX, texts("en"), has_link=True)
    assert picture.filename == "a-b-c.jpg"
