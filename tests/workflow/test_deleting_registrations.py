"""What is due for a registration that is to go, and how its deletion ends."""

from __future__ import annotations

import pytest

from providers.errors import (
    AnswerLost,
    KeyRefused,
    NotFound,
    ProviderError,
    RateLimited,
    Refused,
    Unavailable,
)
from providers.face import Submitted
from storage.changes import Update, change
from storage.facts import RequestFacts
from storage.model import (
    Depiction,
    Job,
    Registration,
    RegistrationStatus,
    Video,
    VideoStatus,
)
from tests.workflow.studio import GAPS, MAYA, TEAM, TOM, TRUSTS, Studio, a_form
from workflow import registrations
from workflow.access import Actor
from workflow.jobs import JobKind
from workflow.moment import HOUR, VIDEO_DEADLINE
from workflow.registrations import Deletion
from workflow.use_cases import Desk, Owning, Problem

OWNER = Actor(user_id=MAYA)
ADMIN = Actor(user_id=TOM, is_admin=True)


@pytest.fixture(name="owning")
def _owning(studio: Studio) -> Owning:
    return Owning(
        Desk(
            storage=studio.storage,
            profiles={"pomex": TRUSTS},
            clock=lambda: studio.now,
            new_id=studio.new_id,
            new_state=lambda: ("", ""),
            seal=str,
            unseal=str,
        )
    )


async def ready(studio: Studio, depiction: Depiction = Depiction.MEMBER) -> RequestFacts:
    studio.profile = TRUSTS
    return await studio.ready(a_form(depiction))


async def deleted(studio: Studio, owning: Owning, facts: RequestFacts, actor: Actor = OWNER) -> RequestFacts:
    done = await owning.delete(TEAM, facts.assets[0].asset.id, actor, studio.new_id("k"))
    assert not isinstance(done, Problem), done
    return await studio.again(facts)


def only(facts: RequestFacts) -> Registration:
    (registration,) = facts.assets[0].registrations
    return registration


async def over(studio: Studio, video_id: str, status: VideoStatus = VideoStatus.SUCCEEDED) -> None:
    await studio.write(change(Update(table=Video, where={"id": video_id}, values={"status": status})))


async def due(studio: Studio, facts: RequestFacts) -> Deletion:
    fresh = await studio.again(facts)
    films = await studio.storage.videos_of_assets([fresh.assets[0].asset.id])
    return registrations.deletion_due(fresh, only(fresh), films, studio.now)


async def test_what_no_gateway_ever_saw_is_gone_at_once(studio, owning):
    """Nothing was sent, so nothing is to be deleted."""
    facts = await deleted(studio, owning, await studio.agreed(await studio.asked()))
    assert await due(studio, facts) is Deletion.NEVER_SENT


async def test_a_create_call_that_is_out_is_waited_for(studio, owning):
    """What it makes is deleted when it is known."""
    studio.profile = TRUSTS
    facts = await studio.agreed(await studio.asked())
    plan, job = await studio.planned(facts)
    await deleted(studio, owning, facts)
    assert await due(studio, facts) is Deletion.LATER
    taken = [Submitted(name=item.name, handle={"asset": "late"}) for item in plan.items]
    await studio.write(
        registrations.submission_answered(facts, plan.submission, taken, job, GAPS, 0.5, studio.moment)
    )
    assert await due(studio, facts) is Deletion.DELETE


async def test_a_lost_create_call_is_looked_for_before_it_counts_as_gone(studio, owning):
    """It may have taken effect."""
    studio.profile = TRUSTS
    facts = await studio.agreed(await studio.asked())
    lost = Submitted(name=only(facts).id, error=AnswerLost("pomex"))
    facts = await studio.answered(facts, lost)
    await deleted(studio, owning, facts)
    assert await due(studio, facts) is Deletion.LOOK_FOR


async def test_what_is_still_wanted_is_not_deleted(studio):
    """Only an asset that ended, or a registration that is to go, goes."""
    assert await due(studio, await ready(studio)) is Deletion.NOTHING


@pytest.mark.parametrize(
    ("status", "age", "wanted"),
    [
        (VideoStatus.QUEUED, 0, Deletion.LATER),
        (VideoStatus.RUNNING, 0, Deletion.LATER),
        (VideoStatus.STARTING, 0, Deletion.LATER),
        (VideoStatus.UNKNOWN, 0, Deletion.LATER),
        (VideoStatus.UNKNOWN, VIDEO_DEADLINE, Deletion.DELETE),
        (VideoStatus.SUCCEEDED, 0, Deletion.DELETE),
        (VideoStatus.AWAITING_APPROVAL, 0, Deletion.DELETE),
    ],
)
async def test_a_video_that_the_gateway_makes_with_it_comes_first(studio, owning, status, age, wanted):
    """A start nobody heard of delays it no longer than a video can take."""
    facts = await ready(studio, Depiction.NOBODY)
    film = await studio.filmed(facts)
    await over(studio, film.video.id)
    await deleted(studio, owning, facts)
    values = {"status": status, "intent_at": studio.now}
    await studio.write(change(Update(table=Video, where={"id": film.video.id}, values=values)))
    studio.now += age
    assert await due(studio, facts) is wanted


# How a deletion ends.


async def going(studio: Studio, owning: Owning) -> tuple[RequestFacts, Job]:
    facts = await deleted(studio, owning, await ready(studio))
    return facts, await studio.claim(JobKind.DELETE_REGISTRATION)


async def test_a_confirmed_deletion_is_in_the_ledger_and_on_the_card(studio, owning):
    """Whoever asked can watch it end."""
    facts, job = await going(studio, owning)
    before = studio.revision("asset_card", facts.request.id)
    await studio.write(registrations.deleted(facts, only(facts), job, studio.moment))
    assert only(await studio.again(facts)).status is RegistrationStatus.DELETED
    assert (await studio.ledger_kinds())[-1] == "registration_deleted"
    assert studio.revision("asset_card", facts.request.id) == before + 1
    assert JobKind.DELETE_REGISTRATION not in studio.jobs()


@pytest.mark.parametrize(
    ("error", "status", "failure"),
    [
        (Refused("pomex", "no"), RegistrationStatus.KEPT_BY_GATEWAY, "refused_by_gateway"),
        (NotFound("pomex"), RegistrationStatus.DELETED, None),
        (KeyRefused("pomex"), RegistrationStatus.DELETING, "key_refused"),
        (Unavailable("pomex"), RegistrationStatus.DELETING, "gateway_unavailable"),
        (RateLimited("pomex", retry_after_ms=7_000), RegistrationStatus.DELETING, "rate_limited"),
    ],
)
async def test_a_no_is_final_and_all_else_is_tried_again(studio, owning, error, status, failure):
    """A gateway's no is kept with its reason; trouble, a refused key too, ends by trying again."""
    facts, job = await going(studio, owning)
    await studio.write(
        registrations.deletion_failed(facts, only(facts), error, job, GAPS, 0.5, studio.moment)
    )
    after = only(await studio.again(facts))
    assert (after.status, after.failure) == (status, failure)
    assert (JobKind.DELETE_REGISTRATION in studio.jobs()) == (status is RegistrationStatus.DELETING)


async def test_gaps_between_tries_grow_to_minutes_and_no_further_than_an_hour(studio, owning):
    """A gateway that is away for a week is asked a few hundred times, not a hundred thousand."""
    facts, job = await going(studio, owning)
    error: ProviderError = Unavailable("pomex")
    gaps = []
    for attempts in (0, 4, 8, 12):
        tried = Job(**{**vars(job), "attempts": attempts})
        done = registrations.deletion_failed(facts, only(facts), error, tried, GAPS, 1.0, studio.moment)
        gaps.append(next(s.due_at for s in done.steps if hasattr(s, "due_at")) - studio.now)
    assert gaps == sorted(gaps)
    assert GAPS.largest < gaps[-1] <= HOUR
