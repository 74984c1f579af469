"""What all endpoints of the simulated PomexAI share: the caller's account, ids, links and answers."""

from datetime import UTC, datetime

from aiohttp import web

from sandbox.providers.pomex import shapes
from sandbox.providers.pomex.video_requests import MODELS
from sandbox.providers.records import Account, Asset, Group, Video
from sandbox.providers.wire import Handler, RefusalError, bearer_key, json_answer
from sandbox.providers.world import World

NAME = "pomex"
SAMPLE_GROUP = "group-20260619145855-snq4q"
SAMPLE_ASSET = "asset-20260619150241-b8xd4"
SAMPLE_VIDEO = "cgt-20260619150458-96ncj"
SAMPLE_TIME = datetime(2026, 6, 19, 7, 2, 41, tzinfo=UTC).timestamp()
# Requests per second and account, as documented.
RATES = {"session": 3, "list": 10, "asset": 100}


class Desk:
    """Knows the world and the shapes of this run."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.shapes = shapes.choose_shapes(world.variant)

    def guarded(self, handler: Handler) -> Handler:
        """Wrap an endpoint so that a request without a key gets 401."""

        async def checked(request: web.Request) -> web.StreamResponse:
            if bearer_key(request) is None:
                raise RefusalError(401, "missing or invalid API key")
            return await handler(request)

        return checked

    def account(self, request: web.Request, rate: str | None = None) -> Account:
        """Return the caller's account, after counting the request against a rate limit."""
        account = self.world.account(NAME, bearer_key(request) or "", sample_account)
        if rate and not self.world.limits.allows(f"{NAME}/{account.id}", rate, RATES[rate]):
            raise RefusalError(429, "rate limit exceeded, please retry later")
        return account

    def group(self, account: Account, group_id: str | None) -> Group:
        """Return a group of the account, the virtual one for None; raise RefusalError for a foreign one."""
        if group_id is None:
            return account.virtual
        if group_id not in account.groups:
            raise RefusalError(400, "group id error")
        return account.groups[group_id]

    def new_id(self, kind: str) -> str:
        return shapes.new_id(self.shapes, kind, self.world.stamp(), self.world.letters)

    def answer(self, payload: object) -> web.Response:
        return json_answer(self.world.variant, payload)

    def asset_link(self, origin: str, account: Account, asset: Asset) -> str:
        seconds, suffix = (
            self.world.options.asset_link_seconds,
            {"Video": "mp4", "Audio": "mp3"}.get(asset.kind, "jpg"),
        )
        return self.world.links.sign(origin, f"{NAME}/{account.id}", asset.id, f"portrait.{suffix}", seconds)

    def video_link(self, origin: str, account: Account, video: Video) -> str:
        seconds = self.world.options.video_link_seconds
        return self.world.links.sign(origin, f"{NAME}/{account.id}", video.id, "output.mp4", seconds)


def sample_account(account_id: str) -> Account:
    """Return a new account that holds the documents' samples."""
    group = Group(id=SAMPLE_GROUP, real=True)
    asset = Asset(
        id=SAMPLE_ASSET,
        kind="Image",
        url="https://yourcdn.com/portrait.jpg",
        name="model-rachel-frontal",
        group=group,
        created_at=SAMPLE_TIME,
        decides_at=SAMPLE_TIME + 5,
        reviewed=True,
    )
    video = Video(
        id=SAMPLE_VIDEO,
        model=MODELS[1],
        prompt="The person in image 1 smiles and waves at the camera.",
        assets=[asset],
        ratio="16:9",
        seconds=4,
        created_at=SAMPLE_TIME + 137,
        runs_at=SAMPLE_TIME + 140,
        ends_at=SAMPLE_TIME + 200,
        origin="",
        filmed=True,
    )
    return Account(
        id=account_id,
        gateway=NAME,
        virtual=Group(id=f"group-virtual-{account_id}", real=False),
        groups={group.id: group},
        assets={asset.id: asset},
        videos={video.id: video},
    )
