"""PomexAI's adapter on the bodies of its documentation: the failure table, and the plan of reads."""

from __future__ import annotations

from typing import ClassVar

import pytest

from providers.pomex_plan import WORTH_A_LIST, ListGroup, groups_to_list
from tests.providers.contract import Operation, ProviderContract, reads, submits
from tests.providers.orders import any_order
from tests.providers.pomex_bodies import (
    ANY_ANSWER_WILL_DO,
    CANCELLED,
    GOT,
    GROUP,
    HANDLE,
    LISTED,
    MADE,
    REDIRECT,
    SESSION,
    STARTED,
    UPLOADED,
    VIDEO,
    portrait,
)


class TestPomex(ProviderContract):
    name = "pomex"
    operations: ClassVar = {
        "open_verification": Operation(
            run=lambda p: p.open_verification("https://app.example.com/cb", "en"),
            answers=[SESSION],
            essential="h5_link",
        ),
        "read_verification": Operation(
            run=lambda p: p.read_verification({}, REDIRECT),
            answers=[LISTED],
            essential="items",
            outcomes={"unknown status word": None},
        ),
        "submit": Operation(run=submits(portrait()), answers=[UPLOADED]),
        "read": Operation(run=reads(HANDLE), answers=[GOT], essential="status"),
        "read many": Operation(
            run=reads(*[HANDLE] * (WORTH_A_LIST + 1)),
            answers=[LISTED],
            essential="items",
        ),
        "find": Operation(
            run=lambda p: p.find("model-rachel-frontal", GROUP),
            answers=[LISTED],
            outcomes={"unknown status word": None},
        ),
        "start_video": Operation(run=lambda p: p.start_video(any_order("pomex")), answers=[STARTED]),
        "read_video": Operation(
            run=lambda p: p.read_video({"id": VIDEO}), answers=[MADE], essential="video_url"
        ),
        "cancel_video": Operation(
            run=lambda p: p.cancel_video({"id": VIDEO}), answers=[CANCELLED], outcomes=ANY_ANSWER_WILL_DO
        ),
    }


@pytest.mark.parametrize(
    ("waiting", "lists"),
    [
        ({}, {}),
        ({"g1": WORTH_A_LIST}, {}),
        ({"g1": WORTH_A_LIST + 1}, {"g1": WORTH_A_LIST + 1}),
        ({None: WORTH_A_LIST + 1, "g1": 1}, {None: WORTH_A_LIST + 1}),
        ({"g1": 30, "g2": 3, None: 40}, {"g1": 30, None: 40}),
    ],
)
def test_a_group_is_listed_when_that_costs_less(
    waiting: dict[str | None, int], lists: dict[str | None, int]
) -> None:
    """The planner lists the groups in which more wait than one list call is worth, each handle once."""
    handles = [
        {"id": f"a{n}"} | ({"group_id": group} if group else {})
        for group, count in waiting.items()
        for n in range(count)
    ]
    plan: tuple[ListGroup, ...] = groups_to_list(handles)
    assert {group.group_id: len(group.indexes) for group in plan} == lists
    for group in plan:
        assert all(handles[index].get("group_id") == group.group_id for index in group.indexes)
