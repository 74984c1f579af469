"""What the endpoints of both GlobalAI families share: the caller's account, refusals, links and answers."""

import uuid
from collections.abc import Callable

from aiohttp import web

from sandbox.providers.globalai import shapes
from sandbox.providers.globalai.shapes import CodedRefusalError
from sandbox.providers.records import Account, Video
from sandbox.providers.wire import Handler, RefusalError, bearer_key, json_answer
from sandbox.providers.world import World

BASE = "/kyyReactApiServer"


class Desk:
    """Knows the world and the shapes of this run."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.shapes = shapes.choose_shapes(world.variant)

    def guarded(self, handler: Handler, refusal: Callable[[CodedRefusalError], web.Response]) -> Handler:
        """Wrap an endpoint: without a key 401, and for bad fields the endpoint's own way to refuse."""

        async def checked(request: web.Request) -> web.StreamResponse:
            if bearer_key(request) is None:
                raise RefusalError(401, "missing or invalid API key")
            try:
                return await handler(request)
            except CodedRefusalError as error:
                return refusal(error)
            except RefusalError as error:
                if error.status != 400:
                    raise
                return refusal(shapes.refused(error.message))

        return checked

    def account(self, request: web.Request, family: str, make: Callable[[str, float], Account]) -> Account:
        """Return the caller's account at one family, made by `make(hash, now)` when it is seen first."""
        key = bearer_key(request) or ""
        return self.world.account(family, key, lambda hashed: make(hashed, self.world.now()))

    def answer(self, payload: object, status: int = 200) -> web.Response:
        return json_answer(self.world.variant, payload, status)

    def unknown_task(self, error: CodedRefusalError) -> web.Response:
        """Refuse a read of a task; the documents do not say how."""
        if self.shapes.unknown_task == "http":
            return self.answer(shapes.error_body(self.shapes, 404, error.message), 404)
        return self.answer(shapes.envelope(error.code, error.message, None))

    def refused_task(self, error: CodedRefusalError) -> web.Response:
        """Refuse to start a video: with HTTP 200 and a failed task without an id, as has been seen."""
        if self.shapes.refused_task == "envelope":
            return self.answer(shapes.envelope(error.code, error.message, None))
        if self.shapes.refused_task == "http":
            return self.answer(shapes.error_body(self.shapes, 400, error.message), 400)
        return self.answer(shapes.refused_task_body(error.message, self.world.now()))

    def uuid(self) -> str:
        return str(uuid.UUID(bytes=self.world.variant.random.randbytes(16), version=4))

    def video_link(self, request: web.Request, account: Account, video: Video) -> str:
        """Return the link to a film, which dies a day after the film's end, however often it is asked for."""
        folder = f"{account.gateway}/{account.id}"
        seconds = video.ends_at + self.world.options.video_link_seconds - self.world.now()
        return self.world.links.sign(self.world.origin(request), folder, video.id, "output.mp4", seconds)
