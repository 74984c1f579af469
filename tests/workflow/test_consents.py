"""A person's answer: what a yes writes, what a no ends, and what silence does."""

from __future__ import annotations

import pytest

from storage.chain import digest
from storage.changes import Finish, Insert, Update, change
from storage.model import Asset, AssetStatus, Consent, Depiction, InvitationStatus, MediaStatus
from tests.support import rows
from tests.workflow.studio import CHECKS, MAYA, RACHEL, TEAM, TRUSTS, Studio, a_form
from workflow import consents
from workflow.access import Actor
from workflow.asset_requests import submittable
from workflow.jobs import JobKind
from workflow.moment import DAY
from workflow.use_cases import Answering, Desk


def _refusal(studio: Studio, facts, *, lapsed: bool = False):
    via, actor = ("deadline", "likeness") if lapsed else ("dm", RACHEL)
    return consents.refuse(facts, lapsed=lapsed, via=via, actor=actor, moment=studio.moment)


async def test_a_yes_is_written_for_each_picture_with_its_scope(studio: Studio):
    """With the bytes, the gateway, the purpose and the version of the words agreed to."""
    studio.profile = TRUSTS
    facts = await studio.agreed(await studio.asked(a_form(files=2)))
    assert facts.invitation is not None
    assert facts.invitation.status is InvitationStatus.ACCEPTED
    assert (facts.invitation.via, facts.invitation.locale) == ("page", "zh")
    for asset in facts.assets:
        assert asset.asset.status is AssetStatus.USABLE
        assert asset.consent is not None
        assert asset.consent.providers == ("pomex",)
    entries = [entry for entry in await studio.ledger() if entry.kind == "consent_given"]
    assert [entry.subject for entry in entries] == [asset.asset.id for asset in facts.assets]
    texts = {field: text for field, (_, text) in entries[0].texts.items()}
    assert texts == {"purpose": "the launch film", "sha256": "ab" * 32}
    for field, (salt, text) in entries[0].texts.items():
        assert entries[0].body[field] == digest(salt, text)
    assert entries[0].body["text"] == consents.TEXT_VERSION
    assert "lapse_invitation" not in studio.jobs()
    assert await studio.storage.verify_ledger() is None


async def test_a_yes_pressed_twice_counts_once(studio: Studio):
    """Both presses read the same facts; the second is told that it was answered."""
    facts = await studio.asked()
    yes = [
        consents.accept(facts, via="dm", locale="en", actor=RACHEL, moment=studio.moment) for _ in range(2)
    ]
    assert [await studio.guard(one) for one in yes] == [None, "already_answered"]
    assert (await studio.ledger_kinds()).count("consent_given") == 1


async def test_a_no_ends_the_assets_and_erases_the_files(studio: Studio):
    """The requester is told, the name is free, nothing is waited for."""
    facts = await studio.asked(a_form(files=2))
    await studio.write(_refusal(studio, facts))
    facts = await studio.again(facts)
    assert facts.invitation is not None
    assert facts.invitation.status is InvitationStatus.DECLINED
    assert {a.asset.status for a in facts.assets} == {AssetStatus.DECLINED}
    assert studio.jobs().count("erase_media") == 2
    assert "lapse_invitation" not in studio.jobs()
    assert ("consent_refused", MAYA) in studio.messages()
    assert (await studio.ledger_kinds())[-1] == "consent_declined"
    assert (await studio.submitted(a_form())).assets[0].asset.name == "rachel"


async def test_a_no_after_a_yes_is_refused_here(studio: Studio):
    """Taking a yes back is another act than answering no."""
    facts = await studio.asked()
    stale = _refusal(studio, facts)
    facts = await studio.agreed(facts)
    assert await studio.guard(stale) == "already_answered"
    assert await studio.guard(_refusal(studio, facts)) == "already_answered"
    assert (await studio.again(facts)).assets[0].asset.status is AssetStatus.USABLE


async def test_a_yes_after_a_no_is_refused(studio: Studio):
    """The answer stands."""
    facts = await studio.asked()
    await studio.write(_refusal(studio, facts))
    yes = consents.accept(facts, via="dm", locale="en", actor=RACHEL, moment=studio.moment)
    assert await studio.guard(yes) == "already_answered"


async def test_silence_for_seven_days_is_a_no(studio: Studio):
    """The job that was opened with the question ends it."""
    facts = await studio.asked()
    studio.now += 7 * DAY
    job = await studio.claim(JobKind.LAPSE_INVITATION)
    await studio.write(change(Finish(job=job)) + _refusal(studio, facts, lapsed=True))
    facts = await studio.again(facts)
    assert facts.invitation is not None
    assert facts.invitation.status is InvitationStatus.LAPSED
    assert facts.assets[0].asset.status is AssetStatus.LAPSED
    assert (await studio.ledger_kinds())[-1] == "consent_lapsed"


async def test_a_yes_without_its_face_check_ends_at_the_deadline(studio: Studio):
    """Consent, asset and open face check end; the file is erased and the name is free."""
    facts, _ = await studio.scanning(await studio.asked())
    assert facts.assets[0].asset.status is AssetStatus.USABLE
    studio.now += 7 * DAY
    job = await studio.claim(JobKind.LAPSE_INVITATION)
    await studio.write(change(Finish(job=job)) + _refusal(studio, facts, lapsed=True))
    facts = await studio.again(facts)
    assert facts.invitation is not None
    assert facts.invitation.status is InvitationStatus.LAPSED
    assert facts.assets[0].asset.status is AssetStatus.LAPSED
    assert facts.assets[0].consent is None
    assert studio.query("SELECT status FROM verifications") == [("expired",)]
    assert studio.query("SELECT end_reason FROM consents") == [("lapsed",)]
    assert "erase_media" in studio.jobs()


@pytest.mark.parametrize("depiction", [Depiction.MEMBER, Depiction.OUTSIDER])
async def test_the_deadline_leaves_a_whole_answer_alone(studio: Studio, depiction: Depiction):
    """A yes with its face check passed stays, whenever the deadline's job runs."""
    facts = await studio.verified(await studio.asked(a_form(depiction)))
    assert "lapse_invitation" not in studio.jobs()
    await studio.write(_refusal(studio, facts, lapsed=True))
    assert (await studio.again(facts)).assets == facts.assets


async def test_the_deadline_after_a_no_changes_nothing(studio: Studio):
    """A late job finds it answered and is done."""
    facts = await studio.asked()
    await studio.write(_refusal(studio, facts))
    facts = await studio.again(facts)
    assert _refusal(studio, facts, lapsed=True) == change()


async def test_the_deadline_does_not_take_back_what_a_gateway_got_meanwhile(studio: Studio):
    """The group became known and the picture is on its way: the end is refused and looked at again."""
    facts, _ = await studio.scanning(await studio.asked())
    stale = _refusal(studio, facts, lapsed=True)
    await studio.write(
        change(
            Insert(row=rows.person_group(person_id=facts.invitation.person_id, verification_id=_id(studio)))
        )
    )
    await studio.planned(facts)
    assert await studio.guard(stale) == "already_submitted"
    assert (await studio.again(facts)).assets[0].asset.status is AssetStatus.USABLE


def _id(studio: Studio) -> str:
    return studio.query("SELECT id FROM verifications")[0][0]


async def test_nothing_is_sent_without_a_consent(studio: Studio):
    """Not before it was given, and not after it ended."""
    facts = await studio.verified(await studio.asked())
    assert submittable(facts, CHECKS)
    await _end_consent(studio)
    assert not submittable(await studio.again(facts), CHECKS)


async def _end_consent(studio: Studio) -> None:
    values = {"ended_at": studio.now, "end_reason": "test"}
    await studio.write(change(Update(table=Consent, where={"ended_at": None}, values=values)))


def _answering(studio: Studio) -> Answering:
    desk = Desk(
        storage=studio.storage,
        profiles={"pomex": studio.profile},
        clock=lambda: studio.now,
        new_id=studio.new_id,
        new_state=lambda: ("state", "hash"),
        seal=str,
        unseal=str,
    )
    return Answering(desk)


@pytest.mark.parametrize(
    ("user", "status", "key"),
    [
        (RACHEL, None, None),
        (MAYA, None, "deny_not_yours"),
        (RACHEL, InvitationStatus.DECLINED, "already_answered"),
        (RACHEL, InvitationStatus.LAPSED, "already_answered"),
        (RACHEL, InvitationStatus.ACCEPTED, "already_answered"),
    ],
)
@pytest.mark.parametrize("yes", [True, False])
async def test_only_the_person_answers_and_only_once(studio: Studio, user, status, key, yes: bool):
    """By the buttons in the private message."""
    studio.profile = TRUSTS
    facts = await studio.asked()
    invitation = facts.invitation
    if status is not None:
        await studio.write(
            change(Update(table=type(invitation), where={"id": invitation.id}, values={"status": status}))
        )
    answering, actor = _answering(studio), Actor(user_id=user)
    if yes:
        problem = await answering.approve_in_slack(invitation.id, actor, "en")
    else:
        problem = await answering.decline_in_slack(invitation.id, actor)
    assert (problem.key if problem else None) == key


async def test_a_guest_answers_for_his_own_face(studio: Studio):
    """Whatever else he may not do here."""
    studio.profile = TRUSTS
    facts = await studio.asked()
    guest = Actor(user_id=RACHEL, is_guest=True, is_foreign=True)
    assert await _answering(studio).approve_in_slack(facts.invitation.id, guest, "en") is None


async def test_a_face_that_must_be_scanned_is_not_approved_by_a_button(studio: Studio):
    """The page on the phone is the only way."""
    facts = await studio.asked()
    problem = await _answering(studio).approve_in_slack(facts.invitation.id, Actor(user_id=RACHEL), "en")
    assert problem is not None
    assert problem.key == "scan_needed"
    assert (await studio.again(facts)).assets[0].asset.status is AssetStatus.AWAITING_CONSENT


async def test_files_that_were_erased_are_not_agreed_to(studio: Studio):
    """A yes covers what the person could see."""
    studio.profile = TRUSTS
    facts = await studio.asked(a_form(files=2))
    gone = facts.assets[1].media
    values = {"status": MediaStatus.ERASED}
    await studio.write(change(Update(table=type(gone), where={"id": gone.id}, values=values)))
    facts = await studio.agreed(await studio.again(facts))
    assert [a.asset.status for a in facts.assets] == [AssetStatus.USABLE, AssetStatus.AWAITING_CONSENT]
    assert await studio.storage.assets_by_id(TEAM, [facts.assets[1].asset.id])
    assert facts.assets[1].consent is None


async def test_an_asset_that_ended_meanwhile_refuses_the_yes(studio: Studio):
    """No consent is written for what is not there to be used."""
    facts = await studio.asked()
    values = {"status": AssetStatus.DELETED}
    await studio.write(change(Update(table=Asset, where={"id": facts.assets[0].asset.id}, values=values)))
    yes = consents.accept(facts, via="dm", locale="en", actor=RACHEL, moment=studio.moment)
    assert await studio.guard(yes) == "already_answered"
    assert studio.query("SELECT count(*) FROM consents") == [(0,)]
