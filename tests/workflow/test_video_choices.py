"""What can make a video of these assets: what is offered works, what is left out would be refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.checks import order_problem
from providers.profile import MediaKind, Model, Profile
from providers.registry import PROVIDERS
from storage.facts import AssetFacts
from storage.model import MediaStatus, RegistrationStatus
from tests.workflow.cast import a_gateway, an_asset, ordered, registered
from workflow.videos.choices import Choices, Part, Wish, choices
from workflow.videos.modes import ReferenceMode, frames_of
from workflow.videos.obstacles import Reason, mode_obstacles
from workflow.videos.ways import REFUSED

PROFILES = tuple(entry.profile for entry in PROVIDERS.values())
NAMES = ("one", "two")
MODES = tuple(ReferenceMode)


def test_nothing_chosen_leaves_out_only_what_needs_something():
    """Every gateway, and every model but those that demand a clip."""
    found = choices(PROFILES, Wish(provider="kyyvideo2"))
    assert found.profiles == PROFILES
    assert found.modes == MODES
    assert {each.why.reason for each in found.left_out} == {Reason.NEEDS_REFERENCE_VIDEO}
    assert found.fits


def left_out(found: Choices, part: Part) -> dict[str, Reason]:
    return {each.id: each.why.reason for each in found.left_out if each.part is part}


def test_a_real_person_goes_only_where_her_picture_is_ready():
    """Each other gateway says why: never registered, still looked at, refused."""
    looked_at = registered("rachel", "kyyvideo2", RegistrationStatus.IN_REVIEW)
    refused = registered("rachel", "jimmyai", RegistrationStatus.FAILED, REFUSED)
    rachel = an_asset("rachel", real=True, at=("apimart",))
    rachel = replace(rachel, registrations=(*rachel.registrations, looked_at, refused))
    found = choices(PROFILES, Wish(assets=(rachel,), provider="pomex", links=True))
    assert [profile.name for profile in found.profiles] == ["apimart"]
    assert found.profile.name == "apimart"
    assert left_out(found, Part.PROVIDER) == {
        "pomex": Reason.NOT_REGISTERED_THERE,
        "sd2_manxue": Reason.NOT_REGISTERED_THERE,
        "kyyvideo2": Reason.NOT_READY_THERE,
        "jimmyai": Reason.REFUSED_THERE,
    }
    assert set(left_out(found, Part.MODEL).values()) == {Reason.MODEL_WITHOUT_REAL_PEOPLE}
    assert all(model.real_people for model in found.models)


def test_nobody_real_goes_everywhere_by_link_but_where_it_was_refused():
    """Only where links of ours can be reached."""
    robot = an_asset("robot", at=("pomex",))
    refused = registered("robot", "jimmyai", RegistrationStatus.FAILED, REFUSED)
    unlucky = registered("robot", "apimart", RegistrationStatus.FAILED, "gave_up")
    robot = replace(robot, registrations=(*robot.registrations, refused, unlucky))
    found = choices(PROFILES, Wish(assets=(robot,), links=True))
    assert left_out(found, Part.PROVIDER) == {"jimmyai": Reason.REFUSED_THERE}
    without = choices(PROFILES, Wish(assets=(robot,), links=False))
    assert [profile.name for profile in without.profiles] == ["pomex"]


@pytest.mark.parametrize(
    ("kinds", "mode", "offered"),
    [
        ((), "references", MODES),
        (("image",), "first_frame", MODES),
        (("image", "image"), "references", (ReferenceMode.REFERENCES, ReferenceMode.FIRST_AND_LAST)),
        (("image", "image"), "first_and_last", (ReferenceMode.REFERENCES, ReferenceMode.FIRST_AND_LAST)),
        (("image", "image"), "first_frame", (ReferenceMode.REFERENCES, ReferenceMode.FIRST_AND_LAST)),
        (("image", "audio"), "first_frame", (ReferenceMode.REFERENCES,)),
        (("video",), "references", (ReferenceMode.REFERENCES,)),
    ],
)
def test_frames_stand_alone(kinds, mode, offered):
    """A mode that cannot take what is chosen is gone, and gives way to references."""
    assets = tuple(an_asset(f"x{n}", kind=kind, at=("pomex",)) for n, kind in enumerate(kinds))
    found = choices((a_gateway(),), Wish(assets=assets, mode=ReferenceMode(mode)))
    assert found.modes == offered
    assert found.mode == (mode if mode in offered else ReferenceMode.REFERENCES)


def test_a_frame_mode_leaves_out_models_without_frames():
    """And a model without frames leaves out the frame modes."""
    plain, full = Model(id="plain", title="Plain", frames=False), Model(id="full", title="Full")
    gateway = a_gateway("pomex", plain, full)
    framed = choices((gateway,), Wish(mode=ReferenceMode.FIRST_FRAME, model="plain"))
    assert (framed.models, framed.model) == ((full,), full)
    assert left_out(framed, Part.MODEL) == {"plain": Reason.MODEL_WITHOUT_FRAMES}
    assert choices((gateway,), Wish(model="plain")).modes == (ReferenceMode.REFERENCES,)


def test_what_was_chosen_stays_chosen_while_it_can():
    """Gateway, model and mode, whatever stands first."""
    found = choices(PROFILES, Wish(provider="jimmyai", model="seedance2.0-fast-sp", mode=MODES[1]))
    assert (found.profile.name, found.model.id, found.mode) == ("jimmyai", "seedance2.0-fast-sp", MODES[1])
    clip = an_asset("clip", kind="video", at=[profile.name for profile in PROFILES])
    moved = choices(PROFILES, Wish(assets=(clip,), provider="jimmyai", model="seedance2.0-fast-sp"))
    assert (moved.profile.name, moved.model.id) == ("jimmyai", "seedance2.0-sp")
    assert left_out(moved, Part.MODEL)["seedance2.0-fast-sp"] is Reason.NONE_TAKEN


# For any gateways and any assets.

counts = st.sampled_from([{}, {MediaKind.IMAGE: 1}, {MediaKind.IMAGE: 9, MediaKind.AUDIO: 1}, None])


@st.composite
def models(draw, number: int) -> Model:
    most = draw(counts)
    model = Model(
        id=f"model-{number}",
        title=f"Model {number}",
        resolutions=draw(st.sampled_from([(), ("480p", "720p")])),
        ratios=draw(st.sampled_from([("16:9",), ("1:1", "adaptive")])),
        min_seconds=draw(st.sampled_from([4, 5])),
        max_seconds=draw(st.sampled_from([5, 15])),
        frames=draw(st.booleans()),
        needs_reference_video=draw(st.booleans()),
        real_people=draw(st.booleans()),
    )
    return model if most is None else replace(model, max_references=most)


@st.composite
def some_gateways(draw) -> tuple[Profile, ...]:
    names = NAMES[: draw(st.integers(1, 2))]
    return tuple(
        a_gateway(
            name,
            *[draw(models(n)) for n in range(draw(st.integers(1, 3)))],
            frames_exclude_references=draw(st.booleans()),
        )
        for name in names
    )


STANDINGS = [
    None,
    (RegistrationStatus.ACTIVE, None),
    (RegistrationStatus.ACTIVE, None),
    (RegistrationStatus.IN_REVIEW, None),
    (RegistrationStatus.FAILED, REFUSED),
    (RegistrationStatus.FAILED, "gave_up"),
]


@st.composite
def some_assets(draw) -> tuple[AssetFacts, ...]:
    found = []
    for n in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(["image", "image", "video", "audio"]))
        status = draw(st.sampled_from([MediaStatus.READY, MediaStatus.READY, MediaStatus.FETCHING]))
        content_type = draw(st.sampled_from(["image/jpeg", "image/jpeg", "video/mp4"]))
        asset = an_asset(
            f"x{n}", kind=kind, real=draw(st.booleans()), status=status, content_type=content_type
        )
        standing = [(name, draw(st.sampled_from(STANDINGS))) for name in NAMES]
        held = tuple(registered(f"x{n}", name, *known) for name, known in standing if known)
        found.append(replace(asset, registrations=held))
    return tuple(found)


@st.composite
def wishes(draw) -> tuple[tuple[Profile, ...], Wish]:
    gateways = draw(some_gateways())
    wish = Wish(
        assets=draw(some_assets()),
        provider=draw(st.sampled_from([None, *NAMES, "gone"])),
        model=draw(st.sampled_from([None, "model-0", "model-1", "model-2", "gone"])),
        mode=draw(st.sampled_from(MODES)),
        links=draw(st.booleans()),
    )
    return gateways, wish


def _reaches(asset: AssetFacts, gateway: str, *, links: bool) -> bool:
    """Registered there; or nobody real, here, of the format that every gateway here takes, never refused."""
    here = asset.registration(gateway)
    if here is not None and here.status is RegistrationStatus.ACTIVE:
        return True
    known = here is not None and here.failure == REFUSED
    is_here = asset.media.status is MediaStatus.READY and asset.media.content_type == "image/jpeg"
    return links and asset.person is None and is_here and not known


def refused(profile: Profile, model: Model, mode: ReferenceMode, wish: Wish) -> bool:
    """Whether an order would not even be sent, or the gateway could not get an asset.

    Frames that are still to be added are there.
    """
    if not all(_reaches(asset, profile.name, links=wish.links) for asset in wish.assets):
        return True
    missing = max(frames_of(mode) - sum(asset.media.kind == "image" for asset in wish.assets), 0)
    assets = (*wish.assets, *(an_asset(f"frame{n}", at=(profile.name,)) for n in range(missing)))
    return order_problem(profile, ordered(profile.name, model, mode, assets)) is not None


@given(wishes())
def test_what_is_offered_may_be_ordered(drawn):
    """Each gateway, model, mode, length, ratio and resolution; but for an asset that is still to be added."""
    gateways, wish = drawn
    found = choices(gateways, wish)
    for profile in found.profiles if found.fits else ():
        here = choices(gateways, replace(wish, provider=profile.name, mode=found.mode))
        assert (here.profile, here.mode) == (profile, found.mode)
        for model in here.models:
            chosen = choices(gateways, replace(wish, provider=profile.name, model=model.id, mode=found.mode))
            assert chosen.model == model
            for mode in chosen.modes:
                if any(each.is_lacking for each in mode_obstacles(profile, model, mode, wish.assets)):
                    continue
                for resolution in (None, *model.resolutions):
                    order = ordered(
                        profile.name,
                        model,
                        mode,
                        wish.assets,
                        seconds=model.max_seconds,
                        ratio=model.ratios[-1],
                        resolution=resolution,
                    )
                    assert order_problem(profile, order) is None
                    assert all(reference.uri for reference in order.references)


@given(wishes())
def test_what_is_left_out_would_be_refused(drawn):
    """One reason each, and never one that is not so."""
    gateways, wish = drawn
    found = choices(gateways, wish)
    by_name = {profile.name: profile for profile in gateways}
    assert len({(each.part, each.id) for each in found.left_out}) == len(found.left_out)
    for each in found.left_out:
        match each.part:
            case Part.PROVIDER:
                profile = by_name[each.id]
                assert all(refused(profile, model, found.mode, wish) for model in profile.models)
            case Part.MODEL:
                model = found.profile.model(each.id)
                assert model is not None
                assert refused(found.profile, model, found.mode, wish)
            case Part.MODE:
                assert refused(found.profile, found.model, ReferenceMode(each.id), wish)


@given(wishes())
def test_nothing_vanishes(drawn):
    """Whatever is on is offered or left out, nothing is both, and no menu is empty."""
    gateways, wish = drawn
    found = choices(gateways, wish)
    for part, offered, all_of in (
        (Part.PROVIDER, [p.name for p in found.profiles], [p.name for p in gateways]),
        (Part.MODEL, [m.id for m in found.models], [m.id for m in found.profile.models]),
        (Part.MODE, list(found.modes), list(MODES)),
    ):
        assert offered
        gone = list(left_out(found, part))
        if found.fits:
            assert sorted([*offered, *gone]) == sorted(all_of)
    assert found.profile in found.profiles
    assert found.model in found.models
    assert found.mode in found.modes
