"""An `/asset` request: what a form becomes, what its files decide, and what comes next."""

from __future__ import annotations

import pytest

from storage.changes import Change
from storage.model import AssetStatus, Depiction, InvitationStatus, MediaStatus, RegistrationStatus
from tests.workflow.studio import CHANNEL, MAYA, RACHEL, TRUSTS, Studio, a_form
from workflow import asset_requests
from workflow.jobs import JobKind
from workflow.moment import DAY, MEDIA_DEADLINE


def _statuses(facts):
    return [asset.asset.status for asset in facts.assets]


async def test_a_form_becomes_a_request_with_its_card_and_its_files_to_fetch(studio: Studio):
    """Nothing is asked of anybody before the files were looked at."""
    facts = await studio.submitted(a_form())
    (asset,) = facts.assets
    assert asset.asset.status is AssetStatus.AWAITING_CONSENT
    assert asset.media.status is MediaStatus.FETCHING
    assert asset.registrations[0].status is RegistrationStatus.WAITING
    assert facts.person is not None
    assert facts.person.slack_user_id == RACHEL
    assert studio.jobs() == ["fetch_media"]
    assert studio.due(JobKind.FETCH_MEDIA) == (studio.now, studio.now + MEDIA_DEADLINE)
    assert studio.messages() == [("asset_card", CHANNEL)]
    assert await studio.ledger_kinds() == ["asset_requested"]


async def test_ten_files_become_ten_assets_with_their_own_names(studio: Studio):
    """One person, one purpose and one card; each file its own asset."""
    facts = await studio.submitted(a_form(files=10))
    names = [asset.asset.name for asset in facts.assets]
    assert names == ["rachel", *(f"rachel-{n}" for n in range(2, 11))]
    assert studio.messages() == [("asset_card", CHANNEL)]
    facts = await studio.advanced(await studio.fetched(facts))
    facts = await studio.verified(facts)
    plan, _ = await studio.planned(facts)
    assert len(plan.items) == 10
    assert {item.group_id for item in plan.items} == {"group-1"}


async def test_one_submission_delivered_twice_has_one_effect(studio: Studio):
    """Slack delivers again what it did not see acknowledged."""
    form = a_form(Depiction.NOBODY)
    sent = [
        asset_requests.submit(form, None, is_new=False, moment=studio.moment, key="trigger-1")
        for _ in range(2)
    ]
    assert [await studio.guard(one) for one in sent] == [None, "seen"]
    assert studio.query("SELECT count(*) FROM asset_requests") == [(1,)]


async def test_a_name_that_lives_is_taken(studio: Studio):
    """Also in another spelling of the same letters."""
    await studio.submitted(a_form())
    form = a_form(Depiction.NOBODY, name="ＲＡＣＨＥＬ")
    wanted = asset_requests.submit(form, None, is_new=False, moment=studio.moment, key="trigger-2")
    assert await studio.guard(wanted) == "taken:assets"
    assert studio.query("SELECT count(*) FROM asset_requests") == [(1,)]


async def test_a_refused_file_ends_its_asset_and_frees_its_name(studio: Studio):
    """The requester is told in private, once for each file, and may use the name again."""
    facts = await studio.submitted(a_form(files=2))
    first = facts.assets[0].media
    refused = asset_requests.media_refused(facts, first, "media_not_image", studio.moment)
    await studio.write(refused)
    assert await studio.guard(refused) == "already_decided"
    facts = await studio.again(facts)
    assert _statuses(facts) == [AssetStatus.DELETED, AssetStatus.AWAITING_CONSENT]
    assert facts.assets[0].media.problem == "media_not_image"
    assert ("media_refused", MAYA) in studio.messages()
    again = await studio.submitted(a_form(name="rachel"))
    assert again.assets[0].asset.name == "rachel"


async def test_the_good_files_go_on_without_the_refused_one(studio: Studio):
    """The person is asked about what there is."""
    facts = await studio.submitted(a_form(files=2))
    good, bad = facts.assets[0].media, facts.assets[1].media
    await studio.write(asset_requests.media_refused(facts, bad, "media_broken", studio.moment))
    facts = await studio.advanced(facts)
    assert facts.invitation is None
    await studio.write(asset_requests.media_ready(facts, good, studio.moment))
    facts = await studio.advanced(facts)
    assert facts.invitation is not None
    facts = await studio.agreed(facts)
    assert _statuses(facts) == [AssetStatus.USABLE, AssetStatus.DELETED]


async def test_nothing_is_asked_when_every_file_was_refused(studio: Studio):
    """The request is over: no question, no job but the look at what comes next."""
    facts = await studio.submitted(a_form())
    refused = asset_requests.media_refused(facts, facts.assets[0].media, "media_broken", studio.moment)
    await studio.write(refused)
    facts = await studio.advanced(facts)
    assert facts.invitation is None
    assert asset_requests.advance(facts, studio.profile, studio.moment) == Change()


async def test_the_person_is_asked_once_with_seven_days_to_answer(studio: Studio):
    """The question goes to the person, and its end is a job from the start."""
    facts = await studio.asked()
    assert facts.invitation is not None
    assert facts.invitation.status is InvitationStatus.OPEN
    assert facts.invitation.expires_at == studio.now + 7 * DAY
    assert studio.due(JobKind.LAPSE_INVITATION) == (studio.now + 7 * DAY, None)
    assert ("consent_card", RACHEL) in studio.messages()


async def test_somebody_outside_is_asked_through_the_requester(studio: Studio):
    """He has no account here: the requester hands the QR over."""
    await studio.asked(a_form(Depiction.OUTSIDER))
    assert ("handover_card", MAYA) in studio.messages()
    assert not any(kind == "consent_card" for kind, _ in studio.messages())


async def test_nobody_real_needs_no_yes(studio: Studio):
    """The picture goes to the gateway at once, without a group."""
    facts = await studio.asked(a_form(Depiction.NOBODY))
    assert _statuses(facts) == [AssetStatus.USABLE]
    assert facts.invitation is None
    plan, _ = await studio.planned(facts)
    assert [(item.real_person, item.group_id) for item in plan.items] == [(False, None)]


async def test_ones_own_face_is_declared_where_no_scan_is_due(studio: Studio):
    """The request itself is the yes, and nobody gets a question about himself."""
    studio.profile = TRUSTS
    facts = await studio.asked(a_form(Depiction.SELF))
    assert _statuses(facts) == [AssetStatus.USABLE]
    assert facts.assets[0].consent is not None
    assert facts.assets[0].consent.via == "declaration"
    assert not any(kind in ("consent_card", "handover_card") for kind, _ in studio.messages())
    assert "lapse_invitation" not in studio.jobs()


async def test_ones_own_face_is_scanned_where_the_gateway_asks(studio: Studio):
    """A declaration does not make a group."""
    facts = await studio.asked(a_form(Depiction.SELF))
    assert _statuses(facts) == [AssetStatus.AWAITING_CONSENT]
    assert ("consent_card", MAYA) in studio.messages()


@pytest.mark.parametrize("depiction", list(Depiction))
async def test_looking_twice_at_what_comes_next_adds_nothing(studio: Studio, depiction: Depiction):
    """At every point of the way, from the files to the decision."""
    facts = await studio.submitted(a_form(depiction))
    await _steady(studio, facts)
    await _steady(studio, await studio.fetched(facts))
    facts = await studio.again(facts)
    if facts.person is not None:
        facts = await studio.verified(facts)
        await _steady(studio, facts)
    facts = await studio.answered(facts)
    await _steady(studio, facts)
    await _steady(studio, await studio.reviewed(facts))


async def _steady(studio: Studio, facts) -> None:
    """After one look at what comes next, a second look leaves everything as it is."""
    facts = await studio.advanced(facts)
    seen = (facts, studio.jobs(), studio.messages(), await studio.ledger_kinds())
    facts = await studio.advanced(facts)
    assert (facts, studio.jobs(), studio.messages(), await studio.ledger_kinds()) == seen


async def test_two_looks_from_the_same_facts_ask_once(studio: Studio):
    """The second look finds the question put and is to look again."""
    facts = await studio.fetched(await studio.submitted(a_form()))
    first = asset_requests.advance(facts, studio.profile, studio.moment)
    second = asset_requests.advance(facts, studio.profile, studio.moment)
    assert [await studio.guard(first), await studio.guard(second)] == [None, "taken:invitations"]


async def test_owner_and_person_are_told_when_it_is_ready(studio: Studio):
    """In the thread, and each by a private message."""
    await studio.ready()
    told = {pair for pair in studio.messages() if pair[0].startswith(("request_", "asset_ready"))}
    assert told == {
        ("request_in_review", CHANNEL),
        ("request_decided", CHANNEL),
        ("asset_ready_owner", MAYA),
        ("asset_ready_person", RACHEL),
    }


async def test_ones_own_asset_is_told_once(studio: Studio):
    """Owner and person are the same reader."""
    studio.profile = TRUSTS
    facts = await studio.asked(a_form(Depiction.SELF))
    await studio.reviewed(await studio.answered(facts))
    assert [kind for kind, channel in studio.messages() if channel == MAYA] == ["asset_ready_owner"]
