"""What a gateway can take of whom, by its profile alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.profile import MediaKind, Verification
from providers.registry import PROVIDERS
from storage.model import Depiction
from workflow.intake import Obstacle, file_limits, gateways, hindrance

PROFILES = [entry.profile for entry in PROVIDERS.values()]
NAMED = {profile.name: profile for profile in PROFILES}
IMAGE, VIDEO, AUDIO = MediaKind.IMAGE, MediaKind.VIDEO, MediaKind.AUDIO
NOBODY, SELF, MEMBER, OUTSIDER = Depiction
PICTURES_ONLY = replace(NAMED["pomex"], limits={IMAGE: NAMED["pomex"].limits[IMAGE]})

some_kinds = st.frozensets(st.sampled_from(MediaKind))
somebody_or_not = st.sampled_from([None, *Depiction])


@pytest.mark.parametrize(
    ("profile", "depiction", "kinds", "why"),
    [
        ("jimmyai", OUTSIDER, {IMAGE}, None),
        ("kyyvideo2", OUTSIDER, set(), None),
        ("pomex", OUTSIDER, {IMAGE, VIDEO, AUDIO}, None),
        ("jimmyai", MEMBER, {VIDEO}, Obstacle.KIND_NOT_OF_PEOPLE),
        ("jimmyai", SELF, {IMAGE, AUDIO}, Obstacle.KIND_NOT_OF_PEOPLE),
        ("jimmyai", NOBODY, {IMAGE, VIDEO, AUDIO}, None),
        ("jimmyai", None, {VIDEO}, None),
        ("apimart", MEMBER, {AUDIO}, Obstacle.KIND_NOT_OF_PEOPLE),
        ("apimart", MEMBER, {VIDEO}, None),
        ("pictures", NOBODY, {VIDEO}, Obstacle.KIND_NOT_TAKEN),
    ],
)
def test_with_a_public_address_the_profile_decides(profile, depiction, kinds, why):
    """Who must prove a face, and which kinds of file are taken of whom."""
    found = hindrance({**NAMED, "pictures": PICTURES_ONLY}[profile], depiction, kinds, has_public_url=True)
    assert (found.obstacle if found else None) == why


@pytest.mark.parametrize(
    ("name", "depiction", "kinds", "why"),
    [
        ("apimart", NOBODY, {IMAGE}, None),
        ("apimart", NOBODY, {VIDEO}, Obstacle.NO_PUBLIC_URL_FOR_FILES),
        ("apimart", NOBODY, set(), None),
        ("apimart", MEMBER, {IMAGE}, Obstacle.NO_PUBLIC_URL_FOR_FACE_CHECK),
        ("apimart", OUTSIDER, {IMAGE}, Obstacle.NO_PUBLIC_URL_FOR_FACE_CHECK),
        ("pomex", SELF, {IMAGE}, Obstacle.NO_PUBLIC_URL_FOR_FACE_CHECK),
        ("pomex", NOBODY, set(), Obstacle.NO_PUBLIC_URL_FOR_FILES),
        ("kyyvideo2", MEMBER, {IMAGE}, Obstacle.NO_PUBLIC_URL_FOR_FILES),
        ("jimmyai", MEMBER, {IMAGE}, None),
        ("jimmyai", NOBODY, {IMAGE, VIDEO, AUDIO}, None),
        ("jimmyai", MEMBER, {VIDEO}, Obstacle.KIND_NOT_OF_PEOPLE),
        ("jimmyai", OUTSIDER, {IMAGE}, None),
    ],
)
def test_without_one_only_a_gateways_own_upload_will_do(name, depiction, kinds, why):
    """No phone can open our page, and no gateway can fetch a file from us."""
    found = hindrance(NAMED[name], depiction, kinds, has_public_url=False)
    assert (found.obstacle if found else None) == why


@given(depiction=somebody_or_not, kinds=some_kinds, has_public_url=st.booleans())
def test_a_choice_is_never_empty_and_nothing_is_offered_and_left_out(depiction, kinds, has_public_url):
    """Each gateway either fits or has its reason; where none fits all stay to be chosen."""
    found = gateways(PROFILES, depiction, kinds, has_public_url=has_public_url)
    assert [*found.offered]
    assert {p.name for p in found.fitting} | {w.profile.name for w in found.left_out} == set(NAMED)
    assert not {p.name for p in found.fitting} & {w.profile.name for w in found.left_out}
    for profile in found.fitting:
        assert hindrance(profile, depiction, kinds, has_public_url=has_public_url) is None


@given(profile=st.sampled_from(PROFILES), depiction=somebody_or_not, kinds=some_kinds)
def test_a_public_address_only_ever_helps(profile, depiction, kinds):
    """What goes without one goes with one."""
    if hindrance(profile, depiction, kinds, has_public_url=False) is None:
        assert hindrance(profile, depiction, kinds, has_public_url=True) is None


@given(profile=st.sampled_from(PROFILES), depiction=st.sampled_from(Depiction), kinds=some_kinds)
def test_without_a_public_address_nothing_needs_one(profile, depiction, kinds):
    """Whoever is let through needs no page, and every file has an upload to go to."""
    if hindrance(profile, depiction, kinds, has_public_url=False) is None:
        assert depiction is NOBODY or profile.verification is Verification.NONE
        assert set(kinds) <= set(profile.hosts_files)


def test_a_file_for_an_upload_keeps_within_its_size():
    """The smaller of two limits holds; with a public address the gateway's own alone."""
    apimart = NAMED["apimart"]
    assert file_limits(apimart, has_public_url=True) is apimart.limits
    without = file_limits(apimart, has_public_url=False)
    assert without[IMAGE].max_bytes == 20_000_000 < apimart.limits[IMAGE].max_bytes
    assert without[VIDEO] == apimart.limits[VIDEO]
    jimmy = NAMED["jimmyai"]
    assert file_limits(jimmy, has_public_url=False)[VIDEO].max_bytes == 50_000_000
    boundless = replace(jimmy, limits={IMAGE: replace(jimmy.limits[IMAGE], max_bytes=None)})
    assert file_limits(boundless, has_public_url=False)[IMAGE].max_bytes == 100_000_000
