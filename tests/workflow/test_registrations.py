"""Registrations: created once, looked for when an answer was lost, followed to an end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from providers.errors import (
    AnswerLost,
    ForeignGroup,
    KeyRefused,
    NoCredit,
    NotFound,
    ProviderError,
    RateLimited,
    Refused,
    Unavailable,
    UnexpectedAnswer,
)
from providers.face import Failure, Read, Review, ReviewStatus, Submitted
from storage.changes import Update, change
from storage.model import (
    Asset,
    AssetStatus,
    Consent,
    Depiction,
    RegistrationStatus,
    SubmissionStatus,
)
from tests.workflow.studio import CHANNEL, GAPS, HANDLE, TRUSTS, Studio, a_form
from workflow import registrations
from workflow.asset_requests import submittable
from workflow.failures import failure_key
from workflow.jobs import LONGEST_TOLD, JobKind, schedule
from workflow.moment import HOUR, REVIEW_DEADLINE, SUBMIT_DEADLINE

ACTIVE = Review(status=ReviewStatus.ACTIVE, reference="asset://asset-1")
IN_REVIEW = Review(status=ReviewStatus.IN_REVIEW)


@pytest.fixture(name="facts")
async def _facts(studio: Studio):
    """A request that may be submitted: a consent at a gateway that asks for no face check."""
    studio.profile = TRUSTS
    return await studio.agreed(await studio.asked())


def _registration(facts):
    return facts.assets[0].registrations[0]


async def _given(studio: Studio, facts, *results: Submitted):
    return await studio.answered(facts, *(replace(r, name=_registration(facts).id) for r in results))


def _error(kind: type[ProviderError], **more) -> Submitted:
    return Submitted(name="", error=kind("pomex", "the gateway's words", **more))


async def test_the_intent_is_written_before_the_call(studio: Studio, facts):
    """A crash in the call leaves rows that say so."""
    plan, job = await studio.planned(facts)
    facts = await studio.again(facts)
    assert _registration(facts).status is RegistrationStatus.SUBMITTING
    assert [s.status for s in facts.submissions] == [SubmissionStatus.CALLING]
    assert registrations.gone_quiet(facts) == (_registration(facts),)
    assert job.deadline_at == studio.now + SUBMIT_DEADLINE
    (item,) = plan.items
    assert (item.name, item.real_person) == (_registration(facts).id, True)
    assert "Rachel" not in repr(item)


async def test_two_workers_cannot_both_call(studio: Studio, facts):
    """The second intent, from the same facts, is refused; so is one without the lease."""
    plan, job = await studio.planned(facts)
    assets = submittable(facts, TRUSTS)
    urls = {facts.assets[0].media.id: "https://files.example.com/1"}
    second = registrations.plan_submission(facts, assets, urls, job, studio.moment)
    assert await studio.guard(second.intent) == "already_submitted"
    stale = registrations.plan_submission(facts, assets, urls, replace(job, fence=0), studio.moment)
    assert await studio.guard(stale.intent) == "lease"
    assert len((await studio.again(facts)).submissions) == len([plan.submission])


@pytest.mark.parametrize(
    ("row", "values", "guard"),
    [
        (Consent, {"ended_at": 1, "end_reason": "withdrawn"}, "no_consent"),
        (Asset, {"status": AssetStatus.WITHDRAWN}, "asset_not_usable"),
        (Asset, {"status": AssetStatus.DELETED}, "asset_not_usable"),
    ],
)
async def test_what_ended_meanwhile_does_not_leave_us(studio: Studio, facts, row, values, guard):
    """Checked in the transaction that writes the intent."""
    facts = await studio.advanced(facts)
    job = await studio.claim(JobKind.SUBMIT)
    where = {"asset_id" if row is Consent else "id": facts.assets[0].asset.id}
    await studio.write(change(Update(table=row, where=where, values=values)))
    urls = {facts.assets[0].media.id: "https://files.example.com/1"}
    plan = registrations.plan_submission(facts, submittable(facts, TRUSTS), urls, job, studio.moment)
    assert await studio.guard(plan.intent) == guard
    assert _registration(await studio.again(facts)).status is RegistrationStatus.WAITING


async def test_an_accepted_item_is_in_review_with_a_job_that_has_an_end(studio: Studio, facts):
    """The thread says so once, the ledger too."""
    facts = await studio.answered(facts)
    registration = _registration(facts)
    assert registration.status is RegistrationStatus.IN_REVIEW
    assert registration.handle == HANDLE
    due_at, deadline_at = studio.due(JobKind.READ_REGISTRATION)
    assert (due_at, deadline_at) == (studio.now + GAPS.smallest, studio.now + REVIEW_DEADLINE)
    assert ("request_in_review", CHANNEL) in studio.messages()
    assert (await studio.ledger_kinds())[-1] == "registered"
    assert "submit" not in studio.jobs()


async def test_a_gateway_that_decides_at_once_is_believed(studio: Studio, facts):
    """The answer to the create call may carry the review."""
    facts = await _given(studio, facts, Submitted(name="", handle=HANDLE, review=ACTIVE))
    assert _registration(facts).status is RegistrationStatus.ACTIVE
    assert _registration(facts).reference == "asset://asset-1"


@pytest.mark.parametrize("error", [None, UnexpectedAnswer("pomex", "odd")])
async def test_a_handle_is_kept_however_strange_the_answer(studio: Studio, facts, error):
    """What names the thing made is no loss: it is followed by its handle."""
    facts = await _given(studio, facts, Submitted(name="", handle=HANDLE, error=error))
    assert _registration(facts).status is RegistrationStatus.IN_REVIEW
    assert "submit" not in studio.jobs()


@pytest.mark.parametrize("kind", [Refused, ForeignGroup, KeyRefused, NoCredit, NotFound])
async def test_a_no_is_final(studio: Studio, facts, kind):
    """It is told with the gateway's own words, and the request goes on to its end."""
    facts = await _given(studio, facts, _error(kind))
    registration = _registration(facts)
    assert registration.status is RegistrationStatus.FAILED
    assert registration.failure == failure_key(kind("pomex"))
    assert registration.failure_code == "the gateway's words"
    assert "submit" not in studio.jobs()
    await studio.advanced(facts)
    assert ("request_decided", CHANNEL) in studio.messages()


@pytest.mark.parametrize("kind", [RateLimited, Unavailable])
async def test_what_may_be_repeated_keeps_its_job_and_shows_its_trouble_once(studio: Studio, facts, kind):
    """The card does not flicker at every try."""
    revisions = []
    for _ in range(3):
        facts = await _given(studio, facts, _error(kind))
        assert _registration(facts).status is RegistrationStatus.WAITING
        assert _registration(facts).failure == failure_key(kind("pomex"))
        revisions.append(studio.revision("asset_card", facts.request.id))
        due_at, deadline_at = studio.due(JobKind.SUBMIT)
        assert studio.now < due_at < deadline_at
        studio.now = due_at
    assert len(set(revisions)) == 1
    facts = await studio.answered(facts)
    assert _registration(facts).failure is None
    assert _registration(facts).failure_code is None


async def test_the_gateway_says_when_to_come_back(studio: Studio, facts):
    """Within reason: a wild number does not put the job to sleep for good."""
    facts = await _given(studio, facts, _error(RateLimited, retry_after_ms=7_000))
    assert studio.due(JobKind.SUBMIT)[0] == studio.now + 7_500
    studio.now += 7_500
    await _given(studio, facts, _error(RateLimited, retry_after_ms=10**12))
    assert studio.due(JobKind.SUBMIT)[0] <= studio.now + LONGEST_TOLD + 1_000


@pytest.mark.parametrize("result", [_error(AnswerLost), _error(UnexpectedAnswer), Submitted(name="")])
async def test_a_lost_answer_is_in_doubt_and_looked_for(studio: Studio, facts, result):
    """It may have taken effect, so the call is not made again before somebody looked."""
    facts = await _given(studio, facts, result)
    assert _registration(facts).status is RegistrationStatus.UNKNOWN
    assert [s.status for s in facts.submissions] == [SubmissionStatus.UNKNOWN]
    assert submittable(facts, TRUSTS) == ()
    assert registrations.gone_quiet(facts) == (_registration(facts),)
    assert "submit" in studio.jobs()


async def test_what_is_found_goes_on(studio: Studio, facts):
    """The lost call did take effect."""
    facts = await _given(studio, facts, _error(AnswerLost))
    found = registrations.found(facts, _registration(facts), HANDLE, GAPS, studio.moment)
    await studio.write(found)
    facts = await studio.again(facts)
    assert _registration(facts).status is RegistrationStatus.IN_REVIEW
    assert await studio.guard(found) == "already_submitted"


async def test_what_is_not_found_is_sent_again(studio: Studio, facts):
    """The lost call did not take effect."""
    facts = await _given(studio, facts, _error(AnswerLost))
    await studio.write(registrations.not_found(facts, _registration(facts), studio.moment))
    facts = await studio.again(facts)
    assert _registration(facts).status is RegistrationStatus.WAITING
    assert submittable(facts, TRUSTS)


async def test_a_slow_look_does_not_undo_a_newer_call(studio: Studio, facts):
    """It was about the call before: the newer one is under way and must not be made twice."""
    facts = await _given(studio, facts, _error(AnswerLost))
    slow = registrations.not_found(facts, _registration(facts), studio.moment)
    await studio.write(slow)
    studio.now = studio.due(JobKind.SUBMIT)[0]
    await studio.planned(await studio.again(facts))
    assert await studio.guard(slow) == "already_submitted"
    assert _registration(await studio.again(facts)).status is RegistrationStatus.SUBMITTING


async def test_what_cannot_be_proved_is_sent_again_and_kept_in_the_ledger(studio: Studio, facts):
    """A gateway without a look-up gets the file again; that a copy may be there already is on record."""
    plan, _ = await studio.planned(facts)
    facts = await studio.again(facts)
    await studio.write(registrations.unproved(facts, _registration(facts), studio.moment))
    assert _registration(await studio.again(facts)).status is RegistrationStatus.WAITING
    assert "registration_unproved" in [entry.kind async for entry in studio.storage.ledger()]
    assert plan.items


async def test_the_deadline_ends_what_was_never_accepted(studio: Studio, facts):
    """In doubt or waiting, it is told as given up."""
    facts = await _given(studio, facts, _error(AnswerLost))
    studio.now += SUBMIT_DEADLINE
    job = await studio.claim(JobKind.SUBMIT)
    await studio.write(registrations.give_up_submitting(facts, job, studio.moment))
    facts = await studio.advanced(await studio.again(facts))
    assert (_registration(facts).status, _registration(facts).failure) == (
        RegistrationStatus.FAILED,
        "gave_up",
    )
    assert "submit" not in studio.jobs()
    assert ("request_decided", CHANNEL) in studio.messages()


async def test_one_call_may_fail_in_parts(studio: Studio):
    """Accepted, refused, to be repeated and lost, each on its own; one job goes on."""
    studio.profile = TRUSTS
    facts = await studio.agreed(await studio.asked(a_form(files=4)))
    plan, job = await studio.planned(facts)
    names = [item.name for item in plan.items]
    results = [
        Submitted(name=names[0], handle=HANDLE),
        replace(_error(Refused), name=names[1]),
        replace(_error(Unavailable), name=names[2]),
        replace(_error(AnswerLost), name=names[3]),
    ]
    await studio.write(
        registrations.submission_answered(facts, plan.submission, results, job, GAPS, 0.5, studio.moment)
    )
    facts = await studio.again(facts)
    assert [a.registrations[0].status for a in facts.assets] == [
        RegistrationStatus.IN_REVIEW,
        RegistrationStatus.FAILED,
        RegistrationStatus.WAITING,
        RegistrationStatus.UNKNOWN,
    ]
    assert "submit" in studio.jobs()
    await studio.advanced(facts)
    assert ("request_decided", CHANNEL) not in studio.messages()


# Following a review.


async def _look(studio: Studio, facts, read: Read):
    """One look when it is due."""
    studio.now = max(studio.now, studio.due(JobKind.READ_REGISTRATION)[0])
    job = await studio.claim(JobKind.READ_REGISTRATION)
    wanted = registrations.review_read(facts, _registration(facts), read, job, GAPS, 0.5, studio.moment)
    await studio.write(wanted)
    return await studio.again(facts)


async def test_a_review_that_passes_makes_it_usable(studio: Studio, facts):
    """With the gateway's reference exactly as given; what comes next is looked at."""
    facts = await _look(studio, await studio.answered(facts), Read(review=ACTIVE))
    assert _registration(facts).status is RegistrationStatus.ACTIVE
    assert _registration(facts).reference == "asset://asset-1"
    assert "read_registration" not in studio.jobs()
    assert "advance_request" in studio.jobs()


async def test_a_review_that_fails_says_why(studio: Studio, facts):
    """In the gateway's own words."""
    review = Review(status=ReviewStatus.FAILED, failure=Failure(code="E1", text="two faces"))
    facts = await _look(studio, await studio.answered(facts), Read(review=review))
    registration = _registration(facts)
    assert registration.status is RegistrationStatus.FAILED
    assert (registration.failure, registration.failure_code) == ("refused_by_gateway", "two faces")


@pytest.mark.parametrize(
    "kind", [Unavailable, RateLimited, NotFound, KeyRefused, AnswerLost, UnexpectedAnswer]
)
async def test_a_failed_look_ends_nothing_and_is_shown_once(studio: Studio, facts, kind):
    """Also a status word that nobody knows; when the gateway tells again the trouble goes away."""
    facts = await studio.answered(facts)
    before = studio.revision("asset_card", facts.request.id)
    for _ in range(3):
        facts = await _look(studio, facts, Read(error=kind("pomex", "status: dreaming")))
        assert _registration(facts).status is RegistrationStatus.IN_REVIEW
        assert _registration(facts).failure == failure_key(kind("pomex"))
        assert studio.revision("asset_card", facts.request.id) == before + 1
    facts = await _look(studio, facts, Read(review=IN_REVIEW))
    assert _registration(facts).failure is None
    assert studio.revision("asset_card", facts.request.id) == before + 2
    assert "read_registration" in studio.jobs()


async def test_the_gaps_grow_within_their_bounds(studio: Studio, facts):
    """A quarter of the time waited, from two seconds to a minute."""
    facts = await studio.answered(facts)
    gaps = []
    for _ in range(40):
        facts = await _look(studio, facts, Read(review=IN_REVIEW))
        gaps.append(studio.due(JobKind.READ_REGISTRATION)[0] - studio.now)
    assert gaps == sorted(gaps)
    assert (gaps[0], gaps[-1]) == (GAPS.smallest, GAPS.largest)


@pytest.mark.parametrize("read", [Read(review=IN_REVIEW), Read(error=UnexpectedAnswer("pomex", "dreaming"))])
async def test_the_deadline_ends_an_undecided_review(studio: Studio, facts, read):
    """A word that nobody knows is followed until then, and no longer."""
    facts = await studio.answered(facts)
    studio.now += REVIEW_DEADLINE
    facts = await _look(studio, facts, read)
    assert _registration(facts).status is RegistrationStatus.FAILED
    assert _registration(facts).failure == "review_too_long"
    assert "read_registration" not in studio.jobs()


async def test_what_was_decided_counts_after_the_deadline(studio: Studio, facts):
    """The bot was away; the gateway was not."""
    facts = await studio.answered(facts)
    studio.now += REVIEW_DEADLINE + HOUR
    facts = await _look(studio, facts, Read(review=ACTIVE))
    assert _registration(facts).status is RegistrationStatus.ACTIVE


async def test_a_review_is_written_once(studio: Studio, facts):
    """A late result from older facts finds it decided."""
    stale = await studio.answered(facts)
    facts = await _look(studio, stale, Read(review=ACTIVE))
    registration = _registration(facts)
    anew = schedule(studio.moment, facts.request.team_id, JobKind.READ_REGISTRATION, registration.id)
    await studio.write(change(anew))
    job = await studio.claim(JobKind.READ_REGISTRATION)
    failed = Read(review=Review(status=ReviewStatus.FAILED))
    late = registrations.review_read(stale, _registration(stale), failed, job, GAPS, 0.5, studio.moment)
    assert await studio.guard(late) == "already_decided"
    assert await studio.again(facts) == facts


async def test_an_outsiders_picture_is_never_sent_with_anothers_group(studio: Studio):
    """The group goes with the person whom the request is about."""
    await studio.verified(await studio.asked(a_form(Depiction.OUTSIDER, name="sam")), "group-sam")
    facts = await studio.verified(await studio.asked(), "group-rachel")
    facts = await studio.advanced(facts)
    assert facts.group is not None
    assert facts.group.group_id == "group-rachel"
    assert facts.group.person_id == facts.request.person_id


async def test_a_doubt_keeps_its_job_when_the_rest_goes_well(studio: Studio):
    """Some of a request are in doubt still while others are sent: somebody must look for them."""
    studio.profile = TRUSTS
    facts = await studio.agreed(await studio.asked(a_form(files=2)))
    plan, job = await studio.planned(facts)
    lost = [replace(_error(AnswerLost), name=item.name) for item in plan.items]
    await studio.write(
        registrations.submission_answered(facts, plan.submission, lost, job, GAPS, 0.5, studio.moment)
    )
    facts = await studio.again(facts)
    second = facts.assets[1].registrations[0]
    await studio.write(registrations.not_found(facts, second, studio.moment))
    studio.now = studio.due(JobKind.SUBMIT)[0]
    facts = await studio.answered(await studio.again(facts))
    assert [a.registrations[0].status for a in facts.assets] == [
        RegistrationStatus.UNKNOWN,
        RegistrationStatus.IN_REVIEW,
    ]
    assert "submit" in studio.jobs()
