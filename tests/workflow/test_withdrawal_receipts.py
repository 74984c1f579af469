"""What a receipt tells of each copy: true for every state in which one can be, and of every lost answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage import open_storage
from storage.changes import Insert, Record, change
from storage.facts import AssetFacts
from storage.model import (
    AssetStatus,
    MediaStatus,
    RegistrationStatus,
    SubmissionStatus,
    Withdrawal,
    WithdrawalStatus,
)
from tests.support import rows
from workflow.use_cases.reaching import reach_of
from workflow.withdrawals import CopyState, Reach, is_settled, receipt_of

R = RegistrationStatus
KNOWN = {"asset": "asset-1"}


def a_row(**over) -> Withdrawal:
    given = {
        "id": "d_1",
        "team_id": rows.TEAM,
        "person_id": "p_1",
        "via": "dm",
        "locale": "en",
        "removes_videos": False,
        "status": WithdrawalStatus.OPEN,
        "asset_ids": ("a_1",),
        "video_ids": (),
        "created_at": rows.NOW,
    }
    return Withdrawal(**given | over)


def a_reach(*, unproved: bool = False, **registration) -> Reach:
    asset = AssetFacts(
        asset=rows.asset(status=AssetStatus.WITHDRAWN),
        media=rows.media(status=MediaStatus.ERASED),
        person=rows.person(),
        consent=None,
        registrations=(rows.registration(**registration),),
    )
    return Reach(person=rows.person(), assets=(asset,), unproved=frozenset({"g_1"} if unproved else ()))


@pytest.mark.parametrize(
    ("status", "handle", "failure", "state", "over"),
    [
        (R.WAITING, None, None, CopyState.GOING, False),
        (R.SUBMITTING, None, None, CopyState.GOING, False),
        (R.UNKNOWN, None, None, CopyState.GOING, False),
        (R.IN_REVIEW, KNOWN, None, CopyState.GOING, False),
        (R.ACTIVE, KNOWN, None, CopyState.GOING, False),
        (R.FAILED, KNOWN, "refused_by_gateway", CopyState.GOING, False),
        (R.DELETING, KNOWN, "gateway_unavailable", CopyState.GOING, False),
        (R.DELETED, KNOWN, None, CopyState.DELETED, True),
        (R.DELETED, None, None, CopyState.NEVER, True),
        (R.KEPT_BY_GATEWAY, KNOWN, None, CopyState.KEPT, True),
        (R.KEPT_BY_GATEWAY, KNOWN, "refused_by_gateway", CopyState.REFUSED, True),
        (R.KEPT_BY_GATEWAY, None, "answer_lost", CopyState.UNSURE, True),
    ],
)
def test_every_end_of_a_copy_has_its_line(status, handle, failure, state, over):
    """And only what is over counts as done."""
    reach = a_reach(status=status, handle=handle, failure=failure)
    (copy,) = receipt_of(a_row(), reach).copies
    assert copy.state is state
    assert is_settled(reach, a_row()) is over


@pytest.mark.parametrize(
    ("status", "handle", "states"),
    [
        (R.DELETED, KNOWN, [CopyState.DELETED, CopyState.UNSURE]),
        (R.KEPT_BY_GATEWAY, KNOWN, [CopyState.KEPT, CopyState.UNSURE]),
        (R.DELETED, None, [CopyState.UNSURE]),
        (R.KEPT_BY_GATEWAY, None, [CopyState.UNSURE]),
    ],
)
def test_a_copy_that_nobody_can_prove_is_told_beside_the_one_that_is_known(status, handle, states):
    """By the name under which it was sent: the gateway's own number never reached us."""
    copies = receipt_of(a_row(), a_reach(status=status, handle=handle, unproved=True)).copies
    assert [copy.state for copy in copies] == states
    assert copies[-1].asks == ("g_1",)


def test_what_is_asked_for_is_what_the_gateway_knows():
    """Its reference as it was given, else what its handle says."""
    kept = {"status": R.KEPT_BY_GATEWAY, "handle": {"task": "t-1", "attempt": 2}}
    (named,) = receipt_of(a_row(), a_reach(**kept, reference="asset://asset-9")).copies
    assert named.asks == ("asset-9",)
    (bare,) = receipt_of(a_row(), a_reach(**kept, reference=None)).copies
    assert bare.asks == ("t-1",)


@pytest.mark.parametrize("recorded", [True, False])
async def test_lost_answers_are_known_from_the_record(tmp_path: Path, recorded: bool):
    """A create call whose answer was lost, and that nothing could prove; one that was proved is none."""
    storage = await open_storage(tmp_path / "likeness.db")
    unproved = Record(
        team_id=rows.TEAM,
        at=rows.NOW,
        kind="registration_unproved",
        actor="likeness",
        subject="g_1",
        body={"provider": "pomex"},
    )
    lost = rows.submission(id="s_0", status=SubmissionStatus.UNKNOWN)
    wanted = change(*rows.request_rows(), Insert(row=lost), *([unproved] if recorded else []))
    assert await storage.apply(wanted) is None
    reach = await reach_of(storage, rows.person())
    assert reach.unproved == ({"g_1"} if recorded else set())
    await storage.close()
