"""Keys come from the operator's secret, or from one made once."""

from __future__ import annotations

import stat

import pytest

from bot.crypto.keys import KeyProblemError, derive_keys, load_keys
from bot.crypto.sealing import SealError, seal, unseal

OLD, NEW = "the old secret; long enough", "the new secret; long enough"


def test_a_missing_secret_is_made_once_for_the_owner_alone(tmp_path) -> None:
    """The file is readable by its owner only and gives the same keys the next time."""
    folder = tmp_path / "data"
    first = load_keys(folder, None)
    path = folder / "secret.key"

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_keys(folder, "  ") == first
    assert load_keys(tmp_path / "other", None) != first


@pytest.mark.parametrize("content", ["", "\n", "short"])
def test_a_spoiled_secret_file_is_told(tmp_path, content) -> None:
    """An empty or short file is no secret, and is not replaced silently."""
    (tmp_path / "secret.key").write_text(content)
    with pytest.raises(KeyProblemError):
        load_keys(tmp_path, None)


@pytest.mark.parametrize("secret", ["short", ",", f"{NEW},short"])
def test_a_short_secret_is_refused_without_being_told(tmp_path, secret) -> None:
    """A secret of less than 16 characters is refused; the text does not hold it."""
    with pytest.raises(KeyProblemError) as refusal:
        load_keys(tmp_path, secret)
    assert "short" not in str(refusal.value)


def test_a_given_secret_leaves_no_file(tmp_path) -> None:
    """With a secret in the environment the data folder keeps none."""
    load_keys(tmp_path, NEW)
    assert not list(tmp_path.iterdir())


def test_the_first_secret_seals_and_all_unseal() -> None:
    """A rotated secret opens what it sealed while it stays in the list."""
    sealed = seal(derive_keys(OLD), "grüße 你好")

    assert unseal(derive_keys(f"{NEW}, {OLD}"), sealed) == "grüße 你好"
    with pytest.raises(SealError):
        unseal(derive_keys(NEW), sealed)
    with pytest.raises(SealError):
        unseal(derive_keys(OLD), seal(derive_keys(f"{NEW},{OLD}"), "x"))


@pytest.mark.parametrize(
    "spoil", [lambda text: text[:-2], lambda text: "A" + text[1:], lambda _: "", lambda _: "ü"]
)
def test_changed_sealed_text_is_refused(keys, spoil) -> None:
    """Sealed text is taken whole or not at all."""
    with pytest.raises(SealError):
        unseal(keys, spoil(seal(keys, "a link")))


def test_sealed_text_and_repr_show_nothing(keys) -> None:
    """Neither the sealed text nor the keys' repr shows what is secret."""
    assert "link" not in seal(keys, "link")
    assert repr(keys) == "Keys()"
    assert set(keys.signing).isdisjoint(keys.sealing)
