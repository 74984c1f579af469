"""Cases of who may do what, in words, and the whole table's answers, written apart from the code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product

from storage.facts import AssetFacts
from storage.model import AssetStatus
from tests.support import rows
from workflow.access import Action, Actor, Allow, Approver, Ask, Decision, Deny, Use
from workflow.scope import How, Scope, Who

OWNER, PERSON, ADMIN, ADMIN_TOO = "U0OWNER", "U0PERSON", "U0ADMIN", "U1ADMIN"
ASKER, SOMEBODY = "U0ASKER", "U0SOMEBODY"
HERE, ELSEWHERE, GATEWAY, NOW = "C0FILM", "C0OTHER", "pomex", rows.NOW

ACTORS = {
    "owner": Actor(user_id=OWNER),
    "person": Actor(user_id=PERSON),
    "asker": Actor(user_id=ASKER),  # who asked for the yes
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
MAY_USE = ("owner", "person", "asker", "admin", "somebody")
"""The roles that are not shut out before anything else is looked at."""
PEOPLE = {"nobody": None, "member": PERSON, "owner himself": OWNER, "outsider": None}
CONSENTS = ("holds", "none", "ended", "date passed", "date to come", "another gateway")
CHANNELS = ("here", "elsewhere", "shared here", "shared elsewhere")
ALLOWANCES = {
    "none": (),
    "person here": ((PERSON, HERE, None),),
    "owner here": ((OWNER, HERE, None),),
    "both here": ((PERSON, HERE, None), (OWNER, HERE, None)),
    "both elsewhere": ((PERSON, ELSEWHERE, None), (OWNER, ELSEWHERE, None)),
    "both ended": ((PERSON, HERE, NOW), (OWNER, HERE, NOW)),
    "admin here": ((ADMIN, HERE, None), (ADMIN_TOO, HERE, None)),
    "somebody else's": ((SOMEBODY, HERE, None),),
}
LEFT = ("nobody", "person", "owner")
FOR_MEMBERS = (Action.ADD_ASSET, Action.SEE_ASSET, Action.MAKE_VIDEO, Action.REPORT_VIDEO)
FOR_OWNERS = (
    Action.DELETE_ASSET,
    Action.REGISTER_ASSET,
    Action.RENAME_ASSET,
    Action.HAND_OVER,
    Action.DECIDE_REPORT,
)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One cell; every axis in the words of the tables above."""

    role: str
    action: Action = Action.USE_ASSET
    who: str = "member"
    status: AssetStatus = AssetStatus.USABLE
    consent: str = "holds"
    reach: Who = Who.EVERYBODY
    how: How = How.ASK
    channel: str = "here"
    allowance: str = "none"
    left: str = "nobody"
    four_eyes: bool = False
    admins: bool = True

    @property
    def channel_id(self) -> str:
        return ELSEWHERE if self.channel.endswith("elsewhere") else HERE

    def asset(self) -> AssetFacts:
        return _asset(self.who, self.status, self.consent, self.reach, self.how, self.left)

    def use(self) -> Use:
        return _use(self.channel.startswith("shared"), self.allowance, self.four_eyes, self.admins)


@cache
def _asset(who: str, status: AssetStatus, consent: str, reach: Who, how: How, left: str) -> AssetFacts:
    person = None if who == "nobody" else rows.person(slack_user_id=PEOPLE[who])
    until = {"date passed": NOW, "date to come": NOW + 1}.get(consent)
    scope = Scope(who=reach, how=how, until=until, user_id=ASKER, channel=HERE)
    given = rows.consent(
        scope=scope.to_json(),
        ended_at=NOW - 1 if consent == "ended" else None,
        providers=("apimart",) if consent == "another gateway" else (GATEWAY, "apimart"),
    )
    return AssetFacts(
        asset=rows.asset(owner_id=OWNER, status=status, person_id=person.id if person else None),
        media=rows.media(),
        person=person,
        consent=None if consent == "none" or person is None else given,
        registrations=(rows.registration(),),
        person_left=left == "person" and PEOPLE[who] is not None,
        owner_left=left == "owner" or (left == "person" and who == "owner himself"),
    )


@cache
def _use(shared: bool, allowance: str, four_eyes: bool, admins: bool) -> Use:
    standing = tuple(
        rows.allowance(id=f"w_{n}", approver_id=user, channel=channel, ended_at=ended)
        for n, (user, channel, ended) in enumerate(ALLOWANCES[allowance])
    )
    return Use(
        provider=GATEWAY,
        is_shared=shared,
        allowances=standing,
        four_eyes=four_eyes,
        admins=(ADMIN, ADMIN_TOO) if admins else (),
    )


def every_action(role: str, action: Action) -> Iterator[Case]:
    """Role × action over every state, person, scope, channel, and whether a yes holds."""
    axes = product(PEOPLE, AssetStatus, ("holds", "none"), Who, How, CHANNELS)
    for who, status, consent, reach, how, channel in axes:
        yield Case(
            role=role,
            action=action,
            who=who,
            status=status,
            consent=consent,
            reach=reach,
            how=how,
            channel=channel,
        )


def every_use(role: str) -> Iterator[Case]:
    """A use by this role over every consent, scope, channel, standing yes, leaver, and four eyes."""
    axes = product(PEOPLE, CONSENTS, Who, How, CHANNELS, ALLOWANCES, LEFT, (False, True))
    for who, consent, reach, how, channel, allowance, left, four_eyes in axes:
        contradicts = left == "owner" and (role.startswith("owner") or who == "owner himself")
        if not contradicts:
            yield Case(
                role=role,
                who=who,
                consent=consent,
                reach=reach,
                how=how,
                channel=channel,
                allowance=allowance,
                left=left,
                four_eyes=four_eyes,
                admins=allowance != "none" or four_eyes,
            )


# The answers. Each rule is about one axis and speaks in its words alone.


def expected(case: Case) -> Decision:  # noqa: PLR0911  a line per group of actions
    """The first rule that has something to say, in the order in which people would ask."""
    if (shut := _of_role(case)) is not None:
        return shut
    if case.action in FOR_MEMBERS:
        return Allow()
    if case.action is Action.OWN_FACE:
        return Allow() if is_pictured(case) else Deny(reason="deny_not_yours")
    if case.action is Action.WITHDRAW_FOR:
        return _of_withdrawing_for(case)
    if case.action in FOR_OWNERS:
        theirs = case.role in ("owner", "admin")
        return Allow() if theirs else Deny(reason="deny_owner_only")
    if case.action is Action.CHANGE_SETTINGS:
        return Allow() if case.role == "admin" else Deny(reason="deny_admins_only")
    if case.action is not Action.USE_ASSET:
        return Deny(reason="deny_unknown")  # what it is about was not said
    for rule in (_of_state, _of_consent, _of_leaver, _of_reach, _of_channel):
        if (reason := rule(case)) is not None:
            return Deny(reason=reason)
    return _of_voices(case)


def _of_withdrawing_for(case: Case) -> Decision:
    """An admin, for somebody without an account here; asked of nobody real it is about nobody."""
    if case.who == "nobody":
        return Deny(reason="deny_unknown")
    may = case.role == "admin" and case.who == "outsider"
    return Allow() if may else Deny(reason="deny_admins_only")


def is_pictured(case: Case) -> bool:
    pictured = {"member": "person", "owner himself": "owner"}.get(case.who, "nobody")
    return case.role.split(" ", maxsplit=1)[0] == pictured


def _of_role(case: Case) -> Deny | None:
    if case.role == "gone" or case.role.endswith("left"):
        return Deny(reason="deny_deactivated")
    own_face = case.action is Action.OWN_FACE
    if case.action in (Action.SEE_ASSET, Action.REPORT_VIDEO):
        own_face = is_pictured(case)
    if own_face:
        return None
    if "guest" in case.role:
        return Deny(reason="deny_guest")
    return Deny(reason="deny_foreign") if case.role in ("foreign", "person elsewhere") else None


def _of_state(case: Case) -> str | None:
    return None if case.status is AssetStatus.USABLE else "deny_asset_not_usable"


def _of_consent(case: Case) -> str | None:
    if case.who == "nobody":
        return None
    return {
        "none": "deny_no_consent",
        "ended": "deny_no_consent",
        "date passed": "deny_consent_over",
        "another gateway": "deny_gateway_not_agreed",
    }.get(case.consent)


def _of_leaver(case: Case) -> str | None:
    return "deny_person_left" if case.left == "person" and PEOPLE[case.who] is not None else None


def _of_reach(case: Case) -> str | None:
    if case.who == "nobody" or is_pictured(case):
        return None
    if case.reach is Who.REQUESTER and case.role != "asker":
        return "deny_only_requester"
    if case.reach is Who.CHANNEL and case.channel_id != HERE:
        return "deny_only_channel"
    return None


def _of_channel(case: Case) -> str | None:
    if case.who == "nobody" or not case.channel.startswith("shared"):
        return None
    named = case.reach is Who.CHANNEL and case.channel == "shared here"
    return None if named else "deny_channel_shared"


def _of_voices(case: Case) -> Decision:
    here = case.channel_id == HERE
    said_yes = {
        "person here": {"person"},
        "owner here": {"owner"},
        "both here": {"person", "owner"},
        "admin here": {"admin"},
    }.get(case.allowance, set()) & ({"person", "owner", "admin"} if here else set())
    if case.allowance == "both elsewhere" and not here:
        said_yes = {"person", "owner"}
    needed = _needed(case)
    if "admin" in needed and not case.admins:
        return Deny(reason="deny_owner_left" if case.left == "owner" else "deny_four_eyes")
    asked = [
        _approver(voice, case) for voice in needed if voice.removeprefix("owner pictured as ") not in said_yes
    ]
    return Ask(whom=tuple(asked)) if asked else Allow()


def _needed(case: Case) -> list[str]:
    """Whose yes a use needs: the person's where he wants to be asked, the owner's, else an admin's."""
    needed = []
    if case.who == "member" and case.role != "person" and case.how is How.ASK:
        needed.append("person")
    if case.who == "owner himself" and case.role != "owner" and case.how is How.ASK:
        needed.append("owner pictured as owner")
    if case.who != "owner himself" and case.role != "owner":
        if case.left != "owner":
            needed.append("owner")
        elif case.role != "admin" or case.four_eyes:
            needed.append("admin")
    alone = case.role == "owner" and case.who != "member"
    if case.four_eyes and alone:
        needed.append("admin")
    return needed


def _approver(voice: str, case: Case) -> Approver:
    if voice == "person":
        return Approver(user_id=PERSON, as_person=True)
    if voice == "admin":
        return Approver(user_id=ADMIN_TOO if case.role == "admin" else ADMIN, as_person=False)
    return Approver(user_id=OWNER, as_person=voice != "owner")
