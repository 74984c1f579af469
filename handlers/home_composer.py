"""A member's Home tab, from the facts as they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from handlers import attachments
from handlers.blocks.home import home_blocks
from handlers.blocks.people import person_name
from handlers.catalogue import Texts
from handlers.composed import Attachment, Composed, SlackFile
from handlers.home_look import PAGE, Look, read_look, wish_of
from providers.profile import Profile
from storage.face import Storage
from storage.home import HomeFacts, HomeWish, Shelf
from storage.model import Message
from workflow.access import Action, Actor, Allow, actor_from, decide

Files = Mapping[str, SlackFile]


@dataclass(frozen=True)
class HomeComposer:
    """Part of the composer: the kind `home`; `admins` are user ids set by configuration."""

    storage: Storage
    profiles: Mapping[str, Profile]
    clock: Callable[[], int]
    admins: frozenset[str] = frozenset()

    async def attachments(self, message: Message, said: Texts) -> tuple[Attachment, ...]:
        """Small pictures of the page shown."""
        reader = await self._reader(message)
        if not _is_member(reader):
            return ()
        wish = self._wish(read_look(message.params), message, reader)
        page, size = await self.storage.home_library(wish)
        if size and not page:
            page, _ = await self.storage.home_library(replace(wish, page=_last(size)))
        return attachments.of_home(page, said)

    async def compose(self, message: Message, files: Files, said: Texts) -> Composed | None:
        """The tab as it should read now; None for somebody who is gone or of another workspace."""
        reader = await self._reader(message)
        if reader.is_deactivated or reader.is_foreign:
            return None
        look, facts = await self._facts(message, reader)
        person = await self.storage.person(look.person_id) if look.person_id else None
        blocks = home_blocks(
            facts,
            look,
            is_member=_is_member(reader),
            person=person_name(person) if person else "",
            profiles=self.profiles,
            files=files,
            texts=said,
        )
        return Composed(text="", blocks=blocks)

    async def _facts(self, message: Message, reader: Actor) -> tuple[Look, HomeFacts]:
        look = read_look(message.params)
        if not _is_member(reader):
            look = Look(shelf=Shelf.OF_ME)
        facts = await self._read(look, message, reader)
        if look.page and not facts.library and facts.library_size:
            look = replace(look, page=_last(facts.library_size))  # it shrank meanwhile
            facts = await self._read(look, message, reader)
        return look, facts

    async def _read(self, look: Look, message: Message, reader: Actor) -> HomeFacts:
        return await self.storage.home(self._wish(look, message, reader))

    def _wish(self, look: Look, message: Message, reader: Actor) -> HomeWish:
        return wish_of(look, message.team_id, message.subject, is_admin=reader.is_admin, now=self.clock())

    async def _reader(self, message: Message) -> Actor:
        member = await self.storage.member(message.team_id, message.subject)
        return actor_from(message.subject, member, is_admin=message.subject in self.admins)


def _is_member(reader: Actor) -> bool:
    return isinstance(decide(reader, Action.SEE_ASSET), Allow)


def _last(size: int) -> int:
    """The last page."""
    return (size - 1) // PAGE
