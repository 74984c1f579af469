"""What waits without a job that will end the waiting; every query should find nothing."""

from __future__ import annotations

import sqlite3


def _without(subject: str, *kinds: str) -> str:
    wanted = ", ".join(f"'{kind}'" for kind in kinds)
    return f"NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.subject = {subject} AND jobs.kind IN ({wanted}))"


_LIVING = "assets.status IN ('awaiting_consent', 'usable')"
_GROUP = "(:trusts OR EXISTS (SELECT 1 FROM person_groups WHERE person_groups.person_id = assets.person_id))"
_CONSENT = "EXISTS (SELECT 1 FROM consents WHERE asset_id = assets.id AND ended_at IS NULL)"
_INVITED = "invitations JOIN assets ON assets.request_id = invitations.request_id"
_REGISTERED = (
    "registrations JOIN assets ON assets.id = registrations.asset_id JOIN media ON media.id = media_id"
)

HANGING = {
    "a file to fetch": f"SELECT id FROM media WHERE status = 'fetching' AND {_without('media.id', 'fetch_media')}",
    "a question to put": f"""SELECT assets.id FROM assets JOIN media ON media.id = assets.media_id
        WHERE assets.status = 'awaiting_consent' AND media.status = 'ready'
        AND NOT EXISTS (SELECT 1 FROM invitations WHERE invitations.request_id = assets.request_id)
        AND NOT EXISTS (SELECT 1 FROM assets AS other JOIN media ON media.id = other.media_id
            WHERE other.request_id = assets.request_id AND media.status = 'fetching')
        AND {_without("assets.request_id", "advance_request")}""",
    "an answer": f"""SELECT id FROM invitations WHERE status = 'open'
        AND {_without("invitations.id", "lapse_invitation")}""",
    "an outsider's face check": f"""SELECT assets.id FROM {_INVITED}
        WHERE invitations.status = 'accepted' AND assets.status = 'awaiting_consent'
        AND {_without("invitations.id", "lapse_invitation")}""",
    "a member's face check": f"""SELECT assets.id FROM {_INVITED}
        JOIN registrations ON registrations.asset_id = assets.id
        WHERE invitations.status = 'accepted' AND {_LIVING} AND registrations.status = 'waiting'
        AND NOT {_GROUP} AND {_without("invitations.id", "lapse_invitation")}""",
    "a phone": f"""SELECT id FROM verifications WHERE status = 'open'
        AND {_without("verifications.id", "expire_verification")}""",
    "a create call": f"""SELECT registrations.id FROM {_REGISTERED}
        WHERE registrations.status = 'waiting' AND assets.status = 'usable' AND media.status = 'ready'
        AND (assets.person_id IS NULL OR ({_CONSENT} AND {_GROUP}))
        AND {_without("assets.request_id", "submit", "advance_request")}""",
    "a lost create call": f"""SELECT registrations.id FROM {_REGISTERED}
        WHERE registrations.status IN ('submitting', 'unknown') AND {_without("assets.request_id", "submit")}
        AND {_without("registrations.id", "delete_registration")}""",
    "a deletion": f"""SELECT id FROM registrations WHERE status = 'deleting'
        AND {_without("registrations.id", "delete_registration")}""",
    "a review": f"""SELECT id FROM registrations WHERE status = 'in_review'
        AND {_without("registrations.id", "read_registration")}""",
    "an approver": f"""SELECT approvals.id FROM approvals JOIN videos ON videos.id = video_id
        WHERE approvals.status = 'pending' AND videos.status = 'awaiting_approval'
        AND {_without("approvals.id", "lapse_approval")}""",
    "a start that everybody allowed": f"""SELECT id FROM videos WHERE status = 'awaiting_approval'
        AND NOT EXISTS (SELECT 1 FROM approvals WHERE video_id = videos.id AND status = 'pending')
        AND {_without("videos.id", "start_video")}""",
    "a start": f"SELECT id FROM videos WHERE status = 'starting' AND {_without('videos.id', 'start_video')}",
    "a generation": f"""SELECT id FROM videos WHERE status IN ('queued', 'running')
        AND {_without("videos.id", "read_video")}""",
    "a result": f"""SELECT id FROM videos WHERE status = 'succeeded' AND result_media_id IS NULL
        AND {_without("videos.id", "fetch_video")}""",
}

UNFINISHED = {
    "job": "SELECT kind, subject, last_error FROM jobs",
    "media": "SELECT id FROM media WHERE status = 'fetching'",
    "invitation": "SELECT id FROM invitations WHERE status = 'open'",
    "asset": "SELECT id FROM assets WHERE status = 'awaiting_consent'",
    "registration": """SELECT registrations.id, registrations.status FROM registrations
        JOIN assets ON assets.id = asset_id
        WHERE registrations.status IN ('submitting', 'unknown', 'in_review', 'deleting')
        OR (registrations.status = 'waiting' AND assets.status = 'usable')""",
    "verification": "SELECT id FROM verifications WHERE status = 'open'",
    "video": """SELECT id, status FROM videos
        WHERE status IN ('awaiting_approval', 'starting', 'queued', 'running')
        OR (status = 'succeeded' AND result_media_id IS NULL)""",
}
"""What must not be left over once time and a good gateway did their part; only a lost start waits for a person."""


def found(
    watch: sqlite3.Connection, queries: dict[str, str], *, trusts: bool
) -> dict[str, list[tuple[object, ...]]]:
    """What each query finds, without those that find nothing; a gateway that `trusts` asks for no group."""
    results = {name: watch.execute(sql, {"trusts": trusts}).fetchall() for name, sql in queries.items()}
    return {name: rows for name, rows in results.items() if rows}
