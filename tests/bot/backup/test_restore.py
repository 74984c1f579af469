"""What happened after a backup is neither undone nor repeated by its restore."""

from __future__ import annotations

import asyncio
import tarfile
from pathlib import Path

import pytest

from bot.backup.archive import NotABackupError, unpack, write_backup
from bot.backup.hold import Held, RestoreCutOffError, held, hold, refuse_cut_off, release, until_confirmed
from bot.backup.restore import restore
from bot.crypto.signing import LedgerSigner, is_signed
from providers.errors import AnswerLost, Unavailable
from providers.face import Submitted
from storage.model import AssetStatus, RegistrationStatus, VideoStatus
from tests.bot.backup.conftest import World
from tests.workflow.studio import HANDLE, RACHEL, TEAM, a_form
from workflow import withdrawals
from workflow.jobs import JobKind
from workflow.use_cases.reaching import reach_of
from workflow.withdrawals import Wish


async def _take_back(world: World) -> str:
    person = await world.storage.person_for_user(TEAM, RACHEL)
    assert person is not None
    wish = Wish(via="dm", locale="en", actor=RACHEL, whole=True, removes_videos=True, key="k")
    moment = world.studio.moment
    row_id = moment.new_id("d")
    reach = await reach_of(world.storage, person)
    taken = withdrawals.withdraw(reach, wish, row_id, can_cancel=lambda _name: True, moment=moment)
    await world.studio.write(taken)
    return row_id


async def _restored(world: World, backup: Path) -> tuple[str, ...]:
    await world.storage.close()
    differs = await restore(backup, world.data, world.keys)
    await world.open()
    return differs


def _saved(world: World, tmp_path: Path) -> Path:
    backup = tmp_path / "likeness.tar"
    write_backup(world.data, backup, 0)
    return backup


async def test_a_withdrawal_a_paid_start_and_ten_posts_are_neither_undone_nor_repeated(world, tmp_path):
    """The backup is older than all of them."""
    backup = _saved(world, tmp_path)
    await world.post_all()
    await world.allow()
    await world.pay()
    await world.post_all()
    row_id = await _take_back(world)
    await world.post_all()
    posts = dict(world.posts)
    assert len(posts) >= 10
    differs = await _restored(world, backup)

    assert await world.storage.withdrawal(row_id) is not None
    facts = await world.studio.again(world.request)
    assert [a.asset.status for a in facts.assets] == [AssetStatus.WITHDRAWN]
    assert all(a.consent is None for a in facts.assets)
    assert await world.storage.claim_jobs(world.studio.now, 30_000, 100)
    jobs = world.studio.jobs()
    assert JobKind.START_VIDEO not in jobs
    assert JobKind.DELETE_REGISTRATION in jobs
    assert JobKind.CLOSE_WITHDRAWAL in jobs
    await world.post_all()
    assert world.posts == posts
    assert len(differs) == 3


@pytest.mark.parametrize("allowed_before", [True, False])
async def test_a_start_whose_answer_is_known_is_followed_on(world, tmp_path, allowed_before):
    """The journal keeps the gateway's handle, so nobody need be asked, whoever had agreed by then."""
    if allowed_before:
        await world.allow()
    backup = _saved(world, tmp_path)
    if not allowed_before:
        await world.allow()
    await world.pay()
    await _restored(world, backup)
    facts = await world.studio.video(world.video.video.id)
    assert facts.video.status is VideoStatus.QUEUED
    assert facts.video.handle == HANDLE
    assert JobKind.START_VIDEO not in world.studio.jobs()
    assert JobKind.READ_VIDEO in world.studio.jobs()
    assert JobKind.LAPSE_APPROVAL not in world.studio.jobs()


async def test_a_start_whose_answer_was_lost_asks_the_requester(world, tmp_path):
    """An open intent becomes `unknown`; it is never repeated by itself."""
    await world.allow()
    backup = _saved(world, tmp_path)
    await world.pay(AnswerLost("cut"))
    differs = await _restored(world, backup)
    facts = await world.studio.video(world.video.video.id)
    assert facts.video.status is VideoStatus.UNKNOWN
    assert JobKind.START_VIDEO not in world.studio.jobs()
    assert ("video_unknown", "U0TOM") in world.studio.messages()
    assert any("the requester is asked" in line for line in differs)


async def test_a_start_that_the_gateway_refused_may_be_made_again(world, tmp_path):
    """The journal tells that nothing was paid."""
    await world.allow()
    backup = _saved(world, tmp_path)
    await world.pay(Unavailable("busy"))
    await _restored(world, backup)
    facts = await world.studio.video(world.video.video.id)
    assert facts.video.intent_at is None
    assert JobKind.START_VIDEO in world.studio.jobs()


@pytest.mark.parametrize(
    ("error", "status"),
    [(None, RegistrationStatus.IN_REVIEW), (AnswerLost("cut"), RegistrationStatus.SUBMITTING)],
)
async def test_a_create_made_since_is_not_made_again(world, tmp_path, error, status):
    """With the gateway's answer its review is read; without it is looked for before anything is sent."""
    facts = await world.studio.asked(a_form(name="second"))
    facts = await world.studio.agreed(facts)
    backup = _saved(world, tmp_path)
    (registration,) = [r for a in facts.assets for r in a.registrations]
    result = Submitted(name=registration.id, handle=None if error else {"asset": "2"}, error=error)
    await world.studio.answered(facts, result)
    await _restored(world, backup)
    (again,) = [r for a in (await world.studio.again(facts)).assets for r in a.registrations]
    assert again.status is status
    assert again.submission_id is not None
    assert (JobKind.READ_REGISTRATION if error is None else JobKind.SUBMIT) in world.studio.jobs()


async def test_a_post_that_may_have_been_made_is_looked_for(world, tmp_path):
    """Claimed after the backup and never settled: looked for, not posted blindly."""
    backup = _saved(world, tmp_path)
    claimed = await world.storage.claim_messages(world.studio.now, 30_000, 1)
    await _restored(world, backup)
    again = await world.storage.message(claimed[0].id)
    assert again is not None
    assert again.status == "indeterminate"


async def test_a_second_restore_of_the_same_backup_ends_the_same(world, tmp_path):
    """The journal is kept, so it may be replayed as often as somebody likes."""
    backup = _saved(world, tmp_path)
    await world.post_all()
    row_id = await _take_back(world)
    first = await _restored(world, backup)
    second = await _restored(world, backup)
    assert first == second
    assert await world.storage.withdrawal(row_id) is not None


async def test_the_ledger_still_holds(world, tmp_path):
    """What was made again stands in it, signed."""
    backup = _saved(world, tmp_path)
    await _take_back(world)
    await _restored(world, backup)
    ours = LedgerSigner(world.keys).public_keys
    assert await world.storage.verify_ledger(lambda head: head.public_key in ours and is_signed(head)) is None
    assert "consent_withdrawn" in await world.studio.ledger_kinds()


async def test_without_a_journal_that_is_said(world, tmp_path):
    """A new machine has none unless somebody copied it."""
    backup = _saved(world, tmp_path)
    await world.storage.close()
    (world.data / "journal.jsonl").unlink()
    (line,) = await restore(backup, world.data, world.keys)
    assert "is not known" in line
    await world.open()


async def test_nothing_is_posted_until_it_is_confirmed(world, tmp_path):
    """The mark lies in the folder; the notifier waits for its end."""
    await _restored(world, _saved(world, tmp_path))
    assert held(world.data) is not None
    waiting = asyncio.create_task(until_confirmed(world.data, asyncio.Event(), every_seconds=0.01))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    release(world.data)
    await asyncio.wait_for(waiting, 1)


def test_a_restore_that_was_cut_off_keeps_the_bot_from_starting(tmp_path):
    """The database may be half another one."""
    hold(tmp_path, Held(is_whole=False))
    with pytest.raises(RestoreCutOffError):
        refuse_cut_off(tmp_path)
    hold(tmp_path, Held(is_whole=True))
    refuse_cut_off(tmp_path)


async def test_media_come_back_and_the_old_database_stays_aside(world, tmp_path):
    """What was erased since a withdrawal is erased again by the bot."""
    backup = _saved(world, tmp_path)
    (media,) = (world.data / "media").iterdir()
    (media / "original").unlink()
    await _restored(world, backup)
    assert (media / "original").read_bytes() == b"a portrait"
    assert (world.data / "before-restore-likeness.db").exists()
    assert (world.data / "likeness.db").stat().st_mode & 0o777 == 0o600


def test_a_file_with_foreign_names_is_no_backup(tmp_path):
    """Nothing outside the folder is written."""
    bad, inside = tmp_path / "bad.tar", tmp_path / "x"
    inside.write_text("x")
    for name in ("../likeness.db", "/etc/x", "secret.key", "media/m_2/../../x", "media/x/original"):
        with tarfile.open(bad, "w") as tar:
            tar.add(inside, name)
        (tmp_path / "into").mkdir(exist_ok=True)
        with pytest.raises(NotABackupError):
            unpack(bad, tmp_path / "into")
    assert list((tmp_path / "into").iterdir()) == []


@pytest.mark.parametrize("share", [0.1, 0.5, 0.97])
async def test_half_a_backup_leaves_the_folder_as_it_was(world, tmp_path, share):
    """It is refused before anything is touched."""
    backup = _saved(world, tmp_path)
    whole = backup.read_bytes()
    backup.write_bytes(whole[: int(len(whole) * share)])
    before = (world.data / "likeness.db").read_bytes()
    with pytest.raises(NotABackupError):
        await restore(backup, world.data, world.keys)
    assert (world.data / "likeness.db").read_bytes() == before
    assert held(world.data) is None
