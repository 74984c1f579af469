"""A workspace's settings: defaults, what is kept, and what a change leaves behind."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.changes import Put
from tests.workflow.studio import TEAM, TOM, Studio
from workflow.moment import Moment
from workflow.scope import How, Who
from workflow.settings import DEFAULTS, KEEP_DAYS_MAX, Inviters, Settings, read_settings, write_settings

MOMENT = Moment(0, lambda prefix: f"{prefix}_aaaaaaaaaaaa")
days = st.none() | st.integers(1, KEEP_DAYS_MAX)
any_settings = st.builds(
    Settings,
    four_eyes=st.booleans(),
    invite_outsiders=st.sampled_from(Inviters),
    keep_files_days=days,
    keep_videos_days=days,
    default_who=st.none() | st.sampled_from(Who),
    default_how=st.sampled_from(How),
)


def test_nothing_set_is_the_defaults():
    """Nobody has to set anything."""
    assert read_settings({}) == DEFAULTS == Settings()


@given(kept=st.dictionaries(st.sampled_from(list(vars(DEFAULTS))), st.none() | st.text() | st.integers()))
def test_whatever_was_kept_reads_as_settings(kept):
    """A value that is none of ours is its default, never an error."""
    read = read_settings(kept)
    for name in vars(DEFAULTS):
        if name not in kept:
            assert getattr(read, name) == getattr(DEFAULTS, name)


@pytest.mark.parametrize(
    "wanted",
    [
        Settings(four_eyes=True),
        Settings(invite_outsiders=Inviters.ADMINS, keep_videos_days=30),
        Settings(default_who=Who.EVERYBODY, default_how=How.GO_AHEAD, keep_files_days=KEEP_DAYS_MAX),
    ],
)
async def test_settings_are_kept_and_recorded(studio: Studio, wanted):
    """The ledger says who changed what."""
    await studio.write(write_settings(DEFAULTS, wanted, TEAM, TOM, studio.moment))
    assert read_settings(await studio.storage.settings(TEAM)) == wanted
    (entry,) = await studio.ledger()
    assert entry.kind == "settings_changed"
    assert set(entry.body) == {name for name in vars(wanted) if vars(wanted)[name] != vars(DEFAULTS)[name]}
    assert ("erase_old_media" in studio.jobs()) is wanted.erases


async def test_a_change_that_changes_nothing_is_none(studio: Studio):
    """No line in the ledger, no row."""
    assert write_settings(DEFAULTS, DEFAULTS, TEAM, TOM, studio.moment).steps == ()


@given(before=any_settings, after=any_settings)
def test_only_what_differs_is_written(before, after):
    """Reading what was written over what was gives what was wanted."""
    kept = {
        name: value if value is None or isinstance(value, (bool, int)) else str(value)
        for name, value in vars(before).items()
    }
    written = write_settings(before, after, TEAM, TOM, MOMENT)
    kept |= {s.row.name: s.row.value["value"] for s in written.steps if isinstance(s, Put)}
    assert read_settings(kept) == after
    assert bool(written.steps) is (before != after)


def test_a_setting_can_be_taken_back():
    """None is written as such."""
    before = Settings(keep_videos_days=30)
    after = replace(before, keep_videos_days=None)
    steps = write_settings(before, after, TEAM, TOM, MOMENT).steps
    assert steps[0].row.value == {"value": None}
