"""The documents' samples, which every SD2 Manxue account holds."""

from sandbox.providers.records import Account, Asset, Group, Video

NAME = "sd2_manxue"
SAMPLE_IMAGE = "asset_img_001"
SAMPLE_CLIP = "asset_video_001"
SAMPLES = {
    ("Image", "https://example.com/portrait.jpg"): SAMPLE_IMAGE,
    ("Video", "https://example.com/reference.mp4"): SAMPLE_CLIP,
}
SAMPLE_VIDEO = "proj_sd2manxue_1234567890"
SAMPLE_CREATED = 1761635478


def sample_account(account_id: str, now: float) -> Account:
    """Return a new account; the film of the sample ended just now, so that its link is alive."""
    group = Group(id=f"library-{account_id}", real=False)
    assets = {
        asset_id: Asset(
            id=asset_id,
            kind=kind,
            url=url,
            name=None,
            group=group,
            created_at=SAMPLE_CREATED,
            decides_at=SAMPLE_CREATED,
            reviewed=True,
        )
        for (kind, url), asset_id in SAMPLES.items()
    }
    video = Video(
        id=SAMPLE_VIDEO,
        model="sd2_manxue_1080p",
        prompt="A woman jogs through rain at night",
        assets=[assets[SAMPLE_IMAGE]],
        ratio="16:9",
        seconds=5,
        created_at=SAMPLE_CREATED,
        runs_at=SAMPLE_CREATED,
        ends_at=now,
        origin="",
        filmed=True,
    )
    return Account(id=account_id, gateway=NAME, virtual=group, assets=assets, videos={video.id: video})
