"""Changes: all or nothing, with named guards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.changes import (
    Change,
    Forbid,
    Insert,
    Once,
    Post,
    Put,
    Require,
    Schedule,
    Step,
    Update,
    change,
)
from storage.errors import StorageRefused
from storage.face import Storage
from storage.model import (
    Approval,
    ApprovalStatus,
    Asset,
    AssetStatus,
    Invitation,
    InvitationStatus,
    Member,
    Registration,
    RegistrationStatus,
    Row,
    Video,
    VideoStatus,
)
from tests.support import rows

ANSWERED = {"status": InvitationStatus.ACCEPTED, "answered_at": rows.NOW}
OPEN = {"id": "i_1", "status": InvitationStatus.OPEN}


async def _ask(storage: Storage) -> None:
    parents = [rows.person(), rows.asset_request(), rows.invitation()]
    assert await storage.apply(change(*(Insert(row=row) for row in parents))) is None


class ChangesContract:
    async def test_a_row_comes_back_as_it_was_written(self, storage: Storage) -> None:
        """Every type of column survives: text, numbers, truth, enums, JSON and nothing at all."""
        media = rows.media(seconds=1.5, width=None, problem="陈薇's \x00 \U0001f600")
        registration = rows.registration(handle={"ids": [1, 2.5, None, True], "名": {"a": "b"}})
        parents = [rows.person(), rows.asset_request(), media, rows.asset()]
        await storage.apply(change(*(Insert(row=row) for row in [*parents, registration])))
        assert await storage.media("m_1") == media
        facts = await storage.asset_named(rows.TEAM, "rachel")
        assert facts is not None
        assert facts.registrations == (registration,)
        assert facts.asset.status is AssetStatus.USABLE

    async def test_a_json_array_comes_back_as_a_tuple(self, storage: Storage) -> None:
        """What went in as a tuple is a tuple again."""
        await storage.apply(change(*rows.request_rows()))
        request = await storage.request("r_1")
        assert request is not None
        assert request.submissions[0].registration_ids == ("g_1",)

    async def test_a_failed_guard_leaves_nothing_behind(self, storage: Storage) -> None:
        """Steps before the guard are undone, steps after it are not taken."""
        steps = (Insert(row=rows.person()), Require(table=Video, where={"id": "v_1"}, guard="no_video"))
        assert await storage.apply(change(*steps, Insert(row=rows.media()))) == "no_video"
        assert await storage.person_for_user(rows.TEAM, rows.RACHEL) is None
        assert await storage.media("m_1") is None

    async def test_an_empty_change_is_written(self, storage: Storage) -> None:
        """Nothing to do is no failure."""
        assert await storage.apply(Change()) is None
        assert await storage.apply_all([]) == []

    async def test_the_second_answer_loses(self, storage: Storage) -> None:
        """A guarded update finds the row only in the state that it expects."""
        await _ask(storage)
        step = Update(table=Invitation, where=OPEN, values=ANSWERED, guard="answered")
        assert await storage.apply(change(step)) is None
        assert await storage.apply(change(step)) == "answered"
        assert await storage.apply(change(replace(step, guard=None))) is None

    @pytest.mark.parametrize(
        ("where", "matches"),
        [
            ({}, True),
            ({"id": "i_1"}, True),
            ({"id": ("i_1", "i_2")}, True),
            ({"id": ()}, False),
            ({"via": None}, True),
            ({"via": ("page", None)}, True),
            ({"via": "page"}, False),
            ({"id": None}, False),
            ({"status": (InvitationStatus.OPEN, InvitationStatus.LAPSED), "via": None}, True),
            ({"status": InvitationStatus.OPEN, "via": "dm"}, False),
        ],
    )
    async def test_where_matches(self, storage: Storage, where: dict[str, object], matches: bool) -> None:
        """All columns must match; a tuple is any of its values, None is NULL."""
        await _ask(storage)
        required = await storage.apply(change(Require(table=Invitation, where=where, guard="no")))
        forbidden = await storage.apply(change(Forbid(table=Invitation, where=where, guard="yes")))
        assert (required is None, forbidden is None) == (matches, not matches)

    async def test_an_event_is_seen_once(self, storage: Storage) -> None:
        """A dedupe key belongs to its workspace and goes back when its change fails."""
        once = Once(team_id=rows.TEAM, key="Ev1", at=rows.NOW)
        failing = Require(table=Video, where={"id": "v_1"}, guard="no_video")
        assert await storage.apply(change(once, failing)) == "no_video"
        assert await storage.apply(change(once)) is None
        assert await storage.apply(change(once)) == "seen"
        assert await storage.apply(change(Once(team_id="T0OTHER", key="Ev1", at=rows.NOW))) is None

    @pytest.mark.parametrize(
        ("row", "guard"),
        [
            (rows.asset(id="a_2", name="Rachel"), "taken:assets"),
            (rows.person(id="p_2"), "taken:people"),
            (rows.registration(id="g_2"), "taken:registrations"),
            (rows.invitation(id="i_2"), "taken:invitations"),
            (rows.verification(id="c_2"), "taken:verifications"),
            (rows.person_group(team_id="T0OTHER"), "taken:person_groups"),
            (rows.approval(id="o_2"), "taken:approvals"),
            (rows.allowance(id="w_2"), "taken:allowances"),
            (rows.video_reference(kind="video"), "taken:video_references"),
            (rows.card(id="n_7"), "taken:messages"),
            (rows.media(), "taken:media"),
        ],
    )
    async def test_a_taken_key_names_its_table(self, storage: Storage, row: Row, guard: str) -> None:
        """Every unique key answers instead of raising."""
        whole = (*rows.request_rows(), *rows.video_rows(), Insert(row=rows.allowance()))
        assert await storage.apply(change(*whole)) is None
        assert await storage.apply(change(Insert(row=row))) == guard

    @pytest.mark.parametrize(
        ("row", "ending"),
        [
            (rows.asset(id="a_2"), {"status": AssetStatus.WITHDRAWN}),
            (rows.asset(id="a_2"), {"status": AssetStatus.LAPSED}),
        ],
    )
    async def test_the_name_of_an_ended_asset_is_free(
        self, storage: Storage, row: Asset, ending: dict[str, object]
    ) -> None:
        """Only assets that live hold their name, and they get it back only while nobody else took it."""
        await storage.apply(change(*rows.request_rows()))
        await storage.apply(change(Update(table=Asset, where={"id": "a_1"}, values=ending)))
        assert await storage.apply(change(Insert(row=row))) is None
        back = Update(table=Asset, where={"id": "a_1"}, values={"status": AssetStatus.USABLE})
        assert await storage.apply(change(back)) == "taken:assets"

    async def test_people_outside_may_share_a_name(self, storage: Storage) -> None:
        """Only Slack users are unique; somebody without an account is whoever was entered."""
        outside = [rows.person(id=f"p_{n}", slack_user_id=None) for n in (1, 2)]
        assert await storage.apply(change(*(Insert(row=row) for row in outside))) is None

    async def test_put_replaces_by_key(self, storage: Storage) -> None:
        """A member is what Slack last told."""
        await storage.apply(change(Put(row=rows.member()), Put(row=rows.workspace())))
        await storage.apply(change(Put(row=rows.member(is_guest=True, name="M"))))
        found = await storage.member(rows.TEAM, rows.MAYA)
        assert found == rows.member(is_guest=True, name="M")
        assert isinstance(found, Member)
        assert await storage.workspace(rows.TEAM) == rows.workspace()

    async def test_one_failed_guard_leaves_the_others_standing(self, storage: Storage) -> None:
        """A sweep's changes share a transaction, not their fate."""
        changes = [
            change(Insert(row=rows.media(id="m_1"))),
            change(Insert(row=rows.media(id="m_2")), Require(table=Video, where={}, guard="no_video")),
            change(Insert(row=rows.media(id="m_1"))),
            change(Insert(row=rows.registration())),
            change(Insert(row=rows.media(id="m_3"))),
        ]
        names = [None, "no_video", "taken:media", "broken:registrations", None]
        assert await storage.apply_all(changes) == names
        assert [await storage.media(f"m_{n}") is not None for n in (1, 2, 3)] == [True, False, True]

    async def test_later_changes_of_a_sweep_see_earlier_ones(self, storage: Storage) -> None:
        """The order of changes and of their steps is kept."""
        inserted = change(Insert(row=rows.media()))
        seen = change(Require(table=type(rows.media()), where={"id": "m_1"}, guard="late"))
        assert await storage.apply_all([inserted, seen]) == [None, None]

    @pytest.mark.parametrize(
        "step",
        [
            Insert(row=rows.registration(id="g_7", asset_id="a_404")),
            Update(table=Registration, where={}, values={"colour": "red"}),
            Update(table=Registration, where={"colour": "red"}, values={"failure": "x"}),
            Update(table=Registration, where={}, values={"status": "shiny"}),
            Update(table=Registration, where={}, values={}),
            Update(table=Approval, where={}, values={"status": RegistrationStatus.ACTIVE}),
            Insert(row=rows.media(created_at=None)),
            Insert(row=rows.media(bytes=2**70)),
            Insert(row=rows.media(source_sealed="\ud800")),
            Post(message=rows.notice(thread="n_404")),
            Post(message=rows.card(params={"x": object()})),
            Schedule(job=rows.job(due_at=2**70)),
            Schedule(job=rows.job(due_at=None)),
            Once(team_id=rows.TEAM, key="\ud800", at=rows.NOW),
        ],
    )
    async def test_a_change_that_breaks_a_rule_is_refused(self, storage: Storage, step: Step) -> None:
        """A mistake of ours raises, and nothing of its change is written."""
        await storage.apply(change(*rows.request_rows(), *rows.video_rows()))
        with pytest.raises(StorageRefused):
            await storage.apply(change(Insert(row=rows.media(id="m_5")), step))
        assert await storage.media("m_5") is None

    async def test_commits_that_leave_work_call_back(self, storage: Storage) -> None:
        """The poller and the notifier hear of jobs and messages, never of what failed."""
        heard: list[tuple[bool, bool]] = []
        storage.on_commit(lambda jobs, messages: heard.append((jobs, messages)))
        await storage.apply(change(Insert(row=rows.media())))
        await storage.apply(change(Schedule(job=rows.job())))
        await storage.apply(change(Post(message=rows.card())))
        failing = change(Schedule(job=rows.job()), Require(table=Video, where={}, guard="no_video"))
        await storage.apply(failing)
        await storage.apply_all([failing, change(Schedule(job=rows.job()), Post(message=rows.card()))])
        assert heard == [(True, False), (False, True), (True, True)]

    async def test_the_state_of_a_decision_is_kept(self, storage: Storage) -> None:
        """A video and its approval move together."""
        await storage.apply(change(*rows.request_rows(), *rows.video_rows()))
        allowed = {"status": ApprovalStatus.ALLOWED_ONCE, "decided_at": rows.NOW}
        pending = {"id": "o_1", "status": ApprovalStatus.PENDING}
        await storage.apply(
            change(
                Update(table=Approval, where=pending, values=allowed, guard="decided"),
                Update(table=Video, where={"id": "v_1"}, values={"status": VideoStatus.STARTING}),
            )
        )
        approval, video = await storage.approval("o_1"), await storage.video("v_1")
        assert approval is not None
        assert video is not None
        assert (approval.status, video.video.status) == (ApprovalStatus.ALLOWED_ONCE, VideoStatus.STARTING)
