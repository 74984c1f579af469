"""The face check behind a yes, and the group that later pictures reuse."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from providers.errors import Unavailable
from providers.face import VerificationReading, VerificationState
from storage.changes import Finish, Insert, change
from storage.model import AssetStatus, Depiction, VerificationStatus
from tests.support import rows
from tests.workflow.studio import CHECKS, RACHEL, TRUSTS, Studio, a_form
from workflow import consents
from workflow.asset_requests import submittable
from workflow.jobs import JobKind
from workflow.moment import MINUTE, VERIFICATION_GAP
from workflow.scans import needs_scan, scan_outstanding
from workflow.use_cases import Desk, Problem, Verifying
from workflow.use_cases.verifying import Agreed


def _verifying(studio: Studio) -> Verifying:
    states = iter(f"{n:064}" for n in range(100, 200))
    desk = Desk(
        storage=studio.storage,
        profiles={"pomex": studio.profile},
        clock=lambda: studio.now,
        new_id=studio.new_id,
        new_state=lambda: ("state", next(states)),
        seal=str,
        unseal=str,
    )
    return Verifying(desk)


def _passed(group: str = "group-1") -> VerificationReading:
    return VerificationReading(state=VerificationState.PASSED, group_id=group, billed=True)


async def test_a_members_yes_counts_before_his_face_is_scanned(studio: Studio):
    """The consent is written first; nothing goes to the gateway until the face check passed."""
    facts, _ = await studio.scanning(await studio.asked())
    assert facts.assets[0].consent is not None
    assert needs_scan(facts, CHECKS)
    assert submittable(facts, CHECKS) == ()
    assert (await studio.ledger_kinds())[-2:] == ["consent_stated", "consent_given"]


async def test_an_outsiders_consent_is_written_only_with_a_passed_check(studio: Studio):
    """Whoever holds the link may press the button; only the face proves who agreed."""
    facts, verification = await studio.scanning(await studio.asked(a_form(Depiction.OUTSIDER)))
    assert facts.assets[0].asset.status is AssetStatus.AWAITING_CONSENT
    assert facts.assets[0].consent is None
    assert (await studio.ledger_kinds())[-1] == "consent_stated"
    passed = consents.verification_passed(
        facts, verification, "group-1", billed=True, holder=None, moment=studio.moment
    )
    await studio.write(passed)
    facts = await studio.again(facts)
    assert facts.assets[0].asset.status is AssetStatus.USABLE
    assert facts.assets[0].consent is not None
    assert (facts.assets[0].consent.via, facts.assets[0].consent.locale) == ("page", "zh")
    assert submittable(facts, CHECKS)


async def test_a_check_that_no_browser_came_back_from_is_no_outsiders_yes(studio: Studio):
    """The face is known, and the question stays open: who pressed the yes is not."""
    facts, verification = await studio.scanning(await studio.asked(a_form(Depiction.OUTSIDER)))
    passed = consents.verification_passed(
        facts,
        verification,
        "group-1",
        billed=True,
        holder=None,
        moment=studio.moment,
        counts_as_yes=False,
    )
    await studio.write(passed)
    facts = await studio.again(facts)
    assert facts.group is not None
    assert facts.assets[0].consent is None
    assert submittable(facts, CHECKS) == ()
    assert "lapse_invitation" in studio.jobs()
    lapsed = consents.refuse(facts, lapsed=True, via="deadline", actor="likeness", moment=studio.moment)
    await studio.write(lapsed)
    assert (await studio.again(facts)).assets[0].asset.status is AssetStatus.LAPSED


async def test_an_answered_outsiders_check_must_find_the_same_face(studio: Studio):
    """Another group is another face: it binds nothing and is kept nowhere."""
    facts = await studio.verified(await studio.asked(a_form(Depiction.OUTSIDER)))
    opened = await _verifying(studio).show_again(facts)
    assert not isinstance(opened, Problem)
    assert opened.verification is not None
    other = consents.verification_passed(
        facts, opened.verification, "group-2", billed=True, holder=None, moment=studio.moment
    )
    await studio.write(other)
    facts = await studio.again(facts)
    assert facts.verification is not None
    assert facts.verification.failure == "verification_not_matched"
    assert facts.group is not None
    assert facts.group.group_id == "group-1"
    assert facts.assets[0].consent is not None


async def test_a_passed_check_makes_the_persons_group(studio: Studio):
    """Known by gateway account and person, recorded with whether it was billed."""
    facts = await studio.verified(await studio.asked())
    assert facts.group is not None
    assert (facts.group.group_id, facts.group.person_id) == ("group-1", facts.request.person_id)
    assert facts.verification is not None
    assert facts.verification.status is VerificationStatus.PASSED
    (entry,) = [entry for entry in await studio.ledger() if entry.kind == "verification_passed"]
    assert (entry.body["provider"], entry.body["billed"]) == ("pomex", True)
    assert entry.texts["group"][1] == "group-1"
    assert "expire_verification" not in studio.jobs()


async def test_a_second_picture_of_a_verified_person_needs_no_scan(studio: Studio):
    """His own yes for it, and the group that is known."""
    await studio.ready()
    facts = await studio.asked(a_form(name="rachel-office"))
    assert not needs_scan(facts, CHECKS)
    assert submittable(facts, CHECKS) == ()
    facts = await studio.agreed(facts)
    plan, _ = await studio.planned(facts)
    assert [item.group_id for item in plan.items] == ["group-1"]
    assert (await studio.ledger_kinds()).count("verification_passed") == 1


async def test_a_second_picture_of_somebody_outside_is_proved_again(studio: Studio):
    """A yes of his is a face check of his: nobody can say it for him with the link alone."""
    await studio.ready(a_form(Depiction.OUTSIDER))
    facts = await studio.asked(a_form(Depiction.OUTSIDER, name="sam-office"))
    assert facts.group is not None
    assert needs_scan(facts, CHECKS)
    facts = await studio.agreed(facts)
    facts = await studio.advanced(facts)
    assert facts.assets[0].asset.status is AssetStatus.AWAITING_CONSENT
    facts, verification = await studio.scanning(facts)
    holder = await studio.storage.group_holder("pomex", "main", "group-1")
    passed = consents.verification_passed(
        facts, verification, "group-1", billed=True, holder=holder, moment=studio.moment
    )
    await studio.write(passed)
    facts = await studio.again(facts)
    assert not needs_scan(facts, CHECKS)
    assert facts.assets[0].asset.status is AssetStatus.USABLE


async def test_a_group_that_belongs_to_somebody_else_is_refused(studio: Studio):
    """Another face at this gateway account: the check failed, the person may try again."""
    await studio.verified(await studio.asked(a_form(Depiction.OUTSIDER, name="sam")))
    facts, verification = await studio.scanning(await studio.asked())
    holder = await studio.storage.group_holder("pomex", "main", "group-1")
    await studio.write(
        consents.verification_passed(
            facts, verification, "group-1", billed=True, holder=holder, moment=studio.moment
        )
    )
    facts = await studio.again(facts)
    assert facts.group is None
    assert facts.verification is not None
    assert facts.verification.status is VerificationStatus.FAILED
    assert facts.verification.failure == "verification_other_person"
    assert submittable(facts, CHECKS) == ()


async def test_two_people_who_get_one_group_at_the_same_time(studio: Studio):
    """The first has it; the second is told that it is somebody else's."""
    sam, first = await studio.scanning(await studio.asked(a_form(Depiction.OUTSIDER, name="sam")))
    rachel, second = await studio.scanning(await studio.asked())
    changes = [
        consents.verification_passed(facts, run, "group-1", billed=True, holder=None, moment=studio.moment)
        for facts, run in ((sam, first), (rachel, second))
    ]
    assert [await studio.guard(one) for one in changes] == [None, "taken:person_groups"]
    problem = await _verifying(studio).settle(rachel, second, _passed())
    assert problem is None
    facts = await studio.again(rachel)
    assert facts.verification is not None
    assert facts.verification.failure == "verification_other_person"


async def test_a_known_group_wakes_the_persons_other_requests(studio: Studio):
    """What waits for the scan alone goes on, and what is unanswered shows that no scan is due."""
    waiting, _ = await studio.scanning(await studio.asked(a_form(name="rachel-1")))
    unanswered = await studio.asked(a_form(name="rachel-2"))
    somebody, _ = await studio.scanning(await studio.asked(a_form(Depiction.OUTSIDER, name="sam")))
    facts, verification = await studio.scanning(await studio.asked(a_form(name="rachel-3")))
    before = studio.revision("consent_card", unanswered.invitation.id)
    assert await _verifying(studio).settle(facts, verification, _passed()) is None
    assert studio.revision("consent_card", unanswered.invitation.id) > before
    woken = {
        subject for (subject,) in studio.query("SELECT subject FROM jobs WHERE kind = 'advance_request'")
    }
    assert {waiting.request.id, facts.request.id} <= woken
    waiting = await studio.advanced(waiting)
    assert submittable(waiting, CHECKS)
    assert not scan_outstanding(waiting)
    submits = {subject for (subject,) in studio.query("SELECT subject FROM jobs WHERE kind = 'submit'")}
    assert submits == {waiting.request.id}
    lapses = studio.query("SELECT subject FROM jobs WHERE kind = 'lapse_invitation'")
    assert sorted(lapses) == sorted([(unanswered.invitation.id,), (somebody.invitation.id,)])


async def test_a_result_is_written_once(studio: Studio):
    """The redirect and the token's look may both bring it."""
    facts, verification = await studio.scanning(await studio.asked())
    verifying = _verifying(studio)
    late = await verifying.settling(facts, verification, _passed())
    assert await verifying.settle(facts, verification, _passed()) is None
    assert await studio.guard(late) in ("already_decided", "taken:person_groups")
    problem = await verifying.settle(facts, verification, _passed())
    assert problem is not None
    assert problem.key == "already_decided"


async def test_a_result_read_with_the_token_closes_its_own_job(studio: Studio):
    """The change that writes it also finishes the job that brought it."""
    facts = await studio.agreed(await studio.asked(), scan_due=True)
    verification = studio.a_verification(facts)
    opened = consents.verification_opened(facts, verification, "sealed", by_token=True, moment=studio.moment)
    await studio.write(consents.open_verification(facts, verification), opened)
    studio.now += VERIFICATION_GAP
    job = await studio.claim(JobKind.READ_VERIFICATION)
    assert job.deadline_at == verification.expires_at
    result = await _verifying(studio).settling(facts, verification, _passed())
    await studio.write(result + change(Finish(job=job)))
    assert "read_verification" not in studio.jobs()


@pytest.mark.parametrize("expired", [True, False])
async def test_a_check_that_did_not_succeed_may_be_made_again(studio: Studio, expired: bool):
    """The yes stands, the same link makes a new run, the deadline of the question stays."""
    facts, verification = await studio.scanning(await studio.asked())
    failure = "verification_expired" if expired else "verification_failed"
    await studio.write(
        consents.verification_failed(facts, verification, failure, studio.moment, expired=expired)
    )
    facts = await studio.again(facts)
    assert facts.verification is not None
    assert facts.verification.status is (VerificationStatus.EXPIRED if expired else VerificationStatus.FAILED)
    assert scan_outstanding(facts)
    assert "lapse_invitation" in studio.jobs()
    agreed = await _verifying(studio).agree(facts, "en")
    assert isinstance(agreed, Agreed)
    assert agreed.verification is not None
    assert (await studio.again(facts)).verification == agreed.verification


async def test_a_new_run_ends_the_one_before(studio: Studio):
    """Two phones: only the newest counts."""
    facts, first = await studio.scanning(await studio.asked())
    facts, _ = await studio.scanning(facts)
    statuses = studio.query("SELECT status FROM verifications ORDER BY rowid")
    assert statuses == [("expired",), ("open",)]
    problem = await _verifying(studio).settle(facts, first, _passed())
    assert problem is not None
    assert problem.key == "already_decided"
    assert (await studio.again(facts)).group is None


async def test_no_new_run_after_a_passed_one(studio: Studio):
    """A second press from an old page changes nothing."""
    old = await studio.asked()
    await studio.verified(old)
    agreed = await _verifying(studio).agree(old, "en")
    assert agreed == Problem(key="already_answered")
    assert studio.query("SELECT count(*) FROM verifications") == [(1,)]


async def test_the_phone_that_never_comes_back_has_an_end(studio: Studio):
    """A job ends the run when the gateway's session is over."""
    await studio.scanning(await studio.asked())
    assert studio.due(JobKind.EXPIRE_VERIFICATION) == (studio.now + 30 * MINUTE, None)


async def test_a_gateway_that_makes_no_session_leaves_the_yes(studio: Studio):
    """The run failed and is told; pressing again makes another."""
    facts = await studio.asked()
    verifying = _verifying(studio)
    agreed = await verifying.agree(facts, "en")
    assert isinstance(agreed, Agreed)
    assert agreed.verification is not None
    error = Unavailable("pomex")
    assert await verifying.failed_to_open(facts, agreed.verification, error) is None
    facts = await studio.again(facts)
    assert facts.verification is not None
    assert facts.verification.failure == "gateway_unavailable"
    assert isinstance(await verifying.agree(facts, "en"), Agreed)


async def test_without_a_face_check_the_yes_on_the_page_is_the_gate(studio: Studio):
    """Nothing is opened at the gateway."""
    studio.profile = TRUSTS
    facts = await studio.asked()
    agreed = await _verifying(studio).agree(facts, "en")
    assert agreed == Agreed()
    assert submittable(await studio.again(facts), TRUSTS)


async def test_a_declined_question_cannot_be_agreed_to(studio: Studio):
    """Not from a page that was left open either."""
    facts = await studio.asked()
    no = consents.refuse(facts, lapsed=False, via="page", actor=RACHEL, moment=studio.moment)
    await studio.write(no)
    verifying = _verifying(studio)
    assert await verifying.agree(await studio.again(facts), "en") == Problem(key="already_answered")
    assert await verifying.agree(facts, "en") == Problem(key="already_answered")


async def test_a_state_belongs_to_its_invitation(studio: Studio):
    """A callback with somebody else's state finds nothing."""
    facts, verification = await studio.scanning(await studio.asked())
    verifying = _verifying(studio)
    hashed = replace(verification, id="f_x", state_hash=_sha256("secret"))
    await studio.write(change(Insert(row=hashed)))
    found = await verifying.by_state(facts.invitation.id, "secret")
    assert found is not None
    assert found.id == "f_x"
    assert await verifying.by_state("i_other", "secret") is None
    assert await verifying.by_state(facts.invitation.id, "guess") is None


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


async def test_a_pending_reading_changes_nothing(studio: Studio):
    """It is only asked for again."""
    facts, verification = await studio.scanning(await studio.asked())
    pending = VerificationReading(state=VerificationState.PENDING)
    problem = await _verifying(studio).settle(facts, verification, pending)
    assert problem == Problem(key="verification_pending")
    assert await studio.again(facts) == facts


@pytest.mark.parametrize(
    "reading",
    [
        VerificationReading(state=VerificationState.FAILED),
        VerificationReading(state=VerificationState.PASSED),
    ],
)
async def test_a_check_without_a_group_did_not_succeed(studio: Studio, reading):
    """Whatever word came with it."""
    facts, verification = await studio.scanning(await studio.asked())
    await _verifying(studio).settle(facts, verification, reading)
    facts = await studio.again(facts)
    assert facts.verification is not None
    assert facts.verification.status is VerificationStatus.FAILED
    assert facts.group is None


async def test_groups_belong_to_an_account(studio: Studio):
    """A group under another key of the same gateway does not count."""
    facts = await studio.asked()
    other = rows.person_group(account="second", person_id=facts.request.person_id, verification_id="f_x")
    run = replace(studio.a_verification(facts), id="f_x", account="second")
    await studio.write(change(Insert(row=run), Insert(row=other)))
    assert needs_scan(await studio.again(facts), CHECKS)
