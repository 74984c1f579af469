"""The documents' samples, which every KyyVideo2 account holds."""

from datetime import datetime

from sandbox.providers.globalai.shapes import CHINA
from sandbox.providers.records import Account, Asset, Group, Video

NAME = "kyyvideo2"
SAMPLE_ASSET = "asset-20260330142158-q75m8"
SAMPLE_VIDEO = "video_fd35ee52-2a98-44a6-b930-29a88ce9b8fd"
SAMPLE_TIME = datetime(2026, 3, 30, 14, 21, 58, tzinfo=CHINA).timestamp()
SAMPLE_CREATED = 1774836724


def sample_account(account_id: str, now: float) -> Account:
    """Return a new account; the film of the sample ended just now, so that its link is alive."""
    group = Group(id=f"library-{account_id}", real=False)
    asset = Asset(
        id=SAMPLE_ASSET,
        kind="Image",
        url="https://example.com/portrait.jpg",
        name="My portrait",
        group=group,
        created_at=SAMPLE_TIME,
        decides_at=SAMPLE_TIME,
        reviewed=True,
    )
    video = Video(
        id=SAMPLE_VIDEO,
        model="seedance_2_0_fast",
        prompt="The person in image 1 waves",
        assets=[asset],
        ratio="16:9",
        seconds=5,
        created_at=SAMPLE_CREATED,
        runs_at=SAMPLE_CREATED,
        ends_at=now,
        origin="",
        filmed=True,
    )
    return Account(
        id=account_id,
        gateway=NAME,
        virtual=group,
        assets={asset.id: asset},
        videos={video.id: video},
    )
