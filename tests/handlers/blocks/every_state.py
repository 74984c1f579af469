"""Requests and videos at every stage that people can meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from storage.facts import AssetFacts, RequestFacts, VideoFacts
from storage.model import (
    ApprovalStatus,
    AssetStatus,
    Depiction,
    EndorsementKind,
    EndorsementStatus,
    InvitationStatus,
    MediaStatus,
    RegistrationStatus,
    VerificationStatus,
    VideoStatus,
)
from tests.handlers.blocks.rights_samples import endorsement
from tests.handlers.blocks.samples import MAYA, Words, approval, asset, person, request, video


def every_request(words: Words, count: int) -> Iterator[tuple[str, RequestFacts]]:
    """Requests whose assets stand at every stage; the name tells which."""
    lost = (VerificationStatus.FAILED, VerificationStatus.EXPIRED)

    def some(**given: object) -> tuple[AssetFacts, ...]:
        return tuple(asset(n, words=words, **given) for n in range(count))  # type: ignore[arg-type]

    waiting = {"status": AssetStatus.AWAITING_CONSENT, "registration": RegistrationStatus.WAITING}
    yield "checking", request(*some(**waiting, media=MediaStatus.FETCHING), words=words, invitation=None)
    refused = {
        "status": AssetStatus.DELETED,
        "media": MediaStatus.REFUSED,
        "registration": RegistrationStatus.WAITING,
    }
    yield "file_refused", request(*some(**refused, problem="media_sides"), words=words, invitation=None)
    for depiction in (Depiction.SELF, Depiction.MEMBER, Depiction.OUTSIDER):
        for verified in (True, False):
            asked = {"words": words, "depiction": depiction, "verified": verified}
            yield (
                f"open {depiction} {verified}",
                request(*some(**waiting), **asked, invitation=InvitationStatus.OPEN),
            )
        yield f"scan {depiction}", request(*some(**waiting), words=words, depiction=depiction, verified=False)
        for status in lost:
            yield (
                f"scan {status} {depiction}",
                request(
                    *some(**waiting), words=words, depiction=depiction, verified=False, verification=status
                ),
            )
        for over, answer in (
            (AssetStatus.DECLINED, InvitationStatus.DECLINED),
            (AssetStatus.LAPSED, InvitationStatus.LAPSED),
        ):
            erased = {"status": over, "media": MediaStatus.ERASED, "registration": RegistrationStatus.WAITING}
            yield (
                f"{over} {depiction}",
                request(*some(**erased), words=words, depiction=depiction, invitation=answer),
            )
    for word in EndorsementKind:
        for given in EndorsementStatus:
            over = given in (EndorsementStatus.REFUSED, EndorsementStatus.LAPSED)
            depiction = Depiction.OUTSIDER if word is EndorsementKind.RELEASE else Depiction.NOBODY
            status = AssetStatus.DELETED if over else AssetStatus.AWAITING_CONSENT
            facts = request(*some(**waiting | {"status": status}), words=words, depiction=depiction)
            asked = replace(facts, invitation=None, endorsements=(endorsement(word, given, words=words),))
            yield f"{word} {given}", asked
    yes_ended = tuple(replace(facts, consent=None) for facts in some(person=person(words)))
    yield "consent_over", request(*yes_ended, words=words)
    for over in (AssetStatus.WITHDRAWN, AssetStatus.DELETED):
        yield over, request(*some(status=over), words=words)
    for standing in RegistrationStatus:
        gone = some(status=AssetStatus.DELETED, media=MediaStatus.ERASED, registration=standing)
        yield f"deleted {standing}", request(*gone, words=words)
    yield from _further(words, some(registration=RegistrationStatus.WAITING))
    for depiction in (Depiction.NOBODY, Depiction.MEMBER, Depiction.OUTSIDER):
        for standing in RegistrationStatus:
            for failure in (None, "refused_by_gateway"):
                yield (
                    f"{standing} {failure} {depiction}",
                    request(
                        *some(registration=standing, failure=failure),
                        words=words,
                        depiction=depiction,
                        channel="C0FILM" if failure else MAYA,
                    ),
                )


def _further(words: Words, assets: tuple[AssetFacts, ...]) -> Iterator[tuple[str, RequestFacts]]:
    """Requests for one more gateway for assets that an earlier one brought in."""
    others = tuple(replace(a, asset=replace(a.asset, request_id="q_zzzzzzzzzzzz")) for a in assets)
    for depiction in (Depiction.NOBODY, Depiction.MEMBER, Depiction.OUTSIDER):
        for answer in InvitationStatus:
            yield (
                f"further {answer} {depiction}",
                request(*others, words=words, depiction=depiction, invitation=answer),
            )


def every_video(words: Words, count: int) -> Iterator[tuple[str, VideoFacts]]:
    """Videos at every stage; the name tells which."""
    for who in (person(words), person(words, member=None), None):
        assets = tuple(asset(n, words=words, person=who) for n in range(count))
        for status in VideoStatus:
            for failure in (None, "no_credit"):
                yield (
                    f"{status} {failure}",
                    video(
                        *assets,
                        words=words,
                        status=status,
                        failure=failure,
                        progress=37,
                        approvals=(approval(),),
                    ),
                )
        made = {"words": words, "status": VideoStatus.SUCCEEDED, "fetched": True}
        yield "deleted", video(*assets, **made, failure="deleted")
        yield "taken down", video(*assets, **made, failure="taken_down")
        yield "taken back", video(*assets, **made, failure="withdrawn")
        yield "posted", video(*assets, words=words, status=VideoStatus.SUCCEEDED, fetched=True, channel=MAYA)
        for answer in ApprovalStatus:
            given = (approval(answer, words=words), approval(words=words, as_person=False))
            yield (
                f"refused {answer}",
                video(*assets, words=words, status=VideoStatus.REFUSED, approvals=given),
            )
