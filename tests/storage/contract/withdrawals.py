"""What a withdrawal asks of a storage: what shows a file, what was recorded, and that nothing is left."""

from __future__ import annotations

from storage.changes import Insert, Record, change
from storage.face import Storage
from storage.model import MediaStatus
from tests.support import rows


def shows(*media_ids: str) -> dict[str, dict[str, str]]:
    """Files of a message, as the notifier keeps them."""
    return {
        f"picture_{n}": {"id": f"F{n}", "permalink": "https://x", "source": f"media:{media_id}:thumbnail"}
        for n, media_id in enumerate(media_ids)
    }


class WithdrawalsContract:
    async def test_messages_are_found_by_the_files_they_show(self, storage: Storage) -> None:
        """By any of them, each message once, oldest first; a code of ours is no such file."""
        qr = {"qr": {"id": "F9", "permalink": "https://x", "source": "qr:i_1"}}
        await storage.apply(
            change(
                Insert(row=rows.card(id="n_1", subject="q_1", files=shows("m_1", "m_2"))),
                Insert(row=rows.notice(id="n_2", files=shows("m_2"))),
                Insert(row=rows.card(id="n_3", subject="q_3", files=shows("m_3"))),
                Insert(row=rows.card(id="n_4", subject="q_4", files=qr)),
                Insert(row=rows.notice(id="n_5")),
            )
        )
        assert [m.id for m in await storage.messages_showing(["m_2", "m_1"])] == ["n_1", "n_2"]
        assert await storage.messages_showing(["m_9"]) == []
        assert await storage.messages_showing([]) == []
        found = await storage.message("n_3")
        assert found is not None
        assert found.subject == "q_3"
        assert await storage.message("n_9") is None

    async def test_what_was_recorded_of_whom_is_found(self, storage: Storage) -> None:
        """Of this kind, of these subjects, however often."""
        for kind, subject in (("lost", "r_1"), ("lost", "r_1"), ("lost", "r_2"), ("found", "r_3")):
            record = Record(
                team_id=rows.TEAM, at=rows.NOW, kind=kind, actor="likeness", subject=subject, body={}
            )
            await storage.apply(change(record))
        assert await storage.subjects_recorded("lost", ["r_1", "r_3"]) == {"r_1"}
        assert await storage.subjects_recorded("lost", []) == set()

    async def test_files_that_are_wanted_are_told_from_the_others(self, storage: Storage) -> None:
        """Known and not erased."""
        await storage.apply(
            change(Insert(row=rows.media()), Insert(row=rows.media(id="m_2", status=MediaStatus.ERASED)))
        )
        assert await storage.media_wanted(["m_1", "m_2", "m_3"]) == {"m_1"}

    async def test_nothing_erased_is_left_once_it_was_shredded(self, storage: Storage) -> None:
        """It says whether it could; asking again does no harm."""
        await storage.apply(change(Insert(row=rows.media())))
        assert await storage.shred()
        assert await storage.shred()
        assert await storage.media("m_1") is not None
