"""APIMart's endpoints that read tasks: one, or many at once."""

from collections.abc import Sequence

from aiohttp import web

from sandbox.providers.apimart import shapes, task_shapes
from sandbox.providers.apimart.desk import NAME, Desk
from sandbox.providers.apimart.records import ResultTask, ReviewTask, SampleTask, SessionTask, Task
from sandbox.providers.fields import text_list
from sandbox.providers.records import Account, Video
from sandbox.providers.wire import RefusalError, json_object

PATH = "/v1/tasks"
_MOST = 100
_LONG_SECONDS = 365 * 86400.0


class TaskEndpoints:
    """Read sessions, face-check results, reviews and videos."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._world = desk.world

    def routes(self) -> Sequence[web.RouteDef]:
        return (
            web.get(f"{PATH}/{{task_id}}", self._desk.guarded(self._get)),
            web.post(f"{PATH}/batch", self._desk.guarded(self._batch)),
        )

    async def _get(self, request: web.Request) -> web.Response:
        account = self._desk.account(request)
        data = self._find(request, account, request.match_info["task_id"])
        if data is None:
            raise RefusalError(self._desk.shapes.missing_status, "task does not exist or has expired")
        return self._desk.answer(shapes.success(data))

    async def _batch(self, request: web.Request) -> web.Response:
        """Read many tasks; unknown ids are left out."""
        if not self._desk.shapes.batch:
            raise RefusalError(404, "not found")
        account = self._desk.account(request)
        wanted = text_list(await json_object(request), "task_ids", _MOST)
        found = [self._find(request, account, task_id) for task_id in wanted]
        return self._desk.answer(shapes.success([data for data in found if data is not None]))

    def _find(self, request: web.Request, account: Account, task_id: str) -> shapes.Json | None:
        if (task := self._desk.book(account).tasks.get(task_id)) is not None:
            return self._task(request, task)
        video = account.videos.get(task_id)
        return self._video(request, account, video) if video else None

    def _task(self, request: web.Request, task: Task) -> shapes.Json:
        forms, now = self._desk.shapes, self._world.now()
        if isinstance(task, ReviewTask):
            return task_shapes.review_task(forms, task, now)
        if isinstance(task, ResultTask):
            return task_shapes.result_data(forms, task.id, task.session)
        link = self._world.open_face_check(self._world.origin(request), task.session.check)
        if isinstance(task, SessionTask):
            return task_shapes.session_task(forms, task, link)
        return self._sample(task, link)

    def _sample(self, task: SampleTask, link: str) -> shapes.Json:
        forms = self._desk.shapes
        result = task_shapes.session_result(forms, task.session, link)
        result |= task_shapes.review_result(forms, task.review, self._world.now())
        return {"id": task.id, "status": "completed", "result": result}

    def _video(self, request: web.Request, account: Account, video: Video) -> shapes.Json:
        now = self._world.now()
        life = _LONG_SECONDS if self._desk.shapes.video_keeps else self._world.options.video_link_seconds
        end = video.ends_at + life
        folder = f"{NAME}/{account.id}"
        link = self._world.links.sign(self._world.origin(request), folder, video.id, "output.mp4", end - now)
        return task_shapes.video_task(self._desk.shapes, video, now, link, int(end))
