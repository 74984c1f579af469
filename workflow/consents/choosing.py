"""What a person may choose with a yes, and reading what he chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from storage.facts import RequestFacts
from storage.model import Depiction, Millis
from workflow.scope import How, Scope, Who, read_scope
from workflow.settings import DEFAULTS, Settings

WHO, HOW, UNTIL = "who", "how", "until"
"""The fields of a choice, on the phone page and in Slack alike."""
TEXT = "text"
"""The field with the version of the words that were shown."""

LONGEST_YEARS = 50


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """A field that cannot be taken as it was filled in; `key` names the sentence."""

    field: str
    key: str


def offered_whos(facts: RequestFacts) -> tuple[Who, ...]:
    """The narrowest first; without a channel there is none to speak of."""
    return (Who.REQUESTER, *((Who.CHANNEL,) if in_channel(facts) else ()), Who.EVERYBODY)


def offered_hows(facts: RequestFacts) -> tuple[How, ...]:
    """Somebody without an account here cannot be asked each time, so he has nothing to choose."""
    return () if facts.request.depiction is Depiction.OUTSIDER else (How.ASK, How.GO_AHEAD)


def in_channel(facts: RequestFacts) -> bool:
    return facts.request.channel.startswith(("C", "G"))


def default_scope(facts: RequestFacts, settings: Settings = DEFAULTS) -> Scope:
    """What a yes means when nothing else is chosen: the narrowest that serves, asked each time."""
    whos, hows = offered_whos(facts), offered_hows(facts)
    narrow = Who.CHANNEL if in_channel(facts) else Who.REQUESTER
    who = settings.default_who if settings.default_who in whos else narrow
    how = settings.default_how if settings.default_how in hows else How.ASK
    return _scope(facts, who or narrow, how, None)


def chosen_before(facts: RequestFacts, settings: Settings = DEFAULTS) -> Scope:
    """What was chosen with the last press of this invitation's yes, else the default."""
    kept = facts.invitation.scope if facts.invitation else None
    return read_scope(kept) if kept else default_scope(facts, settings)


def choose(facts: RequestFacts, fields: Mapping[str, str], now: Millis) -> Scope | tuple[Wrong, ...]:
    """The scope that was filled in, or what is wrong with it; an empty date is "until taken back"."""
    who, how, until = (fields.get(name, "").strip() for name in (WHO, HOW, UNTIL))
    whos, hows = offered_whos(facts), offered_hows(facts)
    wrong = []
    if who not in set(whos):
        wrong.append(Wrong(field=WHO, key="scope_who_missing"))
    if hows and how not in set(hows):
        wrong.append(Wrong(field=HOW, key="scope_how_missing"))
    end = _end_of(until, now) if until else None
    if isinstance(end, str):
        wrong.append(Wrong(field=UNTIL, key=end))
    if wrong or isinstance(end, str):
        return tuple(wrong)
    return _scope(facts, Who(who), How(how) if hows else How.ASK, end)


def first_day(now: Millis) -> date:
    """The first day that a yes may end with."""
    return _day(now) + timedelta(days=1)


def last_day(now: Millis) -> date:
    return _day(now) + timedelta(days=366 * LONGEST_YEARS)


def day_of(until: Millis) -> date:
    """The last day on which a yes with this end holds."""
    return _day(until - 1)


def _scope(facts: RequestFacts, who: Who, how: How, until: Millis | None) -> Scope:
    channel = facts.request.channel if in_channel(facts) else ""
    return Scope(who=who, how=how, until=until, user_id=facts.request.requester_id, channel=channel)


def _end_of(text: str, now: Millis) -> Millis | str:
    """The end of that day, UTC, as the first millisecond after it; or why it is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return "until_not_a_date"
    if day < first_day(now):
        return "until_past"
    if day > last_day(now):
        return "until_too_far"
    after = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
    return int(after.timestamp()) * 1000


def _day(at: Millis) -> date:
    return datetime.fromtimestamp(at / 1000, UTC).date()
