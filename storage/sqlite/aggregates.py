"""Facts put together from many rows; a fixed number of queries for any number of subjects."""

# ruff: noqa: S608  what is put into statements are constants of ours, values are bound

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from storage.facts import AssetFacts, RequestFacts, VideoFacts
from storage.model import (
    Approval,
    Asset,
    AssetRequest,
    Consent,
    Endorsement,
    Invitation,
    Media,
    Message,
    Person,
    PersonGroup,
    Registration,
    Submission,
    Verification,
    Video,
    VideoReference,
)
from storage.sqlite.statements import AMONG, by_id, fetch, ids

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


def asset_facts(connection: sqlite3.Connection, assets: Sequence[Asset]) -> list[AssetFacts]:
    """The facts of these assets, in their order."""
    wanted = ids(asset.id for asset in assets)
    media = by_id(connection, Media, {asset.media_id for asset in assets})
    people = by_id(connection, Person, _present(asset.person_id for asset in assets))
    holding = fetch(
        connection, Consent, f"WHERE asset_id {AMONG} AND ended_at IS NULL ORDER BY given_at, rowid", wanted
    )
    consents = {consent.asset_id: consent for consent in holding}
    registrations = _grouped(
        fetch(connection, Registration, f"WHERE asset_id {AMONG} ORDER BY created_at, rowid", wanted),
        lambda registration: registration.asset_id,
    )
    left = _left(connection, assets, people)
    return [
        AssetFacts(
            asset=asset,
            media=media[asset.media_id],
            person=(person := people.get(asset.person_id or "")),
            consent=consents.get(asset.id),
            registrations=registrations[asset.id],
            person_left=person is not None and (asset.team_id, person.slack_user_id) in left,
            owner_left=(asset.team_id, asset.owner_id) in left,
        )
        for asset in assets
    ]


def _left(
    connection: sqlite3.Connection, assets: Sequence[Asset], people: Mapping[str, Person]
) -> set[tuple[str, str | None]]:
    """Those among owners and people pictured who were deactivated, as (team, user)."""
    users = {asset.owner_id for asset in assets} | _present(p.slack_user_id for p in people.values())
    teams = ids({asset.team_id for asset in assets})
    found = connection.execute(
        f"""SELECT team_id, user_id FROM members
            WHERE team_id {AMONG} AND user_id {AMONG} AND is_deactivated = 1""",
        (teams, ids(users)),
    )
    return set(found.fetchall())


def request_facts(connection: sqlite3.Connection, request_ids: Iterable[str]) -> dict[str, RequestFacts]:
    """The facts of these requests by id; ids that are not there are left out."""
    requests = by_id(connection, AssetRequest, set(request_ids))
    wanted = ids(requests)
    people = by_id(connection, Person, _present(request.person_id for request in requests.values()))
    assets = _assets_of_requests(connection, wanted)
    asked = fetch(connection, Invitation, f"WHERE request_id {AMONG} ORDER BY created_at, rowid", wanted)
    invitations = {invitation.request_id: invitation for invitation in asked}
    verifications = _newest_verifications(connection, invitations.values())
    groups = _groups(connection, people)
    submissions = _grouped(
        fetch(connection, Submission, f"WHERE request_id {AMONG} ORDER BY started_at, rowid", wanted),
        lambda submission: submission.request_id,
    )
    endorsements = _grouped(
        fetch(connection, Endorsement, f"WHERE request_id {AMONG} ORDER BY created_at, id", wanted),
        lambda endorsement: endorsement.request_id,
    )
    cards = _cards(connection, requests)
    found = {}
    for request in requests.values():
        invitation = invitations.get(request.id)
        found[request.id] = RequestFacts(
            request=request,
            person=people.get(request.person_id or ""),
            assets=assets[request.id],
            invitation=invitation,
            verification=verifications.get(invitation.id) if invitation else None,
            group=groups.get((request.person_id or "", request.provider, request.account)),
            submissions=submissions[request.id],
            endorsements=endorsements[request.id],
            card=cards.get(request.id),
        )
    return found


def _assets_of_requests(connection: sqlite3.Connection, wanted: str) -> dict[str, tuple[AssetFacts, ...]]:
    """What each request brought in, or asks a further gateway for, in the order in which it came."""
    pairs = connection.execute(
        f"""SELECT request_id, id FROM assets WHERE request_id {AMONG}
            UNION SELECT request_id, asset_id FROM request_assets WHERE request_id {AMONG}""",
        (wanted, wanted),
    ).fetchall()
    rest = f"WHERE id {AMONG} ORDER BY rowid"
    rows = fetch(connection, Asset, rest, ids({asset_id for _, asset_id in pairs}))
    asking: defaultdict[str, set[str]] = defaultdict(set)
    for request_id, asset_id in pairs:
        asking[request_id].add(asset_id)
    facts = asset_facts(connection, rows)
    return defaultdict(
        tuple,
        {
            request_id: tuple(each for each in facts if each.asset.id in asset_ids)
            for request_id, asset_ids in asking.items()
        },
    )


def video_facts(connection: sqlite3.Connection, video_ids: Iterable[str]) -> dict[str, VideoFacts]:
    """The facts of these videos by id; ids that are not there are left out."""
    videos = by_id(connection, Video, set(video_ids))
    wanted = ids(videos)
    pointing = fetch(connection, VideoReference, f"WHERE video_id {AMONG} ORDER BY position", wanted)
    references = _grouped(pointing, lambda reference: reference.video_id)
    used = by_id(connection, Asset, {reference.asset_id for reference in pointing})
    assets = {facts.asset.id: facts for facts in asset_facts(connection, list(used.values()))}
    approvals = _grouped(
        fetch(connection, Approval, f"WHERE video_id {AMONG} ORDER BY created_at, rowid", wanted),
        lambda approval: approval.video_id,
    )
    files = [(video.result_media_id, video.poster_media_id) for video in videos.values()]
    media = by_id(connection, Media, _present(each for pair in files for each in pair))
    cards = _cards(connection, videos)
    return {
        video.id: VideoFacts(
            video=video,
            references=references[video.id],
            assets=tuple(assets[reference.asset_id] for reference in references[video.id]),
            approvals=approvals[video.id],
            result=media.get(video.result_media_id or ""),
            poster=media.get(video.poster_media_id or ""),
            card=cards.get(video.id),
        )
        for video in videos.values()
    }


def _newest_verifications(
    connection: sqlite3.Connection, invitations: Iterable[Invitation]
) -> dict[str, Verification]:
    wanted = ids(invitation.id for invitation in invitations)
    runs = fetch(connection, Verification, f"WHERE invitation_id {AMONG} ORDER BY created_at, rowid", wanted)
    return {verification.invitation_id: verification for verification in runs}


def _groups(connection: sqlite3.Connection, people: Iterable[str]) -> dict[tuple[str, str, str], PersonGroup]:
    """Each person's newest group at each gateway account."""
    rest = f"WHERE person_id {AMONG} ORDER BY created_at, rowid"
    found = fetch(connection, PersonGroup, rest, ids(people))
    return {(group.person_id, group.provider, group.account): group for group in found}


def _cards(connection: sqlite3.Connection, subjects: Iterable[str]) -> dict[str, Message]:
    """Each subject's first card: the one in the channel."""
    rest = f"WHERE form = 'card' AND subject {AMONG} ORDER BY created_at DESC, rowid DESC"
    return {card.subject: card for card in fetch(connection, Message, rest, ids(subjects))}


def _present(values: Iterable[str | None]) -> set[str]:
    return {value for value in values if value is not None}


def _grouped(rows: Iterable[T], key: Callable[[T], K]) -> defaultdict[K, tuple[T, ...]]:
    groups: defaultdict[K, list[T]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return defaultdict(tuple, {name: tuple(members) for name, members in groups.items()})
