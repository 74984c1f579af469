"""What a workspace's admins set, read with defaults for whatever nobody set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from storage.changes import Change, Put, Record, Step
from storage.model import Setting
from workflow.jobs import JobKind, schedule
from workflow.moment import DAY, Moment
from workflow.scope import How, Who

KEEP_DAYS_MAX = 3650


class Inviters(StrEnum):
    """Who may ask for pictures of somebody outside the workspace."""

    EVERYBODY = "everybody"
    ADMINS = "admins"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """`keep_…_days`: our own copies are erased after so many days; None keeps them.

    `default_who` None is the narrowest that serves: the channel asked for, or the requester alone.
    """

    four_eyes: bool = False
    invite_outsiders: Inviters = Inviters.EVERYBODY
    keep_files_days: int | None = None
    keep_videos_days: int | None = None
    default_who: Who | None = None
    default_how: How = How.ASK

    @property
    def erases(self) -> bool:
        """Whether anything of ours is erased by age."""
        return self.keep_files_days is not None or self.keep_videos_days is not None


DEFAULTS = Settings()


def read_settings(kept: Mapping[str, Any]) -> Settings:
    """Settings as they were kept; a value that is none of ours reads as its default."""
    return Settings(
        four_eyes=kept.get("four_eyes") is True,
        invite_outsiders=_one_of(Inviters, kept.get("invite_outsiders")) or DEFAULTS.invite_outsiders,
        keep_files_days=_days(kept.get("keep_files_days")),
        keep_videos_days=_days(kept.get("keep_videos_days")),
        default_who=_one_of(Who, kept.get("default_who")),
        default_how=_one_of(How, kept.get("default_how")) or DEFAULTS.default_how,
    )


def write_settings(before: Settings, after: Settings, team_id: str, actor: str, moment: Moment) -> Change:
    """Rows and a ledger line for what differs; nothing when nothing does."""
    old, new = _as_kept(before), _as_kept(after)
    changed = {name: value for name, value in new.items() if value != old[name]}
    if not changed:
        return Change()
    steps: list[Step] = [
        Put(
            row=Setting(
                team_id=team_id,
                name=name,
                value={"value": value},
                changed_by=actor,
                changed_at=moment.now,
            )
        )
        for name, value in changed.items()
    ]
    steps.append(
        Record(
            team_id=team_id,
            at=moment.now,
            kind="settings_changed",
            actor=actor,
            subject="settings",
            body=changed,
        )
    )
    if after.erases:
        steps.append(schedule(moment, team_id, JobKind.ERASE_OLD_MEDIA, team_id))
    return Change(tuple(steps))


def erased_before(days: int | None, now: int) -> int | None:
    """What is older than this is erased, milliseconds UTC; None: nothing is."""
    return None if days is None else now - days * DAY


def _as_kept(settings: Settings) -> dict[str, Any]:
    return {
        "four_eyes": settings.four_eyes,
        "invite_outsiders": str(settings.invite_outsiders),
        "keep_files_days": settings.keep_files_days,
        "keep_videos_days": settings.keep_videos_days,
        "default_who": str(settings.default_who) if settings.default_who else None,
        "default_how": str(settings.default_how),
    }


def _one_of(kind: Any, value: Any) -> Any:
    return kind(value) if isinstance(value, str) and value in set(kind) else None


def _days(value: Any) -> int | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and 1 <= value <= KEEP_DAYS_MAX else None
