# ruff: noqa: ARG002  what a gateway cannot do still has the face's signature
"""What every adapter starts from: each optional method refuses, each batch survives one bad item."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NoReturn, ParamSpec, TypeVar

from providers.account import Account
from providers.checks import order_problem
from providers.errors import NotFound, ProviderError, Refused, UnexpectedAnswer, Unsupported
from providers.face import (
    Handle,
    Read,
    Review,
    SubmitItem,
    Submitted,
    VerificationReading,
    VerificationSession,
    VideoOrder,
    VideoReading,
)
from providers.fields import Fields
from providers.profile import CallKind, MediaKind

P = ParamSpec("P")
T = TypeVar("T")

SINGLES = 25
"""Single look-ups made together: few enough to be written soon, enough to fill the connections."""

_NOBODYS = "likeness-check"


class BaseProvider:
    """An adapter overrides what its gateway can do; the rest raises `Unsupported` before any HTTP."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.profile = account.profile
        self.http = account.client()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.account.base_url!r})"

    async def submit(self, items: Sequence[SubmitItem]) -> list[Submitted]:
        """Create one by one through `submit_one`; a gateway with a batch call overrides this."""
        return list(await asyncio.gather(*(self._submitted(item) for item in items)))

    async def submit_one(self, item: SubmitItem) -> tuple[Handle, Review | None]:
        self.unsupported("registering media")

    async def read(self, handles: Sequence[Handle]) -> list[Read]:
        """Look up one by one through `read_one`; a gateway with a batch or list call overrides this."""
        return list(await asyncio.gather(*(reading(self.read_one(handle)) for handle in handles)))

    def read_chunks(self, handles: Sequence[Handle]) -> list[tuple[int, ...]]:
        """What one batch call reads, or a handful of single calls."""
        size = self.profile.read_batch if self.profile.read_batch > 1 else SINGLES
        return list(batched(range(len(handles)), size))

    def reads_per_second(self, handles: Sequence[Handle]) -> float:
        return self.profile.rate(CallKind.READ) * self.profile.read_batch

    async def read_one(self, handle: Handle) -> Review:
        self.unsupported("looking up a registration")

    async def open_verification(self, callback_url: str, locale: str) -> VerificationSession:
        self.unsupported("a face check")

    async def read_verification(
        self, handle: Handle, redirect: Mapping[str, str] | None
    ) -> VerificationReading:
        self.unsupported("a face check")

    async def find(self, name: str, group_id: str | None) -> Handle | None:
        self.unsupported("finding a registration by name")

    async def delete(self, handle: Handle) -> None:
        self.unsupported("deleting a registration")

    async def start_video(self, order: VideoOrder) -> VideoReading:
        self.unsupported("making a video")

    async def read_video(self, handle: Handle) -> VideoReading:
        self.unsupported("making a video")

    async def find_video(self, order: VideoOrder) -> Handle | None:
        self.unsupported("proving whether a video was started")

    async def cancel_video(self, handle: Handle) -> None:
        self.unsupported("cancelling a video")

    async def host_file(self, kind: MediaKind, filename: str, content: bytes) -> str:
        self.unsupported("hosting files")

    async def parse_push(self, body: Mapping[str, Any]) -> Handle | None:
        """Nothing is known of this gateway's web hooks, so none says anything."""
        return None

    async def check_key(self) -> None:
        """Ask about a video that nobody ordered: being unknown, it shows that the key was taken."""
        with suppress(NotFound, Refused):
            await self.read_video({"id": _NOBODYS})

    async def aclose(self) -> None:
        await self.http.aclose()

    def fields(self, body: Mapping[str, Any]) -> Fields:
        return Fields(self.profile.name, body, plain_http=self.account.plain_http)

    def check_order(self, order: VideoOrder) -> None:
        """Raise `Unsupported` for what the profile does not declare."""
        problem = order_problem(self.profile, order)
        if problem:
            raise Unsupported(self.profile.name, problem)

    def unsupported(self, what: str) -> NoReturn:
        raise Unsupported(self.profile.name, f"{self.profile.title} does not offer {what}")

    async def _submitted(self, item: SubmitItem) -> Submitted:
        try:
            handle, review = await self.submit_one(item)
        except UnexpectedAnswer as error:
            return Submitted(name=item.name, handle=error.handle, error=error)
        except ProviderError as error:
            return Submitted(name=item.name, error=error)
        return Submitted(name=item.name, handle=handle, review=review)


def batched(items: Sequence[T], size: int) -> Iterator[tuple[T, ...]]:
    """Tuples of at most `size` in order."""
    return (tuple(items[start : start + size]) for start in range(0, len(items), size))


async def reading(look_up: Awaitable[Review]) -> Read:
    """Turn one look-up into its result or its error."""
    try:
        return Read(review=await look_up)
    except ProviderError as error:
        return Read(error=error)


def settled(review: Callable[P, Review], *args: P.args, **kwargs: P.kwargs) -> Read:
    """Turn one entry of a batch's answer into its result or its error."""
    try:
        return Read(review=review(*args, **kwargs))
    except ProviderError as error:
        return Read(error=error)


@contextmanager
def made(handle: Handle) -> Iterator[None]:
    """Keep the handle of what the gateway just made when the rest of its answer cannot be understood."""
    try:
        yield
    except UnexpectedAnswer as error:
        error.handle = handle
        raise
