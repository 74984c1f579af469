"""Who may do what, as a whole table: what is not said to be allowed is denied."""

from __future__ import annotations

import pytest

from storage.model import ApprovalStatus, AssetStatus
from tests.support import rows
from tests.workflow.access_table import (
    ACTORS,
    ADMIN,
    ADMIN_TOO,
    ASKER,
    GATEWAY,
    HERE,
    MAY_USE,
    NOW,
    OWNER,
    PERSON,
    SOMEBODY,
    Case,
    every_action,
    every_use,
    expected,
)
from workflow.access import Action, Actor, Allow, Approver, Ask, Decision, Deny, Use, actor_from, decide
from workflow.scope import How, Scope, Who, holds, read_scope

YES, ALWAYS = ApprovalStatus.ALLOWED_ONCE, ApprovalStatus.ALLOWED_ALWAYS
AS_PERSON = Approver(user_id=PERSON, as_person=True)
AS_OWNER = Approver(user_id=OWNER, as_person=False)


def decided(case: Case) -> Decision:
    return decide(
        ACTORS[case.role], case.action, case.asset(), channel=case.channel_id, now=NOW, use=case.use()
    )


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("role", ACTORS)
def test_every_role_and_action_over_state_scope_and_channel(role: str, action: Action):
    """The whole table; an action whose subject was not said is denied."""
    for case in every_action(role, action):
        assert decided(case) == expected(case), case


@pytest.mark.parametrize("role", MAY_USE)
def test_every_use_over_consent_scope_channel_and_standing_yes(role: str):
    """With whoever left, and with four eyes."""
    for case in every_use(role):
        assert decided(case) == expected(case), case


def test_the_table_reaches_every_answer():
    """No rule of it is there for nothing."""
    answers = {getattr(expected(case), "reason", "") for role in MAY_USE for case in every_use(role)}
    answers |= {
        expected(case).reason
        for case in every_action("somebody", Action.USE_ASSET)
        if isinstance(expected(case), Deny)
    }
    assert answers >= {
        "deny_asset_not_usable",
        "deny_no_consent",
        "deny_consent_over",
        "deny_gateway_not_agreed",
        "deny_person_left",
        "deny_owner_left",
        "deny_only_requester",
        "deny_only_channel",
        "deny_channel_shared",
    }


ABOUT_SOMETHING = [
    Action.USE_ASSET,
    Action.OWN_FACE,
    Action.WITHDRAW_FOR,
    Action.ANSWER_APPROVAL,
    Action.OVERRIDE,
    Action.SETTLE_VIDEO,
    Action.DELETE_ASSET,
    Action.REGISTER_ASSET,
    Action.RENAME_ASSET,
    Action.HAND_OVER,
    Action.ENDORSE,
    Action.DECIDE_REPORT,
]


@pytest.mark.parametrize("action", ABOUT_SOMETHING)
@pytest.mark.parametrize("role", ACTORS)
def test_without_what_it_is_about_everything_is_denied(role: str, action: Action):
    """A caller that forgot to say what it asks about gets no."""
    assert isinstance(decide(ACTORS[role], action), Deny)


@pytest.mark.parametrize(
    ("role", "as_person", "decision"),
    [
        ("person", True, Allow()),
        ("person as guest", True, Allow()),
        ("person elsewhere", True, Allow()),
        ("person who left", True, Deny(reason="deny_deactivated")),
        ("owner", True, Deny(reason="deny_not_yours")),
        ("admin", True, Deny(reason="deny_not_yours")),
        ("guest", True, Deny(reason="deny_not_yours")),
        ("person", False, Allow()),
        ("person as guest", False, Deny(reason="deny_guest")),
        ("person elsewhere", False, Deny(reason="deny_foreign")),
    ],
)
def test_who_answers_an_approval(role: str, as_person: bool, decision: Decision):
    """Who was asked; about his own face even as a guest, about what he owns only as a member."""
    approval = rows.approval(approver_id=PERSON, as_person=as_person)
    assert decide(ACTORS[role], Action.ANSWER_APPROVAL, approval=approval) == decision


@pytest.mark.parametrize(
    ("role", "decision"),
    [
        ("somebody", Allow()),
        ("admin", Allow()),
        ("owner", Deny(reason="deny_not_yours")),
        ("person", Deny(reason="deny_not_yours")),
        ("guest", Deny(reason="deny_guest")),
        ("foreign", Deny(reason="deny_foreign")),
        ("gone", Deny(reason="deny_deactivated")),
        ("admin as guest", Deny(reason="deny_guest")),
    ],
)
def test_who_settles_a_lost_start(role: str, decision: Decision):
    """Who asked for the video, or an administrator."""
    video = rows.video(requester_id=SOMEBODY)
    assert decide(ACTORS[role], Action.SETTLE_VIDEO, video=video) == decision


@pytest.mark.parametrize("role", ACTORS)
@pytest.mark.parametrize("as_person", [True, False])
@pytest.mark.parametrize("four_eyes", [True, False])
@pytest.mark.parametrize("requester", [SOMEBODY, ADMIN])
def test_who_overrides_an_answer(role: str, as_person: bool, four_eyes: bool, requester: str):
    """An admin, for an owner alone, and with four eyes not for his own video."""
    approval = rows.approval(approver_id=PERSON if as_person else OWNER, as_person=as_person)
    video, use = rows.video(requester_id=requester), Use(four_eyes=four_eyes)
    decision = decide(ACTORS[role], Action.OVERRIDE, approval=approval, video=video, use=use)
    may = role == "admin" and not as_person and not (four_eyes and requester == ADMIN)
    assert isinstance(decision, Allow) is may


@pytest.mark.parametrize("role", ACTORS)
@pytest.mark.parametrize("requester", [SOMEBODY, ADMIN])
def test_who_endorses(role: str, requester: str):
    """An admin, for what somebody else asked."""
    request = rows.asset_request(requester_id=requester)
    decision = decide(ACTORS[role], Action.ENDORSE, request=request)
    assert isinstance(decision, Allow) is (role == "admin" and requester != ADMIN)


def test_an_allowance_of_another_asset_does_not_count():
    """A standing yes is given for one picture."""
    use = Use(provider=GATEWAY, allowances=[rows.allowance(asset_id="a_other", approver_id=PERSON)])
    case = Case(role="owner")
    decision = decide(ACTORS["owner"], case.action, case.asset(), channel=HERE, now=NOW, use=use)
    assert decision == Ask(whom=(AS_PERSON,))


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ([], (AS_PERSON, AS_OWNER)),
        ([(PERSON, True, YES)], (AS_OWNER,)),
        ([(OWNER, False, YES)], (AS_PERSON,)),
        ([(PERSON, True, YES), (OWNER, False, YES)], ()),
        ([(PERSON, False, YES), (OWNER, True, YES)], (AS_PERSON, AS_OWNER)),
        ([(PERSON, True, ALWAYS), (OWNER, False, ALWAYS)], (AS_PERSON, AS_OWNER)),
        ([(PERSON, True, ApprovalStatus.REFUSED), (OWNER, False, YES)], (AS_PERSON,)),
        ([(PERSON, True, ApprovalStatus.PENDING), (OWNER, False, YES)], (AS_PERSON,)),
        ([(SOMEBODY, True, YES), (OWNER, False, YES)], (AS_PERSON,)),
    ],
)
def test_a_yes_for_this_video_counts_for_who_gave_it(given, missing):
    """In the part that he was asked in; *always* counts by the standing yes that it left, not by itself."""
    approvals = tuple(
        rows.approval(id=f"y_{n}", approver_id=user, as_person=as_person, status=status)
        for n, (user, as_person, status) in enumerate(given)
    )
    case, use = Case(role="somebody"), Use(provider=GATEWAY, approvals=approvals)
    decision = decide(ACTORS[case.role], case.action, case.asset(), channel=HERE, now=NOW, use=use)
    assert decision == (Ask(whom=missing) if missing else Allow())
    if isinstance(decision, Allow):
        assert {ground.id for ground in decision.relies_on} == {"y_0", "y_1"}


@pytest.mark.parametrize("status", [YES, ALWAYS])
@pytest.mark.parametrize("admin", [ADMIN, ADMIN_TOO])
def test_any_admins_yes_stands_in_for_an_owner_who_left(status: ApprovalStatus, admin: str):
    """Whoever of them was asked; it leaves no standing yes, so that *always* counts for this video alone."""
    said = rows.approval(approver_id=admin, as_person=False, status=status)
    case, use = (
        Case(role="person", left="owner"),
        Use(provider=GATEWAY, approvals=[said], admins=[ADMIN, ADMIN_TOO]),
    )
    decision = decide(ACTORS["person"], case.action, case.asset(), channel=HERE, now=NOW, use=use)
    assert isinstance(decision, Allow)
    assert decision.relies_on == (said,)


def test_nobody_pictured_stands_in_for_an_owner_who_left():
    """His yes about his own face is not the owner's."""
    case = Case(role="somebody", left="owner")
    for admins, decision in (
        ([ADMIN, PERSON], Ask(whom=(AS_PERSON, Approver(user_id=ADMIN, as_person=False)))),
        ([PERSON], Deny(reason="deny_owner_left")),
    ):
        use = Use(provider=GATEWAY, admins=admins)
        asked = decide(ACTORS[case.role], case.action, case.asset(), channel=HERE, now=NOW, use=use)
        assert asked == decision


@pytest.mark.parametrize(
    ("member", "actor"),
    [
        (None, Actor(user_id=ASKER)),
        (rows.member(is_guest=True), Actor(user_id=ASKER, is_guest=True)),
        (rows.member(is_foreign=True), Actor(user_id=ASKER, is_foreign=True)),
        (rows.member(is_deactivated=True), Actor(user_id=ASKER, is_deactivated=True)),
        (rows.member(is_admin=True), Actor(user_id=ASKER, is_admin=True)),
    ],
)
def test_an_actor_is_who_slack_last_described(member, actor):
    """Somebody never looked up is taken for a plain member."""
    assert actor_from(ASKER, member) == actor


def test_a_scope_reads_back_as_it_was_written():
    """And what was kept before there was a choice reads as everybody, asked each time."""
    for who in Who:
        for how in How:
            scope = Scope(who=who, how=how, until=NOW, user_id=ASKER, channel=HERE)
            assert read_scope(scope.to_json()) == scope
    assert read_scope({"who": "everybody", "how": "ask", "until": None}) == Scope()


@pytest.mark.parametrize(
    ("until", "now", "stands"), [(None, NOW, True), (NOW, NOW - 1, True), (NOW, NOW, False)]
)
def test_a_dated_yes_ends_with_its_date(until, now, stands):
    """To the millisecond, whether or not the job that ends it came."""
    assert holds(rows.consent(scope=Scope(until=until).to_json()), GATEWAY, now) is stands


def test_every_state_but_usable_is_denied():
    """A state that is added later is denied until somebody says otherwise."""
    for status in AssetStatus:
        decision = decided(Case(role="person", status=status, how=How.GO_AHEAD, who="nobody"))
        assert isinstance(decision, Deny) is (status is not AssetStatus.USABLE)
