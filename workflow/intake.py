"""What a gateway can take of whom: one rule behind the form's choices, its fields and the look at a file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from providers.profile import MediaKind, MediaLimits, Profile, Verification
from storage.model import Depiction


class Obstacle(StrEnum):
    """Why a gateway cannot take what a form holds; each is a catalogue key."""

    KIND_NOT_TAKEN = "kind_not_taken"
    KIND_NOT_OF_PEOPLE = "kind_not_of_people"  # taken, but not of a real person
    NO_PUBLIC_URL_FOR_FACE_CHECK = "no_public_url_for_face_check"
    NO_PUBLIC_URL_FOR_FILES = "no_public_url_for_files"  # and the gateway has no upload of its own for it


@dataclass(frozen=True, kw_only=True)
class Hindrance:
    """One obstacle at one gateway; `kind` is the kind of file that it is about."""

    obstacle: Obstacle
    profile: Profile
    kind: MediaKind | None = None

    @property
    def params(self) -> dict[str, Any]:
        """What the obstacle's sentence shows."""
        shown = {"provider": self.profile.title}
        return shown | ({"kind": self.kind.value} if self.kind else {})


@dataclass(frozen=True, kw_only=True)
class Gateways:
    """Gateways that can take this, and why the others are left out; each in the order given."""

    fitting: tuple[Profile, ...]
    left_out: tuple[Hindrance, ...]

    @property
    def offered(self) -> tuple[Profile, ...]:
        """Those that fit; all of them when none does, so that the field can say why."""
        return self.fitting or tuple(why.profile for why in self.left_out)


def hindrance(
    profile: Profile, depiction: Depiction | None, kinds: Collection[MediaKind], *, has_public_url: bool
) -> Hindrance | None:
    """Why this gateway cannot take files of these kinds of this person; None when it can.

    What is not known yet (no depiction, no kinds) hinders nothing.
    """
    somebody = depiction not in (None, Depiction.NOBODY)
    found = _kind_hindrance(profile, kinds, somebody=somebody)
    if found is None and not has_public_url:
        found = _address_hindrance(profile, kinds, somebody=somebody)
    return found


def _kind_hindrance(profile: Profile, kinds: Collection[MediaKind], *, somebody: bool) -> Hindrance | None:
    for kind in (kind for kind in MediaKind if kind in kinds):
        if kind not in profile.limits:
            return Hindrance(obstacle=Obstacle.KIND_NOT_TAKEN, profile=profile, kind=kind)
        if somebody and kind not in profile.person_kinds:
            return Hindrance(obstacle=Obstacle.KIND_NOT_OF_PEOPLE, profile=profile, kind=kind)
    return None


def _address_hindrance(profile: Profile, kinds: Collection[MediaKind], *, somebody: bool) -> Hindrance | None:
    """What a gateway lacks while nobody can reach us."""
    if somebody and profile.verification is not Verification.NONE:
        return Hindrance(obstacle=Obstacle.NO_PUBLIC_URL_FOR_FACE_CHECK, profile=profile)
    if not profile.hosts_files or any(kind not in profile.hosts_files for kind in kinds):
        return Hindrance(obstacle=Obstacle.NO_PUBLIC_URL_FOR_FILES, profile=profile)
    return None


def gateways(
    profiles: Iterable[Profile],
    depiction: Depiction | None,
    kinds: Collection[MediaKind],
    *,
    has_public_url: bool,
) -> Gateways:
    """Tell those that can take this from those that cannot."""
    known = tuple(profiles)
    found = [hindrance(profile, depiction, kinds, has_public_url=has_public_url) for profile in known]
    fitting = tuple(profile for profile, why in zip(known, found, strict=True) if why is None)
    return Gateways(fitting=fitting, left_out=tuple(why for why in found if why is not None))


def file_limits(profile: Profile, *, has_public_url: bool) -> Mapping[MediaKind, MediaLimits]:
    """What a file must be like: without a public address also what the gateway's own upload takes."""
    if has_public_url:
        return profile.limits
    return {
        kind: replace(own, max_bytes=_smaller(own.max_bytes, profile.hosts_files.get(kind)))
        for kind, own in profile.limits.items()
    }


def _smaller(one: int | None, other: int | None) -> int | None:
    known = [size for size in (one, other) if size is not None]
    return min(known, default=None)
