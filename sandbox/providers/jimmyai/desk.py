"""What all endpoints of the simulated JimmyAI share: the caller's account, ids, links and answers."""

from datetime import UTC, datetime

from aiohttp import web

from sandbox.providers.jimmyai import shapes
from sandbox.providers.records import Account, Asset, Group
from sandbox.providers.wire import Handler, RefusalError, bearer_key, json_answer
from sandbox.providers.world import World

NAME = "jimmyai"
PREFIX = "/api/open-api/v1"
SAMPLE_PORTRAIT = "official_id_xxx"
SAMPLE_PORTRAITS = (SAMPLE_PORTRAIT, "id1", "id2")
SAMPLE_FILE = "asset_abc123"
SAMPLE_TIME = datetime(2026, 2, 2, 2, 40, tzinfo=UTC).timestamp()


class Desk:
    """Knows the world and the shapes of this run."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.shapes = shapes.choose_shapes(world.variant)

    def guarded(self, handler: Handler) -> Handler:
        """Wrap an endpoint: no key is refused, and refusals may come with HTTP 200."""

        async def checked(request: web.Request) -> web.StreamResponse:
            if bearer_key(request) is None:
                return self._refused(RefusalError(401, "invalid api key"))
            try:
                return await handler(request)
            except RefusalError as error:
                return self._refused(error)

        return checked

    def refusal(self, status: int, message: str) -> web.Response:
        body = shapes.error_body(self.shapes, status, message)
        return json_answer(self.world.variant, body, status)

    def _refused(self, error: RefusalError) -> web.Response:
        answer = self.refusal(error.status, error.message)
        answer.set_status(error.status if self.shapes.error_status else 200)
        return answer

    def account(self, request: web.Request) -> Account:
        """Return the caller's account."""
        return self.world.account(NAME, bearer_key(request) or "", sample_account)

    def missing(self, what: str) -> RefusalError:
        return RefusalError(self.shapes.missing_status, f"{what} not found")

    def new_id(self, kind: str) -> str:
        """Return an id for an `asset`, `task` or `file`; the documents promise no form."""
        letters = self.world.letters
        if self.shapes.id_form == "hex":
            return self.world.variant.random.randbytes(12).hex()
        tails = {"prefixed": f"_{letters(16)}", "uuid": f"-{letters(8)}-{letters(4)}-{letters(12)}"}
        return kind + tails[self.shapes.id_form]

    def answer(self, code: object, data: shapes.Json) -> web.Response:
        return json_answer(self.world.variant, shapes.envelope(self.shapes, code, data))


def sample_account(account_id: str) -> Account:
    """Return a new account that holds the documents' samples."""
    virtual = Group(id=f"group-virtual-{account_id}", real=False)
    portraits = [
        _sample(sample, "portrait-front", "https://example.com/portrait.jpg", Group(id=sample, real=True))
        for sample in SAMPLE_PORTRAITS
    ]
    file = _sample(SAMPLE_FILE, "ref 1", "https://example.com/ref.jpg", virtual)
    assets = {asset.id: asset for asset in (*portraits, file)}
    return Account(id=account_id, gateway=NAME, virtual=virtual, assets=assets)


def _sample(asset_id: str, name: str, url: str, group: Group) -> Asset:
    return Asset(
        id=asset_id,
        kind="Image",
        url=url,
        name=name,
        group=group,
        created_at=SAMPLE_TIME,
        decides_at=SAMPLE_TIME + 5,
        reviewed=True,
    )
