"""Which gateways are on, and how they are built."""

from __future__ import annotations

import pytest

from providers.account import Account
from providers.base import BaseProvider
from providers.errors import Unsupported
from providers.face import Provider, SubmitItem
from providers.pomex_profile import PROFILE
from providers.profile import MediaKind
from providers.registry import PROVIDERS, build_providers
from tests.providers.orders import any_order


@pytest.mark.parametrize("keys", [{}, {"POMEX_API_KEY": ""}, {"POMEX_API_KEY": "  "}, {"OTHER": "x"}])
def test_without_its_key_a_gateway_is_off(keys: dict[str, str]) -> None:
    """An empty or blank key turns nothing on."""
    assert build_providers(keys, {}) == {}


async def test_a_key_turns_its_gateway_on_at_the_stated_address() -> None:
    """The base address may be set, and a blank one or a slash at its end do no harm."""
    for bases, url in (
        ({}, "https://api.pomex.ai"),
        ({"POMEX_BASE_URL": ""}, "https://api.pomex.ai"),
        ({"POMEX_BASE_URL": "http://127.0.0.1:1/"}, "http://127.0.0.1:1"),
    ):
        built = build_providers({"POMEX_API_KEY": " sk-1 \n"}, bases)
        provider = built["pomex"]
        assert isinstance(provider, BaseProvider)
        assert (provider.account.base_url, provider.account.key) == (url, "sk-1")
        assert provider.account.plain_http is url.startswith("http://")
        await provider.aclose()


def test_an_account_keeps_its_key_out_of_its_repr() -> None:
    """Whoever logs an account logs no key."""
    assert "sk-secret" not in repr(Account(profile=PROFILE, keys={"POMEX_API_KEY": "sk-secret"}))


@pytest.mark.parametrize("name", list(PROVIDERS))
def test_a_profile_says_enough_for_the_modals(name: str) -> None:
    """Every gateway names itself, its variables, its models and its limits."""
    profile = PROVIDERS[name].profile
    assert profile.name == name
    assert profile.key_variable.endswith("_API_KEY")
    assert profile.base_variable.endswith("_BASE_URL")
    assert profile.base_url.startswith("https://")
    assert profile.models
    assert MediaKind.IMAGE in profile.limits
    assert profile.model(profile.models[0].id) is profile.models[0]
    assert profile.model("no-such-model") is None
    assert all(rate > 0 for rate in profile.rates.values())


async def test_an_adapter_that_overrides_nothing_refuses_everything() -> None:
    """The base offers no use of the face; a batch says so item by item, and a push says nothing."""
    base: Provider = BaseProvider(Account(profile=PROFILE, keys={"POMEX_API_KEY": "k"}))
    item = SubmitItem(name="r_1", kind=MediaKind.IMAGE, url="https://x.example", real_person=False)
    assert isinstance((await base.submit([item]))[0].error, Unsupported)
    assert isinstance((await base.read([{"id": "x"}]))[0].error, Unsupported)
    order = any_order("pomex")
    for use in (
        lambda: base.open_verification("https://x.example", "en"),
        lambda: base.read_verification({}, None),
        lambda: base.find("r_1", None),
        lambda: base.delete({}),
        lambda: base.start_video(order),
        lambda: base.read_video({}),
        lambda: base.find_video(order),
        lambda: base.cancel_video({}),
        lambda: base.host_file(MediaKind.IMAGE, "a.jpg", b""),
    ):
        with pytest.raises(Unsupported):
            await use()
    assert await base.parse_push({"id": "x"}) is None
    await base.aclose()
