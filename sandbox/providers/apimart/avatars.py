"""APIMart's endpoints for face checks and for files of real and of made-up people."""

from collections.abc import Sequence

from aiohttp import web

from sandbox.providers.apimart import requests, shapes, task_shapes
from sandbox.providers.apimart.desk import Desk
from sandbox.providers.apimart.records import ResultTask, ReviewTask, Session, SessionTask
from sandbox.providers.face_checks import FaceCheck, Outcome, Query
from sandbox.providers.fields import Body, refuse, required_text
from sandbox.providers.intake import take_file
from sandbox.providers.records import Account, Group
from sandbox.providers.wire import MADE, json_object

REAL_PATH = "/v1/seedance2/real-avatar"
VIRTUAL_PATH = "/v1/seedance2/private-avatar"


class AvatarEndpoints:
    """One path with three jobs for real people, and one for made-up characters."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._world = desk.world

    def routes(self) -> Sequence[web.RouteDef]:
        return (
            web.post(REAL_PATH, self._desk.guarded(self._real)),
            web.post(VIRTUAL_PATH, self._desk.guarded(self._virtual)),
        )

    async def _real(self, request: web.Request) -> web.Response:
        account, body = self._desk.account(request), await json_object(request)
        job = requests.read_job(body)
        if job == "callback_url":
            return self._create_session(request, account, body)
        if job == "byted_token":
            return self._read_result(account, body)
        batch = requests.read_real(body)
        return self._submit(request, account, batch, self._group(account, batch.group_id, real=True))

    def _create_session(self, request: web.Request, account: Account, body: Body) -> web.Response:
        self._desk.count(account, "session")
        url, now, token = requests.read_callback_url(body), self._world.now(), self._world.letters(32)
        life = self._world.options.session_seconds
        check = FaceCheck(
            token=token,
            gateway=account.gateway,
            account=account.id,
            callback_url=url,
            lang="en",
            created_at=now,
            expires_at=now + min(life, self._desk.shapes.link_seconds or life),
            finish=lambda outcome: self._finish(account, session, outcome),
        )
        session = Session(check=check, expires_at=now + life)
        task = SessionTask(id=self._desk.new_task_id(), created_at=now, session=session)
        book = self._desk.book(account)
        book.sessions[token], book.tasks[task.id] = session, task
        request[MADE] = task.id
        data = {"id": task.id, "status": "completed"}
        return self._desk.answer(shapes.created(self._desk.shapes.asset_data, data))

    def _finish(self, account: Account, session: Session, outcome: Outcome) -> Query:
        """Make the group of a person who passed, and return what the browser is sent back with."""
        if outcome is Outcome.PASS:
            session.group = Group(id=self._desk.new_id("group"), real=True)
            account.groups[session.group.id] = session.group
        code = self._desk.shapes.fail_code if outcome is Outcome.FAIL else "10000"
        recorded = outcome is Outcome.PRE_RECORD
        return shapes.redirect_query(self._desk.shapes, session.check.token, code=code, recorded=recorded)

    def _read_result(self, account: Account, body: Body) -> web.Response:
        self._desk.count(account, "result")
        book, now = self._desk.book(account), self._world.now()
        session = book.sessions.get(required_text(body, "byted_token"))
        if session is None or now >= session.expires_at:
            raise refuse("byted_token is invalid or has expired")
        if session.group is None and self._refuses_early_reads:
            raise refuse(task_shapes.NOT_PASSED)
        task = ResultTask(id=self._desk.new_task_id(), created_at=now, session=session)
        book.tasks[task.id] = task
        if self._desk.shapes.group_by_task:
            return self._desk.answer(shapes.success({"id": task.id, "status": "processing"}))
        return self._desk.answer(shapes.success(task_shapes.result_data(self._desk.shapes, task.id, session)))

    @property
    def _refuses_early_reads(self) -> bool:
        return self._desk.shapes.not_yet == "error" and not self._desk.shapes.group_by_task

    async def _virtual(self, request: web.Request) -> web.Response:
        account = self._desk.account(request)
        batch = requests.read_virtual(await json_object(request))
        group = self._group(account, batch.group_id, real=False)
        return self._submit(request, account, batch, group)

    def _group(self, account: Account, group_id: str | None, *, real: bool) -> Group:
        """Return a group of the account, a new virtual one for None; refuse a foreign or a wrong one."""
        if group_id is None:
            group = Group(id=self._desk.new_id("group"), real=False)
            account.groups[group.id] = group
            return group
        found = account.groups.get(group_id)
        if found is None:
            raise refuse(f"group not found: {group_id}")
        if found.real is not real:
            raise refuse("group_id is not of a verified person" if real else "group_id is of a real person")
        return found

    def _submit(
        self, request: web.Request, account: Account, batch: requests.Batch, group: Group
    ) -> web.Response:
        assets = tuple(
            take_file(
                self._world,
                account,
                self._desk.new_id("asset"),
                kind=batch.kind,
                url=file.url,
                name=file.name,
                group=group,
            )
            for file in batch.files
        )
        task = ReviewTask(id=self._desk.new_task_id(), created_at=self._world.now(), assets=assets)
        self._desk.book(account).tasks[task.id] = task
        request[MADE] = task.id
        data: shapes.Json = {"id": task.id, "status": "processing"}
        if self._desk.shapes.review_answer == "full":
            data |= {
                "object": "seedance.avatar.asset.task",
                "progress": 10,
                "model": "doubao-seedance-2.0",
            }
        return self._desk.answer(shapes.created(self._desk.shapes.asset_data, data))
