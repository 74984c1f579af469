"""What all endpoints of the simulated APIMart share: the caller's account, ids and answers."""

import math
from datetime import UTC, datetime

from aiohttp import web

from sandbox.providers.apimart import shapes
from sandbox.providers.apimart.records import Book, ReviewTask, SampleTask, Session
from sandbox.providers.face_checks import FaceCheck, Outcome
from sandbox.providers.records import Account, Asset, Group
from sandbox.providers.wire import Handler, RefusalError, bearer_key, json_answer
from sandbox.providers.world import World

NAME = "apimart"
SAMPLE_TASK = "task_01KEXAMPLE"
SAMPLE_TOKEN = "token_xxx"  # noqa: S105  printed in the documents
SAMPLE_GROUP = "group_from_validation"
SAMPLE_ASSETS = ("asset-1", "asset-2")
SAMPLE_TIME = datetime(2026, 2, 2, 2, 40, tzinfo=UTC).timestamp()
# Requests per second and account: create a face-check session, read its result.
RATES = {"session": 3, "result": 3}


class Desk:
    """Knows the world, the shapes of this run, and each account's sessions and tasks."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.shapes = shapes.choose_shapes(world.variant)
        self._books: dict[str, Book] = {}

    def guarded(self, handler: Handler) -> Handler:
        """Wrap an endpoint so that a request without a key gets 401."""

        async def checked(request: web.Request) -> web.StreamResponse:
            if bearer_key(request) is None:
                raise RefusalError(401, "invalid or missing API key")
            return await handler(request)

        return checked

    def account(self, request: web.Request) -> Account:
        """Return the caller's account."""
        return self.world.account(NAME, bearer_key(request) or "", sample_account)

    def book(self, account: Account) -> Book:
        """Return the sessions and tasks of an account."""
        if account.id not in self._books:
            self._books[account.id] = sample_book(account)
        return self._books[account.id]

    def count(self, account: Account, rate: str) -> None:
        """Count a request against a rate limit; raise RefusalError 429 when it is over."""
        if not self.world.limits.allows(f"{NAME}/{account.id}", rate, RATES[rate]):
            raise RefusalError(429, "rate limit exceeded, please retry later")

    def new_task_id(self) -> str:
        return f"task_01K{self.world.letters(23).upper()}"

    def new_id(self, kind: str) -> str:
        """Return an id for an `asset` or a `group`; the documents promise no form."""
        letters = self.world.letters
        tails = {
            "dated": f"-{self.world.stamp()}-{letters(5)}",
            "uuid": f"-{letters(8)}-{letters(4)}-{letters(12)}",
        }
        return kind + tails.get(self.shapes.id_form, f"_{letters(16)}")

    def answer(self, payload: object) -> web.Response:
        return json_answer(self.world.variant, payload)


def sample_account(account_id: str) -> Account:
    """Return a new account that holds the documents' samples."""
    group = Group(id=SAMPLE_GROUP, real=True)
    assets = {
        sample: Asset(
            id=sample,
            kind="Image",
            url=f"https://cdn.example.com/{name}.png",
            name=name,
            group=group,
            created_at=SAMPLE_TIME,
            decides_at=SAMPLE_TIME + 90,
            reviewed=True,
        )
        for sample, name in zip(SAMPLE_ASSETS, "ab", strict=True)
    }
    virtual = Group(id=f"group-virtual-{account_id}", real=False)
    return Account(id=account_id, gateway=NAME, virtual=virtual, groups={group.id: group}, assets=assets)


def sample_book(account: Account) -> Book:
    """Return a book that holds the documents' session, long passed, and their one task id."""
    check = FaceCheck(
        token=SAMPLE_TOKEN,
        gateway=NAME,
        account=account.id,
        callback_url="https://app.example.com/cb",
        lang="en",
        created_at=SAMPLE_TIME,
        expires_at=math.inf,
        finish=lambda _: [],
        outcome=Outcome.PASS,
    )
    session = Session(check=check, expires_at=math.inf, group=account.groups[SAMPLE_GROUP])
    assets = tuple(account.assets[sample] for sample in SAMPLE_ASSETS)
    review = ReviewTask(id=SAMPLE_TASK, created_at=SAMPLE_TIME, assets=assets)
    task = SampleTask(id=SAMPLE_TASK, session=session, review=review)
    return Book(sessions={SAMPLE_TOKEN: session}, tasks={task.id: task})
