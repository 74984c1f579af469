"""Names in a prompt and assets picked beside it: each arrives at its position, in its role."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from providers.profile import MediaKind, Model, ReferenceRole
from storage.model import AssetStatus
from tests.workflow.cast import an_asset, ordered, reference
from workflow.names import candidate_keys
from workflow.videos.modes import ReferenceMode, mode_of, roles_of
from workflow.videos.placing import placed

NAMES = ("a", "ab", "a-b", "rachel", "rachel-2", "rachel-22", "小", "小美", "小美丽", "ünal")
BETWEEN = (" ", ", ", "。", "，", "! ", "\n", " (", ") ", " and ", " 12 ")
MODEL = Model(id="m", title="Model")


@st.composite
def stories(draw):
    """Known assets with their kinds, the names in the prompt with what stands before each, and the picked."""
    known = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=7, unique=True))
    kinds = {name: draw(st.sampled_from([kind.value for kind in MediaKind])) for name in known}
    named = draw(st.lists(st.tuples(st.sampled_from(BETWEEN), st.sampled_from(known)), max_size=8))
    picked = draw(st.lists(st.sampled_from(known), max_size=5, unique=True))
    return kinds, named, picked


@given(stories(), st.sampled_from(ReferenceMode))
def test_every_name_arrives_where_the_prompt_says(story, mode):
    """By kind, in the order of the prompt and then of the picks; a name within another is not it."""
    kinds, named, picked = story
    assets = {name: an_asset(name, kind=kind, at=("pomex",)) for name, kind in kinds.items()}
    prompt = "".join(f"{before}@{name}" for before, name in named) + "."
    wanted = candidate_keys(prompt)
    known = {asset.asset.name_key: asset for asset in assets.values() if asset.asset.name_key in wanted}
    found = placed(prompt, known, [assets[name] for name in picked])
    expected = list(dict.fromkeys([*(name for _, name in named), *picked]))
    assert [asset.asset.name for asset in found.assets] == expected
    assert found.unknown == ()

    references = ordered("pomex", MODEL, mode, found.assets).references
    at = {}
    for name in expected:
        alike = [other for other in expected if kinds[other] == kinds[name]]
        at[name] = f"{kinds[name]} {alike.index(name) + 1}"
        same_kind = [r.uri for r in references if r.kind == kinds[name]]
        assert same_kind[alike.index(name)] == reference(name, "pomex")
    assert found.prompt == "".join(f"{before}{at[name]}" for before, name in named) + "."

    pictures = [r.role for r in references if r.kind is MediaKind.IMAGE]
    frames = {
        ReferenceMode.REFERENCES: [],
        ReferenceMode.FIRST_FRAME: [ReferenceRole.FIRST_FRAME],
        ReferenceMode.FIRST_AND_LAST: [ReferenceRole.FIRST_FRAME, ReferenceRole.LAST_FRAME],
    }[mode][: len(pictures)]
    assert pictures == [*frames, *[ReferenceRole.REFERENCE] * (len(pictures) - len(frames))]
    assert all(r.role is ReferenceRole.REFERENCE for r in references if r.kind is not MediaKind.IMAGE)


@given(
    st.lists(st.sampled_from([kind.value for kind in MediaKind]), max_size=5), st.sampled_from(ReferenceMode)
)
def test_a_last_frame_never_goes_without_a_first(kinds, mode):
    """And a video tells again how it was asked for, once its frames are there."""
    roles = roles_of(mode, kinds)
    assert ReferenceRole.LAST_FRAME not in roles or ReferenceRole.FIRST_FRAME in roles
    if kinds.count("image") >= len(ReferenceMode):
        assert mode_of(roles) is mode


def test_an_asset_that_ended_is_not_the_living_one_of_its_name():
    """Who asks again for a video of the old picture is not given another person's."""
    old, new = an_asset("rachel", at=("pomex",)), an_asset("rachel", at=("pomex",))
    object.__setattr__(old.asset, "status", AssetStatus.DELETED)
    object.__setattr__(old.asset, "id", "a_old")
    found = placed("@rachel waves", {"rachel": new}, [old])
    assert [asset.asset.id for asset in found.assets] == ["a_rachel", "a_old"]
    assert found.prompt == "image 1 waves"


def test_names_that_nobody_has_are_told_in_order():
    """Each as it was typed."""
    found = placed("@ghost meets @Rachel and @noone", {"rachel": an_asset("rachel")}, [])
    assert found.unknown == ("ghost", "noone")
    assert found.prompt == "@ghost meets image 1 and @noone"
