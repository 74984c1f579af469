"""Who may do what, as a whole table: what is not said to be allowed is denied."""

from __future__ import annotations

import itertools
from functools import cache

import pytest

from storage.facts import AssetFacts
from storage.model import AssetStatus
from tests.support import rows
from workflow.access import Action, Actor, Allow, Approver, Ask, Decision, Deny, decide

OWNER, PERSON, ADMIN, SOMEBODY = "U0OWNER", "U0PERSON", "U0ADMIN", "U0SOMEBODY"
CHANNEL, ELSEWHERE, NOW = "C0FILM", "C0OTHER", rows.NOW

ACTORS = {
    "owner": Actor(user_id=OWNER),
    "person": Actor(user_id=PERSON),
    "admin": Actor(user_id=ADMIN, is_admin=True),
    "somebody": Actor(user_id=SOMEBODY),
    "guest": Actor(user_id=SOMEBODY, is_guest=True),
    "foreign": Actor(user_id=SOMEBODY, is_foreign=True),
    "gone": Actor(user_id=SOMEBODY, is_deactivated=True),
    "person as guest": Actor(user_id=PERSON, is_guest=True),
    "person elsewhere": Actor(user_id=PERSON, is_foreign=True),
    "person who left": Actor(user_id=PERSON, is_deactivated=True),
    "owner as guest": Actor(user_id=OWNER, is_guest=True),
    "owner who left": Actor(user_id=OWNER, is_deactivated=True),
    "admin as guest": Actor(user_id=ADMIN, is_admin=True, is_guest=True),
}
PEOPLE = ["nobody", "member", "owner himself", "outsider"]
CONSENTS = {"none": None, "holds": None, "ends later": NOW + 1, "ended": NOW - 1, "ends now": NOW}
ALLOWANCES = {
    "none": [],
    "person here": [(PERSON, CHANNEL, None)],
    "owner here": [(OWNER, CHANNEL, None)],
    "both here": [(PERSON, CHANNEL, None), (OWNER, CHANNEL, None)],
    "both elsewhere": [(PERSON, ELSEWHERE, None), (OWNER, ELSEWHERE, None)],
    "both ended": [(PERSON, CHANNEL, NOW), (OWNER, CHANNEL, NOW)],
    "somebody else's": [(SOMEBODY, CHANNEL, None)],
}
ALLOWED_FOR_MEMBERS = (Action.ADD_ASSET, Action.SEE_ASSET, Action.MAKE_VIDEO)


@cache
def _asset(who: str, status: AssetStatus, consent: str) -> AssetFacts:
    user = {"member": PERSON, "owner himself": OWNER, "outsider": None}
    person = rows.person(slack_user_id=user[who]) if who in user else None
    given = rows.consent(ended_at=CONSENTS[consent]) if consent != "none" else None
    return AssetFacts(
        asset=rows.asset(owner_id=OWNER, status=status, person_id=person.id if person else None),
        media=rows.media(),
        person=person,
        consent=given,
        registrations=(rows.registration(),),
    )


@cache
def _allowances(which: str):
    return tuple(
        rows.allowance(id=f"w_{n}", approver_id=user, channel=channel, ended_at=ended)
        for n, (user, channel, ended) in enumerate(ALLOWANCES[which])
    )


def _expected(
    role: str, action: Action, who: str, status: AssetStatus, consent: str, allowance: str
) -> Decision:
    """The whole table in words, written apart from the code that it checks."""
    if (shut := _expected_of_role(role, action, who)) is not None:
        return shut
    if action in ALLOWED_FOR_MEMBERS:
        return Allow()
    if action is not Action.USE_ASSET:
        return Deny(reason="deny_unknown")
    if status is not AssetStatus.USABLE:
        return Deny(reason="deny_asset_not_usable")
    if who != "nobody" and consent not in ("holds", "ends later"):
        return Deny(reason="deny_no_consent")
    asked = _expected_to_be_asked(role, who, allowance)
    return Ask(whom=asked) if asked else Allow()


def _expected_of_role(role: str, action: Action, who: str) -> Decision | None:
    if role.endswith("left") or role == "gone":
        return Deny(reason="deny_deactivated")
    if action is Action.OWN_FACE:
        pictured = {"member": "person", "owner himself": "owner"}.get(who, "-")
        return Allow() if role.split(" ", maxsplit=1)[0] == pictured else Deny(reason="deny_not_yours")
    if "guest" in role:
        return Deny(reason="deny_guest")
    if role in ("foreign", "person elsewhere"):
        return Deny(reason="deny_foreign")
    return None


def _expected_to_be_asked(role: str, who: str, allowance: str) -> tuple[Approver, ...]:
    here = {"person here": {PERSON}, "owner here": {OWNER}, "both here": {PERSON, OWNER}}.get(
        allowance, set()
    )
    asked = []
    if who == "member" and role != "person" and PERSON not in here:
        asked.append(Approver(user_id=PERSON, as_person=True))
    if who == "owner himself" and role != "owner" and OWNER not in here:
        asked.append(Approver(user_id=OWNER, as_person=True))
    if who != "owner himself" and role != "owner" and OWNER not in here:
        asked.append(Approver(user_id=OWNER, as_person=False))
    return tuple(asked)


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("role", ACTORS)
def test_the_whole_table(role: str, action: Action):
    """Role and action over every state of the asset, its person, the consent and the standing approvals."""
    for who, status, consent, allowance in itertools.product(PEOPLE, AssetStatus, CONSENTS, ALLOWANCES):
        decision = decide(
            ACTORS[role],
            action,
            _asset(who, status, consent),
            channel=CHANNEL,
            allowances=_allowances(allowance),
            now=NOW,
        )
        expected = _expected(role, action, who, status, consent, allowance)
        assert decision == expected, (role, action, who, status, consent, allowance)


@pytest.mark.parametrize(
    "action", [Action.USE_ASSET, Action.OWN_FACE, Action.ANSWER_APPROVAL, Action.SETTLE_VIDEO]
)
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


def test_an_allowance_of_another_asset_does_not_count():
    """A standing yes is given for one picture."""
    other = rows.allowance(asset_id="a_other", approver_id=PERSON)
    asset = _asset("member", AssetStatus.USABLE, "holds")
    decision = decide(ACTORS["owner"], Action.USE_ASSET, asset, channel=CHANNEL, allowances=[other], now=NOW)
    assert decision == Ask(whom=(Approver(user_id=PERSON, as_person=True),))
